//! Time is the server's: how long a session goes on, whatever the local clocks say.

use embed_host::protocol::impersonation::{Grant, Link, SessionId};

use super::world::{NOON, World, bare_link, grant, grant_for, link};

/// A page whose link was exchanged so many seconds after noon.
fn exchanged(link: Link, grant: Grant) -> World {
    let mut world = World::default();
    world.open(Some(link));
    world.succeed(grant);
    world.happened();
    world
}

#[test]
fn a_session_lives_as_long_as_what_is_left_of_its_refresh_token() {
    for (seconds, left) in [(0, 1_800_000), (300, 1_500_000), (1_799, 1_000)] {
        let mut world = exchanged(link("R1"), grant("A1", seconds));
        assert_eq!(world.time_left(1), Some(left), "exchanged {seconds} s after noon");
        world.time.pass(left - 1);
        assert!(world.is_active(1));
        world.time.pass(1);
        assert!(!world.is_active(1), "though the access token would be good for longer");
    }
}

#[test]
fn a_local_clock_that_is_wrong_by_hours_changes_nothing() {
    for hours in [-30_i64, -1, 1, 30] {
        let mut world = World::default();
        world.time.now.wall = world.time.now.wall.saturating_add_signed(hours * 3_600_000);
        world.open(Some(link("R1")));
        world.succeed(grant("A1", 300));
        assert_eq!(world.time_left(1), Some(1_500_000), "{hours} hours");
        world.advance(1_500_000);
        assert_eq!(world.happened().last().unwrap(), "s1: ended expired");
        assert!(!world.is_active(1));
    }
}

/// A change of an answer, and what is left of the session after it.
type Row = (&'static str, fn(&mut Grant), u64);

#[test]
fn the_servers_time_is_read_from_its_answer_else_from_the_token() {
    let rows: [Row; 4] = [
        ("both", |_| {}, 1_700_000),
        ("no expires_on", |grant| grant.expires_on = None, 1_700_000),
        ("no expires_in", |grant| grant.expires_in = None, 1_700_000),
        (
            "the answer knows better than the token",
            |grant| grant.claims.issued_at = Some(NOON - 999),
            1_700_000,
        ),
    ];
    for (case, change, left) in rows {
        let mut given = grant("A1", 100);
        change(&mut given);
        assert_eq!(exchanged(link("R1"), given).time_left(1), Some(left), "{case}");
    }
}

#[test]
fn a_link_that_is_over_by_the_servers_clock_is_expired_though_its_token_works() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.succeed(grant("A1", 1_800));
    world.then(&["exchange R1#1", "c1: link-expired"]);
    assert!(world.drawer.keys().is_empty());
}

#[test]
fn a_session_that_has_expired_is_forgotten_and_its_token_dropped() {
    let mut world = World::default().live();
    world.advance(1_740_001);
    world.then(&["s1: expiring in 60000"]);
    world.advance(59_999);
    world.then(&["s1: ended expired"]);
    assert!(world.drawer.keys().is_empty() && !world.time.is_armed());
    world.want_token();
    world.then(&["c2: session-over"]);
}

#[test]
fn sleep_is_noticed_though_the_monotonic_clock_stood_still() {
    let mut world = World::default().live();
    world.time.now.wall += 1_800_000;
    assert!(!world.is_active(1));
    world.want_token();
    world.then(&["c2: session-over", "s1: ended expired"]);
}

#[test]
fn a_clock_that_is_set_back_prolongs_nothing() {
    let mut world = World::default().live();
    world.advance(900_000);
    world.time.now.wall -= 86_400_000;
    world.happened();
    world.advance(899_999);
    assert!(world.is_active(1));
    world.advance(1);
    assert!(!world.is_active(1));
}

#[test]
fn checking_the_storage_checks_the_time() {
    let mut world = World::default().live();
    world.time.now.wall += 1_800_000;
    world.check_storage();
    world.then(&["s1: ended expired"]);
}

