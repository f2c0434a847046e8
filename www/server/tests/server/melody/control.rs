//! Faults, counts, and tokens for links that a test makes itself.

use serde_json::{Value, json};

use crate::support::World;
use crate::support::melody::{link, said, text};

async fn with_fault(fault: Value) -> (World, String) {
    let world = World::with_stand_ins().await;
    world.behave(json!({ "exchange": fault })).await;
    let token = world.refresh_token(link()).await;
    (world, token)
}

async fn exchanges(world: &World) -> [u64; 4] {
    let counts = world.melody_counts().await;
    ["exchanges", "exchangesAnswered", "exchangesAborted", "exchangesRefused"]
        .map(|name| counts[name].as_u64().unwrap())
}

#[tokio::test]
async fn exchanges_are_counted_by_how_they_went() {
    let world = World::with_stand_ins().await;
    let token = world.refresh_token(link()).await;
    world.exchanged(&token).await;
    assert_eq!(said(world.exchange("x")).await.0, 400);
    world.server_token("root").await;
    assert_eq!(exchanges(&world).await, [2, 1, 0, 1]);
    world.set(&world.melody("/control/reset"), json!({})).await;
    assert_eq!(exchanges(&world).await, [0, 0, 0, 0]);
}

#[tokio::test]
async fn an_exchange_can_fail_a_number_of_times() {
    for (status, retry_after) in [(500, None), (503, Some(3)), (429, Some(7))] {
        let fault = json!({ "kind": "status", "status": status, "retryAfter": retry_after, "times": 2 });
        let (world, token) = with_fault(fault).await;
        for _ in 0..2 {
            let response = world.exchange(&token).send().await.unwrap();
            assert_eq!(response.status(), status);
            let seconds =
                response.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
            assert_eq!(seconds, retry_after.map(|seconds: u32| seconds.to_string()));
        }
        world.exchanged(&token).await;
        assert_eq!(exchanges(&world).await, [3, 1, 0, 0]);
    }
}

#[tokio::test]
async fn an_exchange_can_hang_until_it_is_released() {
    let (world, token) = with_fault(json!({ "kind": "hang", "times": 1 })).await;
    let request = tokio::spawn(world.exchange(&token).send());
    world.until(&world.melody("/control/counts"), "exchanges", 1).await;
    assert_eq!(exchanges(&world).await, [1, 0, 0, 0]);
    world.set(&world.melody("/control/release"), json!({})).await;
    assert_eq!(request.await.unwrap().unwrap().status(), 200);
}

#[tokio::test]
async fn a_page_that_gives_up_waiting_is_counted_and_the_token_lives_on() {
    let (world, token) = with_fault(json!({ "kind": "hang", "times": 1 })).await;
    world.behave(json!({ "rotation": true })).await;
    let request = tokio::spawn(world.exchange(&token).send());
    world.until(&world.melody("/control/counts"), "exchanges", 1).await;
    request.abort();
    world.until(&world.melody("/control/counts"), "exchangesAborted", 1).await;
    world.exchanged(&token).await;
}

#[tokio::test]
async fn an_exchange_can_be_slow() {
    let (world, token) = with_fault(json!({ "kind": "slow", "ms": 80 })).await;
    let started = std::time::Instant::now();
    world.exchanged(&token).await;
    assert!(started.elapsed().as_millis() >= 80);
}

#[tokio::test]
async fn an_exchange_can_answer_with_garbage() {
    let (world, token) = with_fault(json!({ "kind": "html" })).await;
    let response = world.exchange(&token).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.text().await.unwrap().contains("sign in"));
    let garbage = json!({ "access_token": 7 });
    world.behave(json!({ "exchange": { "kind": "body", "json": garbage } })).await;
    assert_eq!(world.exchanged(&token).await, garbage);
}

