//! A source that said no for good.

use embed_host::protocol::{Error, ErrorCode, Event, HostEffect, Input, State};

use super::{World, error, token};

#[test]
fn a_refusal_ends_every_embed_of_the_source_with_one_event_each() {
    let mut world = World::default();
    let source = world.source();
    let live = world.live(source);
    let adopted = world.attach(source);
    let mounted = world.mount(source);
    world.ask(live);
    world.happened();
    world.answer(source, Err(Error::new(ErrorCode::Refused).with_status(401)));
    world.then(&[
        "settle e3 refused",
        "timer off",
        "e1: live > refused",
        "e1: final error refused",
        "e2: live > refused",
        "e2: final error refused",
        "e3: loading > refused",
        "e3: final error refused",
    ]);
    for embed in [live, adopted, mounted] {
        assert_eq!(world.page.state(embed), State::Refused);
    }
}

#[test]
fn after_a_refusal_no_more_calls_are_made() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.live(source);
    world.ask(embed);
    world.answer(source, error(ErrorCode::Refused));
    world.happened();
    world.ask(embed);
    world.load(embed);
    world.advance(86_400_000);
    world.answer_attempt(source, 2, Ok(token(9, "Late")));
    world.then_nothing();
    assert_eq!(world.page.state(embed), State::Refused);
}

#[test]
fn an_embed_that_is_mounted_on_a_refused_source_is_refused_without_a_call() {
    let mut world = World::default();
    let source = world.source();
    world.mount(source);
    world.answer(source, error(ErrorCode::Refused));
    world.happened();
    world.mount(source);
    world.then(&["settle e2 refused", "e2: loading > refused", "e2: final error refused"]);
}

#[test]
fn a_refusal_keeps_what_the_backend_said() {
    let mut world = World::default();
    let (source, _) = world.mount_alone();
    let refusal = Error::new(ErrorCode::Refused).with_status(403).with_retry_after(30);
    let attempt = world.calling(source);
    let effects = world.step(Input::Answered { source, attempt, answer: Err(refusal) });
    let emitted = effects.host.iter().find_map(|effect| match effect {
        HostEffect::Emit { event: Event::TokenError { error, .. }, .. } => {
            Some((error.status(), error.retry_after()))
        }
        _ => None,
    });
    assert_eq!(emitted, Some((Some(403), Some(30))));
}

#[test]
fn a_refusal_during_the_retries_of_a_stale_token_is_final_too() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.attach(source);
    world.ask(embed);
    world.answer(source, Ok(token(5, "T5")));
    world.ask(embed);
    world.answer(source, Ok(token(5, "T5")));
    world.advance(250);
    world.happened();
    world.answer(source, error(ErrorCode::Refused));
    world.then(&["timer off", "e1: live > refused", "e1: final error refused"]);
}

#[test]
fn a_refused_embed_can_be_closed() {
    let mut world = World::default();
    let (source, embed) = world.mount_alone();
    world.answer(source, error(ErrorCode::Refused));
    world.happened();
    world.close(embed);
    world.then(&["forget s1", "remove e1", "e1: refused > closed", "e1: closed"]);
}

#[test]
fn a_closed_source_ends_its_embeds_and_aborts_its_call() {
    let mut world = World::default();
    let source = world.source();
    let (first, second) = (world.attach(source), world.mount(source));
    world.ask(first);
    world.happened();
    world.feed(Input::CloseSource(source));
    world.then(&[
        "settle e2 aborted",
        "timer off",
        "abort s1#1",
        "e1: live > refused",
        "e1: final error aborted",
        "e2: loading > refused",
        "e2: final error aborted",
        "forget s1",
    ]);
    world.answer_attempt(source, 1, Ok(token(1, "T1")));
    world.feed(Input::CloseSource(source));
    world.ask(first);
    world.then_nothing();
    world.close(second);
    world.then(&["remove e2", "e2: refused > closed", "e2: closed"]);
}

#[test]
fn closing_a_refused_source_is_no_second_event() {
    let mut world = World::default();
    let source = world.source();
    world.mount(source);
    world.answer(source, error(ErrorCode::Refused));
    world.happened();
    world.feed(Input::CloseSource(source));
    world.then(&["forget s1"]);
}
