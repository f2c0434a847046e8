//! A page may have replaced `fetch` with anything: what comes of it is a typed error, and nothing that nobody caught.

use embed_host::{EmbedOptions, ErrorCode, View, impersonate, mount};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{AuthServer, ReplacedFetch, Uncaught, container, link, own_origin, run};

/// A deadline that is tested, so it is short; in milliseconds.
const TIMEOUT: u32 = 300;

/// What `fetch` is; what an embed's `ready` and an exchange fail with.
const TABLE: [(&str, ErrorCode, ErrorCode); 25] = [
    ("undefined", ErrorCode::Network, ErrorCode::Network),
    ("42", ErrorCode::Network, ErrorCode::Network),
    ("{}", ErrorCode::Network, ErrorCode::Network),
    ("() => { throw new Error('f0reign') }", ErrorCode::Network, ErrorCode::Network),
    ("() => { throw undefined }", ErrorCode::Network, ErrorCode::Network),
    ("() => undefined", ErrorCode::Network, ErrorCode::Network),
    ("() => null", ErrorCode::Network, ErrorCode::Network),
    ("() => 200", ErrorCode::Network, ErrorCode::Network),
    ("() => ({})", ErrorCode::Network, ErrorCode::Network),
    ("async () => { throw new Error('f0reign') }", ErrorCode::Network, ErrorCode::Network),
    (
        "async () => new Proxy({}, { get(_, name) { if (name !== 'then') throw name } })",
        ErrorCode::Network,
        ErrorCode::Network,
    ),
    ("() => ({ then() {} })", ErrorCode::Timeout, ErrorCode::Timeout),
    ("() => new Promise(() => {})", ErrorCode::Timeout, ErrorCode::Timeout),
    ("() => ({ then() { throw new Error('f0reign') } })", ErrorCode::Network, ErrorCode::Network),
    ("() => ({ get then() { throw new Error('f0reign') } })", ErrorCode::Network, ErrorCode::Network),
    ("() => ({ then(resolve, reject) { reject(); throw 1 } })", ErrorCode::Network, ErrorCode::Network),
    ("async () => ({ status: '200' })", ErrorCode::Network, ErrorCode::Network),
    ("async () => ({ status: 200 })", ErrorCode::Network, ErrorCode::Network),
    ("async () => ({ status: 500 })", ErrorCode::BackendStatus, ErrorCode::BackendStatus),
    (
        "async () => ({ status: 500, get headers() { throw new Error('f0reign') } })",
        ErrorCode::BackendStatus,
        ErrorCode::BackendStatus,
    ),
    (
        "async () => ({ status: 503, headers: { get: () => 1 } })",
        ErrorCode::BackendStatus,
        ErrorCode::BackendStatus,
    ),
    (
        "async () => ({ status: 503, headers: { get: () => ({}) } })",
        ErrorCode::BackendStatus,
        ErrorCode::BackendStatus,
    ),
    ("async () => ({ status: 200, text() { throw 1 } })", ErrorCode::Network, ErrorCode::Network),
    (
        "async () => ({ status: 200, text: () => new Promise(() => {}) })",
        ErrorCode::Timeout,
        ErrorCode::Timeout,
    ),
    ("async () => ({ status: 200, text: () => 42 })", ErrorCode::BadResponse, ErrorCode::BadResponse),
];

#[wasm_bindgen_test]
async fn a_mounted_embed_gets_a_typed_error() {
    let uncaught = Uncaught::new();
    let container = container();
    for (script, expected, _) in TABLE {
        let _fetch = ReplacedFetch::by(&run(&format!("return ({script})")));
        let mut options = EmbedOptions::new(own_origin(), View::Path("/guest".into()), "/api/token");
        options.attach.timeout = Some(TIMEOUT);
        let embed = mount(&container, options).unwrap();
        let error = embed.ready().await.unwrap_err();
        assert_eq!(error.code, expected, "{script}");
        embed.close();
        assert_eq!(uncaught.count().await, 0, "{script}");
    }
    assert_eq!(container.inner_html(), "<p></p>");
}

#[wasm_bindgen_test]
async fn an_exchange_gets_a_typed_error() {
    let uncaught = Uncaught::new();
    let server = AuthServer::granting("replaced-fetch");
    for (script, _, expected) in TABLE {
        let _fetch = ReplacedFetch::by(&run(&format!("return ({script})")));
        let error = impersonate(server.options(link()).timeout(TIMEOUT)).await.unwrap_err();
        assert_eq!(error.code, expected, "{script}");
        assert_eq!(uncaught.count().await, 0, "{script}");
        server.drop_kept_link().await;
    }
    assert!(server.fetch.requests().is_empty());
}

#[wasm_bindgen_test]
async fn an_embed_takes_the_fetch_of_the_moment() {
    let mut options = EmbedOptions::new(own_origin(), View::Path("/guest".into()), "/api/token");
    options.attach.timeout = Some(TIMEOUT);
    let broken = ReplacedFetch::by(&run("return () => { throw 1 }"));
    let embed = mount(&container(), options).unwrap();
    assert_eq!(embed.ready().await.unwrap_err().code, ErrorCode::Network);
    drop(broken);
    let body = format!(r#"{{"token":"{}"}}"#, crate::support::jwt(1));
    let _fetch = ReplacedFetch::with(move |_, _| crate::support::answer(200, &body));
    embed.reload().await.unwrap();
}
