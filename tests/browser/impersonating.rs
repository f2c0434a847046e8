//! A session from its link to its end, against a replaced `fetch`.

use std::cell::RefCell;
use std::rc::Rc;

use embed_host::{
    EndReason, ErrorCode, ImpersonationEvent, ImpersonationSubject, LinkNames, LinkSource, StorageKind,
    impersonate, take_link,
};
use js_sys::{Date, Object, Reflect, Symbol};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Address, AuthServer, ListenerCount, SERVER, answer, link, window};

#[wasm_bindgen_test]
async fn a_link_is_taken_exchanged_used_and_revoked() {
    let server = AuthServer::granting("whole");
    let token = link().refresh_token;
    let on = (Date::now() / 1000.0).floor() + 1800.0;
    let address = format!(
        "/app?tab=1&refresh_token={}&refresh_token_expires_on={on}&refresh_token_expires_in=1800",
        token.expose()
    );
    let _address = Address::set(&address, &JsValue::NULL);
    let found = take_link(&LinkNames::default()).unwrap().unwrap();
    assert!(Address::href().ends_with("/app?tab=1"));
    assert_eq!((&found.refresh_token, found.expires_in), (&token, Some(1800)));

    let session = impersonate(server.options(found)).await.unwrap().unwrap();
    assert_eq!((session.subject(), session.impersonated_by()), ("bob", Some("support")));
    assert_eq!(session.roles(), ["reader", "writer"]);
    assert_eq!((session.is_active(), session.storage()), (true, StorageKind::Session));
    let ends_at: f64 = session.expires_at().to_string().parse().unwrap();
    let ends_in = ends_at - Date::now();
    assert!((1_780_000.0..=1_801_000.0).contains(&ends_in), "{ends_in}");
    let access = session.access_token().await.unwrap();
    assert_eq!(access.expose().split('.').count(), 3);
    assert_eq!(session.access_token().await.unwrap(), access);

    let [exchange] = &*server.fetch.requests() else { panic!("one request") };
    assert_eq!(exchange.url, format!("{SERVER}/oauth2/v1/token"));
    let body = format!("grant_type=refresh_token&refresh_token={}", token.expose());
    assert_eq!(exchange.text("body"), body);
    assert_eq!(exchange.header("authorization"), None);

    assert!(session.end().await.revoked);
    assert!(!session.is_active());
    let [_, revocation] = &*server.fetch.requests() else { panic!("two requests") };
    assert_eq!(revocation.url, format!("{SERVER}/oauth2/v1/revoke"));
    let body = format!("token_type_hint=refresh_token&token={}", token.expose());
    assert_eq!(revocation.text("body"), body);
    let basic = format!("Basic {}", window().btoa("whole:").unwrap());
    assert_eq!(revocation.header("authorization"), Some(basic));
    for (request, keepalive) in [(exchange, false), (revocation, true)] {
        let said = ["method", "credentials", "redirect", "referrerPolicy"].map(|name| request.text(name));
        assert_eq!(said, ["POST", "omit", "error", "no-referrer"]);
        assert_eq!(request.header("content-type").as_deref(), Some("application/x-www-form-urlencoded"));
        assert_eq!(request.member("keepalive"), JsValue::from(keepalive));
    }

    assert_eq!(session.access_token().await.unwrap_err().code, ErrorCode::SessionOver);
    assert!(session.end().await.revoked, "what the first call came to");
    assert_eq!(server.paths(), ["/oauth2/v1/token", "/oauth2/v1/revoke"]);
}

#[wasm_bindgen_test]
async fn the_link_of_the_page_is_out_of_the_address_before_the_call_returns() {
    let server = AuthServer::granting("from-page");
    let token = link().refresh_token;
    let _address = Address::set(&format!("/app#refresh_token={}", token.expose()), &JsValue::NULL);
    let mut options = server.options(None);
    options.link = LinkSource::Page;
    let opened = impersonate(options);
    assert!(Address::href().ends_with("/app"));
    let session = opened.await.unwrap().unwrap();
    assert!(server.fetch.requests()[0].text("body").ends_with(token.expose()));
    session.end().await;
}

