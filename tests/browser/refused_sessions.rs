//! Links that open no session, and why.

use embed_host::{ErrorCode, ImpersonationOptions, LinkSource, impersonate};
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{AuthServer, answer, granted, json_answer, link, session_claims, unsigned_jwt};

fn set(claims: &Object, name: &str, value: impl Into<JsValue>) {
    Reflect::set(claims, &name.into(), &value.into()).unwrap();
}

#[wasm_bindgen_test]
async fn a_session_with_other_claims_is_refused() {
    type Change = fn(&Object);
    let table: [(&str, Change, ErrorCode); 12] = [
        ("another issuer", |claims| set(claims, "iss", "https://evil.test"), ErrorCode::WrongIssuer),
        ("no issuer", |claims| set(claims, "iss", JsValue::UNDEFINED), ErrorCode::WrongIssuer),
        (
            "an issuer in a list",
            |claims| set(claims, "iss", js_sys::Array::of1(&claims_issuer(claims))),
            ErrorCode::WrongIssuer,
        ),
        ("another app", |claims| set(claims, "azp", "other"), ErrorCode::WrongApp),
        ("no app", |claims| set(claims, "azp", JsValue::NULL), ErrorCode::WrongApp),
        (
            "no impersonator",
            |claims| set(claims, "impersonatedBy", JsValue::UNDEFINED),
            ErrorCode::NotImpersonation,
        ),
        ("an empty impersonator", |claims| set(claims, "impersonatedBy", ""), ErrorCode::NotImpersonation),
        (
            "an impersonator that is no text",
            |claims| set(claims, "impersonatedBy", true),
            ErrorCode::NotImpersonation,
        ),
        ("no subject", |claims| set(claims, "sub", JsValue::UNDEFINED), ErrorCode::BadResponse),
        ("an expiry in the past", |claims| set(claims, "exp", 5), ErrorCode::BadResponse),
        ("no expiry", |claims| set(claims, "exp", JsValue::UNDEFINED), ErrorCode::BadResponse),
        ("no time of issue", |claims| set(claims, "iat", "now"), ErrorCode::BadResponse),
    ];
    for (case, change, expected) in table {
        let server = AuthServer::with_claims("claims", change);
        let error = impersonate(server.options(link())).await.unwrap_err();
        assert_eq!(error.code, expected, "{case}");
        assert_eq!(server.paths(), ["/oauth2/v1/token"], "{case}");
        server.drop_kept_link().await;
    }
}

fn claims_issuer(claims: &Object) -> JsValue {
    Reflect::get(claims, &"iss".into()).unwrap()
}

#[wasm_bindgen_test]
async fn a_session_without_an_impersonator_is_accepted_where_the_host_says_so() {
    let server = AuthServer::with_claims("plain", |claims| set(claims, "impersonatedBy", JsValue::UNDEFINED));
    let session = impersonate(server.options(link()).without_impersonator()).await.unwrap().unwrap();
    assert_eq!((session.subject(), session.impersonated_by()), ("bob", None));
    session.end().await;
}

#[wasm_bindgen_test]
async fn a_status_that_refuses_the_link_is_final() {
    for (status, expired, expected) in [
        (400, false, ErrorCode::ExchangeRefused),
        (401, false, ErrorCode::ExchangeRefused),
        (403, false, ErrorCode::ExchangeRefused),
        (404, false, ErrorCode::ExchangeRefused),
        (401, true, ErrorCode::LinkExpired),
    ] {
        let server = AuthServer::answering("refusing", move |_, _| answer(status, ""));
        let mut taken = link();
        taken.expires_on = expired.then_some(1);
        let error = impersonate(server.options(taken)).await.unwrap_err();
        assert_eq!((error.code, error.status()), (expected, Some(status)));
        assert_eq!(server.paths().len(), 1);
        let mut again = server.options(None);
        again.link = LinkSource::Page;
        assert!(impersonate(again).await.unwrap().is_none(), "nothing is kept");
    }
}

#[wasm_bindgen_test]
async fn a_network_error_is_retried_and_typed() {
    let unreachable = || Promise::reject(&JsValue::from_str("f0reign")).into();
    let server = AuthServer::answering("retried", move |requested, before| match before {
        0 => unreachable(),
        1 => answer(503, ""),
        _ if requested.url.ends_with("/revoke") => answer(200, ""),
        _ => granted(&unsigned_jwt(&session_claims("retried"))),
    });
    let session = impersonate(server.options(link())).await.unwrap().unwrap();
    assert_eq!(server.paths().len(), 3);
    session.end().await;

    let server = AuthServer::answering("retried", move |_, _| unreachable());
    let taken = link();
    let error = impersonate(server.options(taken.clone()).timeout(300)).await.unwrap_err();
    assert_eq!((error.code, error.status()), (ErrorCode::Network, None));
    assert!(server.paths().len() > 1, "{:?}", server.paths());
    drop(server);

    // The link is kept for another call.
    let server = AuthServer::granting("retried");
    let mut again = server.options(None);
    again.link = LinkSource::Page;
    let session = impersonate(again).await.unwrap().unwrap();
    assert!(server.fetch.requests()[0].text("body").ends_with(taken.refresh_token.expose()));
    session.end().await;
}

#[wasm_bindgen_test]
async fn an_answer_without_a_grant_is_a_bad_response() {
    let body = |text: &str| js_sys::JSON::parse(text).unwrap();
    for text in [
        "null",
        "[]",
        "{}",
        r#"{"access_token":null}"#,
        r#"{"access_token":""}"#,
        r#"{"access_token":"a.b"}"#,
        r#"{"access_token":"a.b.c","expires_in":900}"#,
        r#"{"token":"e30.e30.e30"}"#,
    ] {
        let value = body(text);
        let server = AuthServer::answering("grants", move |_, _| json_answer(&value));
        let error = impersonate(server.options(link())).await.unwrap_err();
        let expected = if text.contains("a.b.c") { ErrorCode::WrongIssuer } else { ErrorCode::BadResponse };
        assert!([expected, ErrorCode::BadResponse].contains(&error.code), "{text}: {error:?}");
        server.drop_kept_link().await;
    }
}

#[wasm_bindgen_test]
async fn a_link_that_fails_leaves_a_running_session_as_it_was() {
    let server = AuthServer::granting("running");
    let session = impersonate(server.options(link())).await.unwrap().unwrap();
    let access = session.access_token().await.unwrap();
    let refusing = AuthServer::answering("running", |_, _| answer(401, ""));
    let given = impersonate(refusing.options(link())).await.unwrap().unwrap();
    let error = given.link_error().unwrap();
    assert_eq!((error.code, error.status()), (ErrorCode::ExchangeRefused, Some(401)));
    drop(refusing);
    assert!(session.is_active() && given.subject() == session.subject());
    assert_eq!(session.access_token().await.unwrap(), access);
    session.end().await;
    assert_eq!(server.paths(), ["/oauth2/v1/token", "/oauth2/v1/revoke"]);
}

#[wasm_bindgen_test]
async fn a_session_of_another_server_is_not_asked_for() {
    let server = AuthServer::granting("elsewhere");
    let mut options = ImpersonationOptions::new("https://other.acme.test/auth/", "elsewhere");
    options.link = LinkSource::Given(link());
    let error = impersonate(options).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::WrongIssuer);
    assert_eq!(server.fetch.requests()[0].url, "https://other.acme.test/auth/oauth2/v1/token");
}
