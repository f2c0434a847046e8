//! `POST /api/v1/users/{authId}/impersonation/{appId}`.

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::support::World;
use crate::support::melody::{claims, forged, said, text};

/// A support backend with its credentials.
struct Backend {
    world: World,
    root: String,
    admin: String,
}

impl Backend {
    async fn new() -> Self {
        let world = World::with_stand_ins().await;
        let root = world.server_token("root").await;
        let admin = world.access_token(json!({ "user": "support", "app": "panel" })).await;
        Self { world, root, admin }
    }

    async fn app_id(&self, name: &str) -> String {
        self.world.app(name).await["id"].to_string()
    }

    fn request(&self, auth_id: &str, app_id: &str, impersonator: &Value) -> RequestBuilder {
        let address = self.world.melody(&format!("/api/v1/users/{auth_id}/impersonation/{app_id}"));
        let body = json!({ "impersonatorToken": impersonator });
        self.world.post(&address, &body).bearer_auth(&self.root)
    }

    async fn for_user(&self, name: &str, app: &str) -> RequestBuilder {
        let auth_id = self.world.auth_id(name).await;
        self.request(&auth_id, &self.app_id(app).await, &json!(self.admin))
    }

    async fn minted(&self, name: &str, app: &str) -> Value {
        let response = self.for_user(name, app).await.send().await.unwrap();
        assert_eq!(response.status(), 200, "{name} in {app}");
        response.json().await.unwrap()
    }
}

#[tokio::test]
async fn a_link_s_token_lives_for_half_an_hour_whatever_else_lives_how_long() {
    let backend = Backend::new().await;
    let before = jsonwebtoken::get_current_timestamp();
    let minted = backend.minted("alice", "demo").await;
    let after = jsonwebtoken::get_current_timestamp();
    assert_eq!(minted.as_object().unwrap().len(), 3);
    assert_eq!(minted["refresh_token_expires_in"], 1800);
    let expires_on = minted["refresh_token_expires_on"].as_u64().unwrap();
    assert!((before + 1800..=after + 1800).contains(&expires_on));
    let answer = backend.world.exchanged(&text(&minted, "refresh_token")).await;
    let claims = claims(&text(&answer, "access_token"));
    assert_eq!(claims["sub"], backend.world.auth_id("alice").await);
    assert_eq!(claims["impersonatedBy"], backend.world.auth_id("support").await);
    assert_eq!(backend.world.melody_counts().await["impersonations"], 1);
}

#[tokio::test]
async fn only_a_server_with_scope_root_may_ask() {
    let backend = Backend::new().await;
    let Backend { world, root, admin } = &backend;
    let auth_id = world.auth_id("alice").await;
    let address = world.melody(&format!("/api/v1/users/{auth_id}/impersonation/1"));
    let request = || world.post(&address, &json!({ "impersonatorToken": admin }));
    let reader = world.server_token("read_user").await;
    let forged = forged(root);
    let unauthorized = "Unauthorized";
    for (request, body, challenge) in [
        (request(), unauthorized, "Bearer realm=\"\""),
        (request().bearer_auth(admin), unauthorized, "Bearer error=\"invalid_token\""),
        (request().bearer_auth(&reader), unauthorized, "Bearer error=\"invalid_token\""),
        (request().bearer_auth(&forged), "Invalid access_token provided", ""),
    ] {
        let response = request.send().await.unwrap();
        let got = response.headers().get("www-authenticate").map_or("", |value| value.to_str().unwrap());
        assert_eq!((response.status().as_u16(), got), (401, challenge));
        assert_eq!(response.text().await.unwrap(), body);
    }
    let malformed = request().header("authorization", "Basic eDp5");
    assert_eq!(said(malformed).await, (400, "Bad Request".to_owned()));
    let no_jwt = request().bearer_auth("text");
    assert_eq!(said(no_jwt).await, (500, "Internal Server Error".to_owned()));
}

#[tokio::test]
async fn the_impersonator_is_checked_first_and_must_be_a_user() {
    let backend = Backend::new().await;
    let forged = forged(&backend.admin);
    // Neither the user nor the application exists: they are checked later.
    for (impersonator, status, body) in [
        (json!(null), 400, "impersonatorToken is required for impersonation"),
        (json!(7), 400, "impersonatorToken is required for impersonation"),
        (json!("text"), 500, "Internal Server Error"),
        (json!(""), 500, "Internal Server Error"),
        (json!(forged), 401, "Invalid access_token provided"),
        (json!(backend.root), 404, "No user found"),
    ] {
        let answer = said(backend.request("nobody", "99", &impersonator)).await;
        assert_eq!(answer, (status, body.to_owned()));
    }
    for body in ["", "null", "text"] {
        let request = backend.request("nobody", "99", &json!(null)).body(body);
        assert_eq!(said(request).await, (500, "Internal Server Error".to_owned()), "{body}");
    }
}

