//! One flight per source, which ends in every way and never answers twice.

use embed_host::protocol::{Effect, EmbedId, Error, ErrorCode, Input, SourceId, State};

use super::{World, error, token};

/// A page whose guest is asking, with the call under way.
fn asking() -> (World, SourceId, EmbedId) {
    let mut world = World::default();
    let source = world.source();
    let embed = world.live(source);
    world.ask(embed);
    world.happened();
    (world, source, embed)
}

#[test]
fn twenty_requests_are_one_call_and_one_answer() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.live(source);
    for _ in 0..20 {
        world.ask(embed);
        world.advance(10);
    }
    world.then(&["call s1#2 request", "timer 10000", "e1: asked"]);
    world.answer(source, Ok(token(2, "T2")));
    world.then(&["post e1 T2", "timer off", "e1: sent life=3600 waited=200"]);
}

#[test]
fn each_of_twenty_frames_is_answered_once_by_one_call() {
    let mut world = World::default();
    let source = world.source();
    let embeds: Vec<_> = (0..20).map(|_| world.attach(source)).collect();
    world.happened();
    for embed in &embeds {
        world.ask(*embed);
    }
    assert_eq!(world.happened().iter().filter(|line| line.starts_with("call")).count(), 1);
    world.answer(source, Ok(token(2, "T2")));
    let posts: Vec<_> = world.happened().into_iter().filter(|line| line.starts_with("post")).collect();
    assert_eq!(posts, embeds.iter().map(|embed| format!("post e{} T2", embed.number())).collect::<Vec<_>>());
}

#[test]
fn after_success_the_next_request_is_a_new_flight() {
    let (mut world, source, embed) = asking();
    world.answer(source, Ok(token(2, "T2")));
    world.happened();
    world.ask(embed);
    world.then(&["call s1#3 request", "timer 10000", "e1: asked"]);
}

#[test]
fn after_a_failure_the_next_request_is_a_new_flight() {
    let failures = [
        Error::new(ErrorCode::BackendStatus).with_status(404),
        Error::new(ErrorCode::BackendStatus).with_status(422),
        Error::new(ErrorCode::BadResponse),
        Error::new(ErrorCode::Timeout),
    ];
    for failure in failures {
        let (mut world, source, embed) = asking();
        world.answer(source, Err(failure));
        world.then(&["timer off", &format!("e1: error {}", failure.code.as_str())]);
        assert_eq!(world.page.state(embed), State::Live);
        world.advance(3_750);
        world.ask(embed);
        world.then(&["call s1#3 request", "timer 10000", "e1: asked"]);
    }
}

#[test]
fn after_a_timeout_the_next_request_is_a_new_flight() {
    let (mut world, source, embed) = asking();
    world.advance(10_000);
    world.then(&["abort s1#2", "e1: error timeout"]);
    world.advance(3_750);
    world.ask(embed);
    world.then(&["call s1#3 request", "timer 10000", "e1: asked"]);
    world.answer(source, Ok(token(2, "T2")));
    world.then(&["post e1 T2", "timer off", "e1: sent life=3600 waited=0"]);
}

#[test]
fn after_an_abort_the_next_request_is_a_new_flight() {
    let (mut world, source, embed) = asking();
    world.close(embed);
    world.happened();
    let next = world.attach(source);
    world.ask(next);
    world.then(&["settle e2 ok", "e2: ready", "call s1#3 request", "timer 10000", "e2: asked"]);
}

#[test]
fn an_answered_call_is_never_aborted() {
    let answers =
        [Ok(token(2, "T2")), error(ErrorCode::Network), error(ErrorCode::Refused), Ok(token(1, "First001"))];
    for answer in answers {
        let (mut world, source, embed) = asking();
        world.answer(source, answer);
        world.close(embed);
        assert!(!world.happened().iter().any(|line| line.starts_with("abort")));
    }
}

#[test]
fn an_answer_to_an_older_attempt_is_dropped() {
    let (mut world, source, embed) = asking();
    world.advance(13_750);
    world.ask(embed);
    world.happened();
    world.answer_attempt(source, 2, Ok(token(9, "Late")));
    world.then_nothing();
    world.answer_attempt(source, 2, error(ErrorCode::Refused));
    world.then_nothing();
    world.answer(source, Ok(token(2, "T2")));
    world.then(&["post e1 T2", "timer off", "e1: sent life=3600 waited=0"]);
}

