//! The address of a tenant or of an auth server, as a host writes it.

use std::rc::Rc;

use embed_host::protocol::impersonation::{
    CallId, Effect, Input, Link, LinkSource, OpenOptions, Options, Sessions, Storage, StorageKind,
};
use embed_host::protocol::{Error, InvalidOption, Now, Secret};
use url::{Host, Url};

use crate::browser::{parse_origin, serialised_origin};

/// The input is an origin, or the address of an auth server.
pub(crate) fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    check_origin(&text);
    check_server(&text);
}

/// What is accepted is what a browser serialises, and the other way round; on https, or on this machine.
pub(crate) fn check_origin(text: &str) {
    match parse_origin(text) {
        Ok(origin) => {
            let url = Url::parse(text).unwrap();
            assert_eq!(origin.as_str(), url.origin().ascii_serialization());
            assert!(is_secure(&url) && has_nothing_else(&url) && url.path() == "/", "{text}");
            assert_eq!(parse_origin(origin.as_str()), Ok(origin), "it is in its final form");
        }
        Err(error) => assert_eq!(error, Error::invalid(InvalidOption::Origin)),
    }
    if let Ok(url) = Url::parse(text) {
        let serialised = url.origin().ascii_serialization();
        let secure = Url::parse(&serialised).is_ok_and(|url| is_secure(&url));
        assert_eq!(parse_origin(&serialised).is_ok(), secure && !serialised.contains('*'), "{serialised}");
    }
}

/// Refresh tokens are sent to the server that was named, and to a path below the one that was.
pub(crate) fn check_server(text: &str) {
    let storage = |_| -> Rc<dyn Storage> { unreachable!("a session in memory is stored nowhere") };
    let options = Options { storage: StorageKind::Memory, ..Options::new(text.into(), "app".into()) };
    match OpenOptions::new(&options, storage, serialised_origin) {
        Ok(options) => {
            let (named, called) = (Url::parse(text).unwrap(), called(options));
            assert!(is_secure(&called) && has_nothing_else(&called), "{text}");
            assert_eq!(called.origin(), named.origin());
            assert!(called.path().starts_with(named.path().trim_end_matches('/')), "{text}");
            assert!(called.path().ends_with("/oauth2/v1/token"), "{text}");
        }
        Err(error) => assert_eq!(error, Error::invalid(InvalidOption::Server)),
    }
}

/// The address to which the token of a link is sent.
fn called(options: OpenOptions) -> Url {
    let link = Link { refresh_token: Secret::new("R1".into()), expires_on: None, expires_in: None };
    let options = options.with_link(LinkSource::Given(link)).unwrap();
    let now = Now { wall: 0, monotonic: 0, random: 0 };
    let effects = Sessions::default().handle(Input::Open { call: CallId::of(1), options }, now);
    let sent = effects.now.iter().find_map(|effect| match effect {
        Effect::Send { request, .. } => Some(request.url.clone()),
        _ => None,
    });
    Url::parse(&sent.expect("a request to the auth server")).unwrap()
}

/// Whether nobody on the network reads it, told from its parsed form.
fn is_secure(url: &Url) -> bool {
    let is_this_machine = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || url.scheme() == "http" && is_this_machine
}

/// Whether there is neither a user nor a query nor a hash.
fn has_nothing_else(url: &Url) -> bool {
    let rest = (url.username(), url.password(), url.query(), url.fragment());
    rest == ("", None, None, None)
}