#[tokio::test]
async fn an_expired_token_or_one_of_another_issuer_does_not_count() {
    let backend = Backend::new().await;
    let auth_id = backend.world.auth_id("alice").await;
    for (behaviour, usual) in [
        (json!({ "accessLife": 0 }), json!({ "accessLife": 1800 })),
        (json!({ "issuerSlash": true }), json!({ "issuerSlash": false })),
    ] {
        backend.world.behave(behaviour).await;
        let admin = backend.world.access_token(json!({ "user": "support", "app": "panel" })).await;
        backend.world.behave(usual).await;
        let answer = said(backend.request(&auth_id, "1", &json!(admin))).await;
        assert_eq!(answer, (401, "Invalid access_token provided".to_owned()));
    }
}

#[tokio::test]
async fn then_come_the_user_the_application_the_role_and_the_consent() {
    let backend = Backend::new().await;
    let world = &backend.world;
    let (bob, demo, s2s) =
        (world.auth_id("bob").await, backend.app_id("demo").await, backend.app_id("s2s").await);
    let ordinary = world.access_token(json!({ "user": "alice" })).await;
    // Each row also fails the checks of the rows after it.
    for (auth_id, app_id, status, body) in [
        ("nobody", "99", 404, "No user found"),
        (bob.as_str(), "number", 500, "Internal Server Error"),
        (&bob, "99", 404, ""),
        (&bob, &s2s, 400, "Impersonate request sent to a non-SPA app"),
        (&bob, &demo, 401, "Only super admin can impersonate other users"),
    ] {
        let answer = said(backend.request(auth_id, app_id, &json!(ordinary))).await;
        assert_eq!(answer, (status, body.to_owned()));
    }
    for name in ["bob", "dana"] {
        let answer = said(backend.for_user(name, "demo").await).await;
        assert_eq!(answer, (401, "User consent required".to_owned()), "{name}");
    }
    assert_eq!(said(backend.for_user("alice", "panel").await).await.1, "User consent required");
    assert_eq!(world.melody_counts().await["impersonations"], 0);
}

#[tokio::test]
async fn consent_counts_once_it_is_given_for_both_scopes() {
    let backend = Backend::new().await;
    let consent = json!({ "consent": ["profile", "offline_access"] });
    backend.world.change_user("bob", consent).await;
    backend.minted("bob", "demo").await;
    backend.world.change_user("bob", json!({ "consent": [] })).await;
    assert_eq!(said(backend.for_user("bob", "demo").await).await.0, 401);
}

#[tokio::test]
async fn consent_that_is_switched_off_is_not_asked_for() {
    let backend = Backend::new().await;
    backend.world.behave(json!({ "consent": false })).await;
    backend.minted("bob", "demo").await;
    let s2s = said(backend.for_user("bob", "s2s").await).await;
    assert_eq!(s2s.0, 400, "the other checks stay");
}

#[tokio::test]
async fn the_role_is_that_of_the_database_not_of_the_token() {
    let backend = Backend::new().await;
    backend.world.change_user("support", json!({ "roles": [] })).await;
    let answer = said(backend.for_user("alice", "demo").await).await;
    assert_eq!(answer, (401, "Only super admin can impersonate other users".to_owned()));
}

#[tokio::test]
async fn a_disabled_user_a_super_admin_and_oneself_can_be_impersonated() {
    let backend = Backend::new().await;
    let carol = backend.minted("carol", "demo").await;
    let refused = said(backend.world.exchange(&text(&carol, "refresh_token"))).await;
    assert_eq!(refused, (401, "Try to access a disabled account".to_owned()));
    let oneself = backend.minted("support", "panel").await;
    let answer = backend.world.exchanged(&text(&oneself, "refresh_token")).await;
    let claims = claims(&text(&answer, "access_token"));
    assert_eq!(claims["sub"], claims["impersonatedBy"]);
    assert_eq!(claims["roles"], json!(["super_admin"]));
}

#[tokio::test]
async fn the_product_of_an_impersonation_can_impersonate_and_the_first_impersonator_is_lost() {
    let backend = Backend::new().await;
    let world = &backend.world;
    world.change_user("alice", json!({ "roles": ["super_admin"] })).await;
    let impersonated = world.access_token(json!({ "user": "alice", "by": "support" })).await;
    let auth_id = world.auth_id("alice").await;
    let minted: Value =
        backend.request(&auth_id, "1", &json!(impersonated)).send().await.unwrap().json().await.unwrap();
    let answer = world.exchanged(&text(&minted, "refresh_token")).await;
    assert_eq!(claims(&text(&answer, "access_token"))["impersonatedBy"], auth_id);
}
