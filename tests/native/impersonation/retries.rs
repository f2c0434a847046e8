//! What is tried again inside the deadline, what is not, and what becomes of the link.

use embed_host::protocol::impersonation::{Link, Response};

use super::world::{NOON, World, bare_link, grant, link};
use crate::virtual_time::MIDDLING;

fn opening() -> World {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.happened();
    world
}

#[test]
fn a_refusal_is_final_and_the_link_is_dropped() {
    for status in [400, 401, 403, 404, 408, 425, 428, 430, 499] {
        let mut world = opening();
        world.fail(status);
        world.then(&[&format!("c1: exchange-refused {status}")]);
        assert!(!world.sessions.has_pending_link(), "{status}");
        assert!(!world.time.is_armed() && world.drawer.keys().is_empty());
    }
}

#[test]
fn a_refused_link_whose_time_has_passed_is_said_to_be_expired() {
    for (expires_on, code) in
        [(NOON, "link-expired"), (NOON - 1, "link-expired"), (NOON + 1, "exchange-refused")]
    {
        let mut world = World::default();
        world.open(Some(Link { expires_on: Some(expires_on), ..bare_link("R1") }));
        world.fail(400);
        world.then(&["exchange R1#1", &format!("c1: {code} 400")]);
    }
    let mut world = World::default();
    world.open(Some(bare_link("R1")));
    world.fail(400);
    world.then(&["exchange R1#1", "c1: exchange-refused 400"]);
}

#[test]
fn no_link_is_refused_by_the_local_clock() {
    let mut world = World::default();
    world.time.now.wall += 86_400_000;
    world.open(Some(link("R1")));
    world.succeed(grant("A1", 0));
    world.then(&["exchange R1#1", "begin s1 tess by adam reader", "c1: s1"]);
}

#[test]
fn network_errors_and_failing_servers_are_tried_again_with_growing_pauses() {
    let mut world = opening();
    world.answer(Response::Unreachable);
    assert_eq!(world.happened(), ["timer 250"]);
    world.advance(250);
    assert_eq!(world.happened(), ["exchange R1#2", "timer 9750"]);
    world.fail(503);
    assert_eq!(world.happened(), ["timer 500"]);
    world.advance(500);
    world.fail(429);
    assert_eq!(world.happened(), ["exchange R1#3", "timer 9250", "timer 1000"]);
    world.advance(1000);
    world.succeed(grant("A1", 0));
    world.then(&["exchange R1#4", "begin s1 tess by adam reader", "c1: s1"]);
}

#[test]
fn the_last_failure_is_what_remains_at_the_deadline_and_the_link_is_kept() {
    let rows: [(Response, &str); 3] = [
        (Response::Unreachable, "c1: network"),
        (Response::Failure { status: 502, retry_after: None }, "c1: backend-status 502"),
        (Response::Failure { status: 429, retry_after: None }, "c1: backend-status 429"),
    ];
    for (answer, expected) in rows {
        let mut world = opening();
        world.answer(answer);
        world.advance(10_000);
        let happened = world.happened();
        assert!(happened.contains(&expected.to_owned()), "{happened:?}");
        assert!(world.sessions.has_pending_link());
        assert!(!world.time.is_armed() && world.drawer.keys().is_empty());
    }
}

#[test]
fn a_server_that_hangs_is_aborted_at_the_deadline() {
    let mut world = opening();
    world.advance(9_999);
    world.then_nothing();
    world.advance(1);
    world.then(&["c1: timeout", "abort#1"]);
    assert!(world.sessions.has_pending_link());
    world.answer_attempt(1, Response::Success(Some(Box::new(grant("A1", 0)))));
    world.then_nothing();
}

#[test]
fn a_deadline_of_the_hosts_own_counts_instead() {
    let mut world = World::default();
    world.spec.timeout = 500;
    world.open(Some(link("R1")));
    world.advance(500);
    world.then(&["exchange R1#1", "c1: timeout", "abort#1"]);
}

#[test]
fn a_failed_link_works_later() {
    let mut world = opening();
    world.advance(10_000);
    world.happened();
    world.open_page();
    world.succeed(grant("A1", 10));
    world.then(&["exchange R1#2", "begin s2 tess by adam reader", "c2: s2"]);
    assert!(!world.sessions.has_pending_link());
}

#[test]
fn a_pending_link_that_was_opened_by_other_means_is_dropped() {
    let mut world = opening();
    world.advance(10_000);
    world.open(Some(link("R1")));
    assert!(world.sessions.has_pending_link());
    world.succeed(grant("A1", 10));
    assert!(!world.sessions.has_pending_link());
}

#[test]
fn a_pending_link_of_a_session_that_is_over_is_dropped() {
    let mut world = World::default().live();
    world.come("https://app.test/?refresh_token=R1");
    world.end();
    assert!(!world.sessions.has_pending_link());
    world.come("https://app.test/?refresh_token=R2");
    world.end();
    assert!(world.sessions.has_pending_link());
}

#[test]
fn a_success_that_is_no_grant_is_a_bad_response_and_the_link_is_kept() {
    let mut world = opening();
    world.answer(Response::Success(None));
    world.then(&["c1: bad-response"]);
    assert!(world.sessions.has_pending_link());
}

#[test]
fn a_server_is_left_alone_for_as_long_as_it_asks() {
    let mut world = opening();
    world.answer(Response::Failure { status: 503, retry_after: Some(4) });
    world.advance(3_999);
    world.then_nothing();
    world.advance(500);
    world.then(&["exchange R1#2"]);
}

#[test]
fn a_server_that_asks_for_more_time_than_there_is_ends_the_flight() {
    for random in [0, MIDDLING, u32::MAX] {
        let mut world = opening();
        world.time.now.random = random;
        world.answer(Response::Failure { status: 429, retry_after: Some(10) });
        world.then(&["c1: backend-status 429 in 10"]);
        assert!(!world.time.is_armed());
        assert!(world.sessions.has_pending_link());
    }
}

#[test]
fn answers_to_older_calls_are_dropped() {
    let mut world = opening();
    world.answer(Response::Unreachable);
    world.advance(250);
    world.happened();
    world.answer_attempt(1, Response::Success(Some(Box::new(grant("Late", 0)))));
    world.answer_attempt(1, Response::Failure { status: 400, retry_after: None });
    world.answer_attempt(3, Response::Failure { status: 400, retry_after: None });
    world.then_nothing();
    assert!(world.sessions.is_calling(2) && !world.sessions.is_calling(1));
}

#[test]
fn an_answer_after_the_deadline_is_dropped_though_the_timer_is_late() {
    let mut world = opening();
    world.time.pass(10_000);
    world.succeed(grant("A1", 0));
    world.then(&["c1: timeout", "abort#1"]);
    assert!(!world.is_active(1));
}
