//! The faults of the token endpoint.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::World;

async fn misbehaving(fault: Value) -> (World, String) {
    let world = World::with_stand_ins().await;
    world.set(&world.host("/faults"), json!({ "tokenEndpoint": fault })).await;
    let cookie = world.sign_in("alice").await;
    (world, cookie)
}

async fn counts(world: &World) -> [u64; 3] {
    let counts = world.json(&world.host("/counts")).await;
    ["tokenRequests", "tokenAborted", "tokenAnswered"].map(|name| counts[name].as_u64().unwrap())
}

async fn release(world: &World) {
    world.set(&world.host("/faults/release"), json!({})).await;
}

#[tokio::test]
async fn answers_and_requests_are_counted_until_reset() {
    let (world, cookie) = misbehaving(json!({ "kind": "none" })).await;
    assert_eq!(world.ask_for_token(&cookie).await.status(), StatusCode::OK);
    assert_eq!(world.ask_for_token("").await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(counts(&world).await, [2, 0, 1]);
    world.set(&world.host("/counts/reset"), json!({})).await;
    assert_eq!(counts(&world).await, [0, 0, 0]);
}

#[tokio::test]
async fn a_slow_endpoint_answers_after_its_time() {
    let (world, cookie) = misbehaving(json!({ "kind": "slow", "ms": 80 })).await;
    let started = std::time::Instant::now();
    assert_eq!(world.ask_for_token(&cookie).await.status(), StatusCode::OK);
    assert!(started.elapsed().as_millis() >= 80);
}

#[tokio::test]
async fn a_slow_or_hanging_endpoint_answers_at_once_when_released() {
    for fault in [json!({ "kind": "slow", "ms": 3_600_000 }), json!({ "kind": "hang" })] {
        let (world, cookie) = misbehaving(fault).await;
        let request = tokio::spawn(world.token_request(&cookie).send());
        world.until(&world.host("/counts"), "tokenRequests", 1).await;
        assert_eq!(counts(&world).await, [1, 0, 0]);
        release(&world).await;
        assert_eq!(request.await.unwrap().unwrap().status(), StatusCode::OK);
        assert_eq!(counts(&world).await, [1, 0, 1]);
    }
}

#[tokio::test]
async fn a_sender_that_gives_up_waiting_is_counted_and_nothing_is_minted() {
    let (world, cookie) = misbehaving(json!({ "kind": "hang" })).await;
    let request = tokio::spawn(world.token_request(&cookie).send());
    world.until(&world.host("/counts"), "tokenRequests", 1).await;
    request.abort();
    world.until(&world.host("/counts"), "tokenAborted", 1).await;
    assert_eq!(counts(&world).await, [1, 1, 0]);
    assert_eq!(world.json(&world.wisdom("/control/counts")).await["minted"], 0);
}

#[tokio::test]
async fn a_stalling_endpoint_sends_half_and_the_rest_when_released() {
    let (world, cookie) = misbehaving(json!({ "kind": "stall" })).await;
    let mut response = world.ask_for_token(&cookie).await;
    assert_eq!(response.status(), StatusCode::OK);
    let length = usize::try_from(response.content_length().unwrap()).unwrap();
    let mut body = response.chunk().await.unwrap().unwrap().to_vec();
    assert_eq!(body.len(), length / 2);
    assert_eq!(counts(&world).await, [1, 0, 0]);
    release(&world).await;
    while let Some(chunk) = response.chunk().await.unwrap() {
        body.extend_from_slice(&chunk);
    }
    assert_eq!(serde_json::from_slice::<Value>(&body).unwrap()["expiresIn"], 60);
    assert_eq!(counts(&world).await, [1, 0, 1]);
}

#[tokio::test]
async fn a_sender_that_gives_up_in_the_middle_of_the_body_is_counted() {
    let (world, cookie) = misbehaving(json!({ "kind": "stall" })).await;
    let mut response = world.ask_for_token(&cookie).await;
    assert!(response.chunk().await.unwrap().is_some());
    drop(response);
    world.until(&world.host("/counts"), "tokenAborted", 1).await;
}

#[tokio::test]
async fn a_cutting_endpoint_sends_half_and_closes_the_connection() {
    let (world, cookie) = misbehaving(json!({ "kind": "cut" })).await;
    let mut response = world.ask_for_token(&cookie).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.chunk().await.unwrap().is_some());
    assert!(response.chunk().await.is_err());
    assert_eq!(counts(&world).await, [1, 0, 0]);
}

