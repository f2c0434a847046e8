//! A second link is exchanged first; then it replaces the first one, which is revoked.

use embed_host::protocol::impersonation::{Options, Response, StorageKind};

use super::world::{World, grant, link};

#[test]
fn a_second_link_replaces_and_revokes_the_first() {
    let mut world = World::default().live();
    world.open(Some(link("R2")));
    world.then(&["exchange R2#2"]);
    assert!(world.is_active(1));
    let mut given = grant("A2", 10);
    given.claims.subject = Some("victor".into());
    world.succeed(given);
    world.then(&["begin s2 victor by adam reader", "c2: s2", "revoke R1#3"]);
    assert!(!world.is_active(1) && world.is_active(2));
    world.answer(Response::Success(None));
    world.then(&["s1: ended replaced revoked"]);
    let mut reloaded = world.reload();
    reloaded.open(None);
    reloaded.then(&["exchange R2#1"]);
}

#[test]
fn a_second_link_that_is_refused_leaves_the_first_session_as_it_was() {
    let mut world = World::default().live();
    let before = world.drawer.texts.borrow().clone();
    for status in [400, 401] {
        world.open(Some(link("bad")));
        world.fail(status);
    }
    world.open(Some(link("ordinary")));
    let mut ordinary = grant("A2", 10);
    ordinary.claims.impersonated_by = None;
    world.succeed(ordinary);
    world.open(Some(link("admin-panel")));
    let mut foreign = grant("A3", 10);
    foreign.claims.authorized_party = Some("admin-panel".into());
    world.succeed(foreign);
    world.then(&[
        "exchange bad#2",
        "c2: s1",
        "exchange bad#3",
        "c3: s1",
        "exchange ordinary#4",
        "c4: s1",
        "exchange admin-panel#5",
        "c5: s1",
    ]);
    world.want_token();
    world.then(&["c6: token A1"]);
    assert_eq!(*world.drawer.texts.borrow(), before);
}

#[test]
fn a_second_link_waits_for_the_first_one() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.open(Some(link("R2")));
    world.then(&["exchange R1#1"]);
    world.succeed(grant("A1", 0));
    world.then(&["begin s1 tess by adam reader", "c1: s1", "exchange R2#2"]);
    world.succeed(grant("A2", 0));
    world.then(&["begin s2 tess by adam reader", "c2: s2", "revoke R1#3"]);
}

#[test]
fn a_second_link_is_tried_though_the_first_one_failed() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.open(Some(link("R2")));
    world.advance(10_000);
    world.then(&["exchange R1#1", "c1: timeout", "exchange R2#2", "abort#1"]);
}

#[test]
fn a_call_without_a_link_gets_the_live_session_while_a_second_link_is_tried() {
    let mut world = World::default().live();
    world.open(Some(link("R2")));
    world.open(None);
    world.then(&["exchange R2#2", "c3: s1"]);
}

#[test]
fn a_link_in_a_page_that_has_not_resumed_replaces_and_revokes_the_stored_one() {
    let mut page = World::default().live().reload();
    page.open(Some(link("R2")));
    page.succeed(grant("A2", 10));
    page.then(&["exchange R2#1", "begin s1 tess by adam reader", "c1: s1", "revoke R1#2"]);
    page.answer(Response::Success(None));
    page.then_nothing();
}

#[test]
fn a_refused_link_in_a_page_that_has_not_resumed_leaves_the_stored_one() {
    let mut page = World::default().live().reload();
    page.open(Some(link("R2")));
    page.fail(400);
    page.then(&["exchange R2#1", "exchange R1#2"]);
}

#[test]
fn the_same_link_again_after_a_reload_revokes_nothing() {
    let mut page = World::default().live().reload();
    page.open(Some(link("R1")));
    page.succeed(grant("A2", 10));
    page.then(&["exchange R1#1", "begin s1 tess by adam reader", "c1: s1"]);
}

#[test]
fn a_link_of_another_app_replaces_the_live_session_and_leaves_no_trace_of_it() {
    let mut world = World::default().live();
    world.spec.client_id = "other".into();
    world.open(Some(link("R2")));
    let mut given = grant("A2", 10);
    given.claims.authorized_party = Some("other".into());
    world.succeed(given);
    world.then(&["exchange R2#2", "begin s2 tess by adam reader", "c2: s2", "revoke R1#3"]);
    assert_eq!(world.drawer.keys(), ["embed-host-impersonation:other@https://auth.test"]);
}

#[test]
fn the_same_link_for_another_app_is_not_revoked_under_its_feet() {
    let mut world = World::default().live();
    world.spec.client_id = "other".into();
    world.open(Some(link("R1")));
    let mut given = grant("A2", 10);
    given.claims.authorized_party = Some("other".into());
    world.succeed(given);
    world.then(&["exchange R1#2", "begin s2 tess by adam reader", "c2: s2", "s1: ended replaced"]);
    assert!(world.is_active(2));
}

#[test]
fn a_link_that_is_being_opened_for_another_app_is_over_with_its_session() {
    type Step = fn(&mut World);
    let openings: [(&str, Step); 3] = [
        ("exchanged", |_| {}),
        ("retried", |world| world.fail(503)),
        ("confirmed", |world| {
            let mut given = grant("A2", 10);
            given.claims.authorized_party = Some("other".into());
            world.succeed(given);
        }),
    ];
    let ends: [(&str, Step); 2] = [("ended", World::end), ("expired", |world| world.advance(10_000))];
    for (stage, reach) in openings {
        for (reason, end) in ends {
            let mut world = World::default();
            world.open(Some(link("R1")));
            world.succeed(grant("A1", 0));
            world.spec =
                Options { client_id: "other".into(), needs_confirmation: true, ..world.spec.clone() };
            world.time.pass(if reason == "expired" { 1_795_000 } else { 0 });
            world.open(Some(link("R1")));
            reach(&mut world);
            world.happened();

            end(&mut world);
            let happened = world.happened();
            assert!(happened.contains(&"c2: session-over".into()), "{stage}, {reason}: {happened:?}");
            world.confirm(2, true);
            world.advance(60_000);
            let later = world.happened();
            let exchanges = |line: &&String| line.starts_with("exchange");
            assert_eq!(later.iter().find(exchanges), None, "{stage}, {reason}");
            assert_eq!(world.drawer.keys(), Vec::<String>::new(), "{stage}, {reason}");
        }
    }
}

#[test]
fn a_session_in_memory_is_replaced_by_one_that_is_stored() {
    let mut world = World::storing(StorageKind::Memory).live();
    world.spec.storage = StorageKind::Session;
    world.open(Some(link("R2")));
    world.succeed(grant("A2", 10));
    world.then(&["exchange R2#2", "begin s2 tess by adam reader", "c2: s2", "revoke R1#3"]);
    assert_eq!(world.stored_in(2), "session");
    assert_eq!(world.drawer.keys().len(), 1);
}

#[test]
fn ending_a_replaced_session_joins_its_revocation() {
    let mut world = World::default().live();
    world.open(Some(link("R2")));
    world.succeed(grant("A2", 10));
    world.happened();
    world.end_of(1);
    world.answer(Response::Success(None));
    world.then(&["c3: revoked", "s1: ended replaced revoked"]);
    assert!(world.is_active(2));
}
