//! Revoking a refresh token, and signing out.

use reqwest::RequestBuilder;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::support::World;
use crate::support::melody::{link, said, text};

const WRONG_TOKEN: &str = "Invalid refresh_token provided";

fn revocation(world: &World, client_id: &str, members: &[(&str, &str)]) -> RequestBuilder {
    world.form("/oauth2/v1/revoke", members).basic_auth(client_id, Some(""))
}

fn logout(world: &World, access_token: &str, refresh_token: &str) -> RequestBuilder {
    let members = [("refresh_token", refresh_token), ("post_logout_redirect_uri", "http://localhost:4173/")];
    world.form("/identity/v1/logout", &members).bearer_auth(access_token)
}

#[tokio::test]
async fn a_client_revokes_without_a_password_and_only_once() {
    let world = World::with_stand_ins().await;
    let demo = text(&world.app("demo").await, "clientId");
    let token = world.refresh_token(link()).await;
    let members = [("token", token.as_str()), ("token_type_hint", "refresh_token")];
    assert_eq!(said(revocation(&world, &demo, &members)).await, (200, String::new()));
    assert_eq!(said(world.exchange(&token)).await, (400, WRONG_TOKEN.to_owned()));
    assert_eq!(said(revocation(&world, &demo, &members)).await, (400, WRONG_TOKEN.to_owned()));
    let counts = world.melody_counts().await;
    assert_eq!((&counts["revokes"], &counts["revoked"]), (&json!(2), &json!(1)));
}

#[tokio::test]
async fn a_revocation_needs_the_right_client_the_token_and_a_hint() {
    let world = World::with_stand_ins().await;
    let token = world.refresh_token(link()).await;
    let (demo, panel) =
        (text(&world.app("demo").await, "clientId"), text(&world.app("panel").await, "clientId"));
    let hint = ("token_type_hint", "refresh_token");
    for (client_id, members, status, body) in [
        (&panel, vec![("token", token.as_str()), hint], 400, WRONG_TOKEN),
        (&demo, vec![("token", "2.made-up"), hint], 400, WRONG_TOKEN),
        (&demo, vec![("token", ""), hint], 400, WRONG_TOKEN),
        (&demo, vec![hint], 400, WRONG_TOKEN),
        (&demo, vec![("token", &token)], 400, "Invalid token_type_hint provided"),
        (
            &demo,
            vec![("token", &token), ("token_type_hint", "access_token")],
            400,
            "Invalid token_type_hint provided",
        ),
        (&String::new(), vec![("token", &token), hint], 401, "Unauthorized"),
    ] {
        assert_eq!(said(revocation(&world, client_id, &members)).await, (status, body.to_owned()));
    }
    let nobody = world.form("/oauth2/v1/revoke", &[("token", &token), hint]).send().await.unwrap();
    assert_eq!(nobody.status(), 401);
    assert_eq!(nobody.headers()["www-authenticate"], "Basic realm=\"Secure Area\"");
    assert_eq!(world.exchange(&token).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn access_tokens_outlive_the_refresh_token() {
    let world = World::with_stand_ins().await;
    let token = world.refresh_token(link()).await;
    let access_token = text(&world.exchanged(&token).await, "access_token");
    assert_eq!(logout(&world, &access_token, &token).send().await.unwrap().status(), 200);
    assert_eq!(said(world.exchange(&token)).await.0, 400);
    let user_info = world.get(&world.melody("/oauth2/v1/userinfo")).bearer_auth(&access_token);
    assert_eq!(user_info.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn signing_out_tells_where_to_go_and_works_once() {
    let world = World::with_stand_ins().await;
    let token = world.refresh_token(link()).await;
    let access_token = text(&world.exchanged(&token).await, "access_token");
    let answer: Value = logout(&world, &access_token, &token).send().await.unwrap().json().await.unwrap();
    let target = "post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A4173%2F";
    let client = text(&world.app("demo").await, "clientId");
    let redirect = world.melody(&format!("/oauth2/v1/logout?{target}&client_id={client}"));
    assert_eq!(answer, json!({ "success": true, "redirectUri": redirect }));
    assert_eq!(said(logout(&world, &access_token, &token)).await, (400, WRONG_TOKEN.to_owned()));
    let counts = world.melody_counts().await;
    assert_eq!((&counts["logouts"], &counts["loggedOut"]), (&json!(2), &json!(1)));
}

#[tokio::test]
async fn signing_out_with_another_user_s_bearer_succeeds_and_ends_nothing() {
    let world = World::with_stand_ins().await;
    let token = world.refresh_token(link()).await;
    let bob = world.access_token(json!({ "user": "bob" })).await;
    let answer: Value = logout(&world, &bob, &token).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["success"], true);
    assert_eq!(world.exchange(&token).send().await.unwrap().status(), 200);
    assert_eq!(world.melody_counts().await["loggedOut"], 0);
}

#[tokio::test]
async fn signing_out_needs_a_bearer_and_a_token() {
    let world = World::with_stand_ins().await;
    let token = world.refresh_token(link()).await;
    let nobody = world.form("/identity/v1/logout", &[("refresh_token", &token)]);
    assert_eq!(said(nobody).await, (401, "Unauthorized".to_owned()));
    let access_token = text(&world.exchanged(&token).await, "access_token");
    let (status, body) = said(logout(&world, &access_token, "")).await;
    assert!(status == 400 && body.contains("refreshToken should not be empty"), "{body}");
}

#[tokio::test]
async fn the_way_back_after_signing_out_is_one_of_the_application_s_own() {
    let world = World::with_stand_ins().await;
    let client = text(&world.app("demo").await, "clientId");
    let page = world.host("/support/app");
    for (target, location) in [
        (page.clone(), &page),
        (format!("{page}/"), &format!("{page}/")),
        (world.attacker("/hostile"), &page),
    ] {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("post_logout_redirect_uri", &target)
            .append_pair("client_id", &client)
            .finish();
        let response = world.get(&world.melody(&format!("/oauth2/v1/logout?{query}"))).send().await.unwrap();
        assert_eq!(
            (response.status().as_u16(), response.headers()["location"].to_str().unwrap()),
            (302, location.as_str())
        );
    }
    let empty = world.get(&world.melody(&format!("/oauth2/v1/logout?client_id={client}")));
    assert_eq!(said(empty).await.0, 400);
    let unknown = world.get(&world.melody("/oauth2/v1/logout?post_logout_redirect_uri=x&client_id=y"));
    assert_eq!(said(unknown).await, (404, "No SPA app found".to_owned()));
}
