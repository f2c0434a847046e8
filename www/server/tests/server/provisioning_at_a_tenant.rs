//! What a real tenant is sent to create a user.

use std::future::ready;
use std::time::Duration;

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::support::tenant::FakeTenant;
use crate::support::{World, log};

const LONG: Duration = Duration::from_secs(10);
/// For the API, without a lifetime; and for an embed.
const API_TOKEN: &str = "e30.e30.aHVzaC1hcGk";
const TOKEN: &str = "e30.eyJpYXQiOjEwMDAsImV4cCI6NDYwMH0.c2ln";

const STABLE: [(&str, &str); 2] = [
    ("WISDOM_ATTRIBUTES", "alice.region=hush-region"),
    ("WISDOM_SESSION_ATTRIBUTES", "alice.report_id=hush-q3"),
];

fn is(request: &Value, operation: &str) -> bool {
    request["query"].as_str().unwrap().contains(&format!("{operation}("))
}

/// A tenant without users, to which everything may be done.
fn willing(request: &Value) -> Response {
    let ok = json!({ "status": { "code": "OK", "message": "done" } });
    let data = match request {
        request if is(request, "exchangeAccessToken") => json!({ "exchangeAccessToken": API_TOKEN }),
        request if is(request, "listUsers") => json!({ "listUsers": [] }),
        request if is(request, "createUsers") => json!({ "createUsers": ok }),
        request if is(request, "setUserAttributes") => json!({ "setUserAttributes": ok }),
        _ => json!({ "impersonateUser": TOKEN }),
    };
    Json(json!({ "data": data })).into_response()
}

async fn token_from(tenant: &FakeTenant, variables: &[(&str, &str)]) -> u16 {
    let world = World::with_tenant(tenant.tenant_with(variables), LONG).await;
    let cookie = world.sign_in("alice").await;
    world.ask_for_token(&cookie).await.status().as_u16()
}

fn named(tenant: &FakeTenant) -> Vec<&'static str> {
    let operations =
        ["exchangeAccessToken", "listUsers", "createUsers", "setUserAttributes", "impersonateUser"];
    let name = |request: &Value| operations.into_iter().find(|operation| is(request, operation)).unwrap();
    tenant.received().iter().map(name).collect()
}

#[tokio::test]
async fn a_user_is_listed_created_and_then_impersonated_with_the_documented_variables() {
    let tenant = FakeTenant::answering(|request| ready(willing(&request))).await;
    let more = [("WISDOM_ROLES", "alice=VIEWER"), ("WISDOM_DOMAINS", "d-1"), ("WISDOM_WORKSPACE", "w-1")];
    assert_eq!(token_from(&tenant, &[&STABLE[..], &more[..]].concat()).await, 200);
    assert_eq!(named(&tenant), ["exchangeAccessToken", "listUsers", "createUsers", "impersonateUser"]);
    let received = tenant.received();
    let variables: Vec<&Value> = received.iter().map(|request| &request["variables"]).collect();
    let input = json!({
        "emails": ["alice@acme.example"],
        "workspaceID": "w-1",
        "roleAssignments": [{ "roleId": "00000000-0000-0000-0000-000000000003", "scopes": ["d-1"] }],
        "sendWelcomeEmail": false,
        "userAttributes": [{ "key": "region", "value": "hush-region" }],
    });
    assert_eq!(variables[0], &json!({ "accessToken": tenant.access_key() }));
    assert_eq!(variables[1], &json!({ "workspaceId": "w-1" }));
    assert_eq!(variables[2], &json!({ "input": input }));
    assert_eq!(variables[3]["attributes"], json!([{ "key": "report_id", "value": "hush-q3" }]));
    let bearer = json!(format!("Bearer {API_TOKEN}"));
    let authorizations: Vec<&Value> = received.iter().map(|request| &request["authorization"]).collect();
    assert_eq!(authorizations, [&Value::Null, &bearer, &bearer, &Value::Null]);
}

