//! The stand-in for a WisdomAI tenant.

use futures_util::{SinkExt, StreamExt};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

use crate::support::World;

async fn behaving(mint: Value) -> (World, String) {
    let world = World::with_stand_ins().await;
    world.set(&world.wisdom("/control/behaviour"), json!({ "mint": mint })).await;
    let cookie = world.sign_in("alice").await;
    (world, cookie)
}

async fn token(world: &World, cookie: &str) -> String {
    let answer: Value = world.ask_for_token(cookie).await.json().await.unwrap();
    answer["token"].as_str().unwrap().to_owned()
}

async fn data_status(world: &World, token: &str) -> StatusCode {
    world.get(&world.wisdom("/api/data")).bearer_auth(token).send().await.unwrap().status()
}

async fn graphql(world: &World, variables: Value) -> Value {
    let body = json!({ "query": "mutation { impersonateUser }", "variables": variables });
    let response = world.post(&world.wisdom("/graphql"), &body).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert!(!response.headers().contains_key("access-control-allow-origin"));
    response.json().await.unwrap()
}

#[tokio::test]
async fn its_tokens_are_signed_by_the_key_that_it_publishes() {
    let world = World::with_stand_ins().await;
    let token = world.token("alice").await;
    let keys = world.json(&world.wisdom("/.well-known/jwks.json")).await;
    let keys: jsonwebtoken::jwk::JwkSet = serde_json::from_value(keys).unwrap();
    let header = jsonwebtoken::decode_header(&token).unwrap();
    assert_eq!(header.alg, jsonwebtoken::Algorithm::RS256);
    let key = jsonwebtoken::DecodingKey::from_jwk(keys.find(&header.kid.unwrap()).unwrap()).unwrap();
    let validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    let claims = jsonwebtoken::decode::<Value>(&token, &key, &validation).unwrap().claims;
    assert_eq!(claims["email"], "alice@example.com");
    assert_eq!(claims["attributes"], json!({ "region": "Europe", "period": "today" }));
    assert!(claims["sub"].is_string() && claims["impersonated_user_id"].is_string());
    assert!(claims.get("jti").is_none());
}

#[tokio::test]
async fn a_wrong_key_or_person_is_told_with_http_200_and_errors() {
    let world = World::with_stand_ins().await;
    world.until(&world.wisdom("/control/counts"), "usersCreated", 2).await;
    for variables in
        [json!({}), json!({ "accessToken": "guess", "userEmail": "alice@example.com", "attributes": [] })]
    {
        let answer = graphql(&world, variables).await;
        assert_eq!(answer["errors"].as_array().unwrap().len(), 1);
        assert!(answer["data"].is_null());
    }
    assert_eq!(world.json(&world.wisdom("/control/counts")).await["minted"], 0);
}

#[tokio::test]
async fn data_is_for_good_tokens_only_and_both_are_counted() {
    let world = World::with_stand_ins().await;
    let token = world.token("alice").await;
    assert_eq!(data_status(&world, &token).await, StatusCode::OK);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let forged = format!("{signed}.{}", signature.chars().rev().collect::<String>());
    for bad in [forged.as_str(), "", "e30.e30.c2ln"] {
        assert_eq!(data_status(&world, bad).await, StatusCode::UNAUTHORIZED);
    }
    let counts = world.json(&world.wisdom("/control/counts")).await;
    assert_eq!(
        (&counts["minted"], &counts["dataOk"], &counts["dataRefused"]),
        (&json!(1), &json!(1), &json!(3))
    );
}

#[tokio::test]
async fn the_life_of_its_tokens_can_be_set() {
    let world = World::with_stand_ins().await;
    world.set(&world.wisdom("/control/behaviour"), json!({ "tokenLife": 12 })).await;
    let cookie = world.sign_in("alice").await;
    let answer: Value = world.ask_for_token(&cookie).await.json().await.unwrap();
    assert_eq!(answer["expiresIn"], 12);
}

