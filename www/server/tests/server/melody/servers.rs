//! What other servers get with client credentials.

use serde_json::{Value, json};

use crate::support::World;
use crate::support::melody::{claims, link, said, text};

async fn credentials(world: &World, app: &str) -> (String, String) {
    let app = world.app(app).await;
    (text(&app, "clientId"), app["secret"].as_str().unwrap_or("guess").to_owned())
}

#[tokio::test]
async fn client_credentials_give_an_access_token_with_the_scopes_that_the_app_has() {
    let world = World::with_stand_ins().await;
    let (client_id, secret) = credentials(&world, "s2s").await;
    let members = [("grant_type", "client_credentials"), ("scope", "root everything")];
    let request = world.form("/oauth2/v1/token", &members).basic_auth(&client_id, Some(secret));
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(
        (&answer["expires_in"], &answer["token_type"], &answer["scope"]),
        (&json!(3600), &json!("Bearer"), &json!("root"))
    );
    let claims = claims(&text(&answer, "access_token"));
    assert_eq!((&claims["sub"], &claims["azp"]), (&json!(client_id), &json!(client_id)));
    assert!(claims.get("roles").is_none() && claims.get("impersonatedBy").is_none());
}

#[tokio::test]
async fn wrong_credentials_are_told_apart() {
    let world = World::with_stand_ins().await;
    let (s2s, secret) = credentials(&world, "s2s").await;
    let (demo, _) = credentials(&world, "demo").await;
    for (client_id, secret, status, body) in [
        (s2s.as_str(), "", 401, "Unauthorized"),
        ("", &secret, 401, "Unauthorized"),
        ("unknown", &secret, 404, "No S2S app found"),
        (&demo, &secret, 401, "A S2S request sent to a non-S2S app"),
        (&s2s, "guess", 401, "Wrong S2S client secret provided"),
    ] {
        let members = [("grant_type", "client_credentials"), ("scope", "root")];
        let request = world.form("/oauth2/v1/token", &members).basic_auth(client_id, Some(secret));
        assert_eq!(said(request).await, (status, body.to_owned()));
    }
    let request = world.form("/oauth2/v1/token", &[("grant_type", "client_credentials")]);
    let (status, body) = said(request.basic_auth(&s2s, Some(&secret))).await;
    assert!(status == 400 && body.contains("scopes must contain at least 1 elements"), "{body}");
}

#[tokio::test]
async fn users_and_their_consents_are_listed_for_servers() {
    let world = World::with_stand_ins().await;
    let token = world.server_token("read_user").await;
    let list = |query: &str| world.get(&world.melody(&format!("/api/v1/users{query}"))).bearer_auth(&token);
    let all: Value = list("").send().await.unwrap().json().await.unwrap();
    assert_eq!((all["users"].as_array().unwrap().len(), &all["count"]), (5, &json!(5)));
    let carol = all["users"].as_array().unwrap().iter().find(|user| user["firstName"] == "Carol").unwrap();
    assert_eq!((&carol["isActive"], &carol["email"]), (&json!(false), &json!("carol@example.com")));
    let page: Value = list("?page_size=2&page_number=2").send().await.unwrap().json().await.unwrap();
    assert_eq!((&page["users"][0]["id"], &page["users"][1]["id"]), (&json!(3), &carol["id"]));

    let demo = json!({ "appId": world.app("demo").await["id"], "appName": "Demo application" });
    for (name, apps) in [("alice", json!([demo])), ("bob", json!([])), ("dana", json!([demo]))] {
        let path = format!("/{}/consented-apps", world.auth_id(name).await);
        let consents: Value = list(&path).send().await.unwrap().json().await.unwrap();
        assert_eq!(consents, json!({ "consentedApps": apps }), "{name}");
    }
    assert_eq!(said(list("/nobody/consented-apps")).await, (404, "No user found".to_owned()));
}

