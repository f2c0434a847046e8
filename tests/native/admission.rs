//! The names of the two messages, the two checks that come before every message, and what an HTTP status means.

use std::cell::Cell;
use std::rc::Rc;

use embed_host::protocol::{EmbedId, Error, ErrorCode, REQUEST, RESPONSE, admit};

const EMBED: EmbedId = EmbedId::of(7);
const GUEST: u32 = 1;
const ATTACKER: u32 = 2;
const TENANT: &str = "https://acme.askwisdom.ai";

/// Case, the message's source, the frame's window, the message's origin, and whether it is admitted.
type Row = (&'static str, Option<u32>, Option<u32>, &'static str, bool);

const ROWS: &[Row] = &[
    ("the guest, at home", Some(GUEST), Some(GUEST), TENANT, true),
    ("an attacker's window, the right origin", Some(ATTACKER), Some(GUEST), TENANT, false),
    ("no source", None, Some(GUEST), TENANT, false),
    ("a frame without a window", Some(GUEST), None, TENANT, false),
    ("no source and no window", None, None, TENANT, false),
    ("another origin", Some(GUEST), Some(GUEST), "https://evil.example", false),
    ("the opaque origin", Some(GUEST), Some(GUEST), "null", false),
    ("no origin", Some(GUEST), Some(GUEST), "", false),
    ("another scheme", Some(GUEST), Some(GUEST), "http://acme.askwisdom.ai", false),
    ("another port", Some(GUEST), Some(GUEST), "https://acme.askwisdom.ai:8443", false),
    ("the default port written out", Some(GUEST), Some(GUEST), "https://acme.askwisdom.ai:443", false),
    ("a prefix", Some(GUEST), Some(GUEST), "https://acme.askwisdom.a", false),
    ("a longer host", Some(GUEST), Some(GUEST), "https://acme.askwisdom.ai.evil.example", false),
    ("a suffix", Some(GUEST), Some(GUEST), "https://evilacme.askwisdom.ai", false),
    ("capitals", Some(GUEST), Some(GUEST), "https://ACME.askwisdom.ai", false),
    ("a trailing slash", Some(GUEST), Some(GUEST), "https://acme.askwisdom.ai/", false),
    ("a trailing dot", Some(GUEST), Some(GUEST), "https://acme.askwisdom.ai.", false),
];

#[test]
fn only_the_frames_own_window_at_the_exact_origin_is_admitted() {
    for (case, source, window, origin, admitted) in ROWS {
        let admission = admit(EMBED, *source, window.as_ref(), || *origin, &TENANT);
        assert_eq!(admission.is_some(), *admitted, "{case}");
    }
}

#[test]
fn the_origin_is_read_only_after_the_source_has_passed() {
    for (case, source, window, origin, _) in ROWS {
        let reads = Cell::new(0);
        let read = || {
            reads.set(reads.get() + 1);
            *origin
        };
        let _ = admit(EMBED, *source, window.as_ref(), read, &TENANT);
        assert_eq!(reads.get(), u32::from(source.is_some() && source == window), "{case}");
    }
}

#[test]
fn an_admission_is_for_the_embed_whose_frame_was_compared() {
    let admission = admit(EMBED, Some(GUEST), Some(&GUEST), || TENANT, &TENANT).unwrap();
    assert_eq!(admission.embed(), EMBED);
}

#[test]
fn windows_are_compared_by_identity_and_not_by_content() {
    #[derive(Clone, Debug)]
    struct Window(Rc<String>);
    impl PartialEq for Window {
        fn eq(&self, other: &Self) -> bool {
            Rc::ptr_eq(&self.0, &other.0)
        }
    }
    let (guest, twin) = (Window(Rc::new("same".into())), Window(Rc::new("same".into())));
    assert_eq!(guest.0, twin.0);
    assert!(admit(EMBED, Some(guest.clone()), Some(&guest), || TENANT, &TENANT).is_some());
    assert!(admit(EMBED, Some(twin), Some(&guest), || TENANT, &TENANT).is_none());
}

#[test]
fn the_messages_have_their_documented_types() {
    assert_eq!(REQUEST, "REQUEST_JWT_TOKEN");
    assert_eq!(RESPONSE, "JWT_TOKEN_RESPONSE");
}

#[test]
fn a_status_of_the_backend_is_a_success_a_refusal_or_a_failure() {
    for status in [200, 201, 204, 299] {
        assert_eq!(Error::from_status(status), None, "{status}");
    }
    for status in [401, 403] {
        let error = Error::from_status(status).unwrap();
        assert_eq!(
            (error.code, error.status(), error.is_auth_error()),
            (ErrorCode::Refused, Some(status), true)
        );
    }
    for status in [199, 300, 302, 400, 402, 404, 408, 429, 500, 502, 503, 599, u16::MAX] {
        let error = Error::from_status(status).unwrap();
        assert_eq!(
            (error.code, error.status(), error.is_auth_error()),
            (ErrorCode::BackendStatus, Some(status), false)
        );
    }
}
