//! The next token is fetched shortly before the guest asks, and is there when it does.

use embed_host::protocol::{EmbedId, EmbedSpec, ErrorCode, Input, Mode, Renewal, SourceId};

use super::{World, error, spec, token};

/// When a token of an hour is followed by the next, with jitter in the middle: 60 s and half of six minutes before its end.
pub(super) const MINTED_AT: u64 = 3_360_000;

/// A page that is visible, with a live embed whose token is an hour's.
fn visible() -> (World, SourceId, EmbedId) {
    let mut world = World::visible();
    let source = world.source();
    let embed = world.live(source);
    (world, source, embed)
}

#[test]
fn a_token_is_minted_ahead_and_answers_at_once() {
    let (mut world, source, embed) = visible();
    world.advance(MINTED_AT - 1);
    world.then_calls(&[]);
    world.advance(1);
    world.then_calls(&["call s1#2 ahead"]);
    world.answer(source, Ok(token(3_360, "T2")));
    world.then_calls(&[]);
    world.advance(230_000);
    world.ask(embed);
    world.then_calls(&["post e1 T2", "e1: asked", "e1: sent ahead life=3600 waited=0"]);
}

#[test]
fn a_cached_token_is_never_pushed_and_no_second_one_is_fetched() {
    let (mut world, source, _) = visible();
    world.advance(MINTED_AT);
    world.answer(source, Ok(token(3_360, "T2")));
    world.happened();
    world.advance(239_999);
    world.then_calls(&[]);
}

#[test]
fn the_token_after_the_cached_one_is_minted_before_that_one_ends() {
    let (mut world, source, embed) = visible();
    world.advance(MINTED_AT);
    world.answer(source, Ok(token(3_360, "T2")));
    world.advance(230_000);
    world.ask(embed);
    world.happened();
    world.advance(MINTED_AT - 230_001);
    world.then_calls(&[]);
    world.advance(1);
    world.then_calls(&["call s1#3 ahead"]);
}

#[test]
fn jitter_spreads_the_fetches_over_a_tenth_of_the_lifetime() {
    for (random, at) in [(0, 3_540_000), (1 << 31, MINTED_AT), (u32::MAX, 3_180_001)] {
        let mut world = World::default();
        world.time.now.random = random;
        world.feed(Input::Visible(true));
        let source = world.source();
        world.live(source);
        world.advance(at - 1);
        world.then_calls(&[]);
        world.advance(1);
        world.then_calls(&["call s1#2 ahead"]);
    }
}

#[test]
fn the_lead_is_what_the_host_says_but_never_more_than_half_of_the_lifetime() {
    let rows = [
        ("the default of an hour's token", Some(60), 3_600, Some(3_540)),
        ("a longer one", Some(600), 3_600, Some(3_000)),
        ("none: the next token is sought when this one ends", Some(0), 3_600, Some(3_600)),
        ("a short lifetime", Some(60), 30, Some(15)),
        ("a month", Some(60), 30 * 86_400, Some(30 * 86_400 - 60)),
        ("never: the same", None, 3_600, Some(3_600)),
    ];
    for (case, mint_ahead, lifetime, expected) in rows {
        let mut world = World::default();
        world.time.now.random = 0;
        world.feed(Input::Visible(true));
        let source = world.source();
        let renewal = Renewal { mint_ahead, ..Renewal::default() };
        let embed = world.open(EmbedSpec { renewal, ..spec(source, Mode::Mounted) });
        let mut grant = token(1, "T1");
        grant.expires_in = Some(lifetime);
        world.answer(source, Ok(grant));
        world.load(embed);
        world.happened();
        let minted = (1..=u64::from(lifetime)).find(|_| {
            world.advance(1_000);
            world.happened().iter().any(|line| line.starts_with("call"))
        });
        assert_eq!(minted, expected, "{case}");
    }
}

#[test]
fn a_page_in_the_background_fetches_nothing_and_sets_no_timer() {
    let (mut world, source, _) = visible();
    world.feed(Input::Visible(false));
    world.happened();
    assert!(!world.time.is_armed());
    world.advance(86_400_000);
    world.then_nothing();

    world.feed(Input::Visible(true));
    assert_eq!(world.calling(source), 2);
}