#[tokio::test]
async fn a_connection_can_be_closed_in_the_middle_or_before_the_first_byte() {
    let (world, token) = with_fault(json!({ "kind": "cut" })).await;
    let response = world.exchange(&token).send().await.unwrap();
    assert!(response.json::<Value>().await.is_err());
    world.behave(json!({ "exchange": { "kind": "drop" } })).await;
    assert!(world.exchange(&token).send().await.is_err());
    assert_eq!(exchanges(&world).await, [2, 0, 0, 0]);
}

#[tokio::test]
async fn a_revocation_can_fail_by_itself() {
    let world = World::with_stand_ins().await;
    world.behave(json!({ "revoke": { "kind": "status", "status": 503, "times": 1 } })).await;
    let token = world.refresh_token(link()).await;
    let demo = text(&world.app("demo").await, "clientId");
    world.exchanged(&token).await;
    for status in [503, 200] {
        let members = [("token", token.as_str()), ("token_type_hint", "refresh_token")];
        let request = world.form("/oauth2/v1/revoke", &members).basic_auth(&demo, Some(""));
        assert_eq!(request.send().await.unwrap().status(), status);
    }
}

#[tokio::test]
async fn the_query_of_a_link_is_made_as_the_panel_makes_it() {
    let world = World::with_stand_ins().await;
    let issued = world.issued(link()).await;
    let [token, on, life] = ["refresh_token", "refresh_token_expires_on", "refresh_token_expires_in"]
        .map(|name| issued[name].to_string().replace('"', ""));
    let query =
        format!("refresh_token={token}&refresh_token_expires_on={on}&refresh_token_expires_in={life}");
    assert_eq!(issued["query"], query);
    assert_eq!(life, "1800");
    let ordinary = world.issued(json!({ "user": "bob" })).await;
    assert_eq!(ordinary["refresh_token_expires_in"], 604_800);
}

#[tokio::test]
async fn a_token_for_nobody_is_refused() {
    let world = World::with_stand_ins().await;
    for order in [
        json!({ "user": "mallory" }),
        json!({ "user": "alice", "app": "other" }),
        json!({ "user": "alice", "by": "mallory" }),
    ] {
        let response = world.post(&world.melody("/control/refresh-tokens"), &order).send().await.unwrap();
        assert_eq!(response.status(), 404, "{order}");
    }
}

#[tokio::test]
async fn live_refresh_tokens_are_counted_and_can_all_be_forgotten() {
    let world = World::with_stand_ins().await;
    let refresh_tokens = async || world.melody_counts().await["refreshTokens"].clone();
    assert_eq!(refresh_tokens().await, 0);
    let token = world.refresh_token(link()).await;
    world.refresh_token(json!({ "user": "bob" })).await;
    assert_eq!(refresh_tokens().await, 2);
    let forget = world.delete(&world.melody("/control/refresh-tokens"));
    assert_eq!(forget.send().await.unwrap().status(), 204);
    assert_eq!(refresh_tokens().await, 0);
    assert_eq!(said(world.exchange(&token)).await.0, 400);
}

#[tokio::test]
async fn a_reset_mends_everything_but_keeps_users_and_tokens() {
    let (world, token) = with_fault(json!({ "kind": "hang" })).await;
    world.behave(json!({ "rotation": true, "revoke": { "kind": "hang" }, "clock": 99 })).await;
    world.change_user("alice", json!({ "roles": ["editor"] })).await;
    world.set(&world.melody("/control/reset"), json!({})).await;
    assert!(world.exchanged(&token).await.get("refresh_token").is_none());
    assert_eq!(world.user("alice").await["roles"], json!(["editor"]));
}

#[tokio::test]
async fn redirect_uris_are_kept_as_the_server_keeps_them() {
    let world = World::with_stand_ins().await;
    let page = world.host("/support/app");
    let uris = json!([page, format!("{page}?tenant=acme"), format!("{page}#/inbox")]);
    assert_eq!(world.app("demo").await["redirectUris"], uris);
    assert_eq!(world.app("panel").await["redirectUris"], json!([world.host("/support")]));
}
