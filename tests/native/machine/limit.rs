//! A guest is answered five times in a row, then once in ten seconds; so it cannot make a page mint without end.

use embed_host::protocol::{EmbedId, Error, ErrorCode, Input, SourceId, TokenBinding};

use super::{World, token};

/// A guest asks, and its backend answers at once with a newer token. Says whether the guest was answered.
fn is_answered(world: &mut World, source: SourceId, embed: EmbedId) -> bool {
    world.ask(embed);
    if world.calls_under_way() > 0 {
        let seconds = world.time.now.monotonic / 50;
        world.answer(source, Ok(token(seconds, "TN")));
    }
    world.happened().iter().any(|line| line.starts_with("post"))
}

/// How often a guest is answered that asks 50 ms after each answer, and every 150 ms else.
fn answers(world: &mut World, source: SourceId, embed: EmbedId, milliseconds: u64) -> usize {
    let mut answered = 0;
    for _ in 0..milliseconds / 150 {
        let in_a_row = (0..20).take_while(|_| {
            world.advance(50);
            is_answered(world, source, embed)
        });
        answered += in_a_row.count();
        world.advance(100);
    }
    answered
}

/// A live embed whose guest has been answered five times in a row.
fn answered_in_a_row() -> (World, SourceId, EmbedId) {
    let mut world = World::visible();
    let source = world.source();
    let embed = world.live(source);
    assert_eq!(answers(&mut world, source, embed, 1_000), 5);
    (world, source, embed)
}

#[test]
fn a_guest_that_asks_without_end_is_answered_five_times_and_then_once_in_ten_seconds() {
    let (mut world, source, embed) = answered_in_a_row();
    for minutes in [1, 10] {
        let answered = answers(&mut world, source, embed, minutes as u64 * 60_000);
        assert!(answered.abs_diff(6 * minutes) <= 1, "{answered} in {minutes} min");
    }
}

#[test]
fn what_is_beyond_the_limit_is_silence() {
    let (mut world, _, embed) = answered_in_a_row();
    let before = world.page.snapshot(embed).requests;
    world.ask(embed);
    world.then_nothing();
    assert_eq!(world.page.snapshot(embed).requests, before);
}

#[test]
fn a_guest_is_answered_five_times_again_after_a_pause() {
    let (mut world, source, embed) = answered_in_a_row();
    world.advance(50_000);
    world.happened();
    assert_eq!(answers(&mut world, source, embed, 1_000), 5);
}

#[test]
fn another_window_of_the_guest_is_no_other_guest() {
    let (mut world, source, embed) = answered_in_a_row();
    world.move_frame(embed);
    world.feed(Input::Moved(embed));
    world.load(embed);
    assert!(!is_answered(&mut world, source, embed));
}

#[test]
fn each_embed_has_a_limit_of_its_own() {
    let (mut world, source, _) = answered_in_a_row();
    let other = world.live(source);
    assert_eq!(answers(&mut world, source, other, 1_000), 5);
}

#[test]
fn a_frame_that_the_host_wants_anew_begins_afresh() {
    let inputs: [fn(SourceId, EmbedId) -> Input<u32>; 2] = [
        |_, embed| Input::Reload(embed),
        |source, embed| Input::Switch(embed, TokenBinding { source, owns_source: false, user: None }),
    ];
    for input in inputs {
        let (mut world, source, embed) = answered_in_a_row();
        world.feed(input(source, embed));
        world.answer(source, Ok(token(world.time.now.monotonic / 50, "T0")));
        world.load(embed);
        world.advance(50);
        assert_eq!(answers(&mut world, source, embed, 1_000), 5);
    }
}

#[test]
fn a_guest_that_asks_without_end_does_not_call_a_backend_without_end_that_fails_at_once() {
    let failures =
        [Error::new(ErrorCode::BadResponse), Error::new(ErrorCode::BackendStatus).with_status(404)];
    for failure in failures {
        let mut world = World::visible();
        let source = world.source();
        let embed = world.live(source);
        let mut calls = 0;
        for _ in 0..10_000 {
            world.advance(1);
            world.ask(embed);
            if world.calls_under_way() > 0 {
                calls += 1;
                world.answer(source, Err(failure));
            }
        }
        assert!(calls <= 10, "{calls} calls in 10 s");
    }
}
