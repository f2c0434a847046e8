//! What happens meanwhile outside of the page: another tab, Melody Auth's own front end, the clock, another app of the page.

use embed_host::protocol::impersonation::{Grant, Response, StorageKind, WebStorageKind};

use super::world::{World, bare_link, grant, grant_for, link, rotated};

const KEY: &str = "embed-host-impersonation:app@https://auth.test";
const REFRESH: &str = "melody-auth-refresh-token";
const ID: &str = "melody-auth-id-token";
const OWN_REFRESH: &str = r#"{"refreshToken":"own","expiresOn":1796000000,"expiresIn":604800}"#;

const DOWN: fn() -> Response = || Response::Failure { status: 503, retry_after: None };

fn melody() -> World {
    World::storing(StorageKind::Melody(WebStorageKind::Local))
}

/// A reloaded page that shows what was kept, since its server did not answer.
fn kept(page: World) -> World {
    let mut world = page.live().reload();
    world.open(None);
    world.answer(DOWN());
    world.then(&["exchange R1#1", "begin s1 tess by adam reader", "c1: s1"]);
    world
}

/// Another tab opens a link, and replaces what is stored.
fn replace(world: &World) {
    let mut other = world.reload();
    other.open(Some(link("R2")));
    other.succeed(grant("B1", 1));
    other.then(&["exchange R2#1", "begin s1 tess by adam reader", "c1: s1", "revoke R1#2"]);
}