/// What copies of the crate on one page see of each other.
fn mark() -> JsValue {
    Reflect::get(&window(), &mark_key()).unwrap()
}

fn mark_key() -> JsValue {
    Symbol::for_("embed-host.link").into()
}

#[wasm_bindgen_test]
async fn a_link_that_is_put_back_during_the_exchange_is_gone_when_the_call_ends() {
    let address = format!("/app?tab=1&refresh_token={}", link().refresh_token.expose());
    let remembered = address.clone();
    let server = AuthServer::answering("put-back", move |requested, _| {
        if requested.url.ends_with("/revoke") {
            return answer(200, "");
        }
        assert!(mark().is_object(), "other copies see that there is a link");
        Address::replace(&remembered, &JsValue::from("the router's"));
        crate::support::granted(&crate::support::unsigned_jwt(&crate::support::session_claims("put-back")))
    });
    let _address = Address::set(&address, &JsValue::NULL);
    let mut options = server.options(None);
    options.link = LinkSource::Page;
    let session = impersonate(options.clone()).await.unwrap().unwrap();
    assert!(Address::href().ends_with("/app?tab=1"));
    assert_eq!(window().history().unwrap().state().unwrap(), JsValue::from("the router's"));
    assert!(mark().is_undefined(), "it has been opened");
    let again = impersonate(options).await.unwrap().unwrap();
    assert_eq!(format!("{again:?}"), format!("{session:?}"));
    session.end().await;
    assert_eq!(server.paths(), ["/oauth2/v1/token", "/oauth2/v1/revoke"]);
}

#[wasm_bindgen_test]
async fn where_another_copy_of_the_crate_has_a_link_there_is_not_none() {
    let server = AuthServer::granting("two copies");
    let open = |source| {
        let mut options = server.options(None);
        options.link = source;
        impersonate(options)
    };
    Reflect::set(&window(), &mark_key(), &Object::new()).unwrap();
    let taken = open(LinkSource::Page).await.unwrap_err();
    assert_eq!(taken.code, ErrorCode::LinkTaken);
    assert!(open(LinkSource::None).await.unwrap().is_none());
    Reflect::delete_property(&window(), &mark_key()).unwrap();
    assert!(open(LinkSource::Page).await.unwrap().is_none());
}

#[wasm_bindgen_test]
async fn without_a_link_and_a_stored_session_there_is_none() {
    let server = AuthServer::granting("nothing");
    for source in [LinkSource::Page, LinkSource::None] {
        let mut options = server.options(None);
        options.link = source;
        assert!(impersonate(options).await.unwrap().is_none());
    }
    assert!(server.fetch.requests().is_empty());
}

#[wasm_bindgen_test]
async fn the_host_confirms_a_session_before_it_begins() {
    for yes in [true, false] {
        let server = AuthServer::granting("confirming");
        let asked: Rc<RefCell<Vec<ImpersonationSubject>>> = Rc::default();
        let (seen, key) = (asked.clone(), server.key());
        let options = server.options(link()).confirm(move |subject| {
            seen.borrow_mut().push(subject);
            let stored = window().session_storage().unwrap().unwrap().get_item(&key).unwrap();
            assert_eq!(stored, None, "nothing is stored before it is confirmed");
            async move { yes }
        });
        let opened = impersonate(options).await;
        let subject = ImpersonationSubject { subject: "bob".into(), impersonated_by: Some("support".into()) };
        assert_eq!(*asked.borrow(), [subject]);
        assert_eq!(server.paths(), ["/oauth2/v1/token"]);
        if yes {
            opened.unwrap().unwrap().end().await;
        } else {
            assert_eq!(opened.unwrap_err().code, ErrorCode::Declined);
            assert!(impersonate(server.options(None)).await.unwrap().is_none());
        }
    }
}

