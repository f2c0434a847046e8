//! A page that is prerendered fetches nothing: perhaps nobody will ever see it.

use embed_host::protocol::{Input, State};

use super::{World, token};

fn prerendered() -> World {
    let mut world = World::default();
    world.feed(Input::Prerendered(true));
    world.then_nothing();
    world
}

#[test]
fn a_mounted_embed_waits_without_a_call_and_a_timer_until_somebody_sees_the_page() {
    let mut world = prerendered();
    let (source, embed) = world.mount_alone();
    world.advance(3_600_000);
    world.then_nothing();
    assert_eq!(world.page.state(embed), State::Loading);

    world.feed(Input::Visible(true));
    world.then_nothing();
    world.feed(Input::Prerendered(false));
    world.then(&["call s1#1 mount", "timer 10000"]);
    world.answer(source, Ok(token(3_601, "T1")));
    world.load(embed);
    assert_eq!(world.page.state(embed), State::Live);
}

#[test]
fn all_embeds_of_a_source_share_the_first_call() {
    let mut world = prerendered();
    let source = world.source();
    for _ in 0..3 {
        world.mount(source);
    }
    let quiet = world.source();
    world.attach(quiet);
    world.happened();
    world.feed(Input::Prerendered(false));
    world.then(&["call s1#1 mount", "timer 10000"]);
    world.feed(Input::Prerendered(false));
    world.then_nothing();
}

#[test]
fn a_guest_that_asks_and_a_host_that_reloads_wait_too() {
    let mut world = prerendered();
    let source = world.source();
    let embed = world.attach(source);
    let (other, mounted) = world.mount_alone();
    world.happened();
    world.ask(embed);
    world.feed(Input::Reload(mounted));
    assert_eq!(world.calls_under_way(), 0);
    world.happened();
    world.feed(Input::Prerendered(false));
    world.then_calls(&["call s1#1 mount", "call s2#1 mount"]);
    world.answer(other, Ok(token(1, "T2")));
    world.answer(source, Ok(token(1, "T1")));
    let happened = world.happened();
    assert!(happened.contains(&"post e1 T1".into()), "{happened:?}");
}

#[test]
fn an_embed_that_was_closed_meanwhile_fetches_nothing() {
    let mut world = prerendered();
    let (_, embed) = world.mount_alone();
    world.close(embed);
    world.happened();
    world.feed(Input::Prerendered(false));
    world.then_nothing();
}
