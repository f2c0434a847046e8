//! Signing in and out.

use reqwest::StatusCode;
use serde_json::json;

use crate::support::World;

#[tokio::test]
async fn who_is_signed_in_is_told_by_a_cookie_that_scripts_cannot_read() {
    let world = World::with_stand_ins().await;
    let sign_in = world.post(&world.host("/sign-in"), &json!({ "user": "bob" })).send().await.unwrap();
    let cookie = sign_in.headers()["set-cookie"].to_str().unwrap().to_owned();
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(attribute), "{attribute}");
    }
    let me = world.get(&world.host("/api/me")).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(me.headers()["cache-control"], "no-store");
    assert_eq!(me.json::<serde_json::Value>().await.unwrap(), json!({ "user": "bob" }));
}

#[tokio::test]
async fn nobody_is_signed_in_without_a_session_of_this_server() {
    let world = World::with_stand_ins().await;
    for cookie in ["", "embed-host-session=", "embed-host-session=00000000000000000000000000000000"] {
        let me = world.get(&world.host("/api/me")).header("cookie", cookie).send().await.unwrap();
        assert_eq!(me.json::<serde_json::Value>().await.unwrap(), json!({ "user": null }), "{cookie}");
    }
}

#[tokio::test]
async fn a_session_is_over_after_signing_out() {
    let world = World::with_stand_ins().await;
    let cookie = world.sign_in("alice").await;
    let sign_out =
        world.post(&world.host("/sign-out"), &json!({})).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(sign_out.status(), StatusCode::NO_CONTENT);
    assert_eq!(world.ask_for_token(&cookie).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let world = World::with_stand_ins().await;
    let first = world.sign_in("alice").await;
    let again = world.post(&world.host("/sign-in"), &json!({ "user": "bob" })).header("cookie", &first);
    assert_eq!(again.send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(world.ask_for_token(&first).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn only_the_demo_s_users_can_sign_in() {
    let world = World::with_stand_ins().await;
    let response = world.post(&world.host("/sign-in"), &json!({ "user": "mallory" })).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert!(!response.headers().contains_key("set-cookie"));
}

#[tokio::test]
async fn another_origin_s_page_can_neither_sign_in_nor_out_nor_ask_who_is() {
    let world = World::with_stand_ins().await;
    let cookie = world.sign_in("alice").await;
    let attacker = world.origins.attacker.clone().unwrap();
    for request in [
        world.post(&world.host("/sign-in"), &json!({ "user": "bob" })),
        world.post(&world.host("/sign-out"), &json!({})),
        world.get(&world.host("/api/me")),
    ] {
        let response = request.header("cookie", &cookie).header("origin", &attacker).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
    }
    assert_eq!(world.ask_for_token(&cookie).await.status(), StatusCode::OK);
}
