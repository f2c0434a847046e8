//! The two checks that stand before every message.

use std::cell::Cell;

use embed_host::protocol::{EmbedId, admit, still_shown};

const EMBED: EmbedId = EmbedId::of(7);
const GUEST: u32 = 1;
const STRANGER: u32 = 2;
const TENANT: &str = "https://acme.askwisdom.ai";

/// Case, the message's source, the frame's window, the message's origin, and whether it is let in.
type Row = (&'static str, Option<u32>, Option<u32>, &'static str, bool);

const ROWS: &[Row] = &[
    ("the guest, at home", Some(GUEST), Some(GUEST), TENANT, true),
    ("a stranger's window, the right origin", Some(STRANGER), Some(GUEST), TENANT, false),
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
fn only_the_frames_own_window_at_the_exact_origin_is_let_in() {
    for (case, source, window, origin, let_in) in ROWS {
        let admission = admit(EMBED, source.as_ref(), window.as_ref(), || *origin, &TENANT);
        assert_eq!(admission.is_some(), *let_in, "{case}");
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
        let _ = admit(EMBED, source.as_ref(), window.as_ref(), read, &TENANT);
        assert_eq!(reads.get(), u32::from(source.is_some() && source == window), "{case}");
    }
}

#[test]
fn an_admission_is_for_the_embed_whose_frame_was_compared() {
    let admission = admit(EMBED, Some(&GUEST), Some(&GUEST), || TENANT, &TENANT).unwrap();
    assert_eq!(admission.embed(), EMBED);
}

#[test]
fn windows_are_compared_by_identity_and_not_by_content() {
    #[derive(Debug)]
    struct Window<'content>(&'content str);
    impl PartialEq for Window<'_> {
        fn eq(&self, other: &Self) -> bool {
            core::ptr::eq(self, other)
        }
    }
    let (guest, twin) = (Window("same"), Window("same"));
    assert_eq!(guest.0, twin.0);
    assert!(admit(EMBED, Some(&guest), Some(&guest), || TENANT, &TENANT).is_some());
    assert!(admit(EMBED, Some(&twin), Some(&guest), || TENANT, &TENANT).is_none());
}

#[test]
fn an_answer_goes_to_the_window_that_asked_if_the_frame_still_shows_it() {
    let rows = [
        ("the same window", Some(GUEST), Some(GUEST)),
        ("the frame was moved, and has another window", Some(STRANGER), None),
        ("the frame was taken out of the document", None, None),
    ];
    for (case, window, expected) in rows {
        assert_eq!(still_shown(&GUEST, window.as_ref()).copied(), expected, "{case}");
    }
}
