//! An embed whose token has run out unanswered is brought back.

use embed_host::protocol::{
    EmbedId, EmbedSpec, ErrorCode, FirstToken, Input, Recover, Renewal, SourceId, State, TokenGrant,
};

use super::{World, error, spec, token};

const HOUR: u64 = 3_600_000;

/// A page that is shown, with a live embed that mints nothing ahead.
fn shown(recover: Recover) -> (World, SourceId, EmbedId) {
    let mut world = World::default();
    world.feed(Input::Visible(true));
    let source = world.source();
    let renewal = Renewal { mint_ahead: None, recover };
    let embed = world.open(EmbedSpec { renewal, ..spec(source, FirstToken::InAddress) });
    world.answer(source, Ok(token(1, "T1")));
    world.load(embed);
    world.happened();
    (world, source, embed)
}

#[test]
fn a_token_that_runs_out_degrades_the_embed_and_another_is_sought() {
    let (mut world, _, embed) = shown(Recover::Reload);
    world.advance(HOUR - 1);
    world.then_calls(&[]);
    assert_eq!(world.page.state(embed), State::Live);
    world.advance(1);
    world.then_calls(&["e1: live > degraded", "call s1#2 recover"]);
}

#[test]
fn a_guest_that_still_asks_is_answered_in_place() {
    let (mut world, source, embed) = shown(Recover::Reload);
    world.advance(HOUR);
    world.answer(source, Ok(token(3_601, "T2")));
    world.advance(14_999);
    world.happened();
    world.ask(embed);
    world.then_calls(&[
        "e1: asked",
        "post e1 T2",
        "e1: degraded > live",
        "e1: sent ahead life=3600 waited=0",
    ]);
    world.advance(60_000);
    world.then_calls(&[]);
}

#[test]
fn a_guest_that_does_not_ask_is_rebuilt_once_a_token_was_in_hand_for_a_while() {
    let (mut world, source, embed) = shown(Recover::Reload);
    world.advance(HOUR + 4_000);
    world.answer(source, Ok(token(3_601, "T2")));
    world.happened();
    world.advance(14_999);
    world.then_calls(&[]);
    world.advance(1);
    world.then_calls(&["replace e1", "e1: degraded > loading", "load e1 T2"]);
    world.load(embed);
    world.then(&["e1: loading > live", "e1: ready"]);
}

#[test]
fn a_token_that_was_minted_ahead_waits_for_the_end_of_the_old_one() {
    let mut world = World::default();
    world.feed(Input::Visible(true));
    let source = world.source();
    world.live(source);
    world.advance(3_360_000);
    world.answer(source, Ok(token(3_360, "T2")));
    world.advance(240_000 + 14_999);
    world.happened();
    world.advance(1);
    world.then_calls(&["replace e1", "e1: degraded > loading", "load e1 T2"]);
}

#[test]
fn a_token_in_hand_that_will_not_last_until_the_frame_is_rebuilt_is_replaced_as_soon_as_that_shows() {
    let mut world = World::default();
    world.feed(Input::Visible(true));
    let source = world.source();
    let short = |issued_at, text| Ok(TokenGrant { expires_in: Some(30), ..token(issued_at, text) });
    let embed = world.mount(source);
    world.answer(source, short(1, "T1"));
    world.load(embed);
    world.advance(13_500);
    world.answer(source, short(14, "T2"));
    world.advance(16_500);
    world.happened();
    world.advance(3_499);
    world.then_calls(&[]);
    world.advance(1);
    world.then_calls(&["call s1#3 recover"]);
    world.answer(source, short(34, "T3"));
    world.advance(14_999);
    world.then_calls(&[]);
    world.advance(1);
    world.then_calls(&["replace e1", "e1: degraded > loading", "load e1 T3", "call s1#4 ahead"]);
}

