//! The next token is fetched shortly before the guest asks, and is there when it does.

use embed_host::protocol::{EmbedId, EmbedSpec, ErrorCode, Input, Mode, Renewal, SourceId};

use super::recovery::HOUR;
use super::{World, error, spec, token};

/// When the first token of an hour is followed by the next, at the middle of the time in which that may be: from half of its
/// lifetime to 60 s before its end.
pub(super) const MINTED_AT: u64 = 2_670_000;

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
    world.answer(source, Ok(token(2_670, "T2")));
    world.then_calls(&[]);
    world.advance(920_000);
    world.ask(embed);
    world.then_calls(&["post e1 T2", "e1: asked", "e1: sent ahead life=3600 waited=0"]);
}

#[test]
fn a_cached_token_is_never_pushed_and_no_second_one_is_fetched() {
    let (mut world, source, _) = visible();
    world.advance(MINTED_AT);
    world.answer(source, Ok(token(2_670, "T2")));
    world.happened();
    world.advance(929_999);
    world.then_calls(&[]);
}

#[test]
fn the_token_after_the_cached_one_is_minted_before_that_one_ends() {
    let (mut world, source, embed) = visible();
    world.advance(MINTED_AT);
    world.answer(source, Ok(token(2_670, "T2")));
    world.advance(920_000);
    world.ask(embed);
    world.happened();
    world.advance(MINTED_AT - 920_001);
    world.then_calls(&[]);
    world.advance(1);
    world.then_calls(&["call s1#3 ahead"]);
}

/// When each of a few tokens of an hour is followed by the next, in milliseconds from its receipt, if the guest gets each. `random`
/// holds while the tokens come in.
fn renewals<const N: usize>(
    world: &mut World,
    source: SourceId,
    embed: EmbedId,
    random: [u32; N],
) -> [u64; N] {
    random.map(|random| {
        let received = world.time.now.monotonic;
        world.advance_until(HOUR, |world| world.calls_under_way() > 0);
        let after = world.time.now.monotonic - received;
        world.time.now.random = random;
        let seconds = world.time.now.monotonic / 1_000;
        world.answer(source, Ok(token(seconds, &format!("T{seconds:07}"))));
        world.ask(embed);
        after
    })
}

#[test]
fn pages_that_began_together_are_spread_over_a_whole_lifetime_by_their_first_two_tokens() {
    // The first is renewed between half of its lifetime and a minute before its end, the second after as long again, and later
    // ones at most a tenth before that minute.
    let rows = [
        (0, [3_540_000, 3_540_000, 3_540_000, 3_180_001]),
        (1 << 30, [3_105_000, 3_105_000, 3_540_000, 3_180_001]),
        (1 << 31, [MINTED_AT, MINTED_AT, 3_540_000, 3_180_001]),
        (u32::MAX, [1_800_001, 1_800_001, 3_540_000, 3_180_001]),
    ];
    for (first, expected) in rows {
        let mut world = World::default();
        world.time.now.random = first;
        world.feed(Input::Visible(true));
        let source = world.source();
        let embed = world.live(source);
        assert_eq!(renewals(&mut world, source, embed, [7, 0, u32::MAX, 7]), expected, "{first}");
    }
}