#[test]
fn a_guest_that_asks_during_the_flight_joins_it() {
    let (mut world, source, embed) = visible();
    world.advance(MINTED_AT);
    world.happened();
    world.ask(embed);
    world.advance(80);
    world.answer(source, Ok(token(3_360, "T2")));
    world.then_calls(&["e1: asked", "post e1 T2", "e1: sent life=3600 waited=80"]);
}

#[test]
fn embeds_of_one_source_are_served_by_one_fetch() {
    let mut world = World::visible();
    let source = world.source();
    let embeds: [EmbedId; 5] = world.live_together(source);
    world.advance(MINTED_AT);
    world.then_calls(&["call s1#2 ahead"]);
    world.answer(source, Ok(token(3_360, "T2")));
    for embed in embeds {
        world.advance(1_000);
        world.ask(embed);
    }
    let lines = world.happened();
    assert_eq!(lines.iter().filter(|line| line.starts_with("post")).count(), 5, "{lines:?}");
    assert!(!lines.iter().any(|line| line.starts_with("call")), "{lines:?}");
}

#[test]
fn a_cached_token_that_has_nearly_expired_is_not_delivered() {
    let mut world = World::default();
    let source = world.source();
    let [first, second] = world.live_together(source);
    world.ask(first);
    world.answer(source, Ok(token(9, "T9")));
    world.happened();
    world.time.pass(3_589_999);
    world.ask(second);
    world.then_calls(&["post e2 T9", "e2: asked", "e2: sent ahead life=3600 waited=0"]);
    let third = world.attach(source);
    world.time.pass(1);
    world.ask(third);
    assert_eq!(world.calling(source), 3);
}

#[test]
fn a_fetch_ahead_that_fails_is_reported_and_retried_after_a_cooldown() {
    let (mut world, source, _) = visible();
    world.advance(MINTED_AT);
    world.happened();
    world.answer(source, error(ErrorCode::BadResponse));
    world.then_calls(&["e1: error bad-response"]);
    world.advance(2_999);
    world.then_calls(&[]);
    world.advance(1);
    world.then_calls(&["call s1#3 ahead"]);
    world.answer(source, Ok(token(3_360, "T2")));
    world.then_calls(&[]);
}

#[test]
fn the_token_that_the_guest_has_is_no_news_from_a_fetch_ahead() {
    let (mut world, source, _) = visible();
    world.advance(MINTED_AT);
    world.happened();
    world.answer(source, Ok(token(1, "First001")));
    world.then_calls(&[]);
    world.advance(250);
    world.then_calls(&["call s1#3 ahead"]);
    world.answer(source, Ok(token(3_360, "T2")));
    world.advance(60_000);
    world.then_calls(&[]);
}

#[test]
fn an_adopted_frame_gets_tokens_ahead_once_it_has_asked() {
    let mut world = World::visible();
    let source = world.source();
    let embed = world.attach(source);
    world.happened();
    assert!(!world.time.is_armed());
    world.ask(embed);
    world.answer(source, Ok(token(1, "T1")));
    world.happened();
    world.advance(MINTED_AT);
    world.then_calls(&["call s1#2 ahead"]);
}

#[test]
fn closing_the_last_embed_ends_a_fetch_ahead() {
    let (mut world, _, embed) = visible();
    world.advance(MINTED_AT);
    world.happened();
    world.close(embed);
    world.then(&["timer off", "abort s1#2", "remove e1", "e1: live > closed", "e1: closed"]);
}

#[test]
fn nobody_is_left_the_cached_token_of_embeds_that_are_gone() {
    let (mut world, source, embed) = visible();
    world.advance(MINTED_AT);
    world.answer(source, Ok(token(3_360, "T2")));
    world.close(embed);
    let next = world.attach(source);
    world.happened();
    world.ask(next);
    world.then_calls(&["call s1#3 request", "e2: asked"]);
}
