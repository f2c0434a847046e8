//! New frames, other users, and what an embed does by itself.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use embed_host::{
    Error, ErrorCode, Event, FetchReason, Recover, Renewal, State, TokenContext, TokenGrant, TokenSource,
    mount,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{ask, container, jwt, minting, minting_for, options, own_origin, until};

#[wasm_bindgen_test]
async fn a_reload_is_another_iframe_with_a_fresh_token() {
    let (source, calls) = minting();
    let container = container();
    let embed = mount(&container, options(&source)).unwrap();
    embed.ready().await.unwrap();
    let first = embed.iframe();
    embed.reload().await.unwrap();
    assert!(embed.iframe() != first && !first.is_connected());
    assert_eq!((embed.state(), container.child_element_count()), (State::Live, 2));
    assert_eq!(embed.iframe().src(), format!("{}/guest?token={}", own_origin(), jwt(2)));
    assert_eq!(*calls.borrow(), [FetchReason::Mount, FetchReason::Reload]);
}

#[wasm_bindgen_test]
async fn a_reload_without_a_token_is_an_error_and_leaves_the_frame() {
    let given = Rc::new(Cell::new(false));
    let once = move |_| {
        let first = !given.replace(true);
        async move { if first { Ok(TokenGrant::new(jwt(1))) } else { Err(Error::new(ErrorCode::BadResponse)) } }
    };
    let source = TokenSource::callback(once, None, None);
    let embed = mount(&container(), options(&source)).unwrap();
    embed.ready().await.unwrap();
    let first = embed.iframe();
    assert_eq!(embed.reload().await.unwrap_err().code, ErrorCode::BadResponse);
    assert!(embed.iframe() == first && first.is_connected());
    assert_eq!(embed.state(), State::Live);
}

#[wasm_bindgen_test]
async fn another_user_is_shown_in_another_iframe_with_tokens_of_their_own() {
    let (alice, _) = minting();
    let users = Rc::new(RefCell::new(Vec::new()));
    let told = users.clone();
    let callback = move |context: TokenContext| {
        told.borrow_mut().push(context.user.clone());
        async { Ok(TokenGrant::new(jwt(7))) }
    };
    let bob = TokenSource::callback(callback, Some("bob".into()), None);
    let embed = mount(&container(), options(&alice)).unwrap();
    embed.ready().await.unwrap();
    let first = embed.iframe();
    embed.switch_user(&bob, Some("bob".into())).await.unwrap();
    assert!(embed.iframe() != first && !first.is_connected());
    assert!(embed.iframe().src().ends_with(&jwt(7)));
    assert_eq!(*users.borrow(), [Some("bob".to_owned())]);
    let error = embed.switch_user(&bob, Some("carol".into())).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidOptions);
}

#[wasm_bindgen_test]
async fn a_token_is_fetched_ahead_and_sent_at_once_when_the_guest_asks() {
    let (source, calls) = minting_for(4);
    let embed = mount(&container(), options(&source)).unwrap();
    embed.ready().await.unwrap();
    let ahead = Rc::new(Cell::new(None));
    let telling = ahead.clone();
    let _subscription = embed.on(move |event| {
        if let Event::TokenSent { ahead, .. } = event {
            telling.set(Some(*ahead));
        }
    });
    until("the token is fetched ahead", || calls.borrow().len() == 2).await;
    assert_eq!(ask(&embed.iframe()).await, jwt(2));
    assert_eq!(ahead.get(), Some(true));
    assert_eq!(*calls.borrow(), [FetchReason::Mount, FetchReason::Ahead]);
}

#[wasm_bindgen_test]
async fn a_token_that_expired_degrades_the_embed_and_the_guest_is_answered_in_place() {
    let (source, calls) = minting_for(1);
    let mut options = options(&source);
    options.attach.renewal = Renewal { mint_ahead: None, recover: Recover::Manual };
    let embed = mount(&container(), options).unwrap();
    embed.ready().await.unwrap();
    let first = embed.iframe();
    until("the token expires", || embed.state() == State::Degraded).await;
    assert_eq!(embed.snapshot().life, Some(0));
    ask(&embed.iframe()).await;
    assert!(embed.iframe() == first);
    assert_eq!(embed.state(), State::Live);
    assert!(calls.borrow().contains(&FetchReason::Recover));
}

#[wasm_bindgen_test]
async fn a_snapshot_tells_what_has_happened() {
    let (source, _) = minting();
    let embed = mount(&container(), options(&source)).unwrap();
    assert_eq!(embed.snapshot().fetch.map(|fetch| fetch.reason), Some(FetchReason::Mount));
    embed.ready().await.unwrap();
    ask(&embed.iframe()).await;
    let snapshot = embed.snapshot();
    assert_eq!((snapshot.state, snapshot.requests, snapshot.sent, snapshot.failed), (State::Live, 1, 1, 0));
    assert_eq!((snapshot.origin, snapshot.fetch), (own_origin(), None));
    assert!(snapshot.life.is_some_and(|life| life > 3_000_000));
}
