//! An embed whose token expired without an answer recovers.

use embed_host::protocol::{
    EmbedId, EmbedSpec, ErrorCode, Input, Mode, Recover, Renewal, SourceId, State, TokenGrant,
};

use super::{World, error, spec, token};

pub(super) const HOUR: u64 = 3_600_000;

/// A page that is visible, with a live embed that mints nothing ahead, and whose first token expires after an hour.
pub(super) fn visible(recover: Recover) -> (World, SourceId, EmbedId) {
    visible_with(token(1, "T1"), recover)
}

/// The same with another first token.
pub(super) fn visible_with(first: TokenGrant, recover: Recover) -> (World, SourceId, EmbedId) {
    let mut world = World::visible();
    let source = world.source();
    let renewal = Renewal { mint_ahead: None, recover };
    let embed = world.open(EmbedSpec { renewal, ..spec(source, Mode::Mounted) });
    world.answer(source, Ok(first));
    world.load(embed);
    world.happened();
    (world, source, embed)
}

/// Fails unless the guest, when it asks, gets this token from the cache, and the embed is live again.
#[track_caller]
pub(super) fn is_answered_in_place(world: &mut World, embed: EmbedId, name: &str) {
    world.ask(embed);
    let post = format!("post e1 {name}");
    world.then_calls(&[&post, "e1: asked", "e1: degraded > live", "e1: sent ahead life=3600 waited=0"]);
}

#[test]
fn a_token_that_expires_degrades_the_embed_and_another_is_sought() {
    let (mut world, _, embed) = visible(Recover::Reload);
    world.advance(HOUR - 1);
    world.then_calls(&[]);
    assert_eq!(world.page.state(embed), State::Live);
    world.advance(1);
    world.then_calls(&["call s1#2 recover", "e1: live > degraded"]);
}

#[test]
fn a_guest_that_still_asks_is_answered_in_place() {
    let (mut world, source, embed) = visible(Recover::Reload);
    world.advance(HOUR);
    world.answer(source, Ok(token(3_601, "T2")));
    world.advance(14_999);
    world.happened();
    is_answered_in_place(&mut world, embed, "T2");
    world.advance(60_000);
    world.then_calls(&[]);
}

#[test]
fn seeking_goes_on_through_failures_with_growing_cooldowns() {
    let (mut world, source, embed) = visible(Recover::Reload);
    world.advance(HOUR);
    world.happened();
    for cooldown in [3_750, 7_500, 15_000, 30_000, 60_000, 90_000, 90_000] {
        world.answer(source, error(ErrorCode::BadResponse));
        world.then_calls(&["e1: error bad-response"]);
        world.advance(cooldown - 1);
        world.then_calls(&[]);
        world.advance(1);
        assert_eq!(
            world.happened().iter().filter(|line| line.starts_with("call")).count(),
            1,
            "after {cooldown}"
        );
    }
    world.answer(source, Ok(token(9_000, "T2")));
    world.advance(15_000);
    world.load(embed);
    assert_eq!(world.page.state(embed), State::Live);
}

#[test]
fn a_page_that_is_visible_already_is_no_news() {
    let (mut world, source, _) = visible(Recover::Reload);
    world.advance(HOUR);
    world.answer(source, error(ErrorCode::BadResponse));
    world.happened();
    world.feed(Input::Visible(true));
    world.then_calls(&[]);
}

#[test]
fn a_page_in_the_background_waits_until_it_is_visible() {
    let (mut world, source, embed) = visible(Recover::Reload);
    world.feed(Input::Visible(false));
    world.happened();
    world.advance(8 * HOUR);
    world.then_nothing();
    world.feed(Input::Visible(true));
    world.then_calls(&["call s1#2 recover", "e1: live > degraded"]);
    world.answer(source, Ok(token(30_000, "T2")));
    world.advance(14_999);
    assert_eq!(world.page.state(embed), State::Degraded);
    world.advance(1);
    world.then_calls(&["replace e1", "load e1 T2", "e1: degraded > loading"]);
}

#[test]
fn a_first_token_that_could_not_be_had_is_sought_again() {
    let mut world = World::visible();
    let (source, embed) = world.mount_alone();
    world.happened();
    world.answer(source, error(ErrorCode::BadResponse));
    world.then_calls(&["settle e1 bad-response", "e1: error bad-response"]);
    world.advance(3_750);
    world.then_calls(&["call s1#2 recover"]);
    world.answer(source, Ok(token(3, "T1")));
    world.then_calls(&["load e1 T1"]);
    world.load(embed);
    world.then(&["e1: loading > live", "e1: ready"]);
}

#[test]
fn a_frame_that_was_moved_and_shows_a_token_that_has_expired_is_rebuilt_at_once() {
    let (mut world, source, embed) = visible(Recover::Reload);
    world.advance(HOUR - 10_000);
    world.ask(embed);
    world.answer(source, Ok(token(3_590, "T2")));
    world.advance(HOUR / 2);
    assert_eq!(world.page.state(embed), State::Live);
    world.happened();
    world.feed(Input::Moved(embed));
    // What the guest had in the meantime is newer than what is in the address, and still usable.
    world.then_calls(&["replace e1", "load e1 T2", "e1: live > loading"]);
    world.load(embed);
    world.then_calls(&["e1: loading > live", "e1: ready"]);
}

#[test]
fn a_page_that_goes_to_the_background_ends_the_pause_of_a_flight_that_nobody_waits_for() {
    let (mut world, source, _) = visible(Recover::Reload);
    world.advance(HOUR);
    world.answer(source, error(ErrorCode::Network));
    world.happened();
    world.feed(Input::Visible(false));
    assert!(!world.time.is_armed());
    world.advance(60_000);
    world.then_calls(&[]);
}

#[test]
fn a_view_that_loaded_too_late_takes_the_token_of_its_flight_also_in_the_background() {
    let mut world = World::visible();
    let source = world.source();
    let renewal = Renewal { mint_ahead: None, ..Renewal::default() };
    let embed = world.open(EmbedSpec { renewal, ..spec(source, Mode::Mounted) });
    world.answer(source, Ok(token(1, "T1")));
    world.advance(HOUR);
    world.load(embed);
    world.feed(Input::Visible(false));
    world.happened();
    world.answer(source, Ok(token(3_601, "T2")));
    assert!(world.happened().contains(&"load e1 T2".into()));
}
