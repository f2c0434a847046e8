//! What a host may say of its auth server, and the two requests that are made there.

use std::rc::Rc;

use embed_host::protocol::impersonation::{ClientSpec, Effect, Error, ErrorCode, Input, Request};

use super::world::{World, client, grant, link, spec};

fn error(spec: ClientSpec) -> Option<Error> {
    client(spec).err()
}

#[track_caller]
fn refused(spec: ClientSpec, option: &str) {
    let error = error(spec).expect(option);
    assert_eq!(error.code, ErrorCode::InvalidOptions);
    assert!(error.message().starts_with(&format!("`{option}`")), "{error}");
}

#[test]
fn a_server_is_an_https_address_or_http_on_loopback() {
    let good = [
        "https://auth.test",
        "https://auth.test/",
        "https://auth.test//",
        "https://auth.test:8443",
        "https://Auth.Test",
        "https://auth.test/realms/acme",
        "https://auth.test/realms/acme/",
        "http://localhost:8787",
        "http://127.0.0.1:8787/auth",
    ];
    for server in good {
        assert_eq!(error(ClientSpec { server: server.into(), ..spec() }), None, "{server}");
    }
    let bad = [
        "",
        "auth.test",
        "//auth.test",
        "/oauth2",
        "http://auth.test",
        "ftp://auth.test",
        "https://",
        "https:///x",
        "https://user@auth.test",
        "https://user:pass@auth.test/x",
        "https://auth.test?x=1",
        "https://auth.test/x?y=1",
        "https://auth.test#x",
        "https://auth.test/x#y",
        "https://auth.test\\x",
        "https://auth.test/a\\b",
        "https://auth.test/a\tb",
        "https://auth.test/a\nb",
        "https://*.auth.test",
        " https://auth.test",
        "https://auth test/",
    ];
    for server in bad {
        refused(ClientSpec { server: server.into(), ..spec() }, "server");
    }
}

#[test]
fn a_client_id_is_not_empty() {
    refused(ClientSpec { client_id: String::new(), ..spec() }, "clientId");
}

#[test]
fn a_timeout_is_not_zero() {
    refused(ClientSpec { timeout: Some(0), ..spec() }, "timeout");
}

#[test]
fn paths_begin_with_a_slash() {
    for path in ["", "token", "https://evil.test/token", "@evil.test/token", "/a#b", "/a\\b", "/a\nb"] {
        refused(ClientSpec { token_path: Some(path.into()), ..spec() }, "paths");
        refused(ClientSpec { revoke_path: Some(path.into()), ..spec() }, "paths");
    }
}

/// The request that opening a link sends, and the one that ending the session sends.
fn requests(spec: ClientSpec, token: &str) -> [Rc<Request>; 2] {
    let mut world = World { spec, ..World::default() };
    let order = world.order(Some(link(token)));
    let call = embed_host::protocol::impersonation::CallId::of(1);
    let exchange = sent(&world.feed(Input::Open { call, order }));
    let mut given = grant("A1", 0);
    given.claims.app.clone_from(&world.spec.client_id);
    given.claims.issuer.clone_from(&world.spec.server);
    world.succeed(given);
    let session = embed_host::protocol::impersonation::SessionId::of(1);
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
    assert_eq!((&exchange.basic, exchange.outlives_page), (&None, false));
    assert_eq!(revoke.url, "https://auth.test/oauth2/v1/revoke");
    assert_eq!(revoke.form.expose(), "token_type_hint=refresh_token&token=2.irCa9kyT");
    assert_eq!(revoke.basic.as_deref(), Some("app:"));
    assert!(revoke.outlives_page, "a host may leave the page as soon as it has ended a session");
}

#[test]
fn a_server_that_wants_the_client_id_gets_it_in_both_forms_and_in_no_header() {
    let spec = ClientSpec { send_client_id: true, client_id: "my app".into(), ..spec() };
    for request in requests(spec, "R1") {
        assert!(request.form.expose().ends_with("=R1&client_id=my%20app"));
        assert_eq!(request.basic, None);
    }
}

#[test]
fn tokens_and_client_ids_of_any_form_are_encoded() {
    let [exchange, revoke] = requests(ClientSpec { client_id: "a:b ä".into(), ..spec() }, "a+b/c=&d ä");
    assert!(exchange.form.expose().ends_with("&refresh_token=a%2Bb%2Fc%3D%26d%20%C3%A4"));
    assert!(revoke.form.expose().ends_with("&token=a%2Bb%2Fc%3D%26d%20%C3%A4"));
    assert_eq!(revoke.basic.as_deref(), Some("a%3Ab%20%C3%A4:"));
}

#[test]
fn paths_are_appended_to_the_server() {
    let spec = ClientSpec {
        server: "https://auth.test/realms/acme/".into(),
        token_path: Some("/protocol/token?x=1".into()),
        revoke_path: Some("//revoke".into()),
        ..spec()
    };
    let [exchange, revoke] = requests(spec, "R1");
    assert_eq!(exchange.url, "https://auth.test/realms/acme/protocol/token?x=1");
    assert_eq!(revoke.url, "https://auth.test/realms/acme//revoke");
}