#[tokio::test]
async fn sessions_are_listed_without_their_tokens_and_can_be_ended() {
    let world = World::with_stand_ins().await;
    let root = world.server_token("root").await;
    let sessions = world.melody(&format!("/api/v1/users/{}/active-sessions", world.auth_id("alice").await));
    let token = world.refresh_token(link()).await;
    let ordinary = world.refresh_token(json!({ "user": "alice" })).await;

    let response = world.get(&sessions).bearer_auth(&root).send().await.unwrap();
    let body = response.text().await.unwrap();
    assert!(!body.contains(&token[2..]) && !body.contains(&ordinary[2..]), "a list holds a token");
    let list: Value = serde_json::from_str(&body).unwrap();
    let list = list["activeSessions"].as_array().unwrap();
    assert_eq!(list.len(), 2);
    let impersonated = list.iter().find(|session| session.get("impersonatedBy").is_some()).unwrap();
    let mut wanted = json!({
        "authId": world.auth_id("alice").await,
        "clientId": world.app("demo").await["clientId"],
        "scope": "offline_access profile",
        "roles": [],
        "impersonatedBy": world.auth_id("support").await,
    });
    for name in ["sessionId", "expiredAt"] {
        wanted[name] = impersonated[name].clone();
    }
    assert_eq!(impersonated, &wanted);

    let session = format!("{sessions}/{}", text(impersonated, "sessionId"));
    let end = || world.delete(&session).bearer_auth(&root);
    assert_eq!(end().send().await.unwrap().status(), 204);
    assert_eq!(said(end()).await, (404, "No active session found".to_owned()));
    assert_eq!(said(world.exchange(&token)).await.0, 400);
    assert_eq!(world.exchange(&ordinary).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn lists_and_sessions_are_for_servers_with_the_scope_only() {
    let world = World::with_stand_ins().await;
    let page = world.access_token(json!({ "user": "support", "app": "panel" })).await;
    let reader = world.server_token("read_user").await;
    let sessions = world.melody(&format!("/api/v1/users/{}/active-sessions", world.auth_id("alice").await));
    let unauthorized = (401, "Unauthorized".to_owned());
    for path in [world.melody("/api/v1/users"), sessions.clone()] {
        assert_eq!(said(world.get(&path)).await, unauthorized);
        assert_eq!(said(world.get(&path).bearer_auth(&page)).await, unauthorized);
    }
    assert_eq!(said(world.delete(&format!("{sessions}/x")).bearer_auth(&reader)).await, unauthorized);
}

#[tokio::test]
async fn how_the_server_and_an_app_are_set_up_is_told_to_servers() {
    let world = World::with_stand_ins().await;
    let reader = world.server_token("read_user").await;
    let root = world.server_token("root").await;
    let page = world.access_token(json!({ "user": "support", "app": "panel" })).await;
    let get = |path: &str, token: &str| world.get(&world.melody(path)).bearer_auth(token);
    let unauthorized = (401, "Unauthorized".to_owned());

    assert_eq!(said(get("/info", &page)).await, unauthorized);
    for consent in [true, false] {
        world.behave(json!({ "consent": consent })).await;
        let info: Value = get("/info", &reader).send().await.unwrap().json().await.unwrap();
        assert_eq!(info["configs"]["ENABLE_USER_APP_CONSENT"], consent);
    }

    let demo = world.app("demo").await;
    let path = format!("/api/v1/apps/{}", demo["id"]);
    assert_eq!(said(get(&path, &reader)).await, unauthorized);
    let app: Value = get(&path, &root).send().await.unwrap().json().await.unwrap();
    assert_eq!((&app["app"]["clientId"], &app["app"]["type"]), (&demo["clientId"], &json!("spa")));
    assert_eq!(said(get("/api/v1/apps/99", &root)).await, (404, String::new()));
    assert_eq!(said(get("/api/v1/apps/x", &root)).await.0, 500);
}
