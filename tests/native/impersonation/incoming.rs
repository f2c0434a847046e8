//! Links that come in the address of a page: which one the next call opens, and which of them are the same.

use embed_host::protocol::impersonation::{FoundLink, Input, Names, Options, Response};
use embed_host::protocol::{Error, ErrorCode};

use super::world::{World, grant, link};

const R1: &str = "https://app.test/?refresh_token=R1";
const R2: &str = "https://app.test/#/inbox?refresh_token=R2&refresh_token_expires_in=1800";
const MALFORMED: &str = "https://app.test/?refresh_token=A&refresh_token=B";

#[test]
fn a_link_that_came_is_opened_once() {
    let mut world = World::default();
    world.open_page();
    world.then(&["c1: none"]);
    world.come(R1);
    world.then(&["link"]);
    assert!(world.sessions.has_pending_link());
    world.open_page();
    world.then(&["exchange R1#1"]);
    assert!(!world.sessions.has_pending_link());
    world.succeed(grant("A1", 0));
    world.open_page();
    world.then(&["begin s2 tess by adam reader", "c2: s2", "c3: s2"]);
}

#[test]
fn a_call_for_no_link_leaves_the_one_that_came() {
    let mut world = World::default();
    world.come(R1);
    world.open(None);
    world.then(&["link", "c1: none"]);
    assert!(world.sessions.has_pending_link());
}

#[test]
fn the_newest_link_is_the_one_that_is_opened() {
    let mut world = World::default();
    world.come(R1);
    world.come(R2);
    world.open_page();
    world.then(&["link", "link", "exchange R2#1"]);
    world.succeed(grant("A2", 0));
    world.open_page();
    world.then(&["begin s1 tess by adam reader", "c1: s1", "c2: s1"]);
}

#[test]
fn a_link_that_comes_while_a_session_runs_replaces_it_with_the_next_call() {
    let mut world = World::default().live();
    world.come(R2);
    world.then(&["link"]);
    assert!(world.is_active(1));
    world.open_page();
    world.succeed(grant("A2", 10));
    world.then(&["exchange R2#2", "begin s2 tess by adam reader", "c2: s2", "revoke R1#3"]);
    world.answer(Response::Success(None));
    world.then(&["s1: ended replaced revoked"]);
}

#[test]
fn calls_for_the_link_of_the_page_share_the_session_that_comes_of_it() {
    for (outcome, replies) in [
        ("good", ["begin s2 tess by adam reader", "c2: s2", "c3: s2", "revoke R1#3"].as_slice()),
        ("refused", &["c2: s1", "c3: s1"]),
    ] {
        let mut world = World::default().live();
        world.come(R2);
        world.open_page();
        world.open_page();
        world.then(&["link", "exchange R2#2"]);
        if outcome == "good" {
            world.succeed(grant("A2", 10));
        } else {
            world.fail(400);
        }
        world.then(replies);
    }
}

#[test]
fn while_the_host_is_asked_to_confirm_a_link_calls_get_the_live_session() {
    let mut world = World::default().live();
    world.spec = Options { needs_confirmation: true, ..world.spec.clone() };
    world.come(R2);
    world.open_page();
    world.open_page();
    world.succeed(grant("A2", 10));
    world.then(&["link", "exchange R2#2", "c2: confirm tess by adam#2"]);
    world.open_page();
    world.then(&["c4: s1"]);
    world.confirm(2, true);
    world.then(&["begin s2 tess by adam reader", "c2: s2", "c3: s2", "revoke R1#3"]);
}

#[test]
fn a_call_for_the_link_of_the_page_joins_the_newest_one() {
    let mut world = World::default().live();
    world.open(Some(link("R3")));
    world.come(R2);
    world.open_page();
    world.open_page();
    world.succeed(grant("A3", 10));
    world.then(&[
        "exchange R3#2",
        "link",
        "begin s2 tess by adam reader",
        "c2: s2",
        "revoke R1#3",
        "exchange R2#4",
    ]);
    world.answer(Response::Success(None));
    world.succeed(grant("A2", 20));
    world.then(&[
        "s1: ended replaced revoked",
        "begin s3 tess by adam reader",
        "c3: s3",
        "c4: s3",
        "revoke R3#5",
    ]);
}

