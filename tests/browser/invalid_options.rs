//! Every option that may be invalid, and what is said of it.

use embed_host::{
    AttachOptions, EmbedOptions, Error, ErrorCode, ImpersonationLink, ImpersonationOptions, LinkNames,
    LinkSource, Secret, TokenRequest, TokenSource, View, attach, impersonate, mount,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{
    Address, AuthServer, ListenerCount, SERVER, answer, blank_frame, call, container, link, minting, options,
    own_origin, tick,
};

/// What none of the messages may hold: a part of every value that is refused here.
const FOREIGN: &str = "f0reign";

fn check(error: Error, option: &str, value: &str) {
    assert_eq!(error.code, ErrorCode::InvalidOptions, "{option}: {value}");
    assert!(error.message().contains(&format!("`{option}`")), "{option}: {}", error.message());
    assert!(!error.message().contains(FOREIGN), "{}", error.message());
}

/// Origins that are none, or none that a frame may come from.
const ORIGINS: [&str; 20] = [
    "",
    "*",
    "f0reign",
    "/f0reign",
    "//f0reign.test",
    "http://f0reign.test",
    "ftp://f0reign.test",
    "javascript:f0reign",
    "https://",
    "https://*.f0reign.test",
    "https://f0reign.test/path",
    "https://f0reign.test?query",
    "https://f0reign.test#hash",
    "https://user@f0reign.test",
    "https://f0reign.test:70000",
    "https://f0reign.test:0443",
    "https://f0reign .test",
    " https://f0reign.test",
    "https://f0reign.tést",
    "http://localhost.f0reign.test",
];

fn views() -> Vec<View> {
    let ids = ["", ".", ".."];
    let paths =
        ["", "f0reign", "//f0reign.test", "/a\\f0reign", "/a#f0reign", "/a\nf0reign", "/a?token=f0reign"];
    let of_id = |id: &str| [View::Dashboard(id.into()), View::conversation(id.into())];
    ids.into_iter().flat_map(of_id).chain(paths.map(|path| View::Path(path.into()))).collect()
}

#[wasm_bindgen_test]
async fn an_invalid_option_of_mount_is_named_and_leaves_the_page_as_it_was() {
    type Change = Box<dyn Fn(&mut EmbedOptions)>;
    let mut table: Vec<(&str, Change)> = vec![
        ("timeout", Box::new(|options| options.attach.timeout = Some(0))),
        ("sandbox", Box::new(|options| options.sandbox = Some("allow-scripts".into()))),
        ("sandbox", Box::new(|options| options.sandbox = Some("allow-same-origin f0reign".into()))),
        ("sandbox", Box::new(|options| options.sandbox = Some(String::new()))),
        ("loading", Box::new(|options| options.loading = Some("f0reign".into()))),
        ("loading", Box::new(|options| options.loading = Some(String::new()))),
        ("params", Box::new(|options| options.params = vec![("token".into(), "f0reign".into())])),
        ("token", Box::new(|options| options.attach.token = "".into())),
        ("token", Box::new(|options| options.attach.token = "https://f0reign:x/".into())),
        ("token", Box::new(|options| options.attach.token = TokenRequest::new("http://[f0reign").into())),
    ];
    for origin in ORIGINS {
        table.push(("origin", Box::new(move |options| options.attach.origin = origin.into())));
    }
    for view in views() {
        table.push(("view", Box::new(move |options| options.view = view.clone())));
    }
    let container = container();
    for (option, change) in table {
        let mut options = EmbedOptions::new("https://acme.askwisdom.ai", View::Search, "/token");
        change(&mut options);
        let said = format!("{options:?}");
        check(mount(&container, options).unwrap_err(), option, &said);
    }
    assert_eq!(container.inner_html(), "<p></p>");
}

#[wasm_bindgen_test]
async fn a_shared_source_that_does_not_fit_is_refused() {
    let container = container();
    let callback = |_| async { unreachable!("nothing is opened") };
    let of_bob = TokenSource::callback(callback, Some("f0reign bob".into()), None);
    let mut for_alice = options(&of_bob);
    for_alice.attach.user = Some("f0reign alice".into());
    check(mount(&container, for_alice).unwrap_err(), "user", "two users");
    of_bob.close();
    check(mount(&container, options(&of_bob)).unwrap_err(), "token", "a closed source");
    tick().await;
    assert_eq!(container.inner_html(), "<p></p>");
}

#[wasm_bindgen_test]
async fn a_refused_switch_leaves_the_embed_as_it_was() {
    let (source, calls) = minting();
    let embed = mount(&container(), options(&source)).unwrap();
    embed.ready().await.unwrap();
    let frame = embed.iframe();
    let (closed, _) = minting();
    closed.close();
    check(embed.switch_user(&closed, None).await.unwrap_err(), "token", "a closed source");
    check(embed.switch_user("", None).await.unwrap_err(), "token", "no address");
    embed.ready().await.unwrap();
    assert!(embed.iframe() == frame && calls.borrow().len() == 1);
}

#[wasm_bindgen_test]
async fn a_container_that_takes_no_iframe_is_refused_and_nothing_is_left() {
    let (source, calls) = minting();
    let container = container();
    let listeners = ListenerCount::new();
    call("container.appendChild = () => { throw new Error('f0reign') }", [("container", &container)]);
    let error = mount(&container, options(&source)).unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidOptions);
    assert!(error.message().contains("target") && !error.message().contains(FOREIGN), "{}", error.message());
    tick().await;
    assert_eq!((listeners.names().as_str(), calls.borrow().len()), ("", 0));
}

