//! A session that is running or kept is always given: neither a link that fails nor a server that cannot be reached hides it.

use embed_host::protocol::impersonation::{Grant, Link, Response};
use serde_json::{Value, json};

use super::drawer::Health;
use super::world::{World, bare_link, grant, grant_for, link, rotated};

const KEY: &str = "embed-host-impersonation:app@https://auth.test";

/// Addresses with a link that is none.
const JUNK: [&str; 3] = [
    "https://app.test/?refresh_token=",
    "https://app.test/?refresh_token=R2&refresh_token=R3",
    "https://app.test/#/?refresh_token=R2&refresh_token_expires_on=soon",
];

/// A page that was reloaded ten minutes after its session began.
fn reloaded() -> World {
    let mut world = World::default().live().reload();
    world.time.pass(600_000);
    world
}

/// That page, whose server did not answer.
fn unreachable() -> World {
    let mut world = reloaded();
    world.open(None);
    world.answer(Response::Unreachable);
    world.then(&["exchange R1#1", "begin s1 tess by adam reader", "c1: s1"]);
    world
}

fn granted(change: impl FnOnce(&mut Grant)) -> Response {
    let mut given = grant("A2", 0);
    change(&mut given);
    Response::Success(Some(Box::new(given)))
}

#[test]
fn a_junk_link_leaves_the_running_session_to_the_host_and_says_what_was_wrong() {
    for address in JUNK {
        let mut world = World::default().live();
        world.come(address);
        world.happened();
        world.open_page();
        world.advance(0);
        world.then(&["c2: s1", "s1: error link-malformed"]);
        assert_eq!(world.link_error(1), Some("link-malformed"));
        world.want_token();
        world.open(None);
        world.then(&["c3: token A1", "c4: s1"]);
        assert_eq!(world.link_error(1), Some("link-malformed"), "a call for no link changes nothing");
    }
}

#[test]
fn a_junk_link_leaves_the_kept_session_to_the_host_and_says_what_was_wrong() {
    for address in JUNK {
        let mut world = reloaded();
        world.come(address);
        world.happened();
        world.open_page();
        world.succeed(grant("A2", 600));
        world.then(&["exchange R1#1", "begin s1 tess by adam reader", "c1: s1"]);
        assert_eq!(world.link_error(1), Some("link-malformed"));
        world.advance(0);
        world.then(&["s1: error link-malformed"]);
        world.advance(1_000);
        world.then_nothing();
    }
}

#[test]
fn a_link_that_fails_leaves_the_running_session_to_the_host() {
    let failure = |status| Response::Failure { status, retry_after: Some(60) };
    let rows = [
        (failure(400), "exchange-refused", false),
        (granted(|given| given.claims.authorized_party = Some("admin-panel".into())), "wrong-app", false),
        (granted(|given| given.claims.impersonated_by = None), "not-impersonation", false),
        (Response::Success(None), "bad-response", true),
        (failure(503), "backend-status", true),
    ];
    for (response, code, is_kept) in rows {
        let mut world = World::default().live();
        world.open(Some(link("R2")));
        world.answer(response);
        world.advance(0);
        world.then(&["exchange R2#2", "c2: s1", &format!("s1: error {code}")]);
        assert_eq!(world.link_error(1), Some(code));
        assert_eq!(world.sessions.has_pending_link(), is_kept, "{code}");
        world.want_token();
        world.then(&["c3: token A1"]);
    }
}

#[test]
fn a_link_that_fails_leaves_the_kept_session_to_the_host() {
    let mut world = reloaded();
    world.open(Some(link("R2")));
    world.open(None);
    world.fail(400);
    world.then(&["exchange R2#1", "exchange R1#2"]);
    world.succeed(grant("A2", 600));
    world.then(&["begin s1 tess by adam reader", "c1: s1", "c2: s1"]);
    assert_eq!(world.link_error(1), Some("exchange-refused"));
}

#[test]
fn a_link_that_the_host_declines_leaves_the_running_session_to_it() {
    let mut world = World::confirming();
    world.open(Some(link("R1")));
    world.succeed(grant("A1", 0));
    world.confirm(1, true);
    world.open(Some(link("R2")));
    world.succeed(grant("A2", 0));
    world.happened();
    world.confirm(2, false);
    world.advance(0);
    world.then(&["c2: s1", "s1: error declined"]);
}

#[test]
fn the_link_of_a_session_that_is_over_leaves_the_running_one_to_the_host() {
    let mut world = World::default().live();
    world.open(Some(link("R2")));
    world.succeed(grant("A2", 0));
    world.happened();
    world.open(Some(link("R1")));
    world.advance(0);
    world.then(&["c3: s2", "s2: error session-over"]);
}

#[test]
fn a_link_that_another_copy_took_leaves_the_running_session_to_the_host() {
    let mut world = World::default().live();
    world.taken_elsewhere = true;
    world.open_page();
    world.advance(0);
    world.then(&["c2: s1", "s1: error link-taken"]);
}