#[tokio::test]
async fn what_is_not_set_is_left_out() {
    let tenant = FakeTenant::answering(|request| ready(willing(&request))).await;
    assert_eq!(token_from(&tenant, &[]).await, 200);
    let received = tenant.received();
    assert_eq!(received[1]["variables"], json!({}));
    let role = |id: &str| json!({ "roleId": format!("00000000-0000-0000-0000-0000000000{id}") });
    let input = json!({
        "emails": ["alice@acme.example"],
        "roleAssignments": [role("02"), role("03")],
        "sendWelcomeEmail": false,
        "userAttributes": [],
    });
    assert_eq!(received[2]["variables"], json!({ "input": input }));
}

#[tokio::test]
async fn a_user_is_found_whatever_the_case_of_their_address_and_set_by_their_id() {
    let tenant = FakeTenant::answering(|request| {
        let alice = json!({ "id": "u-7", "email": "Alice@Acme.Example", "userAttributes": null });
        let listed = || Json(json!({ "data": { "listUsers": [{ "id": "u-1", "email": null }, alice] } }));
        ready(if is(&request, "listUsers") { listed().into_response() } else { willing(&request) })
    })
    .await;
    assert_eq!(token_from(&tenant, &STABLE).await, 200);
    assert_eq!(named(&tenant), ["exchangeAccessToken", "listUsers", "setUserAttributes", "impersonateUser"]);
    let input = json!({ "userId": "u-7", "userAttributes": [{ "key": "region", "value": "hush-region" }] });
    assert_eq!(tenant.received()[2]["variables"], json!({ "input": input }));
}

#[tokio::test]
async fn nobody_is_created_whom_the_environment_does_not_name() {
    let tenant = FakeTenant::answering(|request| ready(willing(&request))).await;
    let world = World::with_tenant(tenant.tenant_with(&[]), LONG).await;
    let alice = world.sign_in("alice").await;
    assert_eq!(world.ask_for_token(&alice).await.status(), 200);
    let before = tenant.received().len();
    let bob = world.sign_in("bob").await;
    assert_eq!(world.ask_for_token(&bob).await.status(), 200);
    assert_eq!(named(&tenant)[before..], ["impersonateUser"]);
}

#[tokio::test]
async fn a_token_for_the_api_is_exchanged_anew_when_it_is_about_to_expire() {
    // {"iat":1000,"exp":1005}
    let short = "e30.eyJpYXQiOjEwMDAsImV4cCI6MTAwNX0.c2ln";
    let tenant = FakeTenant::answering(move |request| {
        let exchanged = || Json(json!({ "data": { "exchangeAccessToken": short } }));
        ready(if is(&request, "exchangeAccessToken") {
            exchanged().into_response()
        } else {
            willing(&request)
        })
    })
    .await;
    assert_eq!(token_from(&tenant, &[]).await, 200);
    let calls = named(&tenant);
    assert_eq!(
        calls[..4],
        ["exchangeAccessToken", "listUsers", "exchangeAccessToken", "createUsers"],
        "{calls:?}"
    );
}

#[tokio::test]
async fn no_key_token_address_or_value_of_a_user_is_in_the_log() {
    // A tenant that repeats in its errors what it was sent.
    let tenant = FakeTenant::answering(|request| {
        let said = format!("{} {}", request["variables"], request["authorization"]);
        let failed = || Json(json!({ "errors": [{ "message": said }], "data": null })).into_response();
        ready(if is(&request, "createUsers") { failed() } else { willing(&request) })
    })
    .await;
    assert_eq!(token_from(&tenant, &STABLE).await, 502);
    let log = log::captured();
    assert!(log.contains("Alice is not provisioned"));
    for hidden in [tenant.access_key(), "aHVzaC1hcGk", "hush-region", "hush-q3", "alice@acme.example"] {
        assert!(!log.contains(hidden), "the log holds a secret or a value");
    }
}
