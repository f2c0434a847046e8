//! What ends an embed or a call early, and which signals are aborted by it.

use std::cell::RefCell;
use std::rc::Rc;

use embed_host::{
    AttachOptions, Embed, ErrorCode, State, TokenContext, TokenGrant, TokenSource, attach, mount,
};
use futures_util::FutureExt;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortController, AbortSignal, HtmlIFrameElement};

use crate::support::{blank_frame, call, container, jwt, minting, options, own_origin, run, tick, until};

type Signals = Rc<RefCell<Vec<AbortSignal>>>;

fn aborted(signals: &Signals) -> Vec<bool> {
    signals.borrow().iter().map(AbortSignal::aborted).collect()
}

/// A source that never answers, and the signals that it was given.
fn hanging(timeout: Option<u32>) -> (TokenSource, Signals) {
    let signals = Signals::default();
    let given = signals.clone();
    let hang = move |context: TokenContext| {
        given.borrow_mut().push(context.signal);
        core::future::pending()
    };
    (TokenSource::callback(hang, None, timeout), signals)
}

#[wasm_bindgen_test]
async fn with_an_aborted_signal_nothing_is_built_or_called() {
    let (source, calls) = minting();
    let container = container();
    let mut options = options(&source);
    options.attach.signal = Some(AbortSignal::abort());
    let embed = mount(&container, options).unwrap();
    assert_eq!(embed.ready().await.unwrap_err().code, ErrorCode::Aborted);
    assert_eq!((embed.state(), container.inner_html().as_str()), (State::Closed, "<p></p>"));
    assert_eq!(embed.reload().await.unwrap_err().code, ErrorCode::Aborted);
    tick().await;
    assert!(calls.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn a_signal_that_is_aborted_while_the_first_token_is_under_way_closes_the_embed() {
    let (source, signals) = hanging(None);
    let container = container();
    let controller = AbortController::new().unwrap();
    let mut options = options(&source);
    options.attach.signal = Some(controller.signal());
    let embed = mount(&container, options).unwrap();
    until("the call for a token", || signals.borrow().len() == 1).await;
    controller.abort();
    assert_eq!(embed.ready().await.unwrap_err().code, ErrorCode::Aborted);
    assert_eq!((embed.state(), container.inner_html().as_str()), (State::Closed, "<p></p>"));
    assert_eq!(aborted(&signals), [true]);
}

#[wasm_bindgen_test]
async fn a_provider_is_not_called_for_an_embed_that_is_closed_in_the_same_tick() {
    let (source, signals) = hanging(None);
    mount(&container(), options(&source)).unwrap().close();
    tick().await;
    assert!(signals.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn closing_aborts_the_call_that_nobody_waits_for_any_more() {
    let (source, signals) = hanging(None);
    let container = container();
    let embeds: [Embed; 2] = core::array::from_fn(|_| mount(&container, options(&source)).unwrap());
    until("the call for a token", || signals.borrow().len() == 1).await;
    let [first, second] = embeds;
    first.close();
    assert_eq!(aborted(&signals), [false]);
    second.close();
    assert_eq!(aborted(&signals), [true]);
}

#[wasm_bindgen_test]
async fn the_signal_of_a_call_that_succeeded_is_never_aborted() {
    let signals = Signals::default();
    let given = signals.clone();
    let answer = move |context: TokenContext| {
        given.borrow_mut().push(context.signal);
        async { Ok(TokenGrant::new(jwt(1))) }
    };
    let source = TokenSource::callback(answer, None, None);
    let embed = mount(&container(), options(&source)).unwrap();
    embed.ready().await.unwrap();
    embed.close();
    source.close();
    tick().await;
    assert_eq!(aborted(&signals), [false]);
}

#[wasm_bindgen_test]
async fn a_call_that_a_reload_replaces_is_aborted() {
    let (source, signals) = hanging(None);
    let embed = mount(&container(), options(&source)).unwrap();
    until("the first call", || signals.borrow().len() == 1).await;
    let mut reload = Box::pin(embed.reload());
    assert!((&mut reload).now_or_never().is_none());
    until("the second call", || signals.borrow().len() == 2).await;
    assert_eq!(aborted(&signals), [true, false]);
    source.close();
    assert_eq!(reload.await.unwrap_err().code, ErrorCode::Aborted);
    assert_eq!(aborted(&signals), [true, true]);
}

/// Waits, without letting a timer run, until the clock has moved by so many milliseconds.
fn block(milliseconds: u32) {
    run(&format!("const end = performance.now() + {milliseconds}; while (performance.now() < end);"));
}

fn dispatch_request(frame: &HtmlIFrameElement) {
    let guest = frame.content_window().unwrap();
    let script = "dispatchEvent(new MessageEvent('message', \
        { source: guest, origin: location.origin, data: { type: 'REQUEST_JWT_TOKEN' } }))";
    call(script, [("guest", &guest)]);
}

#[wasm_bindgen_test]
async fn a_call_is_aborted_also_when_the_next_request_comes_before_the_late_timer() {
    let (source, signals) = hanging(Some(20));
    let frame = blank_frame();
    let embed = attach(&frame, AttachOptions::new(own_origin(), &source)).unwrap();
    dispatch_request(&frame);
    while signals.borrow().is_empty() {
        crate::support::promised(run("return Promise.resolve()")).await;
    }
    block(30);
    dispatch_request(&frame);
    assert!(aborted(&signals)[0]);
    embed.close();
    tick().await;
    assert!(aborted(&signals).iter().all(|aborted| *aborted));
    frame.remove();
}