#[test]
fn a_link_that_failed_for_now_is_opened_by_the_next_call() {
    let mut world = World::default().live();
    world.open(Some(link("R2")));
    world.advance(10_000);
    world.then(&["exchange R2#2", "c2: s1", "abort#2", "s1: error timeout"]);
    world.open_page();
    world.succeed(grant("A2", 10));
    world.then(&["exchange R2#3", "begin s3 tess by adam reader", "c3: s3", "revoke R1#4"]);
    assert_eq!(world.link_error(3), None);
}

#[test]
fn without_a_session_the_link_is_what_failed_whatever_became_of_the_kept_one() {
    let mut world = reloaded();
    world.come(JUNK[0]);
    world.open_page();
    world.fail(400);
    world.then(&["link", "exchange R1#1", "c1: link-malformed"]);
    assert!(world.drawer.keys().is_empty());
}

#[test]
fn a_kept_session_is_given_as_soon_as_its_server_fails_to_answer() {
    let mut world = unreachable();
    assert_eq!(world.time_left(1), Some(1_200_000));
    assert_eq!((world.stored_in(1), world.link_error(1)), ("session", None));
    world.want_token();
    world.advance(250);
    world.then(&["exchange R1#2"]);
    world.succeed(grant("A2", 601));
    world.then(&["c2: token A2"]);
    assert_eq!(world.time_left(1), Some(1_199_000), "the server's own time counts from now on");
}

#[test]
fn a_kept_session_whose_server_hangs_is_given_at_the_deadline() {
    let mut world = reloaded();
    world.open(None);
    world.advance(10_000);
    world.then(&["exchange R1#1", "begin s1 tess by adam reader", "c1: s1", "abort#1"]);
}

#[test]
fn a_kept_session_has_no_token_until_its_server_is_back() {
    let mut world = unreachable();
    world.want_token();
    world.advance(10_000);
    world.then(&["exchange R1#2", "c2: network", "abort#2"]);
    world.want_token();
    world.advance(10_000);
    world.then(&["exchange R1#3", "c3: timeout", "abort#3"]);
    world.want_token();
    world.succeed(grant("A4", 620));
    world.then(&["exchange R1#4", "c4: token A4"]);
}

#[test]
fn a_kept_session_can_be_ended_while_its_server_cannot_be_reached() {
    let mut world = unreachable();
    world.end();
    assert!(world.drawer.keys().is_empty() && !world.is_active(1));
    world.answer(Response::Unreachable);
    world.advance(10_000);
    let happened = world.happened();
    let ended = ["c2: not revoked".into(), "abort#3".into(), "s1: ended ended".into()];
    assert!(happened.ends_with(&ended), "{happened:?}");
}

#[test]
fn a_kept_session_ends_when_its_server_refuses_it_or_says_that_it_is_another_ones() {
    let rows = [
        Response::Failure { status: 400, retry_after: None },
        granted(|given| given.claims.subject = Some("victor".into())),
        granted(|given| given.claims.impersonated_by = Some("eve".into())),
    ];
    for response in rows {
        let mut world = unreachable();
        world.advance(250);
        world.answer(response);
        world.then(&["exchange R1#2", "s1: ended refused"]);
        assert!(world.drawer.keys().is_empty());
    }
}

#[test]
fn a_session_that_is_resumed_is_still_that_of_the_same_people() {
    let mut world = reloaded();
    world.open(None);
    world.answer(granted(|given| given.claims.subject = Some("victor".into())));
    world.then(&["exchange R1#1", "c1: not-impersonation"]);
    assert!(world.drawer.keys().is_empty());
}

#[test]
fn the_end_that_is_shown_of_a_kept_session_comes_nearer_by_the_local_clock() {
    let rows =
        [(0, 1_200_000), (1_199_000, 1_000), (7_200_000, 0), (-300_000, 1_500_000), (-86_400_000, 1_800_000)];
    for (wall, left) in rows {
        let mut world = reloaded();
        let stored = world.drawer.texts.clone();
        world.time.now.wall = world.time.now.wall.saturating_add_signed(wall);
        world.open(None);
        world.answer(Response::Unreachable);
        assert_eq!(world.time_left(1), Some(left), "{wall}");
        assert_eq!(world.drawer.texts, stored, "what the server has said stays stored");
    }
}

#[test]
fn only_its_server_ends_a_kept_session_which_is_asked_once_a_minute() {
    let mut world = unreachable();
    world.advance(10_000);
    world.then(&["exchange R1#2", "abort#2"]);
    world.advance(59_999);
    world.then_nothing();
    world.advance(1);
    world.answer(Response::Failure { status: 503, retry_after: Some(3_600) });
    world.then(&["exchange R1#3"]);
    world.advance(3_599_999);
    world.then_nothing();
    assert_eq!(
        (world.is_active(1), world.time_left(1)),
        (true, Some(0)),
        "its end has passed by the local clock"
    );
    world.advance(1);
    world.fail(400);
    world.then(&["exchange R1#4", "s1: ended refused"]);
    assert!(world.drawer.keys().is_empty() && world.calls.is_empty() && !world.time.is_armed());
}

