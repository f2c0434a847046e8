//! The Rust API outside a browser: components are compiled for the server too, and must not panic when they are called there.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::panic,
    reason = "a test's own code fails by panicking; clippy.toml allows it inside #[test] functions only"
)]

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use embed_host::{
    AttachOptions, EmbedOptions, Error, ErrorCode, ImpersonationLink, ImpersonationOptions, LinkNames,
    LinkSource, Recover, Renewal, Secret, StorageKind, TokenContext, TokenGrant, TokenRequest, TokenSource,
    Tokens, View, WebStorageKind, attach, impersonate, keep_links, mount, on_link, take_link,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, Element, HtmlIFrameElement, RequestInit};

/// A value of the browser that is none.
fn nothing<T: JsCast>() -> T {
    JsValue::UNDEFINED.unchecked_into()
}

/// What a future comes to that has nothing to wait for.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("it waits for a browser that is not there"),
    }
}

fn embed_options(token: impl Into<Tokens>) -> EmbedOptions {
    EmbedOptions::new("https://acme.askwisdom.ai", View::Dashboard("sales".into()), token)
}

fn attach_options(token: impl Into<Tokens>) -> AttachOptions {
    AttachOptions::new("https://acme.askwisdom.ai", token)
}

/// A request with everything that may be set, none of which runs here.
fn request() -> TokenRequest {
    TokenRequest::new("/api/wisdom-token").prepare(|_: TokenContext| async { Ok(RequestInit::new()) })
}

fn link() -> ImpersonationLink {
    ImpersonationLink { refresh_token: Secret::new("2.token".into()), expires_on: Some(1), expires_in: None }
}

fn impersonation_options() -> ImpersonationOptions {
    ImpersonationOptions::new("https://auth.acme.test", "app")
}

fn check<T>(what: &str, result: Result<T, Error>) {
    let code = result.err().map(|error| error.code);
    assert_eq!(code, Some(ErrorCode::UnsupportedEnvironment), "{what}");
}

#[test]
fn mount_says_that_it_needs_a_browser() {
    let container: Element = nothing();
    let mut signalled = embed_options(request());
    signalled.attach.signal = Some(nothing::<AbortSignal>());
    let mut invalid = embed_options("");
    invalid.attach.origin = "no origin".into();
    for (what, options) in [
        ("an address", embed_options("/api/wisdom-token")),
        ("a request", embed_options(request())),
        ("a signal", signalled),
        ("invalid options", invalid),
    ] {
        check(what, mount(&container, options));
    }
}

#[test]
fn attach_says_that_it_needs_a_browser() {
    let iframe: HtmlIFrameElement = nothing();
    check("an address", attach(&iframe, attach_options("/api/wisdom-token")));
    check("a request", attach(&iframe, attach_options(request())));
    check("invalid options", attach(&iframe, AttachOptions::new("no origin", "")));
}

#[test]
fn token_sources_can_be_made_while_a_server_renders_and_an_embed_says_that_it_needs_a_browser() {
    let user = || Some("alice".to_owned());
    let callback = |_: TokenContext| async { Ok(TokenGrant::new("a.b.c")) };
    for (what, source) in [
        ("an endpoint", TokenSource::endpoint(request(), user(), Some(5_000))),
        ("no address", TokenSource::endpoint(TokenRequest::new(""), None, None)),
        ("no time", TokenSource::endpoint(TokenRequest::new("/token"), None, Some(0))),
        ("a callback", TokenSource::callback(callback, user(), Some(5_000))),
        ("a callback without time", TokenSource::callback(callback, None, Some(0))),
    ] {
        check(what, mount(&nothing(), embed_options(&source)));
        check(what, attach(&nothing(), attach_options(&source)));
        source.clone().close();
        check(what, mount(&nothing(), embed_options(&source)));
    }
}

#[test]
fn links_are_not_looked_for_outside_a_browser() {
    check("the usual names", take_link(&LinkNames::default()));
    let names = LinkNames::new(Some("t".into()), None, None);
    check("other names", names.and_then(|names| take_link(&names)));
}

#[test]
fn links_are_not_kept_outside_a_browser() {
    check("links", keep_links(&LinkNames::default()));
    check("a listener", on_link(|| {}));
}

#[test]
fn impersonate_says_that_it_needs_a_browser() {
    let with = |link| {
        let mut options = impersonation_options();
        options.link = link;
        options
    };
    for (what, options) in [
        ("the link of the page", with(LinkSource::Page)),
        ("a link", with(LinkSource::Given(link()))),
        ("no link", with(LinkSource::None)),
        ("confirming", impersonation_options().confirm(|_| async { true })),
        ("invalid options", ImpersonationOptions::new("", "").timeout(0)),
    ] {
        check(what, now(impersonate(options)));
    }
}

#[test]
fn every_option_can_be_made_printed_and_dropped_outside_a_browser() {
    let mut options = embed_options(request());
    options.params = vec![("tab".into(), "1".into())];
    for attribute in [&mut options.title, &mut options.allow, &mut options.sandbox, &mut options.loading] {
        *attribute = Some("allow-scripts".into());
    }
    options.attach.renewal = Renewal { mint_ahead: None, recover: Recover::Manual };
    let shown = format!("{:?} {:?}", options.clone(), options.attach.token);
    assert!(shown.contains("/api/wisdom-token"), "{shown}");

    let storages = [StorageKind::Memory, StorageKind::Session, StorageKind::Melody(WebStorageKind::Local)];
    for storage in storages {
        let mut options = impersonation_options()
            .storage(storage)
            .timeout(5_000)
            .without_impersonator()
            .paths(Some("/token".into()), None)
            .send_client_id()
            .confirm(|subject| async move { subject.impersonated_by.is_some() });
        options.link = LinkSource::Given(link());
        let shown = format!("{:?}", options.clone());
        assert!(!shown.contains("2.token"), "{shown}");
    }

    let context = TokenContext { signal: nothing(), reason: embed_host::FetchReason::Mount, user: None };
    drop(format!("{:?}", context.reason));
    drop(context);
}
