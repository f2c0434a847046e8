//! A source whose flight failed is left alone for a while, and whoever asks meanwhile waits for its next call.

use embed_host::protocol::{EmbedId, ErrorCode, FetchReason, Input, Recover, SourceId};

use super::anew::binding;
use super::recovery::{HOUR, visible};
use super::{World, error, token};

/// The first cooldown, with the random number in the middle, in milliseconds.
const FIRST: u64 = 3_750;

/// A page in the background, so that nothing happens by itself, with a live embed whose source has just failed.
fn cooling() -> (World, SourceId, EmbedId) {
    let mut world = World::default();
    let source = world.source();
    let embed = world.live(source);
    world.ask(embed);
    world.answer(source, error(ErrorCode::BadResponse));
    world.happened();
    (world, source, embed)
}

/// The calls that are made within a time, each with the milliseconds until then.
fn calls_within(world: &mut World, milliseconds: u64) -> Vec<(u64, String)> {
    let mut calls = Vec::new();
    for passed in 0..=milliseconds {
        let lines = world.happened();
        calls.extend(lines.into_iter().filter(|line| line.starts_with("call")).map(|line| (passed, line)));
        world.advance(1);
    }
    calls
}

#[test]
fn whoever_asks_meanwhile_waits_for_the_one_next_call() {
    let mut world = World::default();
    let source = world.source();
    let [first, second] = world.live_together(source);
    world.ask(first);
    world.answer(source, error(ErrorCode::BadResponse));
    world.advance(1_000);
    world.happened();
    world.ask(first);
    world.ask(second);
    world.mount(source);
    world.then(&["timer 2750", "e1: asked", "e2: asked"]);
    world.advance(FIRST - 1_000);
    world.then(&["call s1#3 request", "timer 10000"]);
    world.answer(source, Ok(token(9, "T9")));
    world.then_calls(&[
        "post e1 T9",
        "post e2 T9",
        "load e3 T9",
        "e1: sent life=3600 waited=2750",
        "e2: sent life=3600 waited=2750",
    ]);
}

#[test]
fn a_guest_that_goes_on_asking_gets_no_more_calls_than_one_that_does_not() {
    let (mut world, source, embed) = cooling();
    for cooldown in [FIRST, 7_500, 15_000, 30_000, 60_000, 90_000, 90_000] {
        for asked in 0..cooldown {
            if asked % 10_000 == 0 {
                world.ask(embed);
            }
            world.advance(1);
        }
        let calls = world.happened().into_iter().filter(|line| line.starts_with("call"));
        assert_eq!(calls.count(), 1, "after {cooldown}");
        world.answer(source, error(ErrorCode::BadResponse));
        world.then_calls(&["e1: error bad-response"]);
    }
}

#[test]
fn nobody_is_called_for_who_does_not_wait_any_more() {
    let gone: [fn(&mut World, EmbedId); 2] = [World::close, World::drop_request];
    for goes in gone {
        let (mut world, _, embed) = cooling();
        world.ask(embed);
        goes(&mut world, embed);
        world.happened();
        assert_eq!(calls_within(&mut world, 20_000), []);
    }
}

#[test]
fn the_network_and_a_visit_cut_it_to_two_seconds_at_most() {
    let helps: [fn(&mut World); 2] = [
        |world| world.feed(Input::Online),
        |world| {
            world.feed(Input::Visible(false));
            world.feed(Input::Visible(true));
        },
    ];
    for help in helps {
        for (random, wait) in [(0, 0), (1 << 31, 1_000), (u32::MAX, 1_999)] {
            let (mut world, source, _) = visible(Recover::Reload);
            world.advance(HOUR);
            world.answer(source, error(ErrorCode::BadResponse));
            world.happened();
            world.time.now.random = random;
            help(&mut world);
            assert_eq!(calls_within(&mut world, 3_000), [(wait, "call s1#3 recover".into())]);
        }
    }
}

