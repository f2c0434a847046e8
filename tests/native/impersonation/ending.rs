//! `end()`: forgets at once, then revokes, and is final.

use embed_host::protocol::impersonation::{Response, StorageKind};

use super::world::{World, grant, grant_for, link};

#[test]
fn everything_is_forgotten_before_the_server_is_asked() {
    let mut world = World::default().live();
    world.end();
    world.then(&["revoke R1#2"]);
    assert!(world.drawer.keys().is_empty() && !world.is_active(1));
    world.want_token();
    world.then(&["c3: session-over"]);
    world.answer(Response::Success(None));
    world.then(&["c2: revoked", "s1: ended ended revoked"]);
    assert!(!world.time.is_armed());
}

#[test]
fn an_end_is_final_though_the_server_refuses_to_revoke() {
    for status in [400, 401, 404] {
        let mut world = World::default().live();
        world.end();
        world.fail(status);
        world.then(&["revoke R1#2", "c2: not revoked", "s1: ended ended"]);
    }
}

#[test]
fn an_end_is_final_though_the_server_cannot_be_reached() {
    let mut world = World::default().live();
    world.end();
    world.answer(Response::Unreachable);
    world.advance(250);
    world.then(&["revoke R1#2", "revoke R1#3"]);
    world.advance(9_750);
    world.then(&["c2: not revoked", "abort#3", "s1: ended ended"]);
    world.open(None);
    world.open(Some(link("R1")));
    world.then(&["c3: none", "c4: session-over"]);
    assert!(!world.time.is_armed());
}

#[test]
fn a_server_that_hangs_does_not_hold_up_an_end_for_longer_than_the_deadline() {
    let mut world = World::default().live();
    world.end();
    world.happened();
    world.advance(9_999);
    world.then_nothing();
    world.advance(1);
    world.then(&["c2: not revoked", "abort#2", "s1: ended ended"]);
}

#[test]
fn ending_again_asks_nothing_again() {
    let mut world = World::default().live();
    world.end();
    world.end();
    world.answer(Response::Success(None));
    world.end();
    world.then(&["revoke R1#2", "c2: revoked", "c3: revoked", "s1: ended ended revoked", "c4: not revoked"]);
}

#[test]
fn ending_what_is_over_asks_nothing() {
    let mut world = World::default().live();
    world.advance(1_800_000);
    world.happened();
    world.end();
    world.end_of(9);
    world.then(&["c2: not revoked", "c3: not revoked"]);
}

#[test]
fn those_who_wait_for_a_token_hear_that_it_is_over() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.succeed(grant_for("A1", 0, 60));
    world.time.pass(60_000);
    world.want_token();
    world.happened();
    world.end();
    world.then(&["c2: session-over", "revoke R1#3", "abort#2"]);
    world.answer_attempt(2, Response::Success(Some(Box::new(grant("A2", 60)))));
    world.then_nothing();
}

#[test]
fn after_the_end_the_same_link_opens_nothing_and_another_one_does() {
    let mut world = World::default().live();
    world.end();
    world.answer(Response::Success(None));
    world.happened();
    world.open(Some(link("R1")));
    world.then(&["c3: session-over"]);
    world.open(Some(link("R2")));
    world.succeed(grant("A2", 0));
    world.then(&["exchange R2#3", "begin s3 tess by adam reader", "c4: s3"]);
}

#[test]
fn the_end_of_a_session_takes_away_its_link_that_waits_for_another_app() {
    let mut world = World::default().live();
    let first = world.spec.clone();
    world.spec.client_id = "other".into();
    world.open(Some(link("R1")));
    world.advance(10_000);
    assert!(world.sessions.has_pending_link());
    world.spec = first;
    world.end();
    assert!(!world.sessions.has_pending_link());
}

#[test]
fn a_link_that_expired_or_was_refused_here_is_not_opened_again() {
    let mut world = World::default().live();
    world.advance(1_800_000);
    world.happened();
    world.open(Some(link("R1")));
    world.then(&["c2: session-over"]);
}

#[test]
fn a_reload_after_the_end_resumes_nothing() {
    let mut world = World::default().live();
    world.end();
    let mut reloaded = world.reload();
    reloaded.open(None);
    reloaded.then(&["c1: none"]);
}

