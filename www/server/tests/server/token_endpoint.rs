//! The reference token endpoint, with the stand-in and with failing tenants.

use std::future::ready;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::http::StatusCode as Status;
use axum::response::{IntoResponse, Redirect, Response as Answer};
use futures_util::stream::{self, StreamExt};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::support::World;
use crate::support::tenant::FakeTenant;

const LONG: Duration = Duration::from_secs(10);
const SHORT: Duration = Duration::from_millis(50);
const TOKEN: &str = "e30.eyJpYXQiOjEwMDAsImV4cCI6NDYwMH0.c2ln";

fn minted(token: &str) -> Answer {
    Json(json!({ "data": { "impersonateUser": token } })).into_response()
}

fn told(code: &str, reason: &str) -> Value {
    json!({ "code": code, "error": reason })
}

async fn refusal(tenant: &FakeTenant, deadline: Duration) -> (StatusCode, Value) {
    let world = World::with_tenant(tenant.tenant(), deadline).await;
    let cookie = world.sign_in("alice").await;
    let response = world.ask_for_token(&cookie).await;
    assert_eq!(response.headers()["cache-control"], "no-store");
    (response.status(), response.json().await.unwrap())
}

#[tokio::test]
async fn a_signed_in_user_gets_a_token_and_its_life_and_no_cache_keeps_it() {
    let world = World::with_stand_ins().await;
    let cookie = world.sign_in("alice").await;
    let response = world.ask_for_token(&cookie).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert!(response.headers().keys().all(|name| !name.as_str().starts_with("access-control")));
    let answer: Value = response.json().await.unwrap();
    assert_eq!(answer["expiresIn"], 60);
    assert_eq!(answer["token"].as_str().unwrap().split('.').count(), 3);
}

#[tokio::test]
async fn nobody_gets_a_token_without_signing_in() {
    let world = World::with_stand_ins().await;
    let response = world.ask_for_token("").await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(world.json(&world.wisdom("/control/counts")).await["minted"], 0);
}

#[tokio::test]
async fn another_origin_s_page_is_refused_before_anything_is_minted() {
    let world = World::with_stand_ins().await;
    let cookie = world.sign_in("alice").await;
    let attacker = world.origins.attacker.clone().unwrap();
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-site", "none"),
        ("origin", attacker.as_str()),
        ("origin", "null"),
    ] {
        let response = world.token_request(&cookie).header(name, value).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{name}: {value}");
        assert_eq!(
            response.json::<Value>().await.unwrap(),
            json!({ "code": "cross-origin", "error": "cross-origin" })
        );
    }
    assert_eq!(world.json(&world.wisdom("/control/counts")).await["minted"], 0);
}

/// Asks until the endpoint refuses. Returns the refusal, and how many answers came before it.
async fn exhausted(world: &World, cookie: &str) -> (Response, u64) {
    for answered in 0..2_000 {
        let response = world.ask_for_token(cookie).await;
        if response.status() != StatusCode::OK {
            return (response, answered);
        }
    }
    panic!("2000 answers");
}

#[tokio::test]
async fn a_session_that_asks_without_end_has_to_wait_and_another_one_does_not() {
    let world = World::with_stand_ins().await;
    let cookie = world.sign_in("alice").await;
    let (refused, answered) = exhausted(&world, &cookie).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()["retry-after"], "1");
    assert_eq!(refused.headers()["cache-control"], "no-store");
    let wanted = told("too-many-requests", "this session asks too often");
    assert_eq!(refused.json::<Value>().await.unwrap(), wanted);
    assert!(answered >= 120, "{answered}");

    let other = world.sign_in("alice").await;
    assert_eq!(world.ask_for_token(&other).await.status(), StatusCode::OK);
    let minted = world.json(&world.wisdom("/control/counts")).await["minted"].clone();
    let counts = world.json(&world.host("/counts")).await;
    assert_eq!(
        (minted, &counts["tokenRequests"], &counts["tokenLimited"]),
        (json!(answered + 1), &json!(answered + 2), &json!(1))
    );
    let tally = world.metrics.now();
    assert_eq!((tally.minted, tally.limited), (answered + 1, 1));
}

#[tokio::test]
async fn its_own_page_is_served() {
    let world = World::with_stand_ins().await;
    let cookie = world.sign_in("alice").await;
    let origin = world.origins.host.clone();
    for (name, value) in [("sec-fetch-site", "same-origin"), ("origin", origin.as_str())] {
        let response = world.token_request(&cookie).header(name, value).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{name}");
    }
}

#[tokio::test]
async fn each_mint_passes_the_person_and_the_attributes_again() {
    let world = World::with_stand_ins().await;
    for (user, region) in [("alice", "Europe"), ("alice", "Europe"), ("bob", "America")] {
        let token = world.token(user).await;
        let report = world.get(&world.wisdom("/api/data")).bearer_auth(token).send().await.unwrap();
        let report: Value = report.json().await.unwrap();
        assert_eq!(
            (&report["user"], &report["region"]),
            (&json!(format!("{user}@example.com")), &json!(region))
        );
    }
}

#[tokio::test]
async fn a_tenant_is_sent_the_documented_mutation() {
    let tenant = FakeTenant::answering(async |_| minted(TOKEN)).await;
    let world = World::with_tenant(tenant.tenant(), LONG).await;
    let cookie = world.sign_in("alice").await;
    let answer: Value = world.ask_for_token(&cookie).await.json().await.unwrap();
    assert_eq!(answer, json!({ "token": TOKEN, "expiresIn": 3600 }));
    let request = &tenant.received()[0];
    assert!(request["query"].as_str().unwrap().contains("impersonateUser(accessToken: $accessToken"));
    let variables =
        json!({ "accessToken": tenant.access_key(), "userEmail": "alice@acme.example", "attributes": [] });
    assert_eq!(request["variables"], variables);
}