#[tokio::test]
async fn it_can_mint_expired_tokens() {
    let (world, cookie) = behaving(json!({ "kind": "expired" })).await;
    let expired = token(&world, &cookie).await;
    assert_eq!(data_status(&world, &expired).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn it_can_repeat_its_last_token() {
    let (world, cookie) = behaving(json!({ "kind": "normal" })).await;
    let first = token(&world, &cookie).await;
    let change = json!({ "mint": { "kind": "repeat" }, "tokenLife": 999 });
    world.set(&world.wisdom("/control/behaviour"), change).await;
    assert_eq!(token(&world, &cookie).await, first);
}

#[tokio::test]
async fn it_can_mint_tokens_that_were_made_before_the_last_one() {
    let (world, cookie) = behaving(json!({ "kind": "normal" })).await;
    let first = issued_at(&token(&world, &cookie).await);
    world.set(&world.wisdom("/control/behaviour"), json!({ "mint": { "kind": "older" } })).await;
    assert_eq!(issued_at(&token(&world, &cookie).await), first - 1);
}

fn issued_at(token: &str) -> u64 {
    let claims = jsonwebtoken::dangerous::insecure_decode::<Value>(token).unwrap().claims;
    claims["iat"].as_u64().unwrap()
}

#[tokio::test]
async fn garbage_and_failures_end_at_the_host_s_backend() {
    let failures = [
        json!({ "kind": "garbage" }),
        json!({ "kind": "fail", "status": 200 }),
        json!({ "kind": "fail", "status": 500 }),
    ];
    for mint in failures {
        let (world, cookie) = behaving(mint.clone()).await;
        assert_eq!(world.ask_for_token(&cookie).await.status(), StatusCode::BAD_GATEWAY, "{mint}");
    }
}

#[tokio::test]
async fn it_can_be_slow() {
    let (world, cookie) = behaving(json!({ "kind": "slow", "ms": 80 })).await;
    let started = std::time::Instant::now();
    assert_eq!(world.ask_for_token(&cookie).await.status(), StatusCode::OK);
    assert!(started.elapsed().as_millis() >= 80);
}

#[tokio::test]
async fn a_behaviour_can_be_limited_and_reset() {
    let (world, cookie) = behaving(json!({ "kind": "fail", "status": 200, "times": 1 })).await;
    assert_eq!(world.ask_for_token(&cookie).await.status(), StatusCode::BAD_GATEWAY);
    assert_eq!(world.ask_for_token(&cookie).await.status(), StatusCode::OK);
    let change = json!({ "mint": { "kind": "hang" }, "tokenLife": 999 });
    world.set(&world.wisdom("/control/behaviour"), change).await;
    world.set(&world.wisdom("/control/reset"), json!({})).await;
    let answer: Value = world.ask_for_token(&cookie).await.json().await.unwrap();
    assert_eq!(answer["expiresIn"], 60);
    assert_eq!(world.json(&world.wisdom("/control/counts")).await["minted"], 1);
}

#[tokio::test]
async fn every_open_guest_page_is_told_what_to_do() {
    let world = World::with_stand_ins().await;
    let counts = world.wisdom("/control/counts");
    let address = world.wisdom("/control/commands").replacen("http", "ws", 1);
    let (mut first, _) = connect_async(&address).await.unwrap();
    let (mut second, _) = connect_async(&address).await.unwrap();
    world.until(&counts, "guests", 2).await;
    for command in [
        json!({ "command": "ask" }),
        json!({ "command": "ask", "times": 20 }),
        json!({ "command": "navigate", "path": "/embed/dashboards/other" }),
        json!({ "command": "leave", "url": "http://attacker.localhost" }),
        json!({ "command": "reload" }),
    ] {
        let told = world.post(&world.wisdom("/control/guests"), &command).send().await.unwrap();
        assert_eq!(told.json::<Value>().await.unwrap(), json!({ "guests": 2 }));
        for guest in [&mut first, &mut second] {
            let message = guest.next().await.unwrap().unwrap();
            assert_eq!(serde_json::from_str::<Value>(message.to_text().unwrap()).unwrap(), command);
        }
    }
    first.send(Message::Close(None)).await.unwrap();
    world.until(&counts, "guests", 1).await;
    drop(second);
    world.until(&counts, "guests", 0).await;
}

/// The answer to an operation that manages users, asked for with this bearer token.
async fn managed(world: &World, bearer: Option<&str>, query: &str, variables: Value) -> Value {
    let request = world.post(&world.wisdom("/graphql"), &json!({ "query": query, "variables": variables }));
    let request = match bearer {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    response.json().await.unwrap()
}

const LIST: &str = "query { listUsers { id email } }";

#[tokio::test]
async fn users_are_managed_with_a_token_for_the_api_only() {
    let world = World::with_stand_ins().await;
    let of_alice = world.token("alice").await;
    let unauthorized = json!({
        "errors": [{ "message": "Unauthorized", "locations": [{ "line": 1, "column": 1 }] }], "data": null,
    });
    for bearer in [None, Some(""), Some("e30.e30.c2ln"), Some(of_alice.as_str())] {
        assert_eq!(managed(&world, bearer, LIST, json!({})).await, unauthorized);
    }
    let exchange = "query { exchangeAccessToken }";
    for variables in [json!({}), json!({ "accessToken": "guess" })] {
        assert_eq!(managed(&world, None, exchange, variables).await, unauthorized);
    }
}

#[tokio::test]
async fn a_query_that_it_does_not_know_or_that_selects_nothing_is_refused() {
    let world = World::with_stand_ins().await;
    for query in [
        "query { currentUser { id } }",
        "mutation { createUsers(input: $input) }",
        "query { listUsers }",
        "mutation { createUsers { status { code } } setUserAttributes { status { code } } }",
    ] {
        let answer = managed(&world, None, query, json!({})).await;
        assert_eq!(answer["errors"][0]["message"], "Cannot query this field", "{query}");
    }
}
