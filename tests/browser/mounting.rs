//! Frames that are mounted or attached, and the tokens they are given.

use std::cell::Cell;
use std::rc::Rc;

use embed_host::{
    AttachOptions, Error, ErrorCode, FetchReason, State, TokenRequest, TokenSource, attach, mount,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{ask, container, jwt, minting, options, own_origin, served_frame, until};

#[wasm_bindgen_test]
async fn a_mounted_view_becomes_ready_and_its_request_is_answered() {
    let (source, calls) = minting();
    let container = container();
    let embed = mount(&container, options(&source)).unwrap();
    assert_eq!((embed.state(), container.child_element_count()), (State::Loading, 2));
    embed.ready().await.unwrap();
    assert_eq!(embed.state(), State::Live);
    assert_eq!(embed.iframe().src(), format!("{}/guest?token={}", own_origin(), jwt(1)));
    assert_eq!(ask(&embed.iframe()).await, jwt(2));
    assert_eq!(*calls.borrow(), [FetchReason::Mount, FetchReason::Request]);
    source.close();
}

#[wasm_bindgen_test]
async fn dropping_an_embed_takes_away_its_frame_and_nothing_else() {
    let (source, calls) = minting();
    let container = container();
    drop(mount(&container, options(&source)).unwrap());
    let embed = mount(&container, options(&source)).unwrap();
    embed.ready().await.unwrap();
    assert_eq!((container.child_element_count(), calls.borrow().len()), (2, 1));
    embed.close();
    assert_eq!(container.inner_html(), "<p></p>");
}

#[wasm_bindgen_test]
async fn params_and_attributes_are_the_iframe_s() {
    let (source, _) = minting();
    let mut options = options(&source);
    options.params = vec![("tab".into(), "a b&c".into()), ("tab".into(), "ü".into())];
    options.title = Some("Sales".into());
    options.loading = Some("eager".into());
    options.class_name = Some("wide tall".into());
    options.referrer_policy = Some("origin".into());
    options.sandbox = Some("allow-scripts allow-same-origin".into());
    let embed = mount(&container(), options).unwrap();
    embed.ready().await.unwrap();
    let iframe = embed.iframe();
    let expected = [
        ("title", "Sales"),
        ("allow", "microphone; camera; clipboard-write"),
        ("loading", "eager"),
        ("class", "wide tall"),
        ("referrerpolicy", "origin"),
        ("sandbox", "allow-scripts allow-same-origin"),
    ];
    for (name, value) in expected {
        assert_eq!(iframe.get_attribute(name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(iframe.src(), format!("{}/guest?token={}&tab=a+b%26c&tab=%C3%BC", own_origin(), jwt(1)));
}

#[wasm_bindgen_test]
async fn an_attached_frame_is_live_at_once_and_stays_when_the_embed_is_closed() {
    let (source, calls) = minting();
    let iframe = served_frame().await;
    let embed = attach(&iframe, AttachOptions::new(own_origin(), &source)).unwrap();
    assert_eq!((embed.state(), calls.borrow().len()), (State::Live, 0));
    assert_eq!(ask(&iframe).await, jwt(1));
    drop(embed);
    assert!(iframe.is_connected());
    iframe.remove();
}

#[wasm_bindgen_test]
async fn embeds_of_one_source_share_one_fetch() {
    let (source, calls) = minting();
    let container = container();
    let embeds: Vec<_> = (0..3).map(|_| mount(&container, options(&source)).unwrap()).collect();
    for embed in &embeds {
        embed.ready().await.unwrap();
        assert!(embed.iframe().src().ends_with(&jwt(1)));
    }
    assert_eq!(*calls.borrow(), [FetchReason::Mount]);
}

#[wasm_bindgen_test]
async fn a_refusing_callback_ends_the_embed_with_its_own_error() {
    let refuse = |_| async { Err(Error::new(ErrorCode::Refused).with_status(403)) };
    let source = TokenSource::callback(refuse, None, None);
    let embed = mount(&container(), options(&source)).unwrap();
    let error = embed.ready().await.unwrap_err();
    assert_eq!((error.code, error.status(), embed.state()), (ErrorCode::Refused, Some(403), State::Refused));
}

#[wasm_bindgen_test]
async fn a_closed_source_refuses_its_embeds() {
    let (source, _) = minting();
    let embed = mount(&container(), options(&source)).unwrap();
    source.close();
    source.close();
    assert_eq!(embed.ready().await.unwrap_err().code, ErrorCode::Aborted);
    assert_eq!(embed.state(), State::Refused);
}

#[wasm_bindgen_test]
async fn a_callback_that_never_ends_is_dropped_at_the_deadline() {
    /// Says when it is dropped.
    struct Held(Rc<Cell<bool>>);
    impl Drop for Held {
        fn drop(&mut self) {
            self.0.set(true);
        }
    }
    let dropped = Rc::new(Cell::new(false));
    let held = dropped.clone();
    let hang = move |_| {
        let held = Held(held.clone());
        async move {
            let _held = held;
            core::future::pending().await
        }
    };
    let source = TokenSource::callback(hang, None, Some(20));
    let embed = mount(&container(), options(&source)).unwrap();
    assert_eq!(embed.ready().await.unwrap_err().code, ErrorCode::Timeout);
    until("the future is dropped", || dropped.get()).await;
}

#[wasm_bindgen_test]
async fn an_endpoint_that_answers_with_a_page_is_a_bad_response_or_an_http_error() {
    let source = TokenSource::endpoint(TokenRequest::new("/no-such-endpoint"), None, None);
    let embed = mount(&container(), options(&source)).unwrap();
    let error = embed.ready().await.unwrap_err();
    assert!(matches!(error.code, ErrorCode::BackendStatus | ErrorCode::BadResponse), "{error:?}");
    assert_eq!(embed.iframe().src(), "");
}