#[test]
fn a_token_with_a_date_ahead_does_not_keep_the_embed_from_those_with_the_right_one() {
    for asks in [false, true] {
        let (mut world, source, embed) = shown(Recover::Reload);
        // The clock that minted it was an hour and more ahead, and is put right.
        world.ask(embed);
        world.answer(source, Ok(token(9_000, "Ahead001")));
        world.advance(HOUR);
        world.answer(source, Ok(token(3_601, "T2")));
        world.happened();
        if asks {
            // What is older than the last is not sent to the frame that had that one.
            world.ask(embed);
            world.then_calls(&["e1: asked", "call s1#4 request"]);
            world.answer(source, Ok(token(3_602, "T3")));
            world.then_calls(&[]);
            world.feed(Input::Departed(embed));
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
    let (mut world, source, embed) = shown(Recover::Reload);
    world.advance(HOUR);
    world.answer(source, Ok(token(1, "T1")));
    world.advance(60_000);
    assert!(world.happened().iter().all(|line| !line.starts_with("replace")));
    assert_eq!(world.page.state(embed), State::Degraded);
}

#[test]
fn a_guest_that_does_not_ask_is_rebuilt_however_short_its_tokens_live() {
    // Seconds that a token lives, and milliseconds that it then lies in hand.
    for (life, grace) in [(1, 375), (10, 3_750), (20, 7_500), (25, 11_250), (30, 15_000), (3_600, 15_000)] {
        let mut world = World::default();
        world.feed(Input::Visible(true));
        let source = world.source();
        let renewal = Renewal { mint_ahead: None, recover: Recover::Reload };
        let embed = world.open(EmbedSpec { renewal, ..spec(source, FirstToken::InAddress) });
        let living = |issued_at, text| Ok(TokenGrant { expires_in: Some(life), ..token(issued_at, text) });
        world.answer(source, living(1, "T1"));
        world.load(embed);
        world.advance(u64::from(life) * 1_000);
        world.answer(source, living(1 + u64::from(life), "T2"));
        world.happened();
        world.advance(grace - 1);
        world.then_calls(&[]);
        world.advance(1);
        world.then_calls(&["replace e1", "e1: degraded > loading", "load e1 T2"]);
    }
}

/// An adopted frame on a page that is shown. Its guest has had its first token, which has just run out.
fn adopted() -> (World, SourceId, EmbedId) {
    let mut world = World::default();
    world.feed(Input::Visible(true));
    let source = world.source();
    let renewal = Renewal { mint_ahead: None, recover: Recover::Reload };
    let embed = world.open(EmbedSpec { renewal, ..spec(source, FirstToken::OnRequest) });
    world.ask(embed);
    world.answer(source, Ok(token(1, "T1")));
    world.advance(HOUR);
    world.happened();
    (world, source, embed)
}

#[test]
fn a_frame_that_leads_elsewhere_is_left_alone_and_its_guest_is_still_answered() {
    let (mut world, source, embed) = adopted();
    world.answer(source, Ok(token(3_601, "T2")));
    world.advance(15_000);
    world.then_calls(&["e1: degraded > loading", "load e1 T2"]);
    world.feed(Input::Elsewhere(embed));
    world.then_calls(&["e1: loading > degraded", "call s1#3 recover"]);
    world.answer(source, Ok(token(3_616, "T3")));
    world.advance(600_000);
    world.then_calls(&[]);
    world.feed(Input::Moved(embed));
    world.ask(embed);
    world.then_calls(&[
        "e1: asked",
        "post e1 T3",
        "e1: degraded > live",
        "e1: sent ahead life=3600 waited=0",
    ]);
}

#[test]
fn a_host_that_waits_for_a_view_is_told_that_the_frame_leads_elsewhere() {
    let (mut world, source, embed) = adopted();
    world.feed(Input::Reload(embed));
    world.answer(source, Ok(token(3_601, "T2")));
    world.happened();
    world.feed(Input::Elsewhere(embed));
    assert_eq!(world.happened()[0], "settle e1 invalid-options");
}

#[test]
fn a_source_that_is_closed_before_a_frame_is_known_to_lead_elsewhere_stays_closed() {
    let (mut world, source, embed) = adopted();
    world.answer(source, Ok(token(3_601, "T2")));
    world.advance(15_000);
    world.feed(Input::CloseSource(source));
    world.happened();
    world.feed(Input::Elsewhere(embed));
    world.then_nothing();
    assert_eq!(world.page.state(embed), State::Refused);
}

#[test]
fn nothing_is_rebuilt_by_hand() {
    let (mut world, source, embed) = shown(Recover::Manual);
    world.advance(HOUR);
    world.answer(source, Ok(token(3_601, "T2")));
    world.happened();
    world.advance(HOUR - 60_000);
    world.then_calls(&[]);
    assert_eq!(world.page.state(embed), State::Degraded);
    world.ask(embed);
    world.then_calls(&[
        "e1: asked",
        "post e1 T2",
        "e1: degraded > live",
        "e1: sent ahead life=3600 waited=0",
    ]);
}

#[test]
fn seeking_goes_on_through_failures_with_growing_rests() {
    let (mut world, source, embed) = shown(Recover::Reload);
    world.advance(HOUR);
    world.happened();
    for rest in [3_000, 6_000, 12_000, 24_000, 48_000, 90_000, 90_000] {
        world.answer(source, error(ErrorCode::BadResponse));
        world.then_calls(&["e1: error bad-response"]);
        world.advance(rest - 1);
        world.then_calls(&[]);
        world.advance(1);
        assert_eq!(
            world.happened().iter().filter(|line| line.starts_with("call")).count(),
            1,
            "after {rest}"
        );
    }
    world.answer(source, Ok(token(9_000, "T2")));
    world.advance(15_000);
    world.load(embed);
    assert_eq!(world.page.state(embed), State::Live);
}

#[test]
fn what_may_help_is_tried_at_once() {
    let helpful: [fn(&mut World); 2] = [
        |world| drop(world.feed(Input::Online)),
        |world| {
            world.feed(Input::Visible(false));
            world.feed(Input::Visible(true));
        },
    ];
    for help in helpful {
        let (mut world, source, _) = shown(Recover::Reload);
        world.advance(HOUR);
        world.answer(source, error(ErrorCode::BadResponse));
        world.advance(100);
        world.happened();
        help(&mut world);
        world.then_calls(&["call s1#3 recover"]);
    }
}

#[test]
fn a_page_that_is_shown_anyway_is_no_news() {
    let (mut world, source, _) = shown(Recover::Reload);
    world.advance(HOUR);
    world.answer(source, error(ErrorCode::BadResponse));
    world.happened();
    world.feed(Input::Visible(true));
    world.then_calls(&[]);
}

#[test]
fn a_page_in_the_background_waits_until_it_is_shown() {
    let (mut world, source, embed) = shown(Recover::Reload);
    world.feed(Input::Visible(false));
    world.happened();
    world.advance(8 * HOUR);
    world.then_nothing();
    world.feed(Input::Visible(true));
    world.then_calls(&["e1: live > degraded", "call s1#2 recover"]);
    world.answer(source, Ok(token(30_000, "T2")));
    world.advance(14_999);
    assert_eq!(world.page.state(embed), State::Degraded);
    world.advance(1);
    world.then_calls(&["replace e1", "e1: degraded > loading", "load e1 T2"]);
}

#[test]
fn the_time_that_a_guest_is_given_begins_when_the_page_is_shown() {
    let (mut world, source, _) = shown(Recover::Reload);
    world.advance(HOUR);
    world.answer(source, Ok(token(3_601, "T2")));
    world.feed(Input::Visible(false));
    world.advance(60_000);
    world.happened();
    world.feed(Input::Visible(true));
    world.advance(14_999);
    world.then_calls(&[]);
    world.advance(1);
    world.then_calls(&["replace e1", "e1: degraded > loading", "load e1 T2"]);
}

#[test]
fn sleep_is_noticed_soon_after_waking_though_the_timers_slept_too() {
    let (mut world, _, embed) = shown(Recover::Reload);
    world.advance(60_000);
    world.happened();
    let woke = world.now.monotonic;
    // Eight hours in which neither the monotonic clock nor the timers moved.
    world.now.wall += 8 * HOUR;
    while world.page.state(embed) == State::Live {
        world.advance(1_000);
    }
    world.then_calls(&["e1: live > degraded", "call s1#2 recover"]);
    assert!(world.now.monotonic < woke + 30_000);
}

#[test]
fn a_clock_that_is_set_either_way_ends_no_token_too_late() {
    for jump in [-86_400_000_i64, -3_600_000, -1] {
        let (mut world, _, embed) = shown(Recover::Reload);
        world.advance(1_800_000);
        world.now.wall = world.now.wall.saturating_add_signed(jump);
        world.advance(1_799_999);
        assert_eq!(world.page.state(embed), State::Live, "{jump}");
        world.advance(1);
        assert_eq!(world.page.state(embed), State::Degraded, "{jump}");
    }
}

#[test]
fn a_life_that_nobody_tells_is_an_hour_and_one_of_a_month_is_waited_for() {
    for (life, end) in [(None, HOUR), (Some(30), 30_000), (Some(30 * 86_400), 30 * 24 * HOUR)] {
        let mut world = World::default();
        world.feed(Input::Visible(true));
        let source = world.source();
        let renewal = Renewal { mint_ahead: None, recover: Recover::Reload };
        let embed = world.open(EmbedSpec { renewal, ..spec(source, FirstToken::InAddress) });
        let grant = embed_host::protocol::TokenGrant::new("AA.AA.AAAA");
        world.answer(source, Ok(embed_host::protocol::TokenGrant { expires_in: life, ..grant }));
        world.load(embed);
        world.advance(end - 1);
        assert_eq!(world.page.state(embed), State::Live, "{life:?}");
        world.advance(1);
        assert_eq!(world.page.state(embed), State::Degraded, "{life:?}");
    }
}

#[test]
fn a_first_token_that_could_not_be_had_is_sought_again() {
    let mut world = World::default();
    world.feed(Input::Visible(true));
    let (source, embed) = world.mount_alone();
    world.happened();
    world.answer(source, error(ErrorCode::BadResponse));
    world.then_calls(&["settle e1 bad-response", "e1: error bad-response"]);
    world.advance(3_000);
    world.then_calls(&["call s1#2 recover"]);
    world.answer(source, Ok(token(3, "T1")));
    world.then_calls(&["load e1 T1"]);
    world.load(embed);
    world.then(&["e1: loading > live", "e1: ready"]);
}

#[test]
fn a_frame_that_was_moved_shows_the_token_of_its_address_again() {
    let (mut world, source, embed) = shown(Recover::Reload);
    world.advance(HOUR - 10_000);
    world.ask(embed);
    world.answer(source, Ok(token(3_590, "T2")));
    world.advance(HOUR / 2);
    assert_eq!(world.page.state(embed), State::Live);
    world.happened();
    world.feed(Input::Moved(embed));
    world.load(embed);
    // What the guest had in the meantime is newer than what stands in the address, so it is there at once.
    world.then_calls(&["e1: live > degraded"]);
    world.ask(embed);
    world.then_calls(&[
        "e1: asked",
        "post e1 T2",
        "e1: degraded > live",
        "e1: sent ahead life=3600 waited=0",
    ]);
}

#[test]
fn a_view_that_never_loaded_gets_a_fresh_address_when_its_token_ran_out() {
    let mut world = World::default();
    world.feed(Input::Visible(true));
    let source = world.source();
    let embed = world.mount(source);
    world.answer(source, Ok(token(1, "T1")));
    world.advance(3_360_000);
    world.answer(source, Ok(token(3_360, "T2")));
    world.happened();
    world.advance(240_000);
    world.then_calls(&["e1: loading > degraded"]);
    world.advance(15_000);
    world.then_calls(&["replace e1", "e1: degraded > loading", "load e1 T2"]);
    world.load(embed);
    world.then(&["settle e1 ok", "e1: loading > live", "e1: ready"]);
}

#[test]
fn a_page_that_goes_to_the_background_ends_the_pause_of_a_flight_that_nobody_waits_for() {
    let (mut world, source, _) = shown(Recover::Reload);
    world.advance(HOUR);
    world.answer(source, error(ErrorCode::Network));
    world.happened();
    world.feed(Input::Visible(false));
    assert!(!world.is_armed());
    world.advance(60_000);
    world.then_calls(&[]);
}

#[test]
fn tokens_that_wear_out_and_are_replaced_count_as_one_in_hand() {
    let mut world = World::default();
    world.feed(Input::Visible(true));
    let source = world.source();
    let renewal = Renewal { mint_ahead: None, recover: Recover::Reload };
    let embed = world.open(EmbedSpec { renewal, ..spec(source, FirstToken::InAddress) });
    let short = |seconds, name| {
        let mut grant = token(seconds, name);
        grant.expires_in = Some(30);
        grant
    };
    world.answer(source, Ok(short(1, "T1")));
    world.load(embed);
    world.advance(30_000);
    world.answer(source, Ok(short(31, "T2")));
    world.happened();
    world.advance(14_999);
    world.then_calls(&[]);
    world.advance(1);
    world.then_calls(&["replace e1", "e1: degraded > loading", "load e1 T2"]);
}

#[test]
fn a_token_that_is_of_no_use_for_an_embed_in_need_does_not_end_the_flight() {
    let (mut world, source, _) = shown(Recover::Reload);
    world.advance(HOUR);
    world.happened();
    // Issued later than the last one, and over at once.
    let mut worn = token(3_601, "Worn0001");
    worn.expires_in = Some(0);
    world.answer(source, Ok(worn));
    world.then_calls(&[]);
    world.advance(250);
    world.then_calls(&["call s1#3 recover"]);
    world.answer(source, Ok(token(3_602, "T2")));
    world.advance(15_000);
    world.then_calls(&["replace e1", "e1: degraded > loading", "load e1 T2"]);
}