/// Another tab renews the token that is stored.
fn rotate(world: &World) {
    let stored = world.drawer.get(KEY).unwrap();
    world.drawer.put(KEY, &stored.replace(r#""R1""#, r#""R1b""#));
}

/// What a server may answer a renewal with: the refresh token is the same, or another.
const RENEWALS: [fn() -> Grant; 2] = [|| grant("A2", 1), || rotated("A2", 1, "R2")];

#[test]
fn the_first_renewal_of_a_kept_session_does_not_undo_a_sign_out() {
    for renewal in RENEWALS {
        let mut world = kept(melody());
        world.drawer.texts.borrow_mut().remove(REFRESH);
        world.advance(250);
        world.succeed(renewal());
        assert_eq!(world.drawer.get(REFRESH), None);
    }
}

#[test]
fn a_renewal_overwrites_nobody_who_signed_in_meanwhile() {
    for renewal in RENEWALS {
        let mut world = kept(melody());
        world.drawer.put(REFRESH, OWN_REFRESH);
        world.drawer.put(ID, "own");
        world.advance(250);
        world.succeed(renewal());
        assert_eq!(world.drawer.get(REFRESH).as_deref(), Some(OWN_REFRESH));
        assert_eq!(world.drawer.get(ID).as_deref(), Some("own"));
    }
}

#[test]
fn a_session_that_another_page_ended_while_it_was_resumed_is_over_without_having_begun() {
    let rows = [
        (Response::Success(Some(Box::new(grant("A2", 1)))), "c1: session-over"),
        (Response::Failure { status: 400, retry_after: None }, "c1: session-over 400"),
        (DOWN(), "c1: session-over"),
    ];
    for (answer, told) in rows {
        let mut world = World::default().live().reload();
        world.open(None);
        world.drawer.texts.borrow_mut().clear();
        world.check_storage();
        world.then(&["exchange R1#1"]);
        world.answer(answer);
        world.then(&[told]);
    }
}

#[test]
fn a_session_that_replaced_the_one_to_resume_is_given_in_its_place() {
    let answers: [fn() -> Response; 3] = [
        || Response::Success(Some(Box::new(grant("A2", 1)))),
        || Response::Failure { status: 400, retry_after: None },
        DOWN,
    ];
    for answer in answers {
        let mut world = melody().live().reload();
        world.open(None);
        replace(&world);
        world.answer(answer());
        world.succeed(grant("A3", 2));
        assert!(world.happened().contains(&"c1: s1".into()));
    }
}

#[test]
fn a_token_that_another_tab_rotated_is_not_overwritten_by_a_renewal() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.succeed(grant_for("A1", 0, 60));
    world.advance(50_000);
    world.want_token();
    rotate(&world);
    world.succeed(grant_for("A2", 50, 60));
    assert!(world.drawer.get(KEY).unwrap().contains("R1b"));
}

#[test]
fn a_session_whose_token_another_tab_rotated_is_not_deleted_when_the_older_one_is_refused() {
    let mut resuming = World::default().live().reload();
    resuming.open(None);
    let mut renewing = World::default();
    renewing.open(Some(link("R1")));
    renewing.succeed(grant_for("A1", 0, 60));
    renewing.advance(50_000);
    renewing.want_token();
    for mut world in [resuming, renewing] {
        rotate(&world);
        world.fail(400);
        assert_eq!(world.drawer.keys(), [KEY]);
    }
}

#[test]
fn a_clock_that_is_ahead_deletes_no_kept_session_before_its_server_was_asked_again() {
    let mut world = World::default().live().reload();
    world.time.now.wall += 3 * 3_600_000;
    world.open(None);
    world.answer(DOWN());
    world.advance(250);
    world.succeed(grant("A2", 1));
    assert_eq!(world.drawer.keys(), [KEY]);
    assert!(world.happened().contains(&"c1: s1".into()));
}

#[test]
fn a_kept_session_of_unknown_expiry_outlives_its_last_access_token() {
    let mut world = World::default();
    world.open(Some(bare_link("R1")));
    world.succeed(grant_for("A1", 0, 600));
    let mut reloaded = world.reload();
    reloaded.time.pass(3_600_000);
    reloaded.open(None);
    reloaded.answer(Response::Unreachable);
    reloaded.advance(250);
    reloaded.succeed(grant_for("A2", 3_600, 600));
    assert!(reloaded.happened().contains(&"c1: s1".into()));
}

#[test]
fn a_kept_session_of_unknown_expiry_asks_its_server_before_it_ends() {
    let mut world = World::default();
    world.open(Some(bare_link("R1")));
    world.succeed(grant_for("A1", 0, 600));
    let mut reloaded = world.reload();
    reloaded.open(None);
    reloaded.answer(Response::Unreachable);
    reloaded.advance(10_000);
    reloaded.happened();
    reloaded.advance(580_000);
    assert!(reloaded.happened().iter().any(|line| line.starts_with("exchange")));
}

#[test]
fn the_host_is_warned_of_the_real_end_also_after_an_estimate_that_was_too_short() {
    let mut world = World::default().live().reload();
    world.time.now.wall += 1_770_000;
    world.open(None);
    world.answer(DOWN());
    world.advance(250);
    world.succeed(grant("A2", 10));
    world.happened();
    world.advance(1_731_000);
    world.then(&["s1: expiring in 60000"]);
}

#[test]
fn a_kept_session_that_nobody_verified_since_replaces_no_running_one_of_another_app() {
    let mut world = World::default().live().reload();
    world.spec.client_id = "other".into();
    world.open(Some(link("RB")));
    let mut given = grant("B1", 0);
    given.claims.authorized_party = Some("other".into());
    world.succeed(given);
    world.spec.client_id = "app".into();
    world.open(None);
    world.answer(DOWN());
    assert!(world.is_active(1));
}

#[test]
fn nothing_is_wrong_with_the_link_of_a_session_that_has_ended() {
    let mut world = World::default().live();
    world.come("https://app.test/?refresh_token=");
    world.open_page();
    world.end();
    assert_eq!((world.is_active(1), world.link_error(1)), (false, None));
}

#[test]
fn the_error_event_of_a_link_comes_after_the_reply_each_time() {
    let mut world = World::default().live();
    for refresh_token in ["", "R2&refresh_token=R3"] {
        world.come(&format!("https://app.test/?refresh_token={refresh_token}"));
        world.happened();
        world.open_page();
        let at_once = world.happened();
        assert!(!at_once.iter().any(|line| line.contains("error")), "{at_once:?}");
        world.advance(0);
        world.then(&["s1: error link-malformed"]);
    }
}