#[test]
fn pages_that_were_out_of_tokens_together_are_spread_anew() {
    let out_of_tokens: [fn(&mut World, SourceId, EmbedId); 2] = [
        // A flight fails, and the next one brings a token.
        |world, source, _| {
            world.answer(source, error(ErrorCode::BadResponse));
            world.advance(3_750);
        },
        // The machine sleeps until the token has expired.
        |world, _, _| {
            world.feed(Input::Visible(false));
            world.advance(86_400_000);
            world.feed(Input::Visible(true));
        },
    ];
    for happens in out_of_tokens {
        let (mut world, source, embed) = visible();
        world.time.now.random = 0;
        renewals(&mut world, source, embed, [0, 0, 0]);
        world.advance(3_540_000);
        world.time.now.random = 1 << 31;
        happens(&mut world, source, embed);
        let seconds = world.time.now.monotonic / 1_000;
        world.answer(source, Ok(token(seconds, &format!("T{seconds:07}"))));
        world.ask(embed);
        assert_eq!(renewals(&mut world, source, embed, [0, 0, 0]), [MINTED_AT, MINTED_AT, 3_540_000]);
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
fn the_longest_lead_of_a_source_decides_whichever_embed_has_it() {
    for leads in [[60, 600], [600, 60], [600, 600]] {
        let mut world = World::default();
        world.time.now.random = 0;
        world.feed(Input::Visible(true));
        let source = world.source();
        let embeds = leads.map(|lead| {
            let renewal = Renewal { mint_ahead: Some(lead), ..Renewal::default() };
            world.open(EmbedSpec { renewal, ..spec(source, Mode::Mounted) })
        });
        world.answer(source, Ok(token(1, "T1")));
        for embed in embeds {
            world.load(embed);
        }
        world.happened();
        world.advance(2_999_999);
        world.then_calls(&[]);
        world.advance(1);
        world.then_calls(&["call s1#2 ahead"]);
    }
}

#[test]
fn a_token_that_lives_for_years_is_followed_by_another_one_in_its_turn() {
    let day = 86_400;
    for lifetime in [30 * day, 100 * day, 365 * day, 3_650 * day, u32::MAX] {
        let mut world = World::visible();
        let source = world.source();
        let embed = world.mount(source);
        let mut grant = token(1, "First001");
        grant.expires_in = Some(lifetime);
        world.answer(source, Ok(grant));
        world.load(embed);
        world.happened();
        let lifetime = u64::from(lifetime) * 1_000;
        let middle = lifetime / 2 + (lifetime - 60_000 - lifetime / 2) / 2;
        world.time.pass(middle - 1_000);
        world.feed(Input::Timer);
        world.then_calls(&[]);
        world.advance(2_000);
        world.then_calls(&["call s1#2 ahead"]);
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
    world.answer(source, Ok(token(2_670, "T2")));
    world.then_calls(&["e1: asked", "post e1 T2", "e1: sent life=3600 waited=80"]);
}

#[test]
fn embeds_of_one_source_are_served_by_one_fetch() {
    let mut world = World::visible();
    let source = world.source();
    let embeds: [EmbedId; 5] = world.live_together(source);
    world.advance(MINTED_AT);
    world.then_calls(&["call s1#2 ahead"]);
    world.answer(source, Ok(token(2_670, "T2")));
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
    world.advance(3_749);
    world.then_calls(&[]);
    world.advance(1);
    world.then_calls(&["call s1#3 ahead"]);
    world.answer(source, Ok(token(2_670, "T2")));
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
    world.answer(source, Ok(token(2_670, "T2")));
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
    let other = world.source();
    world.live(other);
    world.advance(MINTED_AT);
    world.answer(source, Ok(token(2_670, "T2")));
    world.close(embed);
    let next = world.attach(source);
    world.happened();
    world.ask(next);
    world.then_calls(&["call s1#3 request", "e3: asked"]);
}

#[test]
fn the_cached_token_stays_for_those_who_are_left() {
    let mut world = World::visible();
    let source = world.source();
    let [first, second] = world.live_together(source);
    world.advance(MINTED_AT);
    world.answer(source, Ok(token(2_670, "T2")));
    world.close(first);
    world.happened();
    world.ask(second);
    world.then_calls(&["post e2 T2", "e2: asked", "e2: sent ahead life=3600 waited=0"]);
}

/// Something that happens to a page with a live embed on a source.
type Happening = fn(&mut World, SourceId, EmbedId);

#[test]
fn frames_that_need_no_token_change_nothing_about_why_the_next_one_is_fetched() {
    let rows: [(&str, Happening); 2] = [
        ("another one is adopted", |world, source, _| {
            world.attach(source);
        }),
        ("it is moved", |world, _, embed| {
            world.move_frame(embed);
            world.feed(Input::Moved(embed));
        }),
    ];
    for (case, happens) in rows {
        let (mut world, source, embed) = visible();
        world.advance(MINTED_AT);
        world.answer(source, error(ErrorCode::BadResponse));
        happens(&mut world, source, embed);
        world.happened();
        world.advance(3_750);
        let lines = world.happened();
        assert!(lines.contains(&"call s1#3 ahead".into()), "{case}: {lines:?}");
    }
}