#[tokio::test]
async fn a_dropping_endpoint_closes_the_connection_without_a_word() {
    let (world, cookie) = misbehaving(json!({ "kind": "drop" })).await;
    assert!(world.token_request(&cookie).send().await.is_err());
    assert_eq!(counts(&world).await, [1, 0, 0]);
    assert_eq!(world.json(&world.wisdom("/control/counts")).await["minted"], 1);
}

#[tokio::test]
async fn any_status_can_be_had_with_or_without_a_time_to_try_again() {
    let (world, cookie) = misbehaving(json!({ "kind": "status", "status": 503 })).await;
    let response = world.ask_for_token(&cookie).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(!response.headers().contains_key("retry-after"));
    let (world, cookie) = misbehaving(json!({ "kind": "status", "status": 429, "retryAfter": 7 })).await;
    let response = world.ask_for_token(&cookie).await;
    assert_eq!((response.status().as_u16(), response.headers()["retry-after"].to_str().unwrap()), (429, "7"));
    assert_eq!(counts(&world).await, [1, 0, 0]);
}

#[tokio::test]
async fn a_login_page_comes_as_html_with_status_200() {
    let (world, cookie) = misbehaving(json!({ "kind": "html" })).await;
    let response = world.ask_for_token(&cookie).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    assert!(response.text().await.unwrap().contains("sign in"));
}

#[tokio::test]
async fn a_redirect_leads_to_the_address_of_the_fault() {
    let (world, cookie) = misbehaving(json!({ "kind": "redirect", "to": "https://sign-in.test/" })).await;
    let response = world.ask_for_token(&cookie).await;
    assert_eq!(response.status(), StatusCode::FOUND);
    assert_eq!(response.headers()["location"], "https://sign-in.test/");
}

#[tokio::test]
async fn any_json_can_be_the_body() {
    for body in [json!(null), json!({ "token": 7 }), json!("text"), json!([1, { "jwt": "" }])] {
        let (world, cookie) = misbehaving(json!({ "kind": "body", "json": body })).await;
        let response = world.ask_for_token(&cookie).await;
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.json::<Value>().await.unwrap(), body);
    }
}

#[tokio::test]
async fn a_fault_can_be_limited_to_a_number_of_requests() {
    let (world, cookie) = misbehaving(json!({ "kind": "status", "status": 500, "times": 2 })).await;
    for wanted in [500, 500, 200] {
        assert_eq!(world.ask_for_token(&cookie).await.status().as_u16(), wanted);
    }
    assert_eq!(world.json(&world.host("/faults")).await, json!({ "tokenEndpoint": { "kind": "none" } }));
}

#[tokio::test]
async fn an_unknown_fault_is_refused() {
    let world = World::with_stand_ins().await;
    let control = world.post(&world.host("/faults"), &json!({ "tokenEndpoint": { "kind": "explode" } }));
    assert!(control.send().await.unwrap().status().is_client_error());
}

#[tokio::test]
async fn other_addresses_are_not_affected() {
    let (world, cookie) = misbehaving(json!({ "kind": "hang" })).await;
    let me = world.get(&world.host("/api/me")).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(me.status(), StatusCode::OK);
}

#[tokio::test]
async fn any_origin_s_page_may_use_the_control_endpoints() {
    let world = World::with_stand_ins().await;
    for url in [world.host("/faults"), world.host("/counts"), world.wisdom("/control/counts")] {
        let response = world.get(&url).header("origin", "http://anywhere.localhost").send().await.unwrap();
        assert_eq!(response.headers()["access-control-allow-origin"], "*", "{url}");
    }
}