#[test]
fn a_second_answer_to_the_same_attempt_is_dropped() {
    let (mut world, source, _) = asking();
    world.answer(source, Ok(token(2, "T2")));
    world.happened();
    world.answer_attempt(source, 2, Ok(token(3, "T3")));
    world.answer_attempt(source, 2, error(ErrorCode::Refused));
    world.then_nothing();
}

#[test]
fn an_answer_to_an_attempt_of_the_future_is_dropped() {
    let (mut world, source, _) = asking();
    world.answer_attempt(source, 3, Ok(token(2, "T2")));
    world.then_nothing();
}

#[test]
fn an_answer_for_an_embed_that_was_closed_is_dropped() {
    let mut world = World::default();
    let (source, embed) = world.mount_alone();
    world.close(embed);
    world.happened();
    world.answer_attempt(source, 1, Ok(token(1, "T1")));
    world.then_nothing();
}

#[test]
fn numbers_that_nobody_has_are_harmless() {
    let (mut world, ..) = asking();
    for number in [0, 2, 77, u32::MAX] {
        let (embed, source) = (EmbedId::of(number), SourceId::of(number));
        world.ask(embed);
        for input in [
            Input::Open(embed),
            Input::Loaded(embed),
            Input::Moved(embed),
            Input::ForeignSrc(embed),
            Input::Reload(embed),
            Input::Close(embed),
            Input::CloseSource(source),
        ] {
            world.feed(input);
        }
        world.answer_attempt(source, 1, Ok(token(2, "T2")));
        assert_eq!(world.page.state(embed), State::Closed);
        assert_eq!(world.page.user(source), None);
    }
    world.then_nothing();
}

#[test]
fn a_window_that_is_gone_is_sent_nothing() {
    let (mut world, source, embed) = asking();
    world.move_frame(embed);
    world.answer(source, Ok(token(2, "T2")));
    world.then(&["timer off"]);
    assert_eq!(world.page.state(embed), State::Live);
}

#[test]
fn a_frame_that_is_in_no_document_is_sent_nothing() {
    let (mut world, source, embed) = asking();
    world.take_out(embed);
    world.answer(source, Ok(token(2, "T2")));
    world.then(&["timer off"]);
    assert_eq!(world.page.state(embed), State::Live);
}

#[test]
fn an_answer_goes_to_the_window_that_asked() {
    let mut world = World::default();
    let source = world.source();
    let [first, second] = world.live_together(source);
    world.move_frame(second);
    world.feed(Input::Moved(second));
    world.ask(first);
    world.ask(second);
    let attempt = world.calling(source);
    let effects = world.step(Input::Answered { source, attempt, answer: Ok(token(2, "T2")) });
    let posts: Vec<_> = effects
        .now
        .iter()
        .filter_map(|effect| match effect {
            Effect::Post { embed, window, .. } => Some((*embed, *window)),
            _ => None,
        })
        .collect();
    assert_eq!(posts, [(first, 1), (second, 2)]);
}

#[test]
fn a_token_that_a_window_which_is_gone_did_not_get_is_still_new_for_the_next() {
    let (mut world, source, embed) = asking();
    world.move_frame(embed);
    world.answer(source, Ok(token(2, "T2")));
    world.happened();
    world.ask(embed);
    world.then(&["post e1 T2", "e1: asked", "e1: sent ahead life=3600 waited=0"]);
}

#[test]
fn a_frame_that_was_moved_asks_anew_and_joins_the_flight() {
    let (mut world, source, embed) = asking();
    world.move_frame(embed);
    world.feed(Input::Moved(embed));
    world.ask(embed);
    world.then(&["e1: asked"]);
    world.answer(source, Ok(token(2, "T2")));
    world.then(&["post e1 T2", "timer off", "e1: sent life=3600 waited=0"]);
}

#[test]
fn a_window_that_is_gone_is_notified_of_no_failure_but_a_refusal_counts() {
    let (mut world, source, embed) = asking();
    world.move_frame(embed);
    world.answer(source, error(ErrorCode::BadResponse));
    world.then(&["timer off"]);
    world.advance(3_750);
    world.ask(embed);
    world.move_frame(embed);
    world.happened();
    world.answer(source, error(ErrorCode::Refused));
    world.then(&["timer off", "e1: live > refused", "e1: final error refused"]);
}
