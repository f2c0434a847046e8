//! A stored session is exchanged anew after a reload.

use embed_host::protocol::impersonation::{Link, StorageKind};
use serde_json::{Value, json};

use super::world::{NOON, World, bare_link, grant, link, rotated};

const KEY: &str = "embed-host-impersonation:app@https://auth.test";

fn reloaded() -> World {
    World::default().live().reload()
}

#[test]
fn a_stored_session_is_exchanged_and_verified_anew() {
    let mut world = reloaded();
    world.time.pass(60_000);
    world.open(None);
    world.then(&["exchange R1#1"]);
    world.succeed(grant("A2", 60));
    world.then(&["begin s1 tess by adam reader", "c1: s1"]);
    assert_eq!(world.time_left(1), Some(1_740_000));
    assert_eq!(world.stored_in(1), "session");
}

#[test]
fn a_stored_session_was_confirmed_once_and_is_not_asked_for_again() {
    let mut world = reloaded();
    world.spec.needs_confirmation = true;
    world.open(None);
    world.succeed(grant("A2", 60));
    world.then(&["exchange R1#1", "begin s1 tess by adam reader", "c1: s1"]);
}

#[test]
fn a_stored_session_that_the_server_refuses_is_over_and_forgotten() {
    let mut world = reloaded();
    world.open(None);
    world.fail(400);
    world.then(&["exchange R1#1", "c1: session-over 400"]);
    assert!(world.drawer.keys().is_empty());
    world.open(None);
    world.then(&["c2: none"]);
}

#[test]
fn a_stored_session_that_has_expired_is_over_and_forgotten() {
    let mut world = reloaded();
    world.open(None);
    world.succeed(grant("A2", 1_800));
    world.then(&["exchange R1#1", "c1: session-over"]);
    assert!(world.drawer.keys().is_empty());
}

#[test]
fn a_stored_session_that_is_none_any_more_is_forgotten() {
    let mut world = reloaded();
    world.open(None);
    let mut given = grant("A2", 60);
    given.claims.impersonated_by = None;
    world.succeed(given);
    world.then(&["exchange R1#1", "c1: not-impersonation"]);
    assert!(world.drawer.keys().is_empty());
}

#[test]
fn a_session_that_another_page_ended_meanwhile_is_not_resumed() {
    let mut world = reloaded();
    world.open(None);
    world.drawer.texts.borrow_mut().remove(KEY);
    world.succeed(grant("A2", 60));
    world.then(&["exchange R1#1", "c1: session-over"]);
    assert!(world.drawer.keys().is_empty());
}

#[test]
fn a_session_is_stored_for_its_own_app_and_server_only() {
    let other_app = |world: &mut World| world.spec.client_id = "other".into();
    let other_server = |world: &mut World| world.spec.server = "https://auth.example".into();
    for change in [other_app as fn(&mut World), other_server] {
        let mut world = reloaded();
        change(&mut world);
        world.open(None);
        world.then(&["c1: none"]);
        assert_eq!(world.drawer.keys(), [KEY]);
    }
}

#[test]
fn a_slash_at_the_end_of_the_server_is_the_same_server() {
    let mut world = reloaded();
    world.spec.server = "https://auth.test/".into();
    world.open(None);
    world.then(&["exchange R1#1"]);
}

#[test]
fn a_session_in_memory_is_not_resumed() {
    let mut world = World::storing(StorageKind::Memory).live();
    assert_eq!(world.stored_in(1), "memory");
    assert!(world.drawer.keys().is_empty());
    let mut reloaded = world.reload();
    reloaded.open(None);
    reloaded.then(&["c1: none"]);
    world.want_token();
    world.then(&["c2: token A1"]);
}

#[test]
fn what_is_stored_survives_any_token() {
    let tokens = ["2.irCa9kyT", "a b+c&d=e%f", "ä\"\\\n\u{0}", "=", "fingerprint=1", "\"}", "null"];
    for token in tokens {
        let mut world = World::default();
        world.open(Some(link(token)));
        world.succeed(grant("A1", 0));
        let mut reloaded = world.reload();
        reloaded.open(None);
        reloaded.then(&[&format!("exchange {token}#1")]);
        reloaded.succeed(grant("A2", 0));
        assert_eq!(reloaded.time_left(1), Some(1_800_000));
    }
}

#[test]
fn a_rotated_token_is_stored_from_the_first_exchange_on() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.succeed(rotated("A1", 0, "R2"));
    let mut reloaded = world.reload();
    reloaded.open(None);
    reloaded.succeed(rotated("A2", 10, "R3"));
    reloaded.then(&["exchange R2#1", "begin s1 tess by adam reader", "c1: s1"]);
    let mut again = reloaded.reload();
    again.open(None);
    again.then(&["exchange R3#1"]);
    reloaded.open(Some(link("R1")));
    reloaded.then(&["c2: s1"]);
}

