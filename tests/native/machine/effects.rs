//! The two lists of effects, and the one timer.

use embed_host::protocol::{Effect, EmbedId, ErrorCode, HostEffect, Input, SourceSpec, State};

use super::{World, error};

/// A way to bring a fresh page with one embed to some moment, and the state in which that embed is then.
type Moment = fn(&mut World) -> EmbedId;

fn asking(world: &mut World) -> EmbedId {
    let source = world.source();
    let embed = world.live(source);
    world.ask(embed);
    embed
}

fn refused(world: &mut World) -> EmbedId {
    let source = world.source();
    let embed = world.live(source);
    world.ask(embed);
    world.answer(source, error(ErrorCode::Refused));
    embed
}

fn reloading(world: &mut World) -> EmbedId {
    let source = world.source();
    let embed = world.live(source);
    world.feed(Input::Reload(embed));
    embed
}

/// Case, the moment, the state then, and whether somebody waits for the view.
const MOMENTS: &[(&str, Moment, State, bool)] = &[
    ("while the first token is fetched", |world| world.mount_alone().1, State::Loading, true),
    ("while the guest waits", asking, State::Live, false),
    ("while a reload waits", reloading, State::Live, true),
    ("after a refusal", refused, State::Refused, false),
];

#[test]
fn an_embed_ends_after_everything_else_of_the_step() {
    for (case, reach, from, waits) in MOMENTS {
        let mut world = World::default();
        let embed = reach(&mut world);
        let effects = world.step(Input::Close(embed));
        let settled = effects.now.iter().any(|effect| match effect {
            Effect::Settle { embed: of, result } => {
                (*of, result.map_err(|error| error.code)) == (embed, Err(ErrorCode::Aborted))
            }
            _ => false,
        });
        assert_eq!(settled, *waits, "{case}: it is settled while the shell holds the state");
        let end = HostEffect::Close { embed, from: *from };
        assert_eq!(effects.host.last(), Some(&end), "{case}: it ends when that is done");
        assert_eq!(effects.host.iter().filter(|effect| **effect == end).count(), 1, "{case}");
    }
}

#[test]
fn a_call_is_aborted_after_the_one_that_takes_its_place_was_started() {
    let mut world = World::default();
    let embed = asking(&mut world);
    let effects = world.step(Input::Reload(embed));
    let fetches = |effect: &Effect<u32>| matches!(effect, Effect::Fetch { attempt: 3, .. });
    let aborts = |effect: &HostEffect| matches!(effect, HostEffect::Abort { attempt: 2, .. });
    assert!(effects.now.iter().any(fetches) && effects.host.iter().any(aborts), "{effects:?}");
}

#[test]
fn no_timer_is_longer_than_a_browser_takes() {
    let mut world = World::visible();
    let source = world.source_with(SourceSpec { timeout: u32::MAX, user: None });
    let embed = world.live(source);
    world.feed(Input::Visible(false));
    world.happened();
    // The deadline of the flight is later than a browser's timer can be.
    world.ask(embed);
    assert!(world.happened().contains(&"timer 2147483647".to_owned()));
    // World checks every timer that is set.
    world.advance(u64::from(u32::MAX) - 1);
    assert_eq!(world.calls_under_way(), 1);
    world.advance(1);
    assert!(
        world.happened().contains(&"e1: error timeout".into()),
        "timers that fire early lead up to the deadline"
    );
}
