//! Closing is final, at any moment.

use embed_host::protocol::{EmbedId, ErrorCode, Input, Mode, SourceId, State};

use super::{World, error, spec, token};

/// A way to bring a fresh page to some moment, with its one source and the embed that is then closed.
type Moment = fn(&mut World) -> (SourceId, EmbedId);

fn with_source(world: &mut World, then: impl FnOnce(&mut World, SourceId) -> EmbedId) -> (SourceId, EmbedId) {
    let source = world.source();
    (source, then(world, source))
}

const MOMENTS: &[(&str, Moment, &[&str])] = &[
    (
        "before it was opened",
        |world| {
            with_source(world, |world, source| world.page.add_embed(spec(source, Mode::Mounted)).unwrap())
        },
        &["settle e1 aborted", "remove e1", "e1: loading > closed", "e1: closed"],
    ),
    (
        "while the first token is fetched",
        |world| with_source(world, World::mount),
        &["settle e1 aborted", "timer off", "abort s1#1", "remove e1", "e1: loading > closed", "e1: closed"],
    ),
    (
        "after the first token was missed",
        |world| {
            let (source, embed) = with_source(world, World::mount);
            world.answer(source, error(ErrorCode::BadResponse));
            (source, embed)
        },
        &["remove e1", "e1: loading > closed", "e1: closed"],
    ),
    (
        "while the view loads",
        |world| {
            let (source, embed) = with_source(world, World::mount);
            world.answer(source, Ok(token(1, "T1")));
            (source, embed)
        },
        &["settle e1 aborted", "remove e1", "e1: loading > closed", "e1: closed"],
    ),
    (
        "while it is live",
        |world| with_source(world, World::live),
        &["remove e1", "e1: live > closed", "e1: closed"],
    ),
    (
        "while its guest waits",
        |world| {
            let (source, embed) = with_source(world, World::live);
            world.ask(embed);
            (source, embed)
        },
        &["timer off", "abort s1#2", "remove e1", "e1: live > closed", "e1: closed"],
    ),
    (
        "between two calls",
        |world| {
            let (source, embed) = with_source(world, World::live);
            world.ask(embed);
            world.answer(source, Ok(token(0, "Old1")));
            (source, embed)
        },
        &["timer off", "remove e1", "e1: live > closed", "e1: closed"],
    ),
    (
        "after it was refused",
        |world| {
            let (source, embed) = with_source(world, World::mount);
            world.answer(source, error(ErrorCode::Refused));
            (source, embed)
        },
        &["remove e1", "e1: refused > closed", "e1: closed"],
    ),
    (
        "while it is adopted",
        |world| with_source(world, World::attach),
        &["remove e1", "e1: live > closed", "e1: closed"],
    ),
];

#[test]
fn closing_emits_the_last_events_and_nothing_follows() {
    for (moment, reach, last_lines) in MOMENTS {
        let mut world = World::default();
        let (source, embed) = reach(&mut world);
        world.happened();
        world.close(embed);
        assert_eq!(world.happened(), *last_lines, "{moment}");
        assert_eq!(world.page.state(embed), State::Closed, "{moment}");
        assert!(!world.time.is_armed() && world.calls_under_way() == 0, "{moment}");

        world.close(embed);
        world.feed(Input::Open(embed));
        world.ask(embed);
        world.load(embed);
        for attempt in 0..4 {
            world.answer_attempt(source, attempt, Ok(token(9, "Late")));
        }
        world.advance(86_400_000);
        world.feed(Input::Timer);
        assert_eq!(world.happened(), [""; 0], "{moment}");
    }
}

#[test]
fn a_source_of_its_own_goes_with_the_embed() {
    let mut world = World::default();
    let (source, embed) = world.mount_alone();
    world.happened();
    world.close(embed);
    world.then(&[
        "settle e1 aborted",
        "timer off",
        "abort s1#1",
        "forget s1",
        "remove e1",
        "e1: loading > closed",
        "e1: closed",
    ]);
    assert_eq!(
        world.page.add_embed(spec(source, Mode::Mounted)).unwrap_err().code,
        ErrorCode::InvalidOptions
    );
}

#[test]
fn a_flight_that_another_embed_waits_for_goes_on() {
    let mut world = World::default();
    let source = world.source();
    let (first, second) = (world.mount(source), world.mount(source));
    world.happened();
    world.close(first);
    world.then(&["settle e1 aborted", "remove e1", "e1: loading > closed", "e1: closed"]);
    world.answer(source, Ok(token(1, "T1")));
    world.then(&["load e2 T1", "timer off"]);
    world.close(second);
    world.then(&["settle e2 aborted", "remove e2", "e2: loading > closed", "e2: closed"]);
}

#[test]
fn a_flight_that_nobody_waits_for_is_aborted_though_others_share_the_source() {
    let mut world = World::default();
    let source = world.source();
    let [asking, _quiet] = world.live_together(source);
    world.ask(asking);
    world.happened();
    world.close(asking);
    world.then(&["timer off", "abort s1#2", "remove e1", "e1: live > closed", "e1: closed"]);
}

#[test]
fn closing_one_who_does_not_wait_leaves_the_flight_alone() {
    let mut world = World::default();
    let source = world.source();
    let [asking, quiet] = world.live_together(source);
    world.ask(asking);
    world.happened();
    world.close(quiet);
    world.then(&["remove e2", "e2: live > closed", "e2: closed"]);
    world.answer(source, Ok(token(2, "T2")));
    world.then(&["post e1 T2", "timer off", "e1: sent life=3600 waited=0"]);
}

#[test]
fn mount_close_mount_in_one_tick_leaves_one_embed_with_one_call() {
    let mut world = World::default();
    let (first_source, first) = world.mount_alone();
    world.close(first);
    world.happened();
    let (second_source, second) = world.mount_alone();
    world.then(&["call s2#1 mount", "timer 10000"]);
    world.answer_attempt(first_source, 1, Ok(token(9, "Late")));
    world.then_nothing();
    world.answer(second_source, Ok(token(1, "T1")));
    world.load(second);
    world.then(&["load e2 T1", "timer off", "settle e2 ok", "e2: loading > live", "e2: ready"]);
}

#[test]
fn mount_close_mount_on_a_shared_source_gets_a_call_of_its_own() {
    let mut world = World::default();
    let source = world.source();
    let first = world.mount(source);
    world.close(first);
    world.happened();
    world.mount(source);
    world.then(&["call s1#2 mount", "timer 10000"]);
    world.answer_attempt(source, 1, Ok(token(9, "Late")));
    world.then_nothing();
    world.answer(source, Ok(token(1, "T1")));
    world.then(&["load e2 T1", "timer off"]);
}

#[test]
fn a_thousand_rounds_leave_nothing_behind() {
    let mut world = World::default();
    for _ in 0..1_000 {
        let (source, embed) = world.mount_alone();
        world.answer(source, Ok(token(1, "T1")));
        world.load(embed);
        world.ask(embed);
        world.close(embed);
    }
    assert!(!world.time.is_armed() && world.calls_under_way() == 0);
    let left = format!("{:?}", world.page);
    assert!(left.len() < 500, "no row is left: {} characters", left.len());
}