#[wasm_bindgen_test]
async fn another_call_gives_the_live_session_and_concurrent_ones_share_a_request() {
    let server = AuthServer::granting("again");
    let taken = link();
    let first = impersonate(server.options(taken.clone()));
    let second = impersonate(server.options(taken.clone()));
    let first = first.await.unwrap().unwrap();
    let second = second.await.unwrap().unwrap();
    let third = impersonate(server.options(None)).await.unwrap().unwrap();
    assert_eq!(server.paths(), ["/oauth2/v1/token"]);
    assert_eq!(format!("{first:?}"), format!("{second:?}"));
    let (one, other) = (first.end(), third.end());
    assert!(one.await.revoked && other.await.revoked);
    assert!(!second.is_active());
    assert_eq!(server.paths(), ["/oauth2/v1/token", "/oauth2/v1/revoke"]);
    let ended = impersonate(server.options(taken)).await.unwrap_err();
    assert_eq!(ended.code, ErrorCode::SessionOver);
}

#[wasm_bindgen_test]
async fn another_link_replaces_the_session_and_says_so() {
    let server = AuthServer::granting("replacing");
    let first = impersonate(server.options(link())).await.unwrap().unwrap();
    let events: Rc<RefCell<Vec<ImpersonationEvent>>> = Rc::default();
    let told = events.clone();
    first.on(move |event| told.borrow_mut().push(*event)).forget();
    crate::support::tick().await;
    let second = impersonate(server.options(link())).await.unwrap().unwrap();
    crate::support::until("the end of the first", || !events.borrow().is_empty()).await;
    let ended = ImpersonationEvent::Ended { reason: EndReason::Replaced, revoked: true };
    assert_eq!(*events.borrow(), [ended]);
    assert!(!first.is_active() && second.is_active());
    second.end().await;
}

#[wasm_bindgen_test]
async fn a_subscription_to_a_session_ends_when_it_is_dropped() {
    let server = AuthServer::granting("subscribing");
    let listeners = ListenerCount::new();
    let session = impersonate(server.options(link())).await.unwrap().unwrap();
    assert_eq!(listeners.names(), "pageshow storage visibilitychange");
    let told = Rc::new(RefCell::new(Vec::new()));
    let tell = |who: &'static str| {
        let told = told.clone();
        move |event: &ImpersonationEvent| told.borrow_mut().push((who, event.name()))
    };
    let dropped = session.on(tell("dropped"));
    let kept = session.on(tell("kept"));
    session.on(tell("forgotten")).forget();
    crate::support::tick().await;
    drop(dropped);
    session.end().await;
    assert_eq!(*told.borrow(), [("kept", "ended"), ("forgotten", "ended")]);
    assert_eq!(listeners.names(), "");
    drop(kept);
}

#[wasm_bindgen_test]
async fn paths_and_the_client_id_go_where_the_options_say() {
    let server = AuthServer::granting("own paths");
    let options = server
        .options(link())
        .paths(Some("/token".into()), Some("/out/revoke".into()))
        .send_client_id()
        .storage(StorageKind::Memory);
    let session = impersonate(options).await.unwrap().unwrap();
    assert_eq!(session.storage(), StorageKind::Memory);
    session.end().await;
    assert_eq!(server.paths(), ["/token", "/out/revoke"]);
    for requested in server.fetch.requests() {
        assert!(requested.text("body").ends_with("&client_id=own%20paths"), "{}", requested.text("body"));
        assert_eq!(requested.header("authorization"), None);
    }
}

#[wasm_bindgen_test]
async fn a_session_ends_also_when_it_cannot_be_revoked() {
    let server = AuthServer::answering("unrevoked", |requested, _| {
        if requested.url.ends_with("/revoke") {
            return answer(400, "");
        }
        crate::support::granted(&crate::support::unsigned_jwt(&crate::support::session_claims("unrevoked")))
    });
    let session = impersonate(server.options(link())).await.unwrap().unwrap();
    assert!(Reflect::has(&window().session_storage().unwrap().unwrap(), &server.key().into()).unwrap());
    let ending = session.end();
    assert!(!Reflect::has(&window().session_storage().unwrap().unwrap(), &server.key().into()).unwrap());
    assert!(!session.is_active());
    assert!(!ending.await.revoked);
}
