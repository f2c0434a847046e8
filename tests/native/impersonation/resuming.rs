//! A session that was kept is exchanged anew after a reload.

use embed_host::protocol::impersonation::Response;

use super::world::{World, grant, link, rotated};

const KEY: &str = "embed-host-impersonation:app@https://auth.test";

fn reloaded() -> World {
    World::default().live().reload()
}

#[test]
fn a_kept_session_is_exchanged_and_verified_anew() {
    let mut world = reloaded();
    world.time.pass(60_000);
    world.open(None);
    world.then(&["exchange R1#1"]);
    world.succeed(grant("A2", 60));
    world.then(&["begin s1 tess by adam reader", "c1: s1"]);
    assert_eq!(world.time_left(1), Some(1_740_000));
    assert_eq!(world.kept_in(1), "session");
}

#[test]
fn a_kept_session_was_confirmed_once_and_is_not_asked_for_again() {
    let mut world = reloaded();
    world.spec.needs_confirmation = 1;
    world.open(None);
    world.succeed(grant("A2", 60));
    world.then(&["exchange R1#1", "begin s1 tess by adam reader", "c1: s1"]);
}

#[test]
fn a_kept_session_that_the_server_refuses_is_over_and_forgotten() {
    let mut world = reloaded();
    world.open(None);
    world.fail(400);
    world.then(&["exchange R1#1", "c1: session-over 400"]);
    assert!(world.drawer.keys().is_empty());
    world.open(None);
    world.then(&["c2: none"]);
}

#[test]
fn a_kept_session_that_has_run_out_is_over_and_forgotten() {
    let mut world = reloaded();
    world.open(None);
    world.succeed(grant("A2", 1_800));
    world.then(&["exchange R1#1", "c1: session-over"]);
    assert!(world.drawer.keys().is_empty());
}

#[test]
fn a_kept_session_that_is_none_any_more_is_forgotten() {
    let mut world = reloaded();
    world.open(None);
    let mut given = grant("A2", 60);
    given.claims.impersonated_by = String::new();
    world.succeed(given);
    world.then(&["exchange R1#1", "c1: not-impersonation"]);
    assert!(world.drawer.keys().is_empty());
}

#[test]
fn a_server_that_cannot_be_reached_leaves_a_kept_session_for_another_call() {
    let mut world = reloaded();
    world.open(None);
    world.advance(10_000);
    world.answer_attempt(1, Response::Unreachable);
    world.then(&["exchange R1#1", "abort#1", "c1: timeout"]);
    world.open(None);
    world.succeed(grant("A2", 10));
    world.then(&["exchange R1#2", "begin s2 tess by adam reader", "c2: s2"]);
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
fn a_session_is_kept_for_its_own_app_and_server_only() {
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
    let mut world = World::keeping("memory").live();
    assert_eq!(world.kept_in(1), "memory");
    assert!(world.drawer.keys().is_empty());
    let mut reloaded = world.reload();
    reloaded.open(None);
    reloaded.then(&["c1: none"]);
    world.want_token();
    world.then(&["c2: token A1"]);
}

#[test]
fn what_is_kept_survives_any_token_and_any_number() {
    let tokens = ["2.irCa9kyT", "a b+c&d=e%f", "ä\"\\\n\u{0}", "=", "identity=1"];
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
fn a_rotated_token_is_kept_from_the_first_exchange_on() {
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
fn a_corrupt_text_is_no_session() {
    let good = World::default().live().drawer.get(KEY).unwrap();
    let corrupt = [
        String::new(),
        "{".into(),
        "null".into(),
        "{\"refreshToken\":\"R1\",\"expiresOn\":1,\"expiresIn\":1}".into(),
        "R1".into(),
        "1 R1".into(),
        "1 1795001800 R1".into(),
        "1 1795001800 1800".into(),
        "1 1795001800 1800 ".into(),
        " 1795001800 1800 R1".into(),
        "x 1795001800 1800 R1".into(),
        "1  1800 R1".into(),
        "1 -1795001800 1800 R1".into(),
        "1 1795001800 1e3 R1".into(),
        "1 1795001800 99999999999999999999999 R1".into(),
        format!(" {good}"),
    ];
    for text in corrupt {
        assert_ne!(text, good);
        let mut world = World::default();
        world.drawer.put(KEY, &text);
        world.open(None);
        world.then(&["c1: none"]);
        world.open(Some(link("R2")));
        world.succeed(grant("A2", 0));
        world.then(&["exchange R2#1", "begin s2 tess by adam reader", "c2: s2"]);
        let mut reloaded = world.reload();
        reloaded.open(None);
        reloaded.then(&["exchange R2#1"]);
    }
}
