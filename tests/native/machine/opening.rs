//! From mounting to the first token, and what an embed sees before it was opened.

use embed_host::protocol::{Error, ErrorCode, Input, Mode, SourceSpec, State};

use super::{World, error, spec, token};

#[test]
fn a_mounted_embed_gets_a_token_loads_and_is_live() {
    let mut world = World::default();
    let (source, embed) = world.mount_alone();
    world.then(&["call s1#1 mount", "timer 10000"]);
    assert_eq!(world.page.state(embed), State::Loading);

    world.advance(300);
    world.answer(source, Ok(token(1, "T1")));
    world.then(&["load e1 T1", "timer off"]);
    assert_eq!(world.page.state(embed), State::Loading);

    world.load(embed);
    world.then(&["settle e1 ok", "e1: loading > live", "e1: ready"]);
    assert_eq!(world.page.state(embed), State::Live);
}

#[test]
fn a_second_load_of_the_frame_is_no_news() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.live(source);
    world.load(embed);
    world.then_nothing();
}

#[test]
fn an_empty_frame_that_loads_before_its_token_is_no_news() {
    let mut world = World::default();
    let (source, embed) = world.mount_alone();
    world.happened();
    world.load(embed);
    world.then_nothing();
    world.answer(source, Ok(token(1, "T1")));
    world.then(&["load e1 T1", "timer off"]);
}

#[test]
fn a_first_token_that_cannot_be_had_settles_ready_and_leaves_the_embed_open() {
    let mut world = World::default();
    let (source, embed) = world.mount_alone();
    world.happened();
    world.answer(source, Err(Error::new(ErrorCode::BackendStatus).with_status(404)));
    world.then(&["settle e1 backend-status", "timer off", "e1: error backend-status"]);
    assert_eq!(world.page.state(embed), State::Loading);
    world.advance(60_000);
    world.then_nothing();
}

#[test]
fn what_is_no_token_is_never_handed_on() {
    for garbage in ["", "null", "undefined", "AA.AA", "<!doctype html>", "AA.AA.AA.AA", "AA.AA. AA"] {
        let mut world = World::default();
        let (source, _) = world.mount_alone();
        world.happened();
        world.answer(source, Ok(embed_host::protocol::TokenGrant::new(garbage)));
        world.then(&["settle e1 bad-response", "timer off", "e1: error bad-response"]);
    }
}

#[test]
fn an_embed_that_missed_its_first_token_takes_one_that_another_embed_fetched() {
    let mut world = World::default();
    let source = world.source();
    let missed = world.mount(source);
    world.answer(source, error(ErrorCode::BadResponse));
    world.happened();
    world.mount(source);
    world.then(&["timer 3750"]);
    world.advance(3_750);
    world.answer(source, Ok(token(1, "T1")));
    world.then(&["call s1#2 mount", "timer 10000", "load e1 T1", "load e2 T1", "timer off"]);
    world.load(missed);
    world.then(&["e1: loading > live", "e1: ready"]);
}

#[test]
fn an_adopted_frame_is_live_at_once_and_nothing_is_fetched_until_it_asks() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.attach(source);
    world.then(&["settle e1 ok", "e1: ready"]);
    assert_eq!(world.page.state(embed), State::Live);
    assert!(!world.time.is_armed());

    world.load(embed);
    world.then_nothing();
    world.ask(embed);
    world.then(&["call s1#1 request", "timer 10000", "e1: asked"]);
    world.advance(40);
    world.answer(source, Ok(token(1, "T1")));
    world.then(&["post e1 T1", "timer off", "e1: sent life=3600 waited=40"]);
}

#[test]
fn a_guest_that_asks_while_its_first_token_is_fetched_is_answered_by_the_same_call() {
    let mut world = World::default();
    let (source, embed) = world.mount_alone();
    world.happened();
    world.ask(embed);
    world.then(&["e1: asked"]);
    world.answer(source, Ok(token(1, "T1")));
    world.then(&["load e1 T1", "post e1 T1", "timer off", "e1: sent life=3600 waited=0"]);
}

#[test]
fn opening_twice_is_opening_once() {
    let mut world = World::default();
    let (source, embed) = world.mount_alone();
    world.happened();
    world.feed(Input::Open(embed));
    world.then_nothing();
    world.answer(source, Ok(token(1, "T1")));
    world.load(embed);
    world.happened();
    world.feed(Input::Open(embed));
    world.then_nothing();
}

#[test]
fn nothing_reaches_an_embed_before_it_was_opened() {
    for first in [Mode::Mounted, Mode::Attached] {
        let mut world = World::default();
        let source = world.source();
        world.mount(source);
        let unopened = world.page.add_embed(spec(source, first)).unwrap();
        world.happened();
        world.ask(unopened);
        world.load(unopened);
        world.answer(source, Ok(token(1, "T1")));
        world.then(&["load e1 T1", "timer off"]);
    }
}

#[test]
fn an_embed_that_is_opened_during_a_flight_joins_it() {
    let mut world = World::default();
    let source = world.source();
    world.mount(source);
    let late = world.page.add_embed(spec(source, Mode::Mounted)).unwrap();
    world.happened();
    world.feed(Input::Open(late));
    world.then_nothing();
    world.answer(source, Ok(token(1, "T1")));
    world.then(&["load e1 T1", "load e2 T1", "timer off"]);
}

#[test]
fn a_source_that_was_refused_before_the_opening_refuses_at_the_opening() {
    let mut world = World::default();
    let source = world.source();
    world.mount(source);
    let late = world.page.add_embed(spec(source, Mode::Mounted)).unwrap();
    world.answer(source, error(ErrorCode::Refused));
    assert_eq!(world.page.state(late), State::Loading);
    world.happened();
    world.feed(Input::Open(late));
    world.then(&["settle e2 refused", "e2: loading > refused", "e2: final error refused"]);
}

#[test]
fn a_source_that_was_closed_before_the_opening_refuses_at_the_opening() {
    let mut world = World::default();
    let source = world.source();
    let late = world.page.add_embed(spec(source, Mode::Mounted)).unwrap();
    world.feed(Input::CloseSource(source));
    world.then(&["forget s1"]);
    world.feed(Input::Open(late));
    world.then(&["settle e1 aborted", "e1: loading > refused", "e1: final error aborted"]);
}

#[test]
fn an_embed_closed_before_it_was_opened_never_begins() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.page.add_embed(spec(source, Mode::Mounted)).unwrap();
    world.close(embed);
    world.then(&["settle e1 aborted", "remove e1", "e1: loading > closed", "e1: closed"]);
    world.feed(Input::Open(embed));
    world.then_nothing();
}

#[test]
fn the_deadline_is_the_sources_own() {
    let mut world = World::default();
    let source = world.source_with(SourceSpec { timeout: 250, user: None });
    world.mount(source);
    world.then(&["call s1#1 mount", "timer 250"]);
}
