//! What is found in the place of a session in the browser's storage: scripts of the page and other versions may have written it.

use embed_host::protocol::impersonation::StorageKind;
use serde_json::Value;

use crate::impersonation::watched::{Given, Happening, MELODY, Opened, Watched};

const KEY: &str = "embed-host-impersonation:app@https://auth.test";

/// What the auth server answers.
const ANSWERS: [Given; 5] = [
    Given::Good { life: 1_800, rotates: true },
    Given::Unreachable,
    Given::Status(400),
    Given::WrongApp,
    Given::Nothing,
];

/// The input is the text that is stored.
pub(crate) fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    for storage in [StorageKind::Session, MELODY] {
        for answer in ANSWERS {
            check_record(&text, storage, answer);
        }
    }
}

/// A page opens what is stored, shows whose it is if it says so, and ends it. Text of any other form is nothing, and stays.
fn check_record(text: &str, storage: StorageKind, answer: Given) {
    let record: Value = serde_json::from_str(text).unwrap_or_default();
    let mut page = Watched::new(storage);
    page.world.drawer.put(KEY, text);
    if storage == MELODY {
        page.world.drawer.put("melody-auth-refresh-token", text);
    }
    page.happen(Happening::Open { link: Opened::None, other_app: false, needs_confirmation: true });
    let mut happened = page.world.happened();
    let token = record["refreshToken"].as_str().filter(|token| !token.is_empty());
    if let Some(call) = page.world.calls.first().copied() {
        let token = token.filter(|_| record["fingerprint"].is_u64()).expect("a session of this crate");
        assert_eq!(happened[0], format!("exchange {token}#{call}"));
        page.answer(call, answer);
        page.happen(Happening::TimerGoesOffUntil(15_000));
        happened = page.world.happened();
        check_beginning(&mut page, &happened, &record, answer);
    } else {
        assert_eq!(happened, ["c1: none"]);
        assert_eq!(page.world.drawer.get(KEY).as_deref(), Some(text));
    }
    page.happen(Happening::WantToken);
    page.happen(Happening::TimerGoesOffUntil(130_000));
    page.all_is_quiet();
    let is_begun = happened.iter().any(|line| line.starts_with("begin"));
    let left = page.world.drawer.get(KEY);
    assert!(left.is_none() || !is_begun && left.as_deref() == Some(text), "what has ended is not stored");
}

/// Without an answer of the server, a session is shown as it was stored, and for no longer than its refresh token lives.
fn check_beginning(page: &mut Watched, happened: &[String], record: &Value, answer: Given) {
    let Some(line) = happened.iter().find(|line| line.starts_with("begin")) else { return };
    if let Given::Unreachable = answer {
        let verified = &record["verified"];
        let name = |member: &str| verified[member].as_str().expect("a session that says whose it is");
        let roles = verified["roles"].as_array().map(Vec::as_slice).unwrap_or_default();
        let roles: Vec<_> = roles.iter().map(|role| role.as_str().unwrap()).collect();
        let (subject, by) = (name("subject"), name("impersonatedBy"));
        assert_eq!(*line, format!("begin s1 {subject} by {by} {}", roles.join(",")));
        let longest = record["expiresIn"].as_u64().unwrap_or(u64::MAX).saturating_mul(1_000);
        assert!(page.world.time_left(1).unwrap_or_default() <= longest);
    }
}
