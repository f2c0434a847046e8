//! A frame is rebuilt if its guest does not ask, and only then.

use embed_host::protocol::{EmbedId, EmbedSpec, Input, Mode, Recover, Renewal, SourceId, State, TokenGrant};

use super::recovery::{HOUR, is_answered_in_place, visible, visible_with};
use super::{World, spec, token};

fn living(seconds: u32, issued_at: u64, name: &str) -> TokenGrant {
    TokenGrant { expires_in: Some(seconds), ..token(issued_at, name) }
}

#[test]
fn a_guest_that_does_not_ask_is_rebuilt_once_a_token_was_cached_for_a_while() {
    let (mut world, source, embed) = visible(Recover::Reload);
    world.advance(HOUR + 4_000);
    world.answer(source, Ok(token(3_601, "T2")));
    world.happened();
    world.advance(14_999);
    world.then_calls(&[]);
    world.advance(1);
    world.then_calls(&["replace e1", "load e1 T2", "e1: degraded > loading"]);
    world.load(embed);
    world.then(&["e1: loading > live", "e1: ready"]);
}

#[test]
fn a_guest_that_asks_when_its_frame_is_to_be_rebuilt_is_answered_in_place() {
    let (mut world, source, embed) = visible(Recover::Reload);
    world.advance(HOUR + 4_000);
    world.answer(source, Ok(token(3_601, "T2")));
    world.happened();
    // The timer is late: it is the guest that lets the page look at the time.
    world.time.pass(20_000);
    is_answered_in_place(&mut world, embed, "T2");
    assert_eq!(world.page.state(embed), State::Live);
}

#[test]
fn a_guest_that_does_not_ask_is_rebuilt_however_short_its_tokens_live() {
    // The lifetime of a token in seconds, and milliseconds that it is cached then.
    for (lifetime, grace) in [(1, 375), (10, 3_750), (20, 7_500), (25, 11_250), (30, 15_000), (3_600, 15_000)]
    {
        let (mut world, source, _) = visible_with(living(lifetime, 1, "T1"), Recover::Reload);
        world.advance(u64::from(lifetime) * 1_000);
        world.answer(source, Ok(living(lifetime, 1 + u64::from(lifetime), "T2")));
        world.happened();
        world.advance(grace - 1);
        world.then_calls(&[]);
        world.advance(1);
        world.then_calls(&["replace e1", "load e1 T2", "e1: degraded > loading"]);
    }
}

#[test]
fn a_token_that_was_minted_ahead_waits_for_the_end_of_the_old_one() {
    let mut world = World::visible();
    let source = world.source();
    world.live(source);
    world.advance(2_670_000);
    world.answer(source, Ok(token(2_670, "T2")));
    world.advance(930_000 + 14_999);
    world.happened();
    world.advance(1);
    world.then_calls(&["replace e1", "load e1 T2", "e1: degraded > loading"]);
}

#[test]
fn a_cached_token_that_will_not_last_until_the_frame_is_rebuilt_is_replaced_as_soon_as_that_is_known() {
    let mut world = World::visible();
    let source = world.source();
    let embed = world.mount(source);
    world.answer(source, Ok(living(30, 1, "T1")));
    world.load(embed);
    world.advance(13_500);
    world.answer(source, Ok(living(30, 14, "T2")));
    world.advance(16_500);
    world.happened();
    world.advance(3_499);
    world.then_calls(&[]);
    world.advance(1);
    world.then_calls(&["call s1#3 recover"]);
    world.answer(source, Ok(living(30, 34, "T3")));
    world.advance(14_999);
    world.then_calls(&[]);
    world.advance(1);
    world.then_calls(&["replace e1", "load e1 T3", "call s1#4 ahead", "e1: degraded > loading"]);
}

#[test]
fn tokens_that_expire_and_are_replaced_count_as_one_cached_token() {
    let (mut world, source, _) = visible_with(living(30, 1, "T1"), Recover::Reload);
    world.advance(30_000);
    world.answer(source, Ok(living(30, 31, "T2")));
    world.happened();
    world.advance(14_999);
    world.then_calls(&[]);
    world.advance(1);
    world.then_calls(&["replace e1", "load e1 T2", "e1: degraded > loading"]);
}

