//! What is written in Rust and in TypeScript is the same in both.

use std::fs;
use std::path::Path;

use embed_host::protocol::ErrorCode;
use embed_host::protocol::impersonation::{EndReason, Event, StorageKind, WebStorageKind};

const TYPES: &str = "pkg-template/impersonation.d.ts";

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The quoted words between two marks.
#[track_caller]
fn words(text: &str, start: &str, end: &str) -> Vec<String> {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("{start:?} is missing"));
    let (list, _) = rest.split_once(end).unwrap_or_else(|| panic!("{end:?} is missing behind {start:?}"));
    list.split('\'').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_types_list_every_kind_of_storage() {
    let melody = [WebStorageKind::Session, WebStorageKind::Local].map(StorageKind::Melody);
    for kind in melody.into_iter().chain([StorageKind::Session, StorageKind::Memory]) {
        // A kind that is missing below fails to compile here.
        match kind {
            StorageKind::Memory | StorageKind::Session | StorageKind::Melody(_) => {}
        }
    }
    let names = [StorageKind::Session, StorageKind::Memory, melody[0]].map(StorageKind::as_str);
    let mut listed = words(&read(TYPES), "readonly storage: ", ";");
    listed.sort_by_key(|name| names.iter().position(|known| known == name));
    assert_eq!(listed, names);
}

#[test]
fn the_types_list_every_reason_of_an_end_in_order() {
    let reasons = [EndReason::Ended, EndReason::Expired, EndReason::Refused, EndReason::Replaced];
    // A reason that is missing above fails to compile here.
    let number = |reason| match reason {
        EndReason::Ended => 0,
        EndReason::Expired => 1,
        EndReason::Refused => 2,
        EndReason::Replaced => 3,
    };
    assert_eq!(reasons.map(number), [0, 1, 2, 3]);
    assert_eq!(words(&read(TYPES), "  reason: ", ";"), reasons.map(EndReason::as_str));
}

#[test]
fn the_types_list_every_event() {
    let events = [
        Event::Expiring { expires_at: 0 },
        Event::Ended { reason: EndReason::Ended, revoked: true },
        Event::Error(ErrorCode::StorageBlocked),
    ];
    // An event that is missing above fails to compile here.
    let number = |event| match event {
        Event::Expiring { .. } => 0,
        Event::Ended { .. } => 1,
        Event::Error(_) => 2,
    };
    assert_eq!(events.map(number), [0, 1, 2]);
    let types = read(TYPES);
    for event in events {
        let name = event.name();
        assert!(types.contains(&format!("\n  {name}: CustomEvent<")), "{name}");
    }
}
