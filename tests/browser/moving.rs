//! Frames that the host moves in the document, or takes out of it.

use std::cell::RefCell;
use std::rc::Rc;

use embed_host::{AttachOptions, Event, FetchReason, State, TokenGrant, TokenSource, attach, mount};
use futures_channel::oneshot;
use futures_util::FutureExt;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlIFrameElement;

use crate::support::{
    ask, blank_frame, call, container, jwt, minting, options, own_origin, promised, request, tick, until,
};

/// Enough turns of the browser for a message and what follows from it.
const TURNS: usize = 10;

async fn turns() {
    for _ in 0..TURNS {
        tick().await;
    }
}

/// Puts a frame into another place, and waits until it has loaded there.
async fn moved_into(frame: &HtmlIFrameElement, place: &web_sys::Element) {
    let script = "return new Promise((loaded) => { \
         frame.addEventListener('load', () => loaded(), { once: true }); place.append(frame); })";
    promised(call(script, [("frame", frame), ("place", place)])).await;
}

#[wasm_bindgen_test]
async fn a_mounted_frame_that_was_moved_has_another_window_and_is_answered_in_it() {
    let (source, calls) = minting();
    let embed = mount(&container(), options(&source)).unwrap();
    embed.ready().await.unwrap();
    let frame = embed.iframe();
    let before = frame.content_window().unwrap();
    moved_into(&frame, &container()).await;
    assert!(frame.content_window().unwrap() != before);
    assert!(embed.iframe() == frame);
    assert_eq!(embed.state(), State::Live);
    assert_eq!(ask(&frame).await, jwt(2));
    assert_eq!(*calls.borrow(), [FetchReason::Mount, FetchReason::Request]);
}

#[wasm_bindgen_test]
async fn a_frame_of_the_page_that_was_moved_is_answered_in_its_new_window() {
    let (source, calls) = minting();
    let frame = blank_frame();
    let embed = attach(&frame, AttachOptions::new(own_origin(), &source)).unwrap();
    assert_eq!(ask(&frame).await, jwt(1));
    moved_into(&frame, &container()).await;
    assert_eq!(ask(&frame).await, jwt(2));
    assert_eq!(*calls.borrow(), [FetchReason::Request; 2]);
    embed.close();
    frame.remove();
}

#[wasm_bindgen_test]
async fn a_detached_frame_mints_nothing_unasked() {
    let (source, calls) = minting();
    let embed = mount(&container(), options(&source)).unwrap();
    embed.ready().await.unwrap();
    let frame = embed.iframe();
    frame.remove();
    turns().await;
    assert_eq!((embed.state(), calls.borrow().len()), (State::Live, 1));
    moved_into(&frame, &container()).await;
    assert_eq!((embed.state(), calls.borrow().len()), (State::Live, 1));
    assert_eq!(ask(&frame).await, jwt(2));
}

#[wasm_bindgen_test]
async fn an_attached_frame_that_is_in_no_document_mints_nothing_unasked() {
    let (source, calls) = minting();
    let frame = blank_frame();
    frame.remove();
    let embed = attach(&frame, AttachOptions::new(own_origin(), &source)).unwrap();
    turns().await;
    assert!(calls.borrow().is_empty());
    moved_into(&frame, &container()).await;
    assert_eq!(ask(&frame).await, jwt(1));
    embed.close();
    frame.remove();
}

#[wasm_bindgen_test]
async fn what_was_asked_in_a_window_that_is_gone_is_not_answered() {
    let given: Rc<RefCell<Vec<oneshot::Sender<()>>>> = Rc::default();
    let waiting = given.clone();
    let source = TokenSource::callback(
        move |_| {
            let (send, receive) = oneshot::channel();
            waiting.borrow_mut().push(send);
            async move {
                receive.await.unwrap();
                Ok(TokenGrant::new(jwt(1)))
            }
        },
        None,
        None,
    );
    let frame = blank_frame();
    let embed = attach(&frame, AttachOptions::new(own_origin(), &source)).unwrap();
    let told = Rc::new(RefCell::new(Vec::new()));
    let telling = told.clone();
    let _subscription = embed.on(move |event: &Event| telling.borrow_mut().push(event.name()));
    request(&frame);
    until("the call for a token", || given.borrow().len() == 1).await;
    frame.remove();
    given.borrow_mut().remove(0).send(()).unwrap();
    turns().await;
    assert_eq!((told.borrow().contains(&"tokensent"), embed.snapshot().sent), (false, 0));
    assert!(given.borrow().is_empty());
    embed.close();
}

#[wasm_bindgen_test]
async fn a_detached_frame_that_is_reloaded_loads_once_it_is_in_the_document_again() {
    let (source, calls) = minting();
    let embed = mount(&container(), options(&source)).unwrap();
    embed.ready().await.unwrap();
    let frame = embed.iframe();
    frame.remove();
    let mut reload = Box::pin(embed.reload());
    assert!((&mut reload).now_or_never().is_none());
    until("the call for a token", || calls.borrow().len() == 2).await;
    turns().await;
    assert!((&mut reload).now_or_never().is_none());
    container().append_child(&embed.iframe()).unwrap();
    reload.await.unwrap();
    assert_eq!(embed.iframe().src(), format!("{}/guest?token={}", own_origin(), jwt(2)));
    assert_eq!(*calls.borrow(), [FetchReason::Mount, FetchReason::Reload]);
}
