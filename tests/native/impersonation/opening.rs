//! A link is exchanged, verified and confirmed; only then is anything stored.

use super::world::{World, bare_link, grant, link};

#[test]
fn a_good_link_becomes_a_session() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    assert_eq!(world.happened(), ["exchange R1#1", "timer 10000"]);
    assert!(world.drawer.keys().is_empty(), "nothing is stored before the server has spoken");
    world.succeed(grant("A1", 0));
    world.then(&["begin s1 tess by adam reader", "c1: s1"]);
    assert_eq!(world.stored_in(1), "session");
    assert_eq!(world.drawer.keys(), ["embed-host-impersonation:app@https://auth.test"]);
}

#[test]
fn a_page_knows_whether_a_session_of_its_own_is_live() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    assert!(!world.sessions.is_any_live(), "before the server has answered");
    world.succeed(grant("A1", 0));
    assert!(world.sessions.is_any_live());
    world.end();
    assert!(!world.sessions.is_any_live(), "while it is being revoked");
}

#[test]
fn without_a_link_and_with_nothing_stored_there_is_no_session() {
    let mut world = World::default();
    world.open(None);
    world.then(&["c1: none"]);
    assert!(!world.time.is_armed());
}

#[test]
fn the_host_is_asked_before_anything_is_stored() {
    let mut world = World::confirming();
    world.open(Some(link("R1")));
    world.succeed(grant("A1", 0));
    world.then(&["exchange R1#1", "c1: confirm tess by adam#1"]);
    assert!(world.drawer.keys().is_empty());
    assert!(!world.time.is_armed(), "who is asked may take as long as it takes");
    world.confirm(1, true);
    world.then(&["begin s1 tess by adam reader", "c1: s1"]);
}

#[test]
fn a_host_that_declines_changes_nothing_and_the_link_is_dropped() {
    let mut world = World::confirming();
    world.open(Some(link("R1")));
    world.succeed(grant("A1", 0));
    world.happened();
    world.confirm(1, false);
    world.then(&["c1: declined"]);
    assert!(world.drawer.keys().is_empty() && !world.is_active(1));
    assert!(!world.sessions.has_pending_link());
}

#[test]
fn an_answer_to_another_question_is_dropped() {
    let mut world = World::confirming();
    world.confirm(1, true);
    world.open(Some(link("R1")));
    world.confirm(1, true);
    world.succeed(grant("A1", 0));
    world.happened();
    world.confirm(2, true);
    world.then_nothing();
    world.confirm(1, true);
    world.confirm(1, false);
    world.then(&["begin s1 tess by adam reader", "c1: s1"]);
}

#[test]
fn a_link_that_expired_while_the_host_was_asked_is_no_session() {
    let mut world = World::confirming();
    world.open(Some(link("R1")));
    world.succeed(grant("A1", 0));
    world.happened();
    world.time.pass(1_800_000);
    world.confirm(1, true);
    world.then(&["c1: link-expired"]);
    assert!(world.drawer.keys().is_empty());
}

#[test]
fn an_access_token_that_expired_while_the_host_was_asked_is_renewed_when_it_is_wanted() {
    let mut world = World::confirming();
    world.open(Some(link("R1")));
    world.succeed(super::world::grant_for("A1", 0, 60));
    world.time.pass(600_000);
    world.confirm(1, true);
    world.happened();
    world.want_token();
    world.then(&["exchange R1#2"]);
}

#[test]
fn concurrent_calls_join_and_get_one_session() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.open(Some(link("R1")));
    world.open(None);
    world.open(Some(bare_link("R1")));
    world.then(&["exchange R1#1"]);
    world.succeed(grant("A1", 0));
    world.then(&["begin s1 tess by adam reader", "c1: s1", "c2: s1", "c3: s1", "c4: s1"]);
}

#[test]
fn concurrent_calls_share_a_failure() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.open(None);
    world.fail(400);
    world.then(&["exchange R1#1", "c1: exchange-refused 400", "c2: exchange-refused 400"]);
}

#[test]
fn only_the_first_of_concurrent_calls_is_asked() {
    let mut world = World::confirming();
    world.open(Some(link("R1")));
    world.open(Some(link("R1")));
    world.succeed(grant("A1", 0));
    world.open(Some(link("R1")));
    world.then(&["exchange R1#1", "c1: confirm tess by adam#1"]);
    world.confirm(1, true);
    world.then(&["begin s1 tess by adam reader", "c1: s1", "c2: s1", "c3: s1"]);
}

#[test]
fn later_calls_get_the_live_session_also_with_the_same_link() {
    let mut world = World::default().live();
    world.open(None);
    world.open(Some(link("R1")));
    world.then(&["c2: s1", "c3: s1"]);
}

#[test]
fn another_app_of_the_page_neither_joins_nor_gets_the_session() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.spec.client_id = "other".into();
    world.open(None);
    world.then(&["exchange R1#1"]);
    world.succeed(grant("A1", 0));
    world.then(&["begin s1 tess by adam reader", "c1: s1", "c2: none"]);
}
