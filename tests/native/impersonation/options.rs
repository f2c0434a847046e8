//! What `impersonate()` can be called with, and the two requests that are made.

use std::rc::Rc;

use embed_host::protocol::Secret;
use embed_host::protocol::impersonation::{
    CallId, Effect, Error, ErrorCode, Input, Link, Options, Request, SessionId, seconds,
};

use super::drawer::Drawer;
use super::world::{World, grant, link, spec};
use crate::browser;

fn error(options: &Options) -> Option<Error> {
    options.order(|_| Rc::<Drawer>::default(), browser::serialised_origin).err()
}

#[track_caller]
fn accepted(options: &Options) {
    assert_eq!(error(options), None, "{options:?}");
}

#[track_caller]
fn refused(options: &Options, option: &str) {
    let error = error(options).unwrap_or_else(|| panic!("{option} is accepted: {options:?}"));
    assert_eq!(error.code, ErrorCode::InvalidOptions);
    assert!(error.message().contains(&format!("`{option}`")), "{error}");
}

#[test]
fn a_server_is_an_https_address_or_http_on_loopback() {
    let good = [
        "https://auth.test",
        "https://auth.test/",
        "https://auth.test//",
        "https://auth.test:8443",
        "https://auth.test/realms/acme",
        "https://auth.test/realms/acme/",
        "https://[2001:db8::1]/",
        "http://localhost:8787",
        "http://auth.localhost",
        "http://127.0.0.1:8787/auth",
        "http://[::1]:8787",
    ];
    for server in good {
        accepted(&Options { server: server.into(), ..spec() });
    }
    let bad = [
        "",
        "auth.test",
        "//auth.test",
        "/oauth2",
        "http://auth.test",
        "http://localhost.auth.test",
        "http://127.0.0.1.auth.test",
        "ftp://auth.test",
        "data:text/plain,x",
        "https://",
        "https:///x",
        "https://user@auth.test",
        "https://user:pass@auth.test/x",
        "https://auth.test@evil.test",
        "https://auth.test?x=1",
        "https://auth.test/x?y=1",
        "https://auth.test#x",
        "https://auth.test/x#y",
        "https://auth.test\\x",
        "https://auth.test/a\\b",
        "https://auth.test/a\tb",
        "https://auth.test/a\nb",
        "https://Auth.Test",
        "https://auth.test:443",
        " https://auth.test",
        "https://auth test/",
    ];
    for server in bad {
        refused(&Options { server: server.into(), ..spec() }, "server");
    }
}

#[test]
fn a_client_id_is_not_empty() {
    refused(&Options { client_id: String::new(), ..spec() }, "clientId");
}

#[test]
fn a_timeout_is_above_zero() {
    for timeout in [0.0, -1.0, f64::NAN, f64::NEG_INFINITY] {
        refused(&Options { timeout, ..spec() }, "timeout");
    }
    for timeout in [0.1, 1.0, 10_000.0, f64::INFINITY] {
        accepted(&Options { timeout, ..spec() });
    }
}

#[test]
fn paths_begin_with_a_slash() {
    for path in ["", "token", "https://evil.test/token", "@evil.test/token", "/a#b", "/a\\b", "/a\nb"] {
        refused(&Options { token_path: path.into(), ..spec() }, "paths");
        refused(&Options { revoke_path: path.into(), ..spec() }, "paths");
    }
    accepted(&Options { token_path: "/".into(), revoke_path: "//x?y=1".into(), ..spec() });
}

#[test]
fn a_storage_has_one_of_four_names() {
    for storage in ["session", "memory", "melody:sessionStorage", "melody:localStorage"] {
        accepted(&Options { storage: storage.into(), ..spec() });
    }
    for storage in
        ["", "Session", "local", "localStorage", "sessionStorage", "melody", "melody:", "melody:cookie"]
    {
        refused(&Options { storage: storage.into(), ..spec() }, "storage");
    }
}

#[test]
fn what_is_yes_or_no_is_nothing_else() {
    for value in [2, 255] {
        refused(&Options { send_client_id: value, ..spec() }, "sendClientId");
        refused(&Options { require_impersonator: value, ..spec() }, "requireImpersonator");
        refused(&Options { needs_confirmation: value, ..spec() }, "confirm");
    }
}

