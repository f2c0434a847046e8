//! What a token endpoint is asked with, and what its answers mean.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use embed_host::{
    EmbedOptions, Error, ErrorCode, FetchReason, State, TokenContext, TokenRequest, TokenSource, View, mount,
};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortSignal, Headers, RequestCredentials, RequestInit};

use crate::support::{ReplacedFetch, answer, container, jwt, options, own_origin, until};

fn token_body() -> String {
    format!(r#"{{"token":"{}"}}"#, jwt(1))
}

fn endpoint(request: TokenRequest, timeout: Option<u32>) -> TokenSource {
    TokenSource::endpoint(request, Some("bob".into()), timeout)
}

fn with_header(value: u32) -> RequestInit {
    let headers = Headers::new().unwrap();
    headers.set("x-csrf-token", &value.to_string()).unwrap();
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&"{}".into());
    init.set_credentials(RequestCredentials::Include);
    init
}

#[wasm_bindgen_test]
async fn a_plain_address_is_fetched_without_a_cache_and_with_a_signal() {
    let fetch = ReplacedFetch::with(|_, _| answer(200, &token_body()));
    let source = endpoint(TokenRequest::new("/api/token?a=1"), None);
    let embed = mount(&container(), options(&source)).unwrap();
    embed.ready().await.unwrap();
    let [requested] = &*fetch.requests() else { panic!("one fetch") };
    assert_eq!(requested.url, "/api/token?a=1");
    assert_eq!((requested.text("cache").as_str(), requested.text("method").as_str()), ("no-store", ""));
    assert!(!requested.signal().aborted());
    source.close();
}

#[wasm_bindgen_test]
async fn headers_are_asked_for_once_before_each_fetch() {
    let fetch = ReplacedFetch::with(
        |_, before| if before == 0 { answer(503, "") } else { answer(200, &token_body()) },
    );
    let asked = Rc::new(Cell::new(0));
    let contexts: Rc<RefCell<Vec<TokenContext>>> = Rc::default();
    let (count, seen) = (asked.clone(), contexts.clone());
    let request = TokenRequest::new("/api/token").prepare(move |context| {
        count.set(count.get() + 1);
        seen.borrow_mut().push(context);
        let number = count.get();
        async move { Ok(with_header(number)) }
    });
    let source = endpoint(request, None);
    assert_eq!(asked.get(), 0);
    let embed = mount(&container(), options(&source)).unwrap();
    embed.ready().await.unwrap();
    let requests = fetch.requests();
    assert_eq!((asked.get(), requests.len()), (2, 2));
    for (number, (requested, context)) in requests.iter().zip(&*contexts.borrow()).enumerate() {
        let headers: Headers = wasm_bindgen::JsCast::unchecked_into(requested.member("headers"));
        assert_eq!(headers.get("x-csrf-token").unwrap(), Some((number + 1).to_string()));
        let said = ["method", "body", "credentials", "cache"].map(|name| requested.text(name));
        assert_eq!(said, ["POST", "{}", "include", "no-store"]);
        assert!(requested.signal() == context.signal);
        assert_eq!((context.reason, context.user.as_deref()), (FetchReason::Mount, Some("bob")));
    }
    source.close();
}

#[wasm_bindgen_test]
async fn an_error_while_preparing_is_the_fetch_s() {
    let table = [
        (Error::new(ErrorCode::BadResponse), 1, State::Loading),
        (Error::new(ErrorCode::Refused).with_status(401), 1, State::Refused),
    ];
    for (error, calls, state) in table {
        let fetch = ReplacedFetch::with(|_, _| answer(200, &token_body()));
        let asked = Rc::new(Cell::new(0));
        let count = asked.clone();
        let request = TokenRequest::new("/api/token").prepare(move |_| {
            count.set(count.get() + 1);
            async move { Err(error) }
        });
        let source = endpoint(request, None);
        let embed = mount(&container(), options(&source)).unwrap();
        assert_eq!(embed.ready().await.unwrap_err(), error);
        assert_eq!((asked.get(), fetch.requests().len(), embed.state()), (calls, 0, state));
        source.close();
    }
}

#[wasm_bindgen_test]
async fn a_transient_error_while_preparing_is_retried() {
    let fetch = ReplacedFetch::with(|_, _| answer(200, &token_body()));
    let asked = Rc::new(Cell::new(0));
    let count = asked.clone();
    let request = TokenRequest::new("/api/token").prepare(move |_| {
        count.set(count.get() + 1);
        let fails = count.get() == 1;
        async move { if fails { Err(Error::new(ErrorCode::Network)) } else { Ok(RequestInit::new()) } }
    });
    let source = endpoint(request, None);
    let embed = mount(&container(), options(&source)).unwrap();
    embed.ready().await.unwrap();
    assert_eq!((asked.get(), fetch.requests().len()), (2, 1));
    source.close();
}

#[wasm_bindgen_test]
async fn preparing_has_the_deadline_of_the_fetch() {
    let fetch = ReplacedFetch::with(|_, _| answer(200, &token_body()));
    let signal: Rc<RefCell<Option<AbortSignal>>> = Rc::default();
    let given = signal.clone();
    let request = TokenRequest::new("/api/token").prepare(move |context| {
        given.replace(Some(context.signal));
        core::future::pending()
    });
    let source = endpoint(request, Some(50));
    let embed = mount(&container(), options(&source)).unwrap();
    assert_eq!(embed.ready().await.unwrap_err().code, ErrorCode::Timeout);
    until("the signal is aborted", || signal.borrow().as_ref().is_some_and(AbortSignal::aborted)).await;
    assert!(fetch.requests().is_empty());
    source.close();
}

#[wasm_bindgen_test]
async fn every_answer_is_a_token_or_a_typed_error() {
    let token = jwt(1);
    let good = |name: &str, rest: &str| format!(r#"{{"{name}":"{token}"{rest}}}"#);
    let table: [(u16, String, Result<(), ErrorCode>); 15] = [
        (200, good("token", ""), Ok(())),
        (201, good("jwt", ""), Ok(())),
        (200, good("token", r#","expires_in":60"#), Ok(())),
        (200, good("token", r#","expiresIn":"soon""#), Ok(())),
        (200, String::new(), Err(ErrorCode::BadResponse)),
        (200, "<!doctype html>".into(), Err(ErrorCode::BadResponse)),
        (200, "null".into(), Err(ErrorCode::BadResponse)),
        (200, format!(r#""{token}""#), Err(ErrorCode::BadResponse)),
        (200, r#"{"token":5}"#.into(), Err(ErrorCode::BadResponse)),
        (200, r#"{"token":"a.b"}"#.into(), Err(ErrorCode::BadResponse)),
        (200, format!(r#"{{"__proto__":{{"token":"{token}"}}}}"#), Err(ErrorCode::BadResponse)),
        (401, good("token", ""), Err(ErrorCode::Refused)),
        (403, String::new(), Err(ErrorCode::Refused)),
        (404, good("token", ""), Err(ErrorCode::BackendStatus)),
        (418, String::new(), Err(ErrorCode::BackendStatus)),
    ];
    let container = container();
    for (status, body, expected) in table {
        let said = format!("{status} {body}");
        let _fetch = ReplacedFetch::with(move |_, _| answer(status, &body));
        let options = EmbedOptions::new(own_origin(), View::Path("/guest".into()), "/api/token");
        let embed = mount(&container, options).unwrap();
        let ready = embed.ready().await;
        assert_eq!(ready.map_err(|error| error.code), expected, "{said}");
        let reported = ready.err().and_then(|error| error.status());
        assert_eq!(reported, (status >= 400).then_some(status), "{said}");
    }
}