#[test]
fn a_token_that_is_of_no_use_for_an_embed_in_need_does_not_end_the_flight() {
    let (mut world, source, _) = visible(Recover::Reload);
    world.advance(HOUR);
    world.happened();
    // Issued later than the last one, and over at once.
    world.answer(source, Ok(living(0, 3_601, "Worn0001")));
    world.then_calls(&[]);
    world.advance(250);
    world.then_calls(&["call s1#3 recover"]);
    world.answer(source, Ok(token(3_602, "T2")));
    world.advance(15_000);
    world.then_calls(&["replace e1", "load e1 T2", "e1: degraded > loading"]);
}

#[test]
fn a_token_with_a_date_ahead_does_not_keep_the_embed_from_those_with_the_right_one() {
    for asks in [false, true] {
        let (mut world, source, embed) = visible(Recover::Reload);
        // The clock that minted it was an hour and more ahead, and is put right.
        world.ask(embed);
        world.answer(source, Ok(token(9_000, "Ahead001")));
        world.advance(HOUR);
        world.answer(source, Ok(token(3_601, "T2")));
        world.happened();
        if asks {
            // What is older than the last is not sent to the frame that had that one.
            world.ask(embed);
            world.then_calls(&["call s1#4 request", "e1: asked"]);
            world.answer(source, Ok(token(3_602, "T3")));
            world.then_calls(&[]);
            world.drop_request(embed);
        }
        world.advance(14_999);
        world.then_calls(&[]);
        world.advance(1);
        let lines = world.happened();
        assert!(lines.contains(&"replace e1".into()), "the guest asks: {asks}: {lines:?}");
        world.load(embed);
        assert_eq!(world.page.state(embed), State::Live);
    }
}

#[test]
fn a_token_that_the_frame_has_had_rebuilds_nothing() {
    let (mut world, source, embed) = visible(Recover::Reload);
    world.advance(HOUR);
    world.answer(source, Ok(token(1, "T1")));
    world.advance(60_000);
    assert!(world.happened().iter().all(|line| !line.starts_with("replace")));
    assert_eq!(world.page.state(embed), State::Degraded);
}

#[test]
fn nothing_is_rebuilt_by_hand() {
    let (mut world, source, embed) = visible(Recover::Manual);
    world.advance(HOUR);
    world.answer(source, Ok(token(3_601, "T2")));
    world.happened();
    world.advance(HOUR - 60_000);
    world.then_calls(&[]);
    assert_eq!(world.page.state(embed), State::Degraded);
    is_answered_in_place(&mut world, embed, "T2");
}

#[test]
fn the_time_that_a_guest_is_given_begins_when_the_page_becomes_visible() {
    let (mut world, source, _) = visible(Recover::Reload);
    world.advance(HOUR);
    world.answer(source, Ok(token(3_601, "T2")));
    world.feed(Input::Visible(false));
    world.advance(60_000);
    world.happened();
    world.feed(Input::Visible(true));
    world.advance(14_999);
    world.then_calls(&[]);
    world.advance(1);
    world.then_calls(&["replace e1", "load e1 T2", "e1: degraded > loading"]);
}

#[test]
fn a_view_that_never_loaded_gets_a_fresh_address_when_its_token_expired() {
    let mut world = World::visible();
    let source = world.source();
    let embed = world.mount(source);
    world.answer(source, Ok(token(1, "T1")));
    world.advance(2_670_000);
    world.answer(source, Ok(token(2_670, "T2")));
    world.happened();
    world.advance(930_000);
    world.then_calls(&["e1: loading > degraded"]);
    world.advance(15_000);
    world.then_calls(&["replace e1", "load e1 T2", "e1: degraded > loading"]);
    world.load(embed);
    world.then(&["settle e1 ok", "e1: loading > live", "e1: ready"]);
}