#[test]
fn a_link_that_was_taken_before_is_a_token_with_whole_seconds_where_there_are_any() {
    let link =
        |expires_on, expires_in| Ok(Link { refresh_token: Secret::new("R1".into()), expires_on, expires_in });
    let rows = [
        (-1.0, -1.0, link(None, None)),
        (0.0, 1800.0, link(Some(0), Some(1800))),
        (1_795_325_427.0, -1.0, link(Some(1_795_325_427), None)),
    ];
    for (on, within, expected) in rows {
        assert_eq!(Link::read("R1".into(), on, within), expected);
    }
    let bad = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -2.0, -0.5, 0.5, 1800.5];
    for number in bad {
        for (on, within) in [(number, -1.0), (-1.0, number)] {
            let error = Link::read("R1".into(), on, within).unwrap_err();
            assert!(error.message().contains("`link`"), "{on} {within}");
        }
    }
    assert!(Link::read(String::new(), -1.0, -1.0).unwrap_err().message().contains("`link`"));
}

#[test]
fn seconds_of_an_answer_are_cut_off_and_not_below_zero() {
    let rows =
        [(0.0, Some(0)), (1.9, Some(1)), (1800.0, Some(1800)), (-1.0, None), (-0.1, None), (f64::NAN, None)];
    for (number, expected) in rows {
        assert_eq!(seconds(number), expected, "{number}");
    }
}

/// The request that opening a link sends, and the one that ending the session sends.
fn requests(spec: Options, token: &str) -> [Rc<Request>; 2] {
    let mut world = World::with(spec);
    let order = world.order(Some(link(token)));
    let call = CallId::of(1);
    let exchange = sent(&world.feed(Input::Open { call, order }));
    let mut given = grant("A1", 0);
    given.claims.app.clone_from(&world.spec.client_id);
    given.claims.issuer.clone_from(&world.spec.server);
    world.succeed(given);
    let session = SessionId::of(1);
    [exchange, sent(&world.feed(Input::End { call, session }))]
}

#[track_caller]
fn sent(effects: &[Effect]) -> Rc<Request> {
    let request = effects.iter().find_map(|effect| match effect {
        Effect::Send { request, .. } => Some(request.clone()),
        _ => None,
    });
    request.expect("a request")
}

#[test]
fn the_exchange_is_a_bare_form_and_the_revocation_says_who_asks() {
    let [exchange, revoke] = requests(spec(), "2.irCa9kyT");
    assert_eq!(exchange.url, "https://auth.test/oauth2/v1/token");
    assert_eq!(exchange.form.expose(), "grant_type=refresh_token&refresh_token=2.irCa9kyT");
    assert_eq!((&*exchange.basic, exchange.outlives_page), ("", false));
    assert_eq!(revoke.url, "https://auth.test/oauth2/v1/revoke");
    assert_eq!(revoke.form.expose(), "token_type_hint=refresh_token&token=2.irCa9kyT");
    assert_eq!(revoke.basic, "app:");
    assert!(revoke.outlives_page, "a host may leave the page as soon as it has ended a session");
}

#[test]
fn a_server_that_wants_the_client_id_gets_it_in_both_forms_and_in_no_header() {
    let spec = Options { send_client_id: 1, client_id: "my app".into(), ..spec() };
    for request in requests(spec, "R1") {
        assert!(request.form.expose().ends_with("=R1&client_id=my%20app"));
        assert_eq!(request.basic, "");
    }
}

#[test]
fn tokens_and_client_ids_of_any_form_are_encoded() {
    let [exchange, revoke] = requests(Options { client_id: "a:b ä".into(), ..spec() }, "a+b/c=&d ä");
    assert!(exchange.form.expose().ends_with("&refresh_token=a%2Bb%2Fc%3D%26d%20%C3%A4"));
    assert!(revoke.form.expose().ends_with("&token=a%2Bb%2Fc%3D%26d%20%C3%A4"));
    assert_eq!(revoke.basic, "a%3Ab%20%C3%A4:");
}

#[test]
fn paths_are_appended_to_the_server() {
    let spec = Options {
        server: "https://auth.test/realms/acme/".into(),
        token_path: "/protocol/token?x=1".into(),
        revoke_path: "//revoke".into(),
        ..spec()
    };
    let [exchange, revoke] = requests(spec, "R1");
    assert_eq!(exchange.url, "https://auth.test/realms/acme/protocol/token?x=1");
    assert_eq!(revoke.url, "https://auth.test/realms/acme//revoke");
}
