//! The browser threw where a frame was to be navigated, or its guest answered or heard.

use embed_host::protocol::{EmbedId, Input, Mode, SourceId, State, TokenBinding};

use super::recovery::is_answered_in_place;
use super::{World, spec, token};

/// A guest that was to be answered with `T2`, which never arrived.
fn unanswered() -> (World, SourceId, EmbedId) {
    let mut world = World::visible();
    let source = world.source();
    let embed = world.live(source);
    world.ask(embed);
    world.answer(source, Ok(token(2, "T2")));
    world.happened();
    world.feed(Input::Unreachable(embed));
    world.then_calls(&["call s1#3 recover", "e1: error unsupported-environment", "e1: live > degraded"]);
    world.answer(source, Ok(token(3, "T3")));
    (world, source, embed)
}

#[test]
fn a_guest_that_could_not_be_answered_is_answered_when_it_asks_again() {
    let (mut world, _, embed) = unanswered();
    is_answered_in_place(&mut world, embed, "T3");
}

#[test]
fn a_guest_that_could_not_be_answered_and_does_not_ask_again_is_rebuilt() {
    let (mut world, _, embed) = unanswered();
    world.happened();
    world.advance(15_000);
    world.then_calls(&["replace e1", "load e1 T3", "e1: degraded > loading"]);
    world.load(embed);
    world.then_calls(&["e1: loading > live", "e1: ready"]);
}

#[test]
fn an_answer_that_failed_is_in_the_snapshot() {
    let (world, _, embed) = unanswered();
    let snapshot = world.page.snapshot(embed);
    assert_eq!(
        (snapshot.failed, snapshot.last_error.map(|(error, _)| error.code.as_str())),
        (1, Some("unsupported-environment"))
    );
}

#[test]
fn a_host_that_waits_for_a_view_is_notified_of_a_frame_that_could_not_be_navigated_and_it_is_tried_again() {
    let mut world = World::visible();
    let source = world.source();
    let embed = world.live(source);
    world.feed(Input::Reload(embed));
    world.answer(source, Ok(token(2, "T2")));
    world.happened();
    world.feed(Input::Unreachable(embed));
    world.then_calls(&[
        "settle e1 unsupported-environment",
        "call s1#3 recover",
        "e1: error unsupported-environment",
        "e1: loading > degraded",
    ]);
    world.answer(source, Ok(token(3, "T3")));
    world.advance(15_000);
    world.then_calls(&["replace e1", "load e1 T3", "e1: degraded > loading"]);
}

#[test]
fn a_page_that_always_throws_calls_its_source_once_in_the_time_that_a_guest_gets_to_ask() {
    let mut world = World::visible();
    let source = world.source();
    let embed = world.live(source);
    world.feed(Input::Reload(embed));
    for round in 2..12 {
        world.answer(source, Ok(token(round, &format!("T{round}"))));
        world.advance(15_000);
        world.feed(Input::Unreachable(embed));
    }
    let happened = world.happened();
    assert_eq!(happened.iter().filter(|line| line.starts_with("call")).count(), 11, "{happened:?}");
}

#[test]
fn an_adopted_frame_that_could_not_be_given_to_another_user_answers_nobody_until_it_has_loaded() {
    let mut world = World::visible();
    let source = world.source();
    let embed = world.attach(source);
    world.ask(embed);
    world.answer(source, Ok(token(1, "T1")));
    let binding = TokenBinding { user: Some("bob".into()), ..spec(source, Mode::Attached).binding };
    world.feed(Input::Switch(embed, binding));
    world.answer(source, Ok(token(2, "T2")));
    world.feed(Input::Unreachable(embed));
    world.answer(source, Ok(token(3, "T3")));
    world.happened();
    world.ask(embed);
    world.then_calls(&[]);
    world.advance(15_000);
    world.load(embed);
    world.ask(embed);
    assert_eq!(world.page.state(embed), State::Live);
    assert!(world.happened().contains(&"e1: asked".into()));
}

#[test]
fn a_source_that_has_refused_meanwhile_stays_so_and_nobody_waits_any_more() {
    let mut world = World::visible();
    let source = world.source();
    let embed = world.live(source);
    world.feed(Input::Reload(embed));
    world.answer(source, Ok(token(2, "T2")));
    world.feed(Input::CloseSource(source));
    world.happened();
    world.feed(Input::Unreachable(embed));
    world.then_calls(&["settle e1 unsupported-environment"]);
    assert_eq!(world.page.state(embed), State::Refused);
}

#[test]
fn the_host_that_asked_for_another_frame_meanwhile_gets_it() {
    let mut world = World::visible();
    let source = world.source();
    let embed = world.live(source);
    world.feed(Input::Reload(embed));
    world.answer(source, Ok(token(2, "T2")));
    world.feed(Input::Reload(embed));
    world.happened();
    world.feed(Input::Unreachable(embed));
    world.then_calls(&["e1: error unsupported-environment"]);
    world.answer(source, Ok(token(3, "T3")));
    world.then_calls(&["replace e1", "load e1 T3"]);
}

#[test]
fn an_embed_that_is_closed_stays_closed() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.live(source);
    world.close(embed);
    world.happened();
    world.feed(Input::Unreachable(embed));
    world.then_nothing();
}
