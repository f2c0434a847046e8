//! What needs a browser: the Rust front end's side, against a frame of the page's own origin.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod anew;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use embed_host::{
    AttachOptions, EmbedOptions, Error, ErrorCode, Event, FetchReason, State, TokenContext, TokenGrant,
    TokenRequest, TokenSource, View, attach, mount,
};
use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{AbortSignal, Element, HtmlIFrameElement};

wasm_bindgen_test_configure!(run_in_browser);

fn run(script: &str) -> JsValue {
    Function::new_no_args(script).call0(&JsValue::UNDEFINED).unwrap()
}

async fn settled(script: &str) -> JsValue {
    JsFuture::from(run(script).unchecked_into::<Promise>()).await.unwrap()
}

fn container() -> Element {
    run("const made = document.createElement('div'); made.append(document.createElement('p')); return document.body.appendChild(made)").unchecked_into()
}

fn own_origin() -> String {
    run("return location.origin").as_string().unwrap()
}

/// A compact JWT that was issued at the given second and lives an hour.
fn jwt(issued_at: u32) -> String {
    let script = format!(
        "const part = (value) => btoa(JSON.stringify(value)).replaceAll('=', ''); \
         return [part({{ alg: 'RS256' }}), part({{ iat: {issued_at}, exp: {} }}), 'c2ln'].join('.')",
        issued_at + 3600
    );
    run(&script).as_string().unwrap()
}

/// A source that gives a newer token at each call, and what it was called for.
fn minting() -> (TokenSource, Rc<RefCell<Vec<FetchReason>>>) {
    let calls = Rc::new(RefCell::new(Vec::new()));
    let seen = calls.clone();
    let callback = move |context: TokenContext| {
        seen.borrow_mut().push(context.reason);
        let issued_at = u32::try_from(seen.borrow().len()).unwrap();
        async move { Ok(TokenGrant::new(jwt(issued_at))) }
    };
    (TokenSource::callback(callback, None, None).unwrap(), calls)
}

fn options(source: &TokenSource) -> EmbedOptions {
    EmbedOptions::new(own_origin(), View::Path("/guest".into()), source)
}

/// Makes the frame ask, and waits for the token it is answered with.
async fn ask(iframe: &HtmlIFrameElement) -> String {
    let window = iframe.content_window().unwrap();
    js_sys::Reflect::set(&js_sys::global(), &"guest".into(), &window).unwrap();
    let script = "return new Promise((answer) => { \
         guest.addEventListener('message', (event) => answer(event.data.token), { once: true }); \
         guest.eval(\"parent.postMessage({ type: 'REQUEST_JWT_TOKEN' }, '*')\"); })";
    settled(script).await.as_string().unwrap()
}

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
async fn events_are_told_until_the_embed_is_closed() {
    let (source, _) = minting();
    let embed = mount(&container(), options(&source)).unwrap();
    let told = Rc::new(RefCell::new(Vec::new()));
    let telling = told.clone();
    embed.on(move |event: &Event| telling.borrow_mut().push(event.name()));
    embed.ready().await.unwrap();
    ask(&embed.iframe()).await;
    embed.close();
    let expected = ["statechange", "ready", "tokenrequest", "tokensent", "statechange", "closed"];
    assert_eq!(*told.borrow(), expected);
}

#[wasm_bindgen_test]
async fn an_adopted_frame_is_live_at_once_and_stays_when_the_embed_is_closed() {
    let (source, calls) = minting();
    let iframe: HtmlIFrameElement = settled(
        "return new Promise((loaded) => { const frame = document.createElement('iframe'); frame.src = '/guest'; \
         frame.onload = () => loaded(frame); document.body.append(frame); })",
    )
    .await
    .unchecked_into();
    let embed = attach(&iframe, AttachOptions::new(own_origin(), &source)).unwrap();
    assert_eq!((embed.state(), calls.borrow().len()), (State::Live, 0));
    assert_eq!(ask(&iframe).await, jwt(1));
    drop(embed);
    assert!(iframe.is_connected());
}

#[wasm_bindgen_test]
async fn a_refusing_callback_ends_the_embed_with_its_own_error() {
    let refuse = |_| async { Err(Error::new(ErrorCode::Refused).with_status(403)) };
    let source = TokenSource::callback(refuse, None, None).unwrap();
    let embed = mount(&container(), options(&source)).unwrap();
    let error = embed.ready().await.unwrap_err();
    assert_eq!((error.code, error.status(), embed.state()), (ErrorCode::Refused, Some(403), State::Refused));
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
    let source = TokenSource::callback(hang, None, Some(20)).unwrap();
    let embed = mount(&container(), options(&source)).unwrap();
    assert_eq!(embed.ready().await.unwrap_err().code, ErrorCode::Timeout);
    assert!(dropped.get());
}

/// Waits, without letting a timer run, until the clock has moved by so many milliseconds.
fn block(milliseconds: u32) {
    run(&format!("const end = performance.now() + {milliseconds}; while (performance.now() < end);"));
}

#[wasm_bindgen_test]
async fn a_call_is_aborted_also_when_the_next_request_comes_before_the_late_timer() {
    let signals = Rc::new(RefCell::new(Vec::new()));
    let given = signals.clone();
    let hang = move |context: TokenContext| {
        given.borrow_mut().push(context.signal());
        core::future::pending()
    };
    let source = TokenSource::callback(hang, None, Some(20)).unwrap();
    let iframe: HtmlIFrameElement =
        run("return document.body.appendChild(document.createElement('iframe'))").unchecked_into();
    js_sys::Reflect::set(&js_sys::global(), &"guest".into(), &iframe.content_window().unwrap()).unwrap();
    let embed = attach(&iframe, AttachOptions::new(own_origin(), &source)).unwrap();
    let request = "dispatchEvent(new MessageEvent('message', \
        { source: guest, origin: location.origin, data: { type: 'REQUEST_JWT_TOKEN' } }))";
    run(request);
    while signals.borrow().is_empty() {
        settled("return Promise.resolve()").await;
    }
    block(30);
    run(request);
    assert!(signals.borrow().iter().all(AbortSignal::aborted));
    embed.close();
}

#[wasm_bindgen_test]
async fn an_endpoint_that_answers_with_a_page_is_a_bad_response_or_an_http_error() {
    let request = TokenRequest { url: "/no-such-endpoint".into(), ..TokenRequest::default() };
    let options = EmbedOptions::new(own_origin(), View::Search, request);
    let embed = mount(&container(), options).unwrap();
    let error = embed.ready().await.unwrap_err();
    assert!(matches!(error.code, ErrorCode::BackendStatus | ErrorCode::BadResponse), "{error:?}");
    assert_eq!(embed.iframe().src(), "");
}

#[wasm_bindgen_test]
fn bad_options_leave_the_page_as_it_was() {
    let container = container();
    let wrong = |change: fn(&mut EmbedOptions)| {
        let mut options = EmbedOptions::new("https://acme.askwisdom.ai", View::Search, "/token");
        change(&mut options);
        mount(&container, options).unwrap_err().code
    };
    let changes: [fn(&mut EmbedOptions); 5] = [
        |options| options.attach.origin = "http://acme.askwisdom.ai".into(),
        |options| options.attach.timeout = Some(0),
        |options| options.view = View::Dashboard("..".into()),
        |options| options.parameters = vec![("token".into(), "mine".into())],
        |options| options.sandbox = Some("allow-scripts".into()),
    ];
    for change in changes {
        assert_eq!(wrong(change), ErrorCode::InvalidOptions);
    }
    assert_eq!(container.inner_html(), "<p></p>");
}