#[test]
fn the_roles_of_the_latest_grant_are_the_ones_that_are_kept() {
    let mut world = World::default();
    world.open(Some(bare_link("R1")));
    world.succeed(grant_for("A1", 0, 60));
    world.advance(50_000);
    world.want_token();
    let mut demoted = grant_for("A2", 50, 60);
    demoted.claims.roles.clear();
    world.succeed(demoted);
    let stored: Value = serde_json::from_str(&world.drawer.get(KEY).unwrap()).unwrap();
    assert_eq!(stored["verified"]["roles"], json!([]));
}

#[test]
fn the_link_of_the_kept_session_resumes_it_though_its_token_was_rotated() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.succeed(rotated("A1", 0, "R2"));
    let mut reloaded = world.reload();
    reloaded.open(Some(link("R1")));
    reloaded.succeed(grant("A2", 10));
    reloaded.then(&["exchange R2#1", "begin s1 tess by adam reader", "c1: s1"]);
    assert_eq!(reloaded.link_error(1), None);
}

#[test]
fn the_link_of_a_session_that_was_kept_before_the_running_one_takes_nothing_away() {
    let unreadable = || Response::Success(None);
    let refused = || Response::Failure { status: 400, retry_after: None };
    let rows: [(fn() -> Response, _); 2] = [(unreadable, "bad-response"), (refused, "session-over")];
    for (response, code) in rows {
        let mut world = World::default();
        world.open(Some(link("R1")));
        world.succeed(rotated("A1", 0, "R2"));
        let mut reloaded = world.reload();
        reloaded.drawer.health.set(Health::Blocked);
        reloaded.open(Some(link("R3")));
        reloaded.succeed(grant("A2", 10));
        reloaded.drawer.health.set(Health::Well);
        reloaded.open(Some(link("R1")));
        reloaded.happened();
        reloaded.answer(response());
        reloaded.then(&["c2: s1"]);
        assert_eq!(reloaded.link_error(1), Some(code));
    }
}

#[test]
fn the_link_of_the_running_session_has_nothing_wrong_with_it() {
    let mut world = World::default().live();
    world.come(JUNK[0]);
    world.open_page();
    assert_eq!(world.link_error(1), Some("link-malformed"));
    world.open(Some(link("R1")));
    assert_eq!(world.link_error(1), None);
}

#[test]
fn a_kept_session_whose_link_named_no_expiry_lasts_as_long_as_its_last_access_token() {
    let mut world = World::default();
    world.open(Some(Link { expires_on: None, expires_in: None, ..link("R1") }));
    world.succeed(grant_for("A1", 0, 600));
    world.advance(600_000 - 30_000);
    world.want_token();
    world.succeed(grant_for("A2", 570, 600));
    let mut reloaded = world.reload();
    reloaded.open(None);
    reloaded.answer(Response::Unreachable);
    assert_eq!(reloaded.time_left(1), Some(600_000));
    reloaded.advance(250);
    reloaded.succeed(grant_for("A3", 570, 900));
    assert_eq!(reloaded.time_left(1), Some(900_000), "every renewal moves the end again");
}

#[test]
fn a_session_of_which_too_little_is_kept_waits_for_its_server() {
    let verified = |change: fn(&mut Value)| {
        let world = reloaded();
        let mut stored: Value = serde_json::from_str(&world.drawer.get(KEY).unwrap()).unwrap();
        change(&mut stored);
        world.drawer.put(KEY, &stored.to_string());
        world
    };
    let rows: [fn(&mut Value); 2] = [
        |stored| drop(stored.as_object_mut().unwrap().remove("verified")),
        |stored| stored["verified"]["impersonatedBy"] = json!(null),
    ];
    for change in rows {
        let mut world = verified(change);
        world.open(None);
        world.advance(10_000);
        world.then(&["exchange R1#1", "c1: timeout", "abort#1"]);
        assert_eq!(world.drawer.keys(), [KEY]);
    }
}

#[test]
fn a_session_that_another_page_ended_is_not_stored_again_by_a_renewal() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.succeed(grant_for("A1", 0, 60));
    world.advance(60_000);
    world.want_token();
    world.drawer.texts.borrow_mut().remove(KEY);
    world.succeed(rotated("A2", 60, "R2"));
    assert!(world.drawer.keys().is_empty());
    world.then(&[
        "exchange R1#1",
        "begin s1 tess by adam reader",
        "c1: s1",
        "exchange R1#2",
        "c2: session-over",
        "s1: ended ended",
    ]);
}
