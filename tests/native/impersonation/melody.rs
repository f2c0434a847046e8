//! `{ melody }`: the session is also where Melody Auth's own front ends read it, and what was there is restored.

mod apps;

use embed_host::protocol::impersonation::{Response, StorageKind, WebStorageKind};
use serde_json::{Value, json};

use super::drawer::Health;
use super::world::{NOON, World, bare_link, grant, grant_for, link, rotated};

const KEY: &str = "embed-host-impersonation:melody";
const REFRESH: &str = "melody-auth-refresh-token";
const ID: &str = "melody-auth-id-token";
const OWN_REFRESH: &str = r#"{"refreshToken":"own","expiresOn":1796000000,"expiresIn":604800}"#;
const OWN_ID: &str = r#"{"idToken":"eyJ","account":{"name":"Ädam & \"co\""}}"#;

fn page() -> World {
    World::storing(StorageKind::Melody(WebStorageKind::Local))
}

/// A page whose user is signed in already.
fn signed_in() -> World {
    let world = page();
    world.drawer.put(REFRESH, OWN_REFRESH);
    world.drawer.put(ID, OWN_ID);
    world.drawer.put("else", "unchanged");
    world
}

fn written(world: &World) -> Value {
    serde_json::from_str(&world.drawer.get(REFRESH).unwrap()).unwrap()
}

#[track_caller]
fn is_restored(world: &World) {
    assert_eq!(world.drawer.get(REFRESH).as_deref(), Some(OWN_REFRESH));
    assert_eq!(world.drawer.get(ID).as_deref(), Some(OWN_ID));
    assert_eq!(world.drawer.keys(), ["else", ID, REFRESH]);
}

#[test]
fn melody_auth_finds_a_session_that_it_can_use() {
    let mut world = page().live();
    assert_eq!(world.stored_in(1), "melody");
    assert_eq!(written(&world), json!({ "refreshToken": "R1", "expiresOn": NOON + 1800, "expiresIn": 1800 }));
    assert_eq!(world.drawer.get(ID), None);
    world.want_token();
    world.then(&["c2: token A1"]);
}

#[test]
fn the_session_is_written_as_melody_auth_writes_it() {
    let text = r#"{"refreshToken":"R1","expiresOn":1795001800,"expiresIn":1800}"#;
    assert_eq!(page().live().drawer.get(REFRESH).as_deref(), Some(text));
}