#[test]
fn it_is_cut_once_in_thirty_seconds_however_often_somebody_comes_and_goes() {
    let (mut world, source, embed) = cooling();
    world.advance(FIRST);
    world.ask(embed);
    for (wait, call) in [(1_000, 4), (15_000, 5), (30_000, 6), (1_000, 7)] {
        world.answer(source, error(ErrorCode::BadResponse));
        world.feed(Input::Online);
        world.ask(embed);
        world.happened();
        world.advance(wait - 1);
        world.then_calls(&[]);
        world.advance(1);
        world.then_calls(&[&format!("call s1#{call} request")]);
    }
}

#[test]
fn a_call_that_was_under_way_when_the_network_came_back_says_nothing_of_it() {
    let (mut world, source, embed) = cooling();
    world.advance(FIRST);
    world.ask(embed);
    world.advance(1);
    world.feed(Input::Online);
    world.advance(4_000);
    world.answer(source, error(ErrorCode::BadResponse));
    world.ask(embed);
    world.happened();
    assert_eq!(calls_within(&mut world, 3_000), [(1_000, "call s1#4 request".into())]);
}

#[test]
fn a_pause_between_two_calls_is_cut_too() {
    let (mut world, source, embed) = cooling();
    world.advance(FIRST);
    world.ask(embed);
    for pause in [250, 500, 1_000] {
        world.answer(source, error(ErrorCode::Network));
        world.advance(pause);
    }
    world.answer(source, error(ErrorCode::Network));
    world.happened();
    world.feed(Input::Online);
    assert_eq!(calls_within(&mut world, 1_500), [(1_000, "call s1#7 request".into())]);
}

#[test]
fn the_host_ends_it() {
    for reason in ["reload", "switch"] {
        let (mut world, source, embed) = cooling();
        world.feed(match reason {
            "reload" => Input::Reload(embed),
            _ => Input::Switch(embed, binding(source, "bob")),
        });
        assert!(world.happened().contains(&format!("call s1#3 {reason}")));
        world.answer(source, error(ErrorCode::BadResponse));
        world.happened();
        world.ask(embed);
        assert_eq!(
            calls_within(&mut world, FIRST),
            [(FIRST, "call s1#4 request".into())],
            "it is the first again"
        );
    }
}

#[test]
fn success_ends_it() {
    let (mut world, source, embed) = cooling();
    world.advance(FIRST);
    world.ask(embed);
    world.answer(source, Ok(token(9, "T9")));
    world.ask(embed);
    assert_eq!(world.calling(source), 4);
}

#[test]
fn a_snapshot_says_that_a_token_is_waited_for() {
    let (mut world, _, embed) = cooling();
    assert_eq!(world.page.snapshot(embed).fetch, None);
    world.ask(embed);
    world.advance(1_000);
    world.page.read_clock(world.time.now);
    let fetch = world.page.snapshot(embed).fetch.unwrap();
    assert_eq!((fetch.attempt, fetch.age, fetch.reason), (2, 1_000, FetchReason::Request));
}

/// How many calls a flight for a request makes, each of which fails at once.
fn calls_of_a_flight(world: &mut World, source: SourceId, embed: EmbedId) -> usize {
    let has_failed = |world: &World| world.lines.iter().any(|line| line.contains("error"));
    world.ask(embed);
    let mut calls = 0;
    while !has_failed(world) {
        if world.calls_under_way() > 0 {
            calls += 1;
            assert!(calls < 1_000, "the flight never fails");
            world.answer(source, error(ErrorCode::Network));
        }
        world.advance_until(10_000, |world| world.calls_under_way() > 0 || has_failed(world));
    }
    world.happened();
    calls
}

#[test]
fn the_first_flight_uses_its_deadline_and_those_that_follow_are_attempts_of_a_call_or_two() {
    for (random, calls) in [(1 << 31, [7, 1, 1]), (1 << 29, [19, 1, 1])] {
        let mut world = World::default();
        world.time.now.random = random;
        let source = world.source();
        let embed = world.live(source);
        let made = [(); 3].map(|()| {
            world.advance(60_000);
            calls_of_a_flight(&mut world, source, embed)
        });
        assert_eq!(made, calls, "{random}");
    }
}
