//! Storage that is blocked or full: the session is in memory then, and the host is notified.

use embed_host::protocol::impersonation::Response;

use super::drawer::Health;
use super::world::{World, grant, grant_for, link, rotated};

#[test]
fn a_session_that_cannot_be_stored_is_in_memory_and_the_host_is_notified_afterwards() {
    for health in [Health::Full, Health::Blocked] {
        let mut world = World::default();
        world.drawer.health.set(health);
        world.open(Some(link("R1")));
        world.succeed(grant("A1", 0));
        world.then(&["exchange R1#1", "begin s1 tess by adam reader", "c1: s1"]);
        assert_eq!(world.stored_in(1), "memory");
        world.want_token();
        world.then(&["c2: token A1"]);
        world.advance(0);
        world.then(&["s1: error storage-blocked"]);
        world.advance(1_000);
        world.then_nothing();
        world.check_storage();
        world.end();
        world.then(&["revoke R1#2"]);
    }
}

#[test]
fn with_a_blocked_storage_there_is_nothing_to_resume() {
    let mut world = World::default().live().reload();
    world.drawer.health.set(Health::Blocked);
    world.open(None);
    world.then(&["c1: none"]);
}

#[test]
fn a_rotated_token_that_cannot_be_stored_leaves_no_dead_one_behind() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.succeed(grant_for("A1", 0, 60));
    world.advance(60_000);
    world.drawer.health.set(Health::Full);
    world.happened();
    world.want_token();
    world.succeed(rotated("A2", 60, "R2"));
    world.advance(0);
    world.then(&["exchange R1#2", "c2: token A2", "s1: error storage-blocked"]);
    assert!(world.drawer.keys().is_empty());
    assert_eq!(world.stored_in(1), "memory");
}

#[test]
fn a_session_in_memory_is_not_stored_by_a_renewal() {
    let mut world = World::default();
    world.drawer.health.set(Health::Full);
    world.open(Some(link("R1")));
    world.succeed(grant_for("A1", 0, 60));
    world.drawer.health.set(Health::Well);
    world.advance(60_000);
    world.want_token();
    world.succeed(rotated("A2", 60, "R2"));
    assert!(world.drawer.keys().is_empty());
    assert_eq!(world.stored_in(1), "memory");
}

#[test]
fn a_session_that_was_forgotten_while_the_storage_was_blocked_is_over_all_the_same() {
    let mut world = World::default().live();
    world.drawer.health.set(Health::Blocked);
    world.end();
    world.answer(Response::Success(None));
    world.then(&["revoke R1#2", "c2: revoked", "s1: ended ended revoked"]);
    world.drawer.health.set(Health::Well);
    world.open(None);
    world.then(&["c3: session-over"]);
}
