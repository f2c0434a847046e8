//! A guest is sent newer tokens only; a source that repeats itself is asked again, but not for ever.

use embed_host::protocol::{EmbedId, ErrorCode, Input, SourceId, State, TokenGrant};

use super::{World, error, token};
use crate::jwt;

/// A live embed that has `T5`, issued at second 5, and asks for the next one.
fn asking() -> (World, SourceId, EmbedId) {
    let mut world = World::default();
    let source = world.source();
    let embed = world.attach(source);
    world.ask(embed);
    world.answer(source, Ok(token(5, "T5")));
    world.ask(embed);
    world.happened();
    (world, source, embed)
}

#[test]
fn what_is_not_newer_than_the_last_token_is_not_sent() {
    let undated = |name| TokenGrant::new(jwt::with_payload("{}", name));
    let rows = [
        ("the same token", token(5, "T5"), false),
        ("an older token", token(4, "T4"), false),
        ("another token of the same second", token(5, "TX"), true),
        ("a newer token", token(6, "T6"), true),
        ("a token that does not say when it was issued", undated("TU"), true),
    ];
    for (case, grant, sent) in rows {
        let (mut world, source, _) = asking();
        let name = jwt::name_of(grant.token.expose()).to_owned();
        world.answer(source, Ok(grant));
        let lines = world.happened();
        assert_eq!(lines.first() == Some(&format!("post e1 {name}")), sent, "{case}");
        assert_eq!(lines == ["timer 250"], !sent, "{case}: the next call is half of 500 ms away");
    }
}

#[test]
fn a_twin_of_the_same_second_is_followed_by_another_call() {
    let (mut world, source, _) = asking();
    world.answer(source, Ok(token(5, "T5")));
    world.then(&["timer 250"]);
    world.advance(249);
    world.then_nothing();
    world.advance(1);
    world.then(&["call s1#3 request", "timer 9750"]);
    world.answer(source, Ok(token(6, "T6")));
    world.then(&["post e1 T6", "timer off", "e1: sent life=3600 waited=250"]);
}

#[test]
fn pauses_grow_and_the_calls_are_few() {
    for (random, calls) in [(u32::MAX, 5), (1 << 31, 7), (1 << 30, 11)] {
        let (mut world, source, embed) = asking();
        world.time.now.random = random;
        let mut made = 0;
        while world.calls_under_way() > 0 {
            made += 1;
            world.answer(source, Ok(token(5, "T5")));
            assert!(made <= calls, "with random {random}");
            world.advance_until(10_000, |world| !world.time.is_armed() || world.calls_under_way() > 0);
        }
        assert_eq!(made, calls, "with random {random}");
        let lines = world.happened();
        assert_eq!(lines[lines.len() - 2..], ["timer off", "e1: error stale-token"]);
        assert_eq!(world.page.state(embed), State::Live);
    }
}

#[test]
fn a_source_that_only_repeats_itself_ends_in_stale_token() {
    let (mut world, source, embed) = asking();
    for pause in [250, 500, 1_000, 2_000, 2_500, 2_500] {
        world.answer(source, Ok(token(5, "T5")));
        world.advance(pause);
    }
    world.happened();
    world.answer(source, Ok(token(4, "T4")));
    world.then(&["timer off", "e1: error stale-token"]);
    world.ask(embed);
    world.then(&["timer 3750", "e1: asked"]);
    world.advance(3_750);
    world.then(&["call s1#9 request", "timer 10000"]);
}

#[test]
fn a_deadline_that_passes_after_a_stale_token_is_stale_token() {
    let (mut world, source, _) = asking();
    world.answer(source, Ok(token(5, "T5")));
    world.advance(250);
    world.happened();
    world.advance(9_750);
    world.then(&["abort s1#3", "e1: error stale-token"]);
}