#[test]
fn a_session_is_recognised_by_its_token_in_any_json() {
    let rows = [
        (r#"{"expiresIn":1,"expiresOn":1,"refreshToken":"R1"}"#, true),
        (r#" { "refreshToken" : "\u00521", "expiresOn" : 1 } "#, true),
        (r#"{"refreshToken":"R1"}"#, true),
        (r#"{"refreshToken":"R10"}"#, false),
        (r#"{"refreshToken":["R1"]}"#, false),
        (r#"{"refreshToken":"R1""#, false),
        (r#"{"refresh_token":"R1"}"#, false),
        ("R1", false),
        ("", false),
    ];
    for (text, recognised) in rows {
        let mut world = signed_in().live().reload();
        world.drawer.put(REFRESH, text);
        world.open(None);
        world.then(&[if recognised { "exchange R1#1" } else { "c1: none" }]);
        let left = world.drawer.get(REFRESH);
        assert_eq!(left.as_deref(), Some(text), "what is not ours is not touched");
    }
}

#[test]
fn missing_expiries_are_those_of_the_exchange() {
    let mut world = page();
    world.open(Some(bare_link("R1")));
    world.succeed(grant_for("A1", 10, 600));
    assert_eq!(written(&world), json!({ "refreshToken": "R1", "expiresOn": NOON + 610, "expiresIn": 600 }));
}

#[test]
fn a_token_of_any_form_is_written_as_json() {
    for token in ["a\"b\\c", "\u{1}\n\u{1f}", "ä\u{2028}𝄞", "</script>"] {
        let mut world = page();
        world.open(Some(link(token)));
        world.succeed(grant("A1", 0));
        assert_eq!(written(&world)["refreshToken"], token);
        let mut reloaded = world.reload();
        reloaded.open(None);
        reloaded.then(&[&format!("exchange {token}#1")]);
    }
}

#[test]
fn nothing_is_touched_before_the_session_is_verified() {
    let mut world = signed_in();
    world.open(Some(link("R1")));
    assert_eq!(world.drawer.get(REFRESH).as_deref(), Some(OWN_REFRESH));
    world.fail(400);
    is_restored(&world);
}

#[test]
fn the_own_session_is_backed_up_and_restored_at_the_end() {
    let mut world = signed_in().live();
    assert_eq!(written(&world)["refreshToken"], "R1");
    assert_eq!(world.drawer.get(ID), None);
    world.end();
    is_restored(&world);
}

#[test]
fn it_is_restored_however_the_session_ends() {
    let mut expired = signed_in().live();
    expired.advance(1_800_000);
    is_restored(&expired);

    let mut refused = signed_in();
    refused.open(Some(link("R1")));
    refused.succeed(grant_for("A1", 0, 60));
    refused.time.pass(60_000);
    refused.want_token();
    refused.fail(400);
    is_restored(&refused);

    let mut refused_after_reload = signed_in().live().reload();
    refused_after_reload.open(None);
    refused_after_reload.fail(400);
    is_restored(&refused_after_reload);

    let mut ended_after_reload = signed_in().live().reload();
    ended_after_reload.open(None);
    ended_after_reload.succeed(grant("A2", 10));
    ended_after_reload.end();
    is_restored(&ended_after_reload);
}

#[test]
fn where_nobody_was_signed_in_nothing_is_left() {
    let mut world = page().live();
    world.end();
    assert!(world.drawer.keys().is_empty());
}

#[test]
fn a_second_link_does_not_back_the_first_one_up() {
    let mut world = signed_in().live();
    world.open(Some(link("R2")));
    world.succeed(grant("A2", 10));
    assert_eq!(written(&world)["refreshToken"], "R2");
    world.end_of(2);
    is_restored(&world);
}

#[test]
fn a_second_link_in_another_page_does_not_back_the_first_one_up_either() {
    let mut world = signed_in().live().reload();
    world.open(Some(link("R2")));
    world.succeed(grant("A2", 10));
    world.end();
    is_restored(&world);
}

#[test]
fn the_same_link_again_keeps_the_backup() {
    let mut world = signed_in().live().reload();
    world.open(Some(link("R1")));
    world.succeed(grant("A2", 10));
    assert_eq!(written(&world)["refreshToken"], "R1");
    world.end();
    is_restored(&world);
}

#[test]
fn a_rotated_token_is_written_there_too_and_the_backup_stays() {
    let mut world = signed_in();
    world.open(Some(link("R1")));
    world.succeed(grant_for("A1", 0, 60));
    world.time.pass(60_000);
    world.want_token();
    world.succeed(rotated("A2", 60, "R2"));
    assert_eq!(written(&world)["refreshToken"], "R2");
    world.end();
    is_restored(&world);
}

#[test]
fn somebody_who_signed_in_meanwhile_stays_signed_in() {
    let mut world = signed_in().live();
    let other = r#"{"refreshToken":"new","expiresOn":1,"expiresIn":1}"#;
    world.drawer.put(REFRESH, other);
    world.drawer.put(ID, "new");
    world.end();
    assert_eq!(world.drawer.get(REFRESH).as_deref(), Some(other));
    assert_eq!(world.drawer.get(ID).as_deref(), Some("new"));
    assert_eq!(world.drawer.get(KEY), None);
}

#[test]
fn somebody_who_signed_in_meanwhile_is_not_impersonated_after_a_reload() {
    let mut world = signed_in().live().reload();
    let other = r#"{"refreshToken":"R10","expiresOn":1,"expiresIn":1}"#;
    world.drawer.put(REFRESH, other);
    world.open(None);
    world.then(&["c1: none"]);
    assert_eq!(world.drawer.get(REFRESH).as_deref(), Some(other));
    assert_eq!(world.drawer.get(KEY), None);
}

#[test]
fn a_session_that_melody_auth_signed_out_of_is_over_after_a_reload() {
    let mut world = signed_in().live().reload();
    world.drawer.texts.borrow_mut().remove(REFRESH);
    world.open(None);
    world.then(&["c1: none"]);
    is_restored(&world);
}

#[test]
fn a_storage_without_room_is_left_as_it_was() {
    let mut in_memory = 0;
    for room in (0..900).step_by(3) {
        let mut world = signed_in();
        world.open(Some(link("a-refresh-token-that-is-longer-than-the-own-one")));
        world.drawer.capacity.set(Some(world.drawer.size() + room));
        world.succeed(grant("A1", 0));
        world.advance(0);
        let notified = world.happened().contains(&"s1: error storage-blocked".into());
        assert_eq!(notified, world.stored_in(1) == "memory", "room for {room} more bytes");
        if notified {
            in_memory += 1;
            is_restored(&world);
        }
        world.end();
        is_restored(&world);
    }
    assert!((50..250).contains(&in_memory), "{in_memory} of 300");
}

#[test]
fn a_rotated_token_that_there_is_no_room_for_puts_the_own_session_back() {
    for room in 0..60 {
        let mut world = signed_in();
        world.open(Some(link("R1")));
        world.succeed(grant_for("A1", 0, 60));
        world.time.pass(60_000);
        world.drawer.capacity.set(Some(world.drawer.size() + room));
        world.want_token();
        world.succeed(rotated("A2", 60, "a-longer-refresh-token"));
        match world.stored_in(1) {
            "memory" => is_restored(&world),
            _ => assert_eq!(written(&world)["refreshToken"], "a-longer-refresh-token"),
        }
        world.end();
        is_restored(&world);
    }
}

/// A page whose own session is longer than the impersonated one, and whose storage holds so many bytes from now on.
fn cramped(room: impl Fn(usize) -> usize) -> World {
    let mut world = page();
    world.drawer.put(REFRESH, &format!(r#"{{"refreshToken":"{}"}}"#, "own".repeat(100)));
    world.open(Some(link("R1")));
    world.succeed(grant("A1", 0));
    world.drawer.capacity.set(Some(room(world.drawer.size())));
    world.end();
    world
}

#[test]
fn an_own_session_finds_the_room_of_its_backup() {
    let world = cramped(|size| size);
    assert!(world.drawer.get(REFRESH).unwrap().contains("ownownown"));
    assert_eq!(world.drawer.keys(), [REFRESH]);
}

#[test]
fn an_own_session_that_there_is_no_room_for_any_more_leaves_no_impersonation_behind() {
    assert_eq!(cramped(|_| 10).drawer.keys(), Vec::<String>::new());
}

#[test]
fn a_blocked_storage_is_not_touched() {
    let mut world = signed_in();
    world.drawer.health.set(Health::Blocked);
    world.open(Some(link("R1")));
    world.succeed(grant("A1", 0));
    assert_eq!(world.stored_in(1), "memory");
    world.drawer.health.set(Health::Well);
    is_restored(&world);
}

#[test]
fn an_end_in_another_tab_is_an_end_here_and_puts_nothing_back_twice() {
    let mut here = signed_in().live();
    let mut there = here.reload();
    there.open(None);
    there.succeed(grant("A2", 10));
    there.end();
    there.answer(Response::Success(None));
    is_restored(&there);
    here.drawer.put(REFRESH, "the user has signed in anew");
    here.check_storage();
    here.then(&["s1: ended ended"]);
    assert_eq!(here.drawer.get(REFRESH).as_deref(), Some("the user has signed in anew"));
}