#[wasm_bindgen_test]
async fn an_invalid_option_of_attach_is_named() {
    let frame = blank_frame();
    for origin in ORIGINS {
        check(attach(&frame, AttachOptions::new(origin, "/token")).unwrap_err(), "origin", origin);
    }
    check(attach(&frame, AttachOptions::new(own_origin(), "")).unwrap_err(), "token", "no address");
    let mut options = AttachOptions::new(own_origin(), "/token");
    options.timeout = Some(0);
    check(attach(&frame, options).unwrap_err(), "timeout", "0");
    frame.set_src("https://f0reign.test/");
    let embed = attach(&frame, AttachOptions::new(own_origin(), "/token")).unwrap();
    let error = embed.reload().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidOptions);
    assert!(error.message().contains("`src`"), "{}", error.message());
    drop(embed);
    frame.remove();
}

#[wasm_bindgen_test]
async fn an_invalid_option_of_a_source_is_named_by_the_first_embed_that_gets_it() {
    let callback = |_| async { unreachable!("it is never called") };
    let token = |url| (TokenSource::endpoint(TokenRequest::new(url), None, None), "token", url);
    let (source, _) = minting();
    let embed = mount(&container(), options(&source)).unwrap();
    for (source, option, value) in [
        token(""),
        token("https://"),
        token("http://[f0reign"),
        (TokenSource::endpoint(TokenRequest::new("/token"), None, Some(0)), "timeout", "0"),
        (TokenSource::callback(callback, None, Some(0)), "timeout", "0"),
    ] {
        check(mount(&container(), options(&source)).unwrap_err(), option, value);
        check(attach(&blank_frame(), AttachOptions::new(own_origin(), &source)).unwrap_err(), option, value);
        check(embed.switch_user(&source, None).await.unwrap_err(), option, value);
        source.close();
        check(mount(&container(), options(&source)).unwrap_err(), option, value);
    }
}

#[wasm_bindgen_test]
fn invalid_names_of_a_link_are_refused() {
    let some = |name: &str| Some(name.to_owned());
    for [token, expiry, lifetime] in [
        [some(""), None, None],
        [None, some(""), None],
        [None, None, some("")],
        [some("f0reign"), some("f0reign"), None],
        [some("refresh_token_expires_in"), None, None],
    ] {
        check(LinkNames::new(token, expiry, lifetime).unwrap_err(), "names", "names");
    }
}

#[wasm_bindgen_test]
async fn an_invalid_option_of_impersonate_is_named_and_the_link_is_out_of_the_address() {
    let new = |server: &str, client_id: &str| ImpersonationOptions::new(server, client_id);
    let good = || new(SERVER, "app");
    let empty_link =
        ImpersonationLink { refresh_token: Secret::new(String::new()), expires_on: None, expires_in: None };
    let mut with_empty_link = good();
    with_empty_link.link = LinkSource::Given(empty_link);
    let path = |path: &str| Some(path.to_owned());
    let table = [
        ("server", new("", "app")),
        ("server", new("f0reign", "app")),
        ("server", new("http://f0reign.test", "app")),
        ("server", new("https://f0reign.test/?query", "app")),
        ("server", new("https://f0reign.test/#hash", "app")),
        ("clientId", new(SERVER, "")),
        ("timeout", good().timeout(0)),
        ("paths", good().paths(path("f0reign"), None)),
        ("paths", good().paths(None, path(""))),
        ("paths", good().paths(None, path("/f0reign#"))),
        ("link", with_empty_link),
    ];
    for (option, options) in table {
        let said = format!("{options:?}");
        let of_page = matches!(options.link, LinkSource::Page);
        let token = link().refresh_token;
        let _address = Address::set(&format!("/landing?refresh_token={}", token.expose()), &JsValue::NULL);
        let opened = impersonate(options);
        assert!(!of_page || Address::href().ends_with("/landing"), "{said}");
        check(opened.await.unwrap_err(), option, &said);

        // The link is kept for the next call, which the server refuses here.
        let server = AuthServer::answering("app", |_, _| answer(401, ""));
        assert_eq!(impersonate(good()).await.unwrap_err().code, ErrorCode::ExchangeRefused, "{said}");
        assert!(server.fetch.requests()[0].text("body").ends_with(token.expose()), "{said}");
        assert!(Address::href().ends_with("/landing"), "{said}");
        assert!(impersonate(good()).await.unwrap().is_none(), "{said}");
    }
}