#[test]
fn the_end_is_given_by_the_local_clock() {
    let mut world = World::default();
    world.time.now.wall = 1_000_000;
    world.open(Some(link("R1")));
    world.succeed(grant("A1", 1_200));
    let session = SessionId::of(1);
    assert_eq!(world.sessions.expires_at(session, world.time.now), Some(1_600_000));
    world.time.now.wall += 500;
    world.time.now.monotonic += 500;
    assert_eq!(world.sessions.expires_at(session, world.time.now), Some(1_600_000));
}

/// The last moment that a `Date` of JavaScript can hold.
const LATEST: u64 = 8_640_000_000_000_000;

#[test]
fn an_end_that_no_date_can_hold_is_the_latest_that_one_can() {
    let absurd = |seconds| {
        let mut given = grant("A1", 0);
        (given.expires_in, given.expires_on, given.claims.expires_at) = (None, None, Some(seconds));
        given
    };
    for seconds in [LATEST / 1000 + 1, u64::MAX / 1000, u64::MAX] {
        for link in [bare_link("R1"), Link { expires_on: Some(seconds), ..bare_link("R1") }] {
            let mut world = exchanged(link, absurd(seconds));
            assert_eq!(world.sessions.expires_at(SessionId::of(1), world.time.now), Some(LATEST));
        }
    }
}

#[test]
fn a_session_that_begins_in_its_last_minute_warns_once_the_host_can_listen() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.succeed(grant("A1", 1_770));
    world.then(&["exchange R1#1", "begin s1 tess by adam reader", "c1: s1"]);
    world.want_token();
    world.then(&["c2: token A1"]);
    world.advance(0);
    world.then(&["s1: expiring in 30000"]);
}

#[test]
fn a_link_that_says_only_how_long_it_lives_lives_at_most_so_long_from_now() {
    let mut world = exchanged(Link { expires_in: Some(900), ..bare_link("R1") }, grant("A1", 0));
    assert_eq!(world.time_left(1), Some(900_000));
    let mut reloaded = world.reload();
    reloaded.time.pass(300_000);
    reloaded.open(None);
    reloaded.succeed(grant("A2", 300));
    assert_eq!(reloaded.time_left(1), Some(600_000));
}

#[test]
fn a_link_that_says_nothing_lives_as_long_as_the_server_renews_it() {
    let mut world = exchanged(bare_link("R1"), grant_for("A1", 0, 300));
    assert_eq!(world.time_left(1), Some(300_000));
    world.advance(239_999);
    world.then_nothing();
    world.advance(1);
    world.then(&["exchange R1#2"]);
    world.succeed(grant_for("A2", 240, 300));
    world.then_nothing();
    assert_eq!(world.time_left(1), Some(300_000));
    world.advance(240_000);
    world.fail(400);
    world.then(&["exchange R1#3", "s1: ended refused"]);
    assert!(world.drawer.keys().is_empty());
}

#[test]
fn a_link_that_says_nothing_and_cannot_be_renewed_ends_with_its_access_token() {
    let mut world = exchanged(bare_link("R1"), grant_for("A1", 0, 300));
    world.advance(250_000);
    world.then(&["exchange R1#2", "abort#2", "s1: expiring in 50000"]);
    world.advance(49_999);
    world.then_nothing();
    world.advance(1);
    world.then(&["s1: ended expired"]);
}

#[test]
fn a_short_token_of_a_link_that_says_nothing_is_renewed_in_the_middle_of_its_life() {
    let mut world = exchanged(bare_link("R1"), grant_for("A1", 0, 10));
    world.advance(5_000);
    world.then(&["exchange R1#2"]);
}

#[test]
fn a_link_that_claims_a_life_of_ages_ends_when_the_server_refuses() {
    let ages = Link { expires_on: Some(99_999_999_999), ..bare_link("R1") };
    let mut world = exchanged(ages, grant_for("A1", 0, 60));
    world.time.pass(60_000);
    world.want_token();
    world.fail(400);
    world.then(&["exchange R1#2", "c2: session-over 400", "s1: ended refused"]);
}
