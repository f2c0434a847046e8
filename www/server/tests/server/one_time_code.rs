//! With real credentials, only a browser that brings the code is served.

use std::net::Ipv6Addr;
use std::time::Duration;

use axum::Json;
use axum::http::StatusCode as Status;
use axum::response::{IntoResponse, Response};
use embed_host_server::{Ports, Settings, start};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::auth_server::FakeAuthServer;
use crate::support::console::{order, users};
use crate::support::tenant::FakeTenant;
use crate::support::{World, log, settings, stranger};

const LONG: Duration = Duration::from_secs(10);

async fn minting(_: Value) -> Response {
    Json(json!({ "data": { "impersonateUser": "e30.e30.c2ln" } })).into_response()
}

async fn code_of(request: RequestBuilder, status: StatusCode) -> Value {
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), status);
    assert!(!response.headers().contains_key("set-cookie"));
    response.json::<Value>().await.unwrap()["code"].clone()
}

fn exchange(world: &World, code: &str) -> RequestBuilder {
    world.post(&world.host("/sign-in/code"), &json!({ "code": code }))
}

async fn entered(world: &World, code: &str) -> StatusCode {
    exchange(world, code).send().await.unwrap().status()
}

#[tokio::test]
async fn two_requests_without_the_code_get_no_token_of_a_real_tenant() {
    let tenant = FakeTenant::answering(minting).await;
    let world = World::with_tenant(tenant.tenant(), LONG).await.into_stranger();
    for user in ["alice", "support"] {
        let sign_in = world.post(&world.host("/sign-in"), &json!({ "user": user }));
        assert_eq!(code_of(sign_in, StatusCode::UNAUTHORIZED).await, "code-required");
    }
    assert_eq!(world.ask_for_token("").await.status(), StatusCode::UNAUTHORIZED);
    assert!(tenant.received().is_empty());
}

#[tokio::test]
async fn two_requests_without_the_code_get_no_link_of_a_real_auth_server() {
    let server = FakeAuthServer::answering(async |_| Status::INTERNAL_SERVER_ERROR.into_response()).await;
    let world = World::with_auth_server(server.server(), LONG).await;
    // Even with a cookie that another local server was sent.
    let cookie = world.sign_in("support").await;
    let world = world.into_stranger();
    let sign_in = world.post(&world.host("/sign-in"), &json!({ "user": "support" }));
    for request in [sign_in, users(&world, &cookie), order(&world, &cookie, "a-1"), users(&world, "")] {
        assert_eq!(code_of(request, StatusCode::UNAUTHORIZED).await, "code-required");
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_code_lets_one_browser_in_and_the_next_code_another_one() {
    let tenant = FakeTenant::answering(minting).await;
    let world = World::with_tenant(tenant.tenant(), LONG).await;
    let [first, second] = [world.code(), world.code()];
    assert_eq!(first, second, "a code that nobody used stays");
    assert_eq!(entered(&world, &first).await, StatusCode::NO_CONTENT, "one that is in leaves it to others");
    assert_eq!(world.ask_for_token(&world.sign_in("alice").await).await.status(), StatusCode::OK);

    let world = world.into_stranger();
    assert_eq!(entered(&world, &first).await, StatusCode::OK);
    assert_eq!(code_of(exchange(&world, &first), StatusCode::UNAUTHORIZED).await, "wrong-code");
    assert!(world.code().len() >= 32 && world.code() != first);
    assert_eq!(entered(&world, &world.code()).await, StatusCode::OK);
}

#[tokio::test]
async fn of_two_requests_with_one_code_one_is_let_in() {
    let tenant = FakeTenant::answering(minting).await;
    let world = World::with_tenant(tenant.tenant(), LONG).await.into_stranger();
    let code = world.code();
    let both = tokio::join!(entered(&world, &code), entered(&world, &code));
    assert!(
        [(StatusCode::OK, StatusCode::UNAUTHORIZED), (StatusCode::UNAUTHORIZED, StatusCode::OK)]
            .contains(&both)
    );
}

#[tokio::test]
async fn after_ten_wrong_codes_none_is_answered_and_who_is_in_stays_in() {
    let tenant = FakeTenant::answering(minting).await;
    let world = World::with_tenant(tenant.tenant(), LONG).await;
    let code = world.code();
    let stranger = stranger();
    let guess = |code: &str| stranger.post(world.host("/sign-in/code")).json(&json!({ "code": code }));
    for wrong in ["", "0", &code[1..], &code.to_uppercase().repeat(2)].into_iter().cycle().take(10) {
        assert_eq!(code_of(guess(wrong), StatusCode::UNAUTHORIZED).await, "wrong-code");
    }
    assert_eq!(code_of(guess(&code), StatusCode::FORBIDDEN).await, "no-more-attempts");
    assert_eq!(world.ask_for_token(&world.sign_in("alice").await).await.status(), StatusCode::OK);
    assert!(!log::captured().contains(&code), "the log holds the code");
}

#[tokio::test]
async fn another_origin_s_page_can_neither_try_a_code_nor_use_the_attempts_up() {
    let tenant = FakeTenant::answering(minting).await;
    let world = World::with_tenant(tenant.tenant(), LONG).await.into_stranger();
    let code = world.code();
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "same-site")].repeat(10) {
        let request = exchange(&world, &code).header(name, value);
        assert_eq!(code_of(request, StatusCode::FORBIDDEN).await, "cross-origin");
    }
    assert_eq!(entered(&world, &code).await, StatusCode::OK);
}

#[tokio::test]
async fn without_real_credentials_there_is_no_code() {
    let world = World::with_stand_ins().await;
    assert_eq!(code_of(exchange(&world, "0"), StatusCode::NOT_FOUND).await, "no-code");
    assert_eq!(world.ask_for_token(&world.sign_in("alice").await).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn with_real_credentials_nobody_else_is_at_the_host_s_other_address() {
    let Ok(taken) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await else { return };
    let tenant = FakeTenant::answering(minting).await;
    let ports = Ports { host: taken.local_addr().unwrap().port(), ..Ports::default() };
    let begin = || start(Settings { ports, tenant: Some(tenant.tenant()), ..settings() });
    let refused = format!("{:#}", begin().await.unwrap_err());
    assert!(refused.contains("[::1]") && refused.contains("--host-port"), "{refused}");

    drop(taken);
    let servers = begin().await.unwrap();
    let address = format!("http://[::1]:{}/", ports.host);
    tokio::spawn(servers.run());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    assert_eq!(http.get(address).send().await.unwrap().status(), StatusCode::OK);
}
