//! The choices that JavaScript names with a word.

use embed_host::protocol::impersonation::{StorageKind, WebStorageKind};
use embed_host::protocol::{Recover, View};

/// A choice, by a word for it.
fn read<T: std::fmt::Debug>(named: impl Fn(&str) -> Option<T>, word: &str) -> String {
    named(word).map_or("nothing".into(), |choice| format!("{choice:?}"))
}

#[test]
fn a_choice_is_read_by_its_very_word() {
    let view = |word| read(View::named, word);
    let recover = |word| read(Recover::named, word);
    let kind = |word| read(StorageKind::named, word);
    let storage = |word| read(WebStorageKind::named, word);
    let rows = [
        ("a view", view("search"), "Search"),
        ("a view", view("dashboards"), "Dashboards"),
        ("a view", view("Search"), "nothing"),
        ("a view", view("/embed/search"), "nothing"),
        ("a recovery", recover("reload"), "Reload"),
        ("a recovery", recover("manual"), "Manual"),
        ("a recovery", recover(""), "nothing"),
        ("where sessions are stored", kind("memory"), "Memory"),
        ("where sessions are stored", kind("session"), "Session"),
        ("where sessions are stored", kind("sessionStorage"), "nothing"),
        ("where sessions are stored", kind("melody"), "nothing"),
        ("a storage", storage("sessionStorage"), "Session"),
        ("a storage", storage("localStorage"), "Local"),
        ("a storage", storage("session"), "nothing"),
    ];
    for (what, seen, wanted) in rows {
        assert_eq!(seen, wanted, "{what}");
    }
}

#[test]
fn a_choice_is_told_by_its_word() {
    for word in ["memory", "session"] {
        assert_eq!(StorageKind::named(word).map(StorageKind::as_str), Some(word));
    }
    assert_eq!(StorageKind::Melody(WebStorageKind::Local).as_str(), "melody");
}