/// An adopted frame on a page that is visible. Its guest has had its first token, which has just expired.
fn adopted() -> (World, SourceId, EmbedId) {
    let mut world = World::visible();
    let source = world.source();
    let renewal = Renewal { mint_ahead: None, recover: Recover::Reload };
    let embed = world.open(EmbedSpec { renewal, ..spec(source, Mode::Attached) });
    world.ask(embed);
    world.answer(source, Ok(token(1, "T1")));
    world.advance(HOUR);
    world.happened();
    (world, source, embed)
}

#[test]
fn a_frame_with_a_foreign_src_is_not_rebuilt_again_and_its_guest_is_still_answered() {
    let (mut world, source, embed) = adopted();
    world.answer(source, Ok(token(3_601, "T2")));
    world.advance(15_000);
    world.then_calls(&["load e1 T2", "e1: degraded > loading"]);
    world.feed(Input::ForeignSrc(embed));
    world.then_calls(&["call s1#3 recover", "e1: loading > degraded"]);
    world.answer(source, Ok(token(3_616, "T3")));
    world.advance(600_000);
    world.then_calls(&[]);
    world.feed(Input::Moved(embed));
    is_answered_in_place(&mut world, embed, "T3");
}

#[test]
fn a_host_that_waits_for_a_view_is_notified_of_a_foreign_src() {
    let (mut world, source, embed) = adopted();
    world.feed(Input::Reload(embed));
    world.answer(source, Ok(token(3_601, "T2")));
    world.happened();
    world.feed(Input::ForeignSrc(embed));
    assert_eq!(world.happened()[0], "settle e1 invalid-options");
}

#[test]
fn a_source_that_is_closed_before_a_foreign_src_is_known_stays_closed() {
    let (mut world, source, embed) = adopted();
    world.answer(source, Ok(token(3_601, "T2")));
    world.advance(15_000);
    world.feed(Input::CloseSource(source));
    world.happened();
    world.feed(Input::ForeignSrc(embed));
    world.then_nothing();
    assert_eq!(world.page.state(embed), State::Refused);
}

#[test]
fn no_call_is_made_for_an_embed_that_can_start_afresh_with_what_is_there() {
    let mut world = World::visible();
    let (source, embed) = world.mount_alone();
    world.answer(source, Ok(living(10, 5, "T5")));
    world.load(embed);
    world.advance(5_000);
    for pause in [250, 500, 1_000] {
        world.answer(source, Ok(living(10, 5, "T5")));
        world.advance(pause);
    }
    // Another token of an older second is no news for a guest whose token lives, so the next call is due when that one expires.
    world.advance(1_250);
    world.answer(source, Ok(living(60, 4, "T4")));
    world.happened();
    world.advance(2_000);
    world.then_calls(&["e1: live > degraded"]);
}

#[test]
fn a_frame_that_the_host_closes_is_not_rebuilt_before() {
    let (mut world, source, embed) = visible(Recover::Reload);
    world.advance(HOUR + 4_000);
    world.answer(source, Ok(token(3_601, "T2")));
    world.happened();
    // The timer is late: the host's call lets the page look at the time.
    world.time.pass(20_000);
    world.feed(Input::Close(embed));
    world.then_calls(&["remove e1", "e1: degraded > closed", "e1: closed"]);
}

#[test]
fn a_view_that_loaded_too_late_starts_afresh_with_what_is_cached_though_it_was_issued_earlier() {
    let mut world = World::visible();
    let source = world.source();
    let renewal = Renewal { mint_ahead: None, recover: Recover::Reload };
    let [late, _] = [(); 2].map(|()| world.open(EmbedSpec { renewal, ..spec(source, Mode::Mounted) }));
    world.answer(source, Ok(living(60, 10, "T1")));
    world.advance(60_000);
    world.answer(source, Ok(living(3_600, 5, "T2")));
    world.happened();
    world.load(late);
    world.then_calls(&["replace e1", "load e1 T2", "e1: degraded > loading"]);
}