#[test]
fn a_pause_that_ends_late_ends_with_the_deadline() {
    let (mut world, source, embed) = asking();
    world.answer(source, Ok(token(5, "T5")));
    world.happened();
    world.time.pass(10_000);
    world.load(embed);
    world.then(&["timer off", "e1: error stale-token"]);
}

#[test]
fn an_answer_during_a_pause_is_dropped() {
    let (mut world, source, _) = asking();
    world.answer(source, Ok(token(5, "T5")));
    world.happened();
    world.answer_attempt(source, 2, Ok(token(6, "T6")));
    world.answer_attempt(source, 2, error(ErrorCode::Refused));
    world.then_nothing();
}

#[test]
fn another_failure_after_a_stale_token_ends_the_flight_under_its_own_name() {
    let (mut world, source, _) = asking();
    world.answer(source, Ok(token(5, "T5")));
    world.advance(250);
    world.happened();
    world.answer(source, error(ErrorCode::BadResponse));
    world.then(&["timer off", "e1: error bad-response"]);
}

#[test]
fn a_backend_that_answers_again_though_with_an_old_token_is_called_again_soon() {
    let (mut world, source, _) = asking();
    for pause in [250, 500, 1_000] {
        world.answer(source, error(ErrorCode::Network));
        world.advance(pause);
    }
    world.happened();
    world.answer(source, Ok(token(5, "T5")));
    world.then(&["timer 250"]);
}

#[test]
fn a_guest_that_asks_during_a_pause_waits_for_the_next_call() {
    let (mut world, source, embed) = asking();
    world.answer(source, Ok(token(5, "T5")));
    world.happened();
    world.ask(embed);
    world.then_nothing();
    world.advance(250);
    world.answer(source, Ok(token(6, "T6")));
    world.then(&[
        "call s1#3 request",
        "timer 9750",
        "post e1 T6",
        "timer off",
        "e1: sent life=3600 waited=250",
    ]);
}

#[test]
fn closing_the_one_who_waits_ends_the_pause_without_a_call() {
    let (mut world, source, embed) = asking();
    world.answer(source, Ok(token(5, "T5")));
    world.happened();
    world.close(embed);
    world.then(&["timer off", "remove e1", "e1: live > closed", "e1: closed"]);
    world.advance(60_000);
    world.then_nothing();
}

#[test]
fn the_token_in_the_address_counts_as_the_first() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.mount(source);
    world.answer(source, Ok(token(5, "T5")));
    world.load(embed);
    world.ask(embed);
    world.happened();
    world.answer(source, Ok(token(5, "T5")));
    world.then(&["timer 250"]);
}

#[test]
fn a_new_embed_starts_afresh() {
    let mut world = World::default();
    let source = world.source();
    let first = world.attach(source);
    world.ask(first);
    world.answer(source, Ok(token(5, "T5")));
    world.close(first);
    let second = world.attach(source);
    world.ask(second);
    world.happened();
    world.answer(source, Ok(token(5, "T5")));
    world.then(&["post e2 T5", "timer off", "e2: sent life=3600 waited=0"]);
}

#[test]
fn a_new_frame_starts_afresh() {
    let rows = [("the same token", 5, "T5"), ("an older one", 4, "T4"), ("a newer one", 6, "T6")];
    for (case, issued_at, name) in rows {
        let mut world = World::default();
        let source = world.source();
        let embed = world.mount(source);
        world.answer(source, Ok(token(5, "T5")));
        world.load(embed);
        world.feed(Input::Reload(embed));
        world.happened();
        world.answer(source, Ok(token(issued_at, name)));
        let load = format!("load e1 {name}");
        assert_eq!(world.happened(), ["replace e1", &load, "timer off", "e1: live > loading"], "{case}");
    }
}

#[test]
fn a_pause_that_nobody_waits_for_any_more_ends_without_a_call() {
    let (mut world, source, embed) = asking();
    world.answer(source, Ok(token(5, "T5")));
    world.happened();
    world.drop_request(embed);
    world.then(&["timer off"]);
    world.advance(60_000);
    world.then_nothing();
}
