//! The deadline of a flight and the one timer, whatever the clocks do.

use embed_host::protocol::{ErrorCode, Input};

use super::{World, error, token};

#[test]
fn a_source_that_hangs_is_aborted_at_the_deadline() {
    let mut world = World::default();
    let (_, embed) = world.mount_alone();
    world.happened();
    world.advance(9_999);
    world.then_nothing();
    world.advance(1);
    world.then(&["settle e1 timeout", "abort s1#1", "e1: error timeout"]);
    world.advance(60_000);
    world.load(embed);
    world.then_nothing();
}

#[test]
fn an_answer_just_before_the_deadline_counts_and_one_at_it_does_not() {
    for (passed, counts) in [(9_999, true), (10_000, false), (10_001, false)] {
        let mut world = World::default();
        let (source, _) = world.mount_alone();
        world.happened();
        world.time.pass(passed);
        world.answer(source, Ok(token(1, "T1")));
        let expected: &[&str] = if counts {
            &["load e1 T1", "timer off"]
        } else {
            &["settle e1 timeout", "timer off", "abort s1#1", "e1: error timeout"]
        };
        world.then(expected);
    }
}

#[test]
fn a_refusal_after_the_deadline_is_dropped_too() {
    let mut world = World::default();
    let (source, embed) = world.mount_alone();
    world.happened();
    world.time.pass(10_000);
    world.answer(source, error(ErrorCode::Refused));
    world.then(&["settle e1 timeout", "timer off", "abort s1#1", "e1: error timeout"]);
    world.ask(embed);
    world.then(&["timer 3750", "e1: asked"]);
    world.advance(3_750);
    world.then(&["call s1#2 request", "timer 10000"]);
}

#[test]
fn a_deadline_is_noticed_by_whatever_comes_first() {
    let mut world = World::default();
    let source = world.source();
    let [first, second] = world.live_together(source);
    world.ask(first);
    world.happened();
    world.time.pass(12_000);
    world.ask(second);
    world.then(&["timer 3750", "abort s1#2", "e1: error timeout", "e2: asked"]);
}

#[test]
fn a_new_flight_has_a_deadline_of_its_own() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.live(source);
    world.ask(embed);
    world.advance(8_000);
    world.answer(source, error(ErrorCode::BadResponse));
    world.ask(embed);
    world.advance(3_750);
    world.happened();
    world.advance(9_999);
    world.then_nothing();
    world.advance(1);
    world.then(&["abort s1#3", "e1: error timeout"]);
}

#[test]
fn joining_a_flight_does_not_prolong_it() {
    let mut world = World::default();
    let source = world.source();
    let (first, second) = (world.attach(source), world.attach(source));
    world.ask(first);
    world.advance(9_000);
    world.ask(second);
    world.happened();
    world.advance(1_000);
    world.then(&["abort s1#1", "e1: error timeout", "e2: error timeout"]);
}

#[test]
fn a_timer_that_fires_early_is_set_again() {
    let mut world = World::default();
    world.mount_alone();
    world.happened();
    world.time.pass(9_998);
    world.feed(Input::Timer);
    world.then(&["timer 2"]);
    world.advance(2);
    world.then(&["settle e1 timeout", "abort s1#1", "e1: error timeout"]);
}

#[test]
fn a_timer_that_was_not_set_is_harmless() {
    let mut world = World::default();
    world.feed(Input::Timer);
    let source = world.source();
    world.live(source);
    world.feed(Input::Timer);
    world.then_nothing();
}

#[test]
fn the_timer_is_for_the_next_deadline_of_all_sources() {
    let mut world = World::default();
    let (first, _) = world.mount_alone();
    world.advance(4_000);
    let (second, _) = world.mount_alone();
    world.then(&["call s1#1 mount", "timer 10000", "call s2#1 mount"]);
    world.answer(first, Ok(token(1, "T1")));
    // One that fires too early does no harm.
    world.then(&["load e1 T1"]);
    world.advance(6_000);
    world.then(&["timer 4000"]);
    world.answer(second, Ok(token(1, "T2")));
    world.then(&["load e2 T2", "timer off"]);
}

#[test]
fn two_deadlines_at_once_are_noticed_at_once() {
    let mut world = World::default();
    world.mount_alone();
    world.mount_alone();
    world.happened();
    world.advance(10_000);
    world.then(&[
        "settle e1 timeout",
        "settle e2 timeout",
        "abort s1#1",
        "e1: error timeout",
        "abort s2#1",
        "e2: error timeout",
    ]);
}

#[test]
fn a_deadline_that_passed_in_sleep_is_noticed_on_waking() {
    let mut world = World::default();
    let (source, _) = world.mount_alone();
    world.happened();
    world.time.now.wall += 3_600_000;
    world.answer(source, Ok(token(1, "T1")));
    world.then(&["settle e1 timeout", "timer off", "abort s1#1", "e1: error timeout"]);
}

#[test]
fn a_wall_clock_that_is_set_back_moves_no_deadline() {
    let mut world = World::default();
    world.mount_alone();
    world.happened();
    world.advance(5_000);
    world.time.now.wall -= 86_400_000;
    world.advance(4_999);
    world.then_nothing();
    world.advance(1);
    world.then(&["settle e1 timeout", "abort s1#1", "e1: error timeout"]);
}

#[test]
fn the_time_a_guest_waited_is_elapsed_time() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.attach(source);
    world.ask(embed);
    world.happened();
    world.time.now.wall -= 1_000_000;
    world.time.now.monotonic += 70;
    world.answer(source, Ok(token(1, "T1")));
    world.then(&["post e1 T1", "timer off", "e1: sent life=3600 waited=70"]);
}
