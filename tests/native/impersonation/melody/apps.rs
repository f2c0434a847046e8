//! Apps of one origin, which share the one place where Melody Auth's front ends read their session.

use super::super::world::{World, grant, link};
use super::{is_restored, signed_in, written};

/// A page of another app of the same origin, with a session of its own.
fn other_app(world: &World) -> World {
    let mut other = world.reload();
    other.spec.client_id = "other".into();
    other.open(Some(link("R2")));
    let mut given = grant("A2", 0);
    given.claims.authorized_party = Some("other".into());
    other.succeed(given);
    other.then(&["exchange R2#1", "begin s1 tess by adam reader", "c1: s1"]);
    other
}

#[test]
fn apps_of_one_origin_share_the_place_and_what_was_there_first_is_restored() {
    let mut first = signed_in().live();
    let mut second = other_app(&first);
    assert_eq!(written(&second)["refreshToken"], "R2");
    assert!(second.drawer.texts.borrow().values().all(|text| !text.contains("R1")));

    first.check_storage();
    first.then(&["s1: ended ended"]);
    assert_eq!(written(&second)["refreshToken"], "R2");
    second.end();
    is_restored(&second);
}

#[test]
fn an_app_does_not_resume_the_session_of_another_one() {
    let second = other_app(&signed_in().live());
    let mut first = signed_in().reload();
    first.drawer = second.drawer.clone();
    first.open(None);
    first.then(&["c1: none"]);

    let mut second = second.reload();
    second.open(None);
    second.then(&["exchange R2#1"]);
}

#[test]
fn an_app_whose_session_there_is_no_room_for_leaves_no_session_of_another_one_behind() {
    for room in (0..200).step_by(3) {
        let first = signed_in().live();
        first.drawer.capacity.set(Some(first.drawer.size() + room));
        let mut second = first.reload();
        second.spec.client_id = "a-client-id-that-is-longer".into();
        second.open(Some(link("a-refresh-token-that-is-longer")));
        let mut given = grant("A2", 0);
        given.claims.authorized_party = Some(second.spec.client_id.clone());
        second.succeed(given);
        if second.stored_in(1) == "melody" {
            assert_eq!(written(&second)["refreshToken"], "a-refresh-token-that-is-longer");
            second.end();
            is_restored(&second);
        } else if written(&second)["refreshToken"] == "R1" {
            let mut first = first.reload();
            first.open(None);
            first.then(&["exchange R1#1"]);
        } else {
            is_restored(&second);
        }
    }
}
