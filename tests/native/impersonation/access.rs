//! `accessToken()`: in hand, or renewed once for all who want it.

use embed_host::protocol::impersonation::Response;

use super::world::{World, grant_for, link, rotated};

/// A page whose session is half an hour long, with an access token of five minutes.
fn short() -> World {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.succeed(grant_for("A1", 0, 300));
    world.happened();
    world
}

#[test]
fn a_token_in_hand_is_given_at_once() {
    let mut world = World::default().live();
    world.want_token();
    world.want_token();
    world.then(&["c2: token A1", "c3: token A1"]);
}

#[test]
fn ten_calls_at_once_are_one_request() {
    let mut world = short();
    world.time.pass(300_000);
    for _ in 0..10 {
        world.want_token();
    }
    world.then(&["exchange R1#2"]);
    world.succeed(grant_for("A2", 300, 300));
    let answers: Vec<_> = (2..12).map(|call| format!("c{call}: token A2")).collect();
    world.then(&answers.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn a_token_is_renewed_shortly_before_it_runs_out() {
    let mut world = short();
    world.time.pass(269_999);
    world.want_token();
    world.then(&["c2: token A1"]);
    world.time.pass(1);
    world.want_token();
    world.then(&["exchange R1#2"]);
}

#[test]
fn a_token_that_lives_for_seconds_is_in_hand_for_half_of_them() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.succeed(grant_for("A1", 0, 20));
    world.happened();
    world.time.pass(9_999);
    world.want_token();
    world.then(&["c2: token A1"]);
    world.time.pass(1);
    world.want_token();
    world.then(&["exchange R1#2"]);
}

#[test]
fn a_token_that_outlives_the_session_is_not_renewed() {
    let mut world = World::default().live();
    world.time.pass(1_799_999);
    world.want_token();
    let happened = world.happened();
    assert!(
        happened.contains(&"c2: token A1".into())
            && !happened.iter().any(|line| line.starts_with("exchange"))
    );
}

#[test]
fn a_token_that_is_still_good_is_given_when_there_is_no_other() {
    let mut world = short();
    world.time.pass(280_000);
    world.want_token();
    world.answer(Response::Success(None));
    world.then(&["exchange R1#2", "c2: token A1"]);
    world.time.pass(20_000);
    world.want_token();
    world.answer(Response::Success(None));
    world.then(&["exchange R1#3", "c3: bad-response"]);
    assert!(world.is_active(1));
}

#[test]
fn a_renewal_is_tried_again_inside_its_deadline_and_then_by_the_next_call() {
    let mut world = short();
    world.advance(300_000);
    world.want_token();
    world.answer(Response::Unreachable);
    world.advance(250);
    world.fail(500);
    world.advance(9_750);
    let happened = world.happened();
    assert!(happened.contains(&"c2: timeout".into()) || happened.contains(&"c2: backend-status 500".into()));
    assert!(world.is_active(1));
    world.want_token();
    world.succeed(grant_for("A2", 310, 300));
    assert!(world.happened().contains(&"c3: token A2".into()));
}

#[test]
fn a_server_that_refuses_ends_the_session() {
    for status in [400, 401, 403] {
        let mut world = short();
        world.time.pass(300_000);
        world.want_token();
        world.want_token();
        world.fail(status);
        let over = format!("session-over {status}");
        world.then(&["exchange R1#2", &format!("c2: {over}"), &format!("c3: {over}"), "s1: ended refused"]);
        assert!(world.drawer.keys().is_empty() && !world.is_active(1) && !world.time.is_armed());
    }
}

#[test]
fn an_access_token_in_hand_is_dropped_when_the_server_refuses() {
    let mut world = short();
    world.time.pass(280_000);
    world.want_token();
    world.fail(400);
    world.then(&["exchange R1#2", "c2: session-over 400", "s1: ended refused"]);
    world.want_token();
    world.then(&["c3: session-over"]);
}

#[test]
fn a_rotated_refresh_token_is_stored_and_used() {
    let mut world = short();
    world.time.pass(300_000);
    world.want_token();
    world.succeed(rotated("A2", 300, "R2"));
    world.happened();
    let mut reloaded = world.reload();
    reloaded.open(None);
    reloaded.then(&["exchange R2#1"]);
    world.end();
    assert!(world.happened()[0].starts_with("revoke R2"));
}

#[test]
fn a_renewal_does_not_prolong_the_session() {
    let mut world = short();
    world.time.pass(300_000);
    world.want_token();
    world.succeed(grant_for("A2", 300, 300));
    assert_eq!(world.time_left(1), Some(1_500_000));
    // A server whose clock was set back meanwhile.
    world.time.pass(300_000);
    world.want_token();
    world.succeed(grant_for("A3", 0, 300));
    assert_eq!(world.time_left(1), Some(1_200_000));
}

#[test]
fn a_session_that_is_not_known_has_no_token() {
    let mut world = World::default();
    world.want_token_of(0);
    world.want_token_of(7);
    world.then(&["c1: session-over", "c2: session-over"]);
}