#[test]
fn a_page_from_the_back_forward_cache_checks_the_storage() {
    let mut cached = World::default().live();
    let mut page = cached.reload();
    page.open(None);
    page.succeed(grant("A2", 10));
    page.end();
    cached.check_storage();
    cached.then(&["s1: ended ended"]);
    assert!(!cached.is_active(1) && !cached.time.is_armed());
    cached.want_token();
    cached.open(None);
    cached.open(Some(link("R1")));
    cached.then(&["c2: session-over", "c3: none", "c4: session-over"]);
}

#[test]
fn a_page_from_the_back_forward_cache_whose_session_was_replaced_does_not_go_on_with_the_new_one() {
    let mut cached = World::default().live();
    let mut page = cached.reload();
    page.open(Some(link("R2")));
    page.succeed(grant("A2", 10));
    cached.check_storage();
    cached.then(&["s1: ended replaced"]);
    assert_eq!(cached.drawer.keys().len(), 1, "the new session is still stored");
}

#[test]
fn a_page_from_the_back_forward_cache_goes_on_with_the_token_that_another_page_was_given() {
    let mut cached = World::default().live();
    let mut page = cached.reload();
    page.open(None);
    page.succeed(super::world::rotated("A2", 10, "R2"));
    cached.check_storage();
    cached.then_nothing();
    assert!(cached.is_active(1));
    cached.end();
    assert_eq!(cached.happened()[0], "revoke R2#2");
}

#[test]
fn a_renewal_under_way_with_a_token_that_was_rotated_elsewhere_begins_anew() {
    let mut cached = World::default();
    cached.open(Some(link("R1")));
    cached.succeed(grant_for("A1", 0, 60));
    cached.time.pass(60_000);
    cached.want_token();
    cached.happened();
    let mut page = cached.reload();
    page.open(None);
    page.succeed(super::world::rotated("A2", 60, "R2"));
    cached.check_storage();
    cached.then(&["exchange R2#3", "abort#2"]);
}

/// A page whose session another page has ended, and which the browser kept with what it had seen of the storage.
fn kept_with_its_storage() -> World {
    let mut world = World::default().live();
    world.restore();
    world.then(&["exchange R1#2"]);
    world
}

#[test]
fn a_page_from_the_back_forward_cache_is_told_by_the_server_what_its_storage_does_not_tell() {
    let mut cached = kept_with_its_storage();
    cached.want_token();
    cached.then_nothing();
    cached.fail(400);
    cached.then(&["c2: session-over 400", "s1: ended refused"]);
    assert!(!cached.is_active(1) && !cached.time.is_armed());
}

#[test]
fn a_page_from_the_back_forward_cache_goes_on_once_the_server_has_answered() {
    let mut cached = kept_with_its_storage();
    cached.want_token();
    cached.succeed(grant("A2", 10));
    cached.want_token();
    cached.then(&["c2: token A2", "c3: token A2"]);
}

#[test]
fn a_page_from_the_back_forward_cache_has_no_token_before_its_server_is_back() {
    let mut cached = kept_with_its_storage();
    cached.want_token();
    cached.advance(10_000);
    cached.then(&["c2: timeout", "abort#2"]);
    assert!(cached.is_active(1));
    cached.want_token();
    cached.then(&["exchange R1#3"]);
    cached.succeed(grant("A2", 10));
    cached.then(&["c3: token A2"]);
}

#[test]
fn a_renewal_that_was_under_way_when_the_page_was_left_says_nothing() {
    let mut cached = World::default();
    cached.open(Some(link("R1")));
    cached.succeed(grant_for("A1", 0, 60));
    cached.time.pass(60_000);
    cached.want_token();
    cached.happened();
    cached.restore();
    cached.then(&["exchange R1#3", "abort#2"]);
    cached.answer_attempt(2, Response::Success(Some(Box::new(grant("A2", 60)))));
    cached.then_nothing();
}

#[test]
fn a_page_whose_session_is_only_in_memory_checks_no_storage() {
    let mut world = World::storing(StorageKind::Memory).live();
    world.check_storage();
    world.then_nothing();
    assert!(world.is_active(1));
}

#[test]
fn a_storage_that_cannot_be_read_ends_nothing() {
    let mut world = World::default().live();
    world.drawer.health.set(super::drawer::Health::Blocked);
    world.check_storage();
    world.then_nothing();
    assert!(world.is_active(1));
}