#[test]
fn the_same_token_is_one_link_wherever_it_stands_and_whatever_became_of_it() {
    let elsewhere = "https://app.test/other#refresh_token=%521&refresh_token_expires_in=5";
    let mut world = World::default();
    world.come(R1);
    world.come(elsewhere);
    world.then(&["link"]);
    world.open_page();
    world.come(R1);
    assert!(!world.sessions.has_pending_link(), "while it is exchanged");
    world.succeed(grant("A1", 0));
    world.come(R1);
    assert!(!world.sessions.has_pending_link(), "while it is live");
    world.end();
    world.come(elsewhere);
    assert!(!world.sessions.has_pending_link(), "when it has ended");
    world.then(&["exchange R1#1", "begin s1 tess by adam reader", "c1: s1", "revoke R1#2"]);

    let mut world = World::default();
    world.open(Some(link("R1")));
    world.fail(400);
    world.come(R1);
    assert!(!world.sessions.has_pending_link(), "when it was refused");
    world.then(&["exchange R1#1", "c1: exchange-refused 400"]);
}

#[test]
fn a_link_is_known_also_after_another_one_was_opened() {
    let mut world = World::default();
    world.come(R1);
    world.come(R2);
    world.open_page();
    world.then(&["link", "link", "exchange R2#1"]);
    world.come(R1);
    world.then_nothing();
    world.succeed(grant("A2", 0));
    assert!(!world.sessions.has_pending_link());
}

#[test]
fn what_is_wrong_with_a_link_is_said_once_and_takes_no_other_link_away() {
    let mut world = World::default();
    world.come(R1);
    world.come(MALFORMED);
    world.come(MALFORMED);
    world.then(&["link", "link"]);
    world.open_page();
    world.then(&["c1: link-malformed"]);
    world.come(MALFORMED);
    world.open_page();
    world.then(&["exchange R1#1"]);
}

#[test]
fn a_good_link_comes_before_what_was_wrong_with_an_older_one() {
    let mut world = World::default();
    world.come(MALFORMED);
    world.come(R1);
    world.open_page();
    world.then(&["link", "link", "exchange R1#1"]);
}

#[test]
fn a_link_that_could_not_be_taken_out_is_an_error_and_comes_again() {
    let mut world = World::default();
    let blocked = Error::new(ErrorCode::UnsupportedEnvironment);
    world.come_scrubbed(R1, Err(blocked));
    world.open_page();
    world.then(&["link", "c1: unsupported-environment"]);
    world.come(R1);
    world.open_page();
    world.then(&["link", "exchange R1#1"]);
}

#[test]
fn a_link_that_stays_in_the_address_is_told_once_and_each_call_fails() {
    let mut world = World::default();
    let blocked = Error::new(ErrorCode::UnsupportedEnvironment);
    for news in [&["link", "c1: unsupported-environment"][..], &["c2: unsupported-environment"]] {
        world.come_scrubbed(R1, Err(blocked));
        world.open_page();
        world.then(news);
    }
    world.come_scrubbed(R2, Err(blocked));
    world.then(&["link"]);
}

#[test]
fn what_the_page_was_opened_with_is_kept_and_no_news() {
    let mut world = World::default();
    let found = FoundLink::find(R1, &Names::default()).unwrap();
    world.feed(Input::LinkFound { found, scrubbed: Ok(()), later: false });
    world.then(&[]);
    world.open_page();
    world.then(&["exchange R1#1"]);
}

#[test]
fn a_link_that_cannot_be_put_out_again_is_no_error_of_a_call() {
    let mut world = World::default().live();
    world.come_scrubbed(
        "https://app.test/?refresh_token=R1",
        Err(Error::new(ErrorCode::UnsupportedEnvironment)),
    );
    world.open_page();
    world.then(&["c2: s1"]);
}

