//! Several embeds on one source, and sources that have nothing to do with each other.

use embed_host::protocol::{ErrorCode, State};

use super::{World, error, token};

#[test]
fn five_embeds_on_one_source_are_one_call() {
    let mut world = World::default();
    let source = world.source();
    let embeds: Vec<_> = (0..5).map(|_| world.mount(source)).collect();
    world.then(&["call s1#1 mount", "timer 10000"]);
    world.answer(source, Ok(token(1, "T1")));
    world.then(&["load e1 T1", "load e2 T1", "load e3 T1", "load e4 T1", "load e5 T1", "timer off"]);
    for embed in embeds {
        world.load(embed);
        assert_eq!(world.page.state(embed), State::Live);
    }
}

#[test]
fn only_those_who_asked_are_answered() {
    let mut world = World::default();
    let source = world.source();
    let (first, _quiet, third) = (world.attach(source), world.attach(source), world.attach(source));
    world.ask(first);
    world.advance(30);
    world.ask(third);
    world.happened();
    world.answer(source, Ok(token(1, "T1")));
    world.then(&[
        "post e1 T1",
        "post e3 T1",
        "timer off",
        "e1: sent life=3600 waited=30",
        "e3: sent life=3600 waited=0",
    ]);
}

#[test]
fn only_those_who_asked_are_notified_of_a_failure() {
    let mut world = World::default();
    let source = world.source();
    let (first, _quiet) = (world.attach(source), world.attach(source));
    world.ask(first);
    world.happened();
    world.answer(source, error(ErrorCode::BadResponse));
    world.then(&["timer off", "e1: error bad-response"]);
}

#[test]
fn a_token_may_be_stale_for_one_and_fresh_for_another() {
    let mut world = World::default();
    let source = world.source();
    let (first, second) = (world.attach(source), world.attach(source));
    world.ask(first);
    world.answer(source, Ok(token(5, "T5")));
    world.time.pass(3_595_000);
    world.ask(first);
    world.ask(second);
    world.happened();

    world.answer(source, Ok(token(5, "T5")));
    world.then(&["post e2 T5", "timer 250", "e2: sent life=3600 waited=0"]);
    world.advance(250);
    world.then(&["call s1#3 request", "timer 9750"]);
    world.answer(source, Ok(token(6, "T6")));
    world.then(&["post e1 T6", "timer off", "e1: sent life=3600 waited=250"]);
}

#[test]
fn a_stale_flight_that_fails_is_reported_to_the_one_it_was_stale_for() {
    let mut world = World::default();
    let source = world.source();
    let (first, second) = (world.attach(source), world.attach(source));
    world.ask(first);
    world.answer(source, Ok(token(5, "T5")));
    world.ask(first);
    world.ask(second);
    world.answer(source, Ok(token(5, "T5")));
    world.happened();
    world.advance(10_000);
    world.then(&["call s1#3 request", "timer 9750", "abort s1#3", "e1: error stale-token"]);
}

#[test]
fn sources_fly_alone() {
    let mut world = World::default();
    let (one, other) = (world.source(), world.source());
    let (first, second) = (world.attach(one), world.attach(other));
    world.ask(first);
    world.ask(second);
    world.happened();
    world.answer(one, error(ErrorCode::Refused));
    world.then(&["e1: live > refused", "e1: final error refused"]);
    world.answer(other, Ok(token(1, "T1")));
    world.then(&["post e2 T1", "timer off", "e2: sent life=3600 waited=0"]);
}

#[test]
fn an_answer_finds_its_source_though_the_numbers_of_attempts_are_the_same() {
    let mut world = World::default();
    let (one, other) = (world.source(), world.source());
    world.mount(one);
    world.mount(other);
    world.happened();
    world.answer_attempt(other, 1, Ok(token(1, "T1")));
    world.then(&["load e2 T1"]);
}

#[test]
fn an_old_token_does_not_take_the_place_of_a_newer_one_that_is_cached() {
    let mut world = World::default();
    let source = world.source();
    let [first, second] = world.live_together(source);
    world.ask(second);
    world.answer(source, Ok(token(6, "T6")));
    world.ask(second);
    world.answer(source, Ok(token(5, "T5")));
    world.happened();
    world.ask(first);
    assert!(world.happened().contains(&"post e1 T6".into()));
}
