//! Subscriptions to what happens to an embed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use embed_host::{Embed, Error, ErrorCode, Event, Subscription, TokenSource, mount};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{ask, container, minting, options};

/// The names of the events that a listener was told, and its subscription.
fn listen(embed: &Embed) -> (Rc<RefCell<Vec<&'static str>>>, Subscription) {
    let told = Rc::new(RefCell::new(Vec::new()));
    let telling = told.clone();
    let subscription = embed.on(move |event| telling.borrow_mut().push(event.name()));
    (told, subscription)
}

const TO_THE_END: [&str; 6] = ["statechange", "ready", "tokenrequest", "tokensent", "statechange", "closed"];

#[wasm_bindgen_test]
async fn events_are_told_until_the_embed_is_closed() {
    let (source, _) = minting();
    let embed = mount(&container(), options(&source)).unwrap();
    let (told, _subscription) = listen(&embed);
    embed.ready().await.unwrap();
    ask(&embed.iframe()).await;
    embed.close();
    assert_eq!(*told.borrow(), TO_THE_END);
}

#[wasm_bindgen_test]
async fn a_subscription_that_is_dropped_ends_and_one_that_is_forgotten_does_not() {
    let (source, _) = minting();
    let embed = mount(&container(), options(&source)).unwrap();
    let (dropped, subscription) = listen(&embed);
    let (never, unused) = listen(&embed);
    let (forgotten, kept) = listen(&embed);
    kept.forget();
    drop(unused);
    embed.ready().await.unwrap();
    drop(subscription);
    ask(&embed.iframe()).await;
    embed.close();
    assert_eq!(*dropped.borrow(), TO_THE_END[..2]);
    assert!(never.borrow().is_empty());
    assert_eq!(*forgotten.borrow(), TO_THE_END);
}

#[wasm_bindgen_test]
async fn a_subscription_may_outlive_its_embed() {
    let (source, _) = minting();
    let embed = mount(&container(), options(&source)).unwrap();
    let (told, subscription) = listen(&embed);
    embed.close();
    drop(subscription);
    assert_eq!(*told.borrow(), ["statechange", "closed"]);
}

#[wasm_bindgen_test]
async fn a_listener_may_end_its_own_subscription_and_begin_others() {
    let (source, _) = minting();
    let embed = Rc::new(mount(&container(), options(&source)).unwrap());
    let own: Rc<RefCell<Option<Subscription>>> = Rc::default();
    let (own_in_listener, embed_in_listener) = (own.clone(), Rc::downgrade(&embed));
    let told = Rc::new(Cell::new(0));
    let later = Rc::new(RefCell::new(Vec::new()));
    let (telling, telling_later) = (told.clone(), later.clone());
    let subscription = embed.on(move |_| {
        telling.set(telling.get() + 1);
        drop(own_in_listener.take());
        let later = telling_later.clone();
        let embed = embed_in_listener.upgrade().unwrap();
        embed.on(move |event| later.borrow_mut().push(event.name())).forget();
    });
    own.replace(Some(subscription));
    embed.ready().await.unwrap();
    assert_eq!(told.get(), 1);
    assert_eq!(*later.borrow(), ["ready"]);
}

#[wasm_bindgen_test]
async fn a_listener_may_close_the_embed() {
    let (source, _) = minting();
    let container = container();
    let held = Rc::new(RefCell::new(None));
    let embed = mount(&container, options(&source)).unwrap();
    let closing = held.clone();
    let closes = embed.on(move |event| {
        if let Event::StateChange { .. } = event {
            drop(closing.take());
        }
    });
    let (told, _subscription) = listen(&embed);
    held.replace(Some(embed));
    crate::support::until("the embed is closed", || held.borrow().is_none()).await;
    // The second listener is told of the change that made the first one close, as all are who listened then.
    assert_eq!(*told.borrow(), ["statechange", "closed", "statechange"]);
    assert_eq!(container.inner_html(), "<p></p>");
    drop(closes);
}

#[wasm_bindgen_test]
async fn a_failure_is_told_once_for_each_time_it_is_given_up() {
    let fail = |_| async { Err(Error::new(ErrorCode::BadResponse)) };
    let source = TokenSource::callback(fail, None, None);
    let embed = mount(&container(), options(&source)).unwrap();
    let failures = Rc::new(RefCell::new(Vec::new()));
    let telling = failures.clone();
    let _subscription = embed.on(move |event| {
        if let Event::TokenError { error, last } = event {
            telling.borrow_mut().push((error.code, *last));
        }
    });
    assert_eq!(embed.ready().await.unwrap_err().code, ErrorCode::BadResponse);
    crate::support::tick().await;
    assert_eq!(*failures.borrow(), [(ErrorCode::BadResponse, false)]);
}