#[tokio::test]
async fn a_life_that_the_token_does_not_tell_is_left_out() {
    let tenant = FakeTenant::answering(async |_| minted("e30.e30.c2ln")).await;
    let world = World::with_tenant(tenant.tenant(), LONG).await;
    let cookie = world.sign_in("alice").await;
    let answer: Value = world.ask_for_token(&cookie).await.json().await.unwrap();
    assert_eq!(answer, json!({ "token": "e30.e30.c2ln" }));
}

#[tokio::test]
async fn graphql_errors_are_a_bad_gateway_with_a_reason_of_our_own() {
    for status in [Status::OK, Status::INTERNAL_SERVER_ERROR] {
        let body =
            json!({ "errors": [{ "message": "the vendor's words" }], "data": { "impersonateUser": TOKEN } });
        let tenant =
            FakeTenant::answering(move |_| ready((status, Json(body.clone())).into_response())).await;
        let refused = (StatusCode::BAD_GATEWAY, told("wisdom-refused", "WisdomAI refused to mint a token"));
        assert_eq!(refusal(&tenant, LONG).await, refused);
    }
}

#[tokio::test]
async fn an_answer_that_holds_no_token_is_a_bad_gateway() {
    for body in ["<html>sign in</html>", "", "{}", r#"{"data":{"impersonateUser":"soon"}}"#] {
        let tenant = FakeTenant::answering(async move |_| body.into_response()).await;
        let unusable =
            (StatusCode::BAD_GATEWAY, told("wisdom-answer", "WisdomAI's answer could not be used"));
        assert_eq!(refusal(&tenant, LONG).await, unusable, "{body}");
    }
}

#[tokio::test]
async fn an_answer_without_end_is_given_up() {
    let endless = async |_| {
        Body::from_stream(stream::repeat(Ok::<_, String>(Bytes::from_static(&[b' '; 4096])))).into_response()
    };
    let tenant = FakeTenant::answering(endless).await;
    let unusable = (StatusCode::BAD_GATEWAY, told("wisdom-answer", "WisdomAI's answer could not be used"));
    assert_eq!(refusal(&tenant, LONG).await, unusable);
}

#[tokio::test]
async fn the_access_key_is_not_carried_along_by_a_redirect() {
    let elsewhere = FakeTenant::answering(async |_| minted(TOKEN)).await;
    let target = format!("{}/graphql", elsewhere.origin());
    let tenant = FakeTenant::answering(move |_| ready(Redirect::temporary(&target).into_response())).await;
    let error = (StatusCode::BAD_GATEWAY, told("wisdom-failed", "WisdomAI answered with an error"));
    assert_eq!(refusal(&tenant, LONG).await, error);
    assert!(elsewhere.received().is_empty());
}

#[tokio::test]
async fn a_tenant_that_never_answers_is_a_gateway_timeout() {
    let tenant = FakeTenant::answering(async |_| std::future::pending().await).await;
    let timeout = (StatusCode::GATEWAY_TIMEOUT, told("wisdom-timeout", "WisdomAI took too long"));
    assert_eq!(refusal(&tenant, SHORT).await, timeout);
}

#[tokio::test]
async fn a_tenant_that_stops_half_way_is_a_gateway_timeout() {
    let half = async |_| {
        let first = stream::iter([Ok::<_, String>(Bytes::from_static(b"{\"data\":"))]);
        Body::from_stream(first.chain(stream::pending())).into_response()
    };
    let tenant = FakeTenant::answering(half).await;
    let timeout = (StatusCode::GATEWAY_TIMEOUT, told("wisdom-timeout", "WisdomAI took too long"));
    assert_eq!(refusal(&tenant, SHORT).await, timeout);
}

#[tokio::test]
async fn a_tenant_that_cannot_be_reached_is_a_bad_gateway() {
    let variable = |name: &str| match name {
        // Nothing listens on port 1.
        "WISDOM_ORIGIN" => Some("http://127.0.0.1:1".to_owned()),
        "WISDOM_ACCESS_KEY" => Some("key".to_owned()),
        _ => None,
    };
    let tenant = embed_host_server::tenant::Tenant::from_environment(variable).unwrap().unwrap();
    let world = World::with_tenant(tenant, LONG).await;
    let cookie = world.sign_in("alice").await;
    let response = world.ask_for_token(&cookie).await;
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    assert_eq!(
        response.json::<Value>().await.unwrap(),
        told("wisdom-unreachable", "WisdomAI could not be reached")
    );
}

#[tokio::test]
async fn beside_a_real_tenant_there_are_no_stand_ins_and_no_control_endpoints() {
    let tenant = FakeTenant::answering(async |_| minted(TOKEN)).await;
    let world = World::with_tenant(tenant.tenant(), LONG).await;
    assert_eq!((world.origins.wisdom.as_str(), &world.origins.attacker), (tenant.origin(), &None));
    let config = world.json(&world.host("/config.json")).await;
    assert_eq!(
        (&config["wisdom"], &config["attacker"], &config["standIn"], &config["melodyStandIn"]),
        (&json!(tenant.origin()), &Value::Null, &json!(false), &json!(true))
    );
    for path in
        ["/faults", "/counts", "/graphql", "/embed/search", "/control/counts", "/api/data", "/hostile"]
    {
        let response = world.get(&world.host(path)).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let control = world.post(&world.host("/faults"), &json!({ "tokenEndpoint": { "kind": "hang" } }));
    assert!(!control.send().await.unwrap().status().is_success());
    assert_eq!(world.ask_for_token(&world.sign_in("alice").await).await.status(), StatusCode::OK);
}