/// A page on which R1 was opened, and could not be exchanged for now.
fn kept() -> World {
    let mut world = World::default();
    world.come(R1);
    world.open_page();
    world.advance(10_000);
    world.happened();
    assert!(world.sessions.has_pending_link());
    world
}

#[test]
fn a_newer_link_takes_the_place_of_one_that_failed_for_now() {
    let mut world = kept();
    world.come(R2);
    world.open_page();
    world.then(&["link", "exchange R2#2"]);
}

#[test]
fn an_older_link_does_not_come_back_behind_the_session_of_a_newer_one() {
    let mut world = kept();
    world.open(Some(link("R2")));
    world.succeed(grant("A2", 10));
    world.then(&["exchange R2#2", "begin s2 tess by adam reader", "c2: s2"]);
    assert!(!world.sessions.has_pending_link());
}

#[test]
fn a_link_that_fails_for_now_while_a_newer_one_waits_is_dropped() {
    let mut world = World::default();
    world.come(R1);
    world.open_page();
    world.come(R2);
    world.open_page();
    world.advance(10_000);
    world.then(&["link", "exchange R1#1", "link", "c1: timeout", "exchange R2#2", "abort#1"]);
    assert!(!world.sessions.has_pending_link());
    world.advance(10_000);
    assert!(world.sessions.has_pending_link(), "the newest is kept");
    world.happened();
    world.open_page();
    world.then(&["exchange R2#3"]);
}

#[test]
fn a_link_that_comes_after_that_of_a_session_waits_for_its_own_call() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.come(R2);
    world.succeed(grant("A1", 0));
    assert!(world.sessions.has_pending_link());
}

#[test]
fn a_session_that_is_resumed_leaves_the_link_that_came() {
    let mut page = World::default().live().reload();
    page.come(R2);
    page.open(None);
    page.succeed(grant("A1", 10));
    assert!(page.sessions.has_pending_link());
}

#[test]
fn where_another_copy_has_the_link_a_call_says_so_instead_of_none() {
    let mut world = World { taken_elsewhere: true, ..World::default() };
    world.open_page();
    world.then(&["c1: link-taken"]);
    world.come(R1);
    world.open_page();
    world.then(&["link", "exchange R1#1"]);
    world.succeed(grant("A1", 0));
    world.happened();
    world.open_page();
    world.then(&["c3: s2"]);

    let mut page = World { taken_elsewhere: true, ..world.reload() };
    page.open_page();
    page.then(&["exchange R1#1"]);
}

#[test]
fn other_copies_see_a_link_until_it_has_begun_a_session_or_failed() {
    let mut world = World::default();
    assert!(!world.marked);
    world.come(R1);
    assert!(world.marked, "it waits");
    world.open_page();
    assert!(world.marked, "it is exchanged");
    world.advance(10_000);
    assert!(world.marked, "it failed for now, and waits again");
    world.open_page();
    world.succeed(grant("A1", 10));
    assert!(!world.marked, "the session runs");
    world.come(MALFORMED);
    assert!(world.marked, "what is wrong with one waits too");
    world.open_page();
    assert!(!world.marked);
    world.come(R2);
    world.open_page();
    world.fail(400);
    assert!(!world.marked, "it was refused");
    world.reload().open(None);
    assert!(!world.marked, "a stored session is not a link");
}

#[test]
fn a_page_that_puts_a_link_back_again_and_again_wins_for_a_while() {
    let mut world = World::default();
    let scrubs = |world: &mut World| {
        let now = world.time.now;
        (0..1000).filter(|_| world.sessions.may_scrub(now)).count()
    };
    assert_eq!(scrubs(&mut world), 20);
    world.time.pass(999);
    assert_eq!(scrubs(&mut world), 0);
    world.time.pass(1);
    assert_eq!(scrubs(&mut world), 1);
    world.time.pass(5_000);
    assert_eq!(scrubs(&mut world), 5);
    world.time.pass(3_600_000);
    assert_eq!(scrubs(&mut world), 20);
}
