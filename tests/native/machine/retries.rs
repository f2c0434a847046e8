//! Transient failures are retried inside the deadline; all others are reported at once.

use embed_host::protocol::{EmbedId, Error, ErrorCode, Input, SourceId};

use super::{World, token};

fn asking() -> (World, SourceId, EmbedId) {
    let mut world = World::default();
    let source = world.source();
    let embed = world.live(source);
    world.ask(embed);
    world.happened();
    (world, source, embed)
}

fn status(status: u16) -> Error {
    Error::new(ErrorCode::BackendStatus).with_status(status)
}

#[test]
fn only_transient_failures_are_retried() {
    let rows = [
        ("the network", Error::new(ErrorCode::Network), true),
        ("a callback", Error::new(ErrorCode::ProviderFailed), true),
        ("408", status(408), true),
        ("425", status(425), true),
        ("429", status(429), true),
        ("500", status(500), true),
        ("502", status(502), true),
        ("503", status(503), true),
        ("599", status(599), true),
        ("400", status(400), false),
        ("404", status(404), false),
        ("409", status(409), false),
        ("302", status(302), false),
        ("600", status(600), false),
        ("no token", Error::new(ErrorCode::BadResponse), false),
        ("a timeout of the callback's own", Error::new(ErrorCode::Timeout), false),
    ];
    for (case, failure, again) in rows {
        let (mut world, source, _) = asking();
        world.answer(source, Err(failure));
        if again {
            world.then(&["timer 250"]);
            world.advance(250);
            world.then(&["call s1#3 request", "timer 9750"]);
            world.answer(source, Ok(token(2, "T2")));
            world.then(&["post e1 T2", "timer off", "e1: sent life=3600 waited=250"]);
        } else {
            assert_eq!(
                world.happened(),
                ["timer off".into(), format!("e1: error {}", failure.code.as_str())],
                "{case}"
            );
        }
    }
}

#[test]
fn the_error_is_the_last_failures_own() {
    let (mut world, source, _) = asking();
    world.answer(source, Err(Error::new(ErrorCode::Network)));
    world.advance(250);
    world.answer(source, Err(status(503)));
    world.advance(500);
    world.happened();
    world.advance(10_000);
    world.then(&["abort s1#4", "e1: error backend-status"]);
}

#[test]
fn the_delay_that_the_backend_asks_for_is_kept() {
    let (mut world, source, _) = asking();
    world.answer(source, Err(status(429).with_retry_after(3)));
    world.happened();
    world.advance(2_999);
    world.then_nothing();
    // The jitter on top is half of half a second.
    world.advance(251);
    world.then(&["call s1#3 request", "timer 6750"]);
}

#[test]
fn a_wait_beyond_the_deadline_fails_the_flight_at_once_and_whoever_asks_then_waits() {
    let (mut world, source, embed) = asking();
    world.answer(source, Err(status(503).with_retry_after(30)));
    world.then(&["timer off", "e1: error backend-status"]);
    for _ in 0..3 {
        world.ask(embed);
        world.advance(10_000);
    }
    world.then(&["timer 30000", "e1: asked", "timer 1250"]);
    // The jitter on top is half of half of the first cooldown.
    world.advance(1_249);
    world.then_nothing();
    world.advance(1);
    world.then(&["call s1#3 request", "timer 10000"]);
}

#[test]
fn who_would_have_to_wait_for_more_than_two_minutes_is_notified_at_once_and_that_costs_no_call() {
    let (mut world, source, embed) = asking();
    world.answer(source, Err(status(503).with_retry_after(600)));
    world.then(&["timer off", "e1: error backend-status"]);
    for _ in 0..3 {
        world.advance(20_000);
        world.ask(embed);
        world.then(&["e1: asked", "e1: error backend-status"]);
    }
    world.advance(430_000);
    world.ask(embed);
    world.then_calls(&["e1: asked"]);
    // What was not called has not failed, so the cooldown has not grown.
    world.advance(111_249);
    world.then_calls(&[]);
    world.advance(1);
    world.then_calls(&["call s1#3 request"]);
}

#[test]
fn a_wait_of_more_than_a_day_is_not_believed() {
    let (mut world, source, embed) = asking();
    world.answer(source, Err(status(503).with_retry_after(1_000_000_000)));
    world.advance(86_400_000 - 5_000);
    world.ask(embed);
    world.happened();
    world.advance(4_999);
    world.then_calls(&[]);
    world.advance(1_251);
    world.then_calls(&["call s1#3 request"]);
}

#[test]
fn neither_the_network_nor_a_visit_overrides_what_the_backend_asked_for() {
    let (mut world, source, embed) = asking();
    world.answer(source, Err(status(503).with_retry_after(30)));
    world.feed(Input::Online);
    world.feed(Input::Visible(true));
    world.feed(Input::Reload(embed));
    world.ask(embed);
    world.happened();
    world.advance(29_999);
    world.then_calls(&[]);
    world.advance(1);
    world.then_calls(&["call s1#3 reload"]);
}