#[test]
fn a_session_is_stored_as_json() {
    let rows = [
        (link("R1"), json!([NOON + 1800, 1800])),
        (Link { expires_in: None, ..link("R1") }, json!([NOON + 1800, null])),
        // The latest that the token can expire, since its lifetime began before the answer.
        (Link { expires_on: None, ..link("R1") }, json!([NOON + 1800, 1800])),
        (bare_link("R1"), json!([null, null])),
    ];
    for (link, [expires_on, expires_in]) in rows.map(|(link, row)| (link, [row[0].clone(), row[1].clone()])) {
        let mut world = World::default();
        world.open(Some(link));
        world.succeed(grant("A1", 0));
        let stored: Value = serde_json::from_str(&world.drawer.get(KEY).unwrap()).unwrap();
        let expected = json!({
            "refreshToken": "R1",
            "expiresOn": expires_on,
            "expiresIn": expires_in,
            "fingerprint": 0x0949_0307_b5d7_dfcc_u64 >> 11,
            "verified": {
                "subject": "tess",
                "impersonatedBy": "adam",
                "roles": ["reader"],
                "endsAt": (NOON + 1800) * 1000,
            },
        });
        assert_eq!(stored, expected, "FNV-1a in 53 bits, in every release");
    }
}

/// Opens what is stored: a session is resumed, or there is none.
fn opened(text: &str) -> Vec<String> {
    let mut world = World::default();
    world.drawer.put(KEY, text);
    world.open(None);
    world.happened()
}

#[test]
fn what_need_not_be_stored_may_be_missing() {
    let good = [
        r#"{"fingerprint":1,"refreshToken":"R1","expiresOn":1795001800,"expiresIn":1800}"#,
        r#" { "expiresIn": 1800, "refreshToken": "\u00521", "expiresOn": null, "fingerprint": 0 } "#,
        r#"{"fingerprint":9007199254740991,"refreshToken":"R1"}"#,
        r#"{"fingerprint":1,"refreshToken":"R1","added":"by a later release"}"#,
    ];
    for text in good {
        assert_eq!(opened(text)[0], "exchange R1#1", "{text}");
    }
}

#[test]
fn a_corrupt_text_is_no_session() {
    let good = World::default().live().drawer.get(KEY).unwrap();
    let corrupt = [
        String::new(),
        "{".into(),
        "{}".into(),
        "[]".into(),
        "null".into(),
        "R1".into(),
        "1 1795001800 1800 R1".into(),
        r#"{"refreshToken":"R1","expiresOn":1,"expiresIn":1}"#.into(),
        r#"{"fingerprint":null,"refreshToken":"R1"}"#.into(),
        r#"{"fingerprint":"1","refreshToken":"R1"}"#.into(),
        r#"{"fingerprint":-1,"refreshToken":"R1"}"#.into(),
        r#"{"fingerprint":1.5,"refreshToken":"R1"}"#.into(),
        r#"{"fingerprint":1}"#.into(),
        r#"{"fingerprint":1,"refreshToken":""}"#.into(),
        r#"{"fingerprint":1,"refreshToken":null}"#.into(),
        r#"{"fingerprint":1,"refreshToken":5}"#.into(),
        r#"{"fingerprint":1,"refreshToken":["R1"]}"#.into(),
        r#"{"fingerprint":1,"refresh_token":"R1"}"#.into(),
        r#"{"fingerprint":1,"refreshToken":"R1","expiresOn":-1}"#.into(),
        r#"{"fingerprint":1,"refreshToken":"R1","expiresOn":"1795001800"}"#.into(),
        r#"{"fingerprint":1,"refreshToken":"R1","expiresIn":{}}"#.into(),
        r#"[{"fingerprint":1,"refreshToken":"R1"}]"#.into(),
        format!("{good}x"),
        good[1..].into(),
        good[..good.len() - 1].into(),
    ];
    for text in corrupt {
        assert_ne!(text, good);
        assert_eq!(opened(&text), ["c1: none"], "{text}");
        let mut world = World::default();
        world.drawer.put(KEY, &text);
        world.open(None);
        world.open(Some(link("R2")));
        world.succeed(grant("A2", 0));
        world.then(&["c1: none", "exchange R2#1", "begin s2 tess by adam reader", "c2: s2"]);
        let mut reloaded = world.reload();
        reloaded.open(None);
        reloaded.then(&["exchange R2#1"]);
    }
}
