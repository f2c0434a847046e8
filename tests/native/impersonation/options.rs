//! What `impersonate()` can be called with, and the two requests that are made.

use std::rc::Rc;

use embed_host::protocol::impersonation::{
    CallId, Effect, HostEffect, Input, Link, LinkSource, OpenOptions, Options, Paths, Request, SessionId,
    Storage, StorageKind, WebStorageKind, floor_seconds, whole_seconds,
};
use embed_host::protocol::{Effects, Error, ErrorCode, Secret};

use super::drawer::Drawer;
use super::world::{World, grant, link, spec};
use crate::browser;

fn error(options: &Options) -> Option<Error> {
    OpenOptions::new(options, |_| Rc::<Drawer>::default(), browser::serialised_origin).err()
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
    refused(&Options { timeout: 0, ..spec() }, "timeout");
    for timeout in [1, 10_000, u32::MAX] {
        accepted(&Options { timeout, ..spec() });
    }
}

#[test]
fn paths_begin_with_a_slash() {
    for path in ["", "token", "https://evil.test/token", "@evil.test/token", "/a#b", "/a\\b", "/a\nb"] {
        for paths in [
            Paths { token: path.into(), ..Paths::default() },
            Paths { revoke: path.into(), ..Paths::default() },
        ] {
            refused(&Options { paths, ..spec() }, "paths");
        }
    }
    accepted(&Options { paths: Paths { token: "/".into(), revoke: "//x?y=1".into() }, ..spec() });
}

#[test]
fn a_storage_has_one_of_four_names() {
    let kinds = ["session", "memory", "Session", "local", "localStorage", "sessionStorage", "melody", ""];
    let known = [Some(StorageKind::Session), Some(StorageKind::Memory)];
    let expected = known.into_iter().chain(std::iter::repeat(None));
    assert!(kinds.into_iter().map(StorageKind::named).eq(expected.take(kinds.len())));
    let storages = ["sessionStorage", "localStorage", "session", "local", "LocalStorage", "cookie", ""];
    let known = [Some(WebStorageKind::Session), Some(WebStorageKind::Local)];
    let expected = known.into_iter().chain(std::iter::repeat(None));
    assert!(storages.into_iter().map(WebStorageKind::named).eq(expected.take(storages.len())));
}

#[test]
fn each_kind_of_storage_takes_its_own_storage_of_the_browser() {
    let rows = [
        (StorageKind::Memory, None),
        (StorageKind::Session, Some(WebStorageKind::Session)),
        (StorageKind::Melody(WebStorageKind::Session), Some(WebStorageKind::Session)),
        (StorageKind::Melody(WebStorageKind::Local), Some(WebStorageKind::Local)),
    ];
    for (storage, expected) in rows {
        let mut taken = None;
        let options = Options { storage, ..spec() };
        let take = |kind| -> Rc<dyn Storage> {
            taken = Some(kind);
            Rc::<Drawer>::default()
        };
        OpenOptions::new(&options, take, browser::serialised_origin).unwrap();
        assert_eq!(taken, expected, "{storage:?}");
    }
}

#[test]
fn the_defaults_are_those_of_melody_auth() {
    let options = Options::new("https://auth.test".into(), "app".into());
    accepted(&options);
    assert_eq!((options.storage, options.timeout), (StorageKind::Session, 10_000));
    assert_eq!((&*options.paths.token, &*options.paths.revoke), ("/oauth2/v1/token", "/oauth2/v1/revoke"));
    assert!(options.require_impersonator && !options.send_client_id && !options.needs_confirmation);
}

#[test]
fn a_link_that_was_taken_before_has_a_token() {
    let options = || World::default().options(LinkSource::None);
    let link =
        |token: &str| Link { refresh_token: Secret::new(token.into()), expires_on: None, expires_in: None };
    let error = options().with_link(LinkSource::Given(link(""))).unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidOptions);
    assert!(error.message().contains("`link`"), "{error}");
    assert!(options().with_link(LinkSource::Given(link("R1"))).is_ok());
    assert!(options().with_link(LinkSource::Page).is_ok());
    assert!(options().with_link(LinkSource::None).is_ok());
}

#[test]
fn seconds_of_a_link_are_whole_and_not_negative() {
    let good = [(0.0, 0), (-0.0, 0), (1800.0, 1800), (1_795_325_427.0, 1_795_325_427)];
    for (number, seconds) in good {
        assert_eq!(whole_seconds(number), Some(seconds), "{number}");
    }
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, -2.0, -0.5, 0.5, 1800.5] {
        assert_eq!(whole_seconds(number), None, "{number}");
    }
}

#[test]
fn seconds_of_an_answer_are_rounded_down_and_not_negative() {
    let rows =
        [(0.0, Some(0)), (1.9, Some(1)), (1800.0, Some(1800)), (-1.0, None), (-0.1, None), (f64::NAN, None)];
    for (number, expected) in rows {
        assert_eq!(floor_seconds(number), expected, "{number}");
    }
}

/// The request that opening a link sends, and the one that ending the session sends.
fn requests(spec: Options, token: &str) -> [Rc<Request>; 2] {
    let mut world = World::with(spec);
    let options = world.options(LinkSource::Given(link(token)));
    let call = CallId::of(1);
    let exchange = sent(&world.handle(Input::Open { call, options }));
    let mut given = grant("A1", 0);
    given.claims.authorized_party = Some(world.spec.client_id.clone());
    given.claims.issuer = Some(world.spec.server.clone());
    world.succeed(given);
    let session = SessionId::of(1);
    [exchange, sent(&world.handle(Input::End { call, session }))]
}

#[track_caller]
fn sent(effects: &Effects<Effect, HostEffect>) -> Rc<Request> {
    let request = effects.now.iter().find_map(|effect| match effect {
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
    assert_eq!((exchange.basic.as_deref(), exchange.keepalive), (None, false));
    assert_eq!(revoke.url, "https://auth.test/oauth2/v1/revoke");
    assert_eq!(revoke.form.expose(), "token_type_hint=refresh_token&token=2.irCa9kyT");
    assert_eq!(revoke.basic.as_deref(), Some("app:"));
    assert!(revoke.keepalive, "a host may leave the page as soon as it has ended a session");
}

#[test]
fn a_server_that_wants_the_client_id_gets_it_in_both_forms_and_in_no_header() {
    let spec = Options { send_client_id: true, client_id: "my app".into(), ..spec() };
    for request in requests(spec, "R1") {
        assert!(request.form.expose().ends_with("=R1&client_id=my%20app"));
        assert_eq!(request.basic, None);
    }
}

#[test]
fn tokens_and_client_ids_of_any_form_are_encoded() {
    let [exchange, revoke] = requests(Options { client_id: "a:b ä".into(), ..spec() }, "a+b/c=&d ä");
    assert!(exchange.form.expose().ends_with("&refresh_token=a%2Bb%2Fc%3D%26d%20%C3%A4"));
    assert!(revoke.form.expose().ends_with("&token=a%2Bb%2Fc%3D%26d%20%C3%A4"));
    assert_eq!(revoke.basic.as_deref(), Some("a%3Ab%20%C3%A4:"));
}

#[test]
fn paths_are_appended_to_the_server() {
    let spec = Options {
        server: "https://auth.test/realms/acme/".into(),
        paths: Paths { token: "/protocol/token?x=1".into(), revoke: "//revoke".into() },
        ..spec()
    };
    let [exchange, revoke] = requests(spec, "R1");
    assert_eq!(exchange.url, "https://auth.test/realms/acme/protocol/token?x=1");
    assert_eq!(revoke.url, "https://auth.test/realms/acme//revoke");
}
