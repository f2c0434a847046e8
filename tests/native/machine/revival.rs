//! A source that refused is called again, because one of its embeds is reloaded.

use embed_host::protocol::{EmbedId, ErrorCode, Input, SourceId, State};

use super::anew::binding;
use super::{World, error, token};

/// How long the tokens of these tests live.
const LIFE: u64 = 3_600_000;

/// Brings an embed to where the refusal finds it.
type Prepare = fn(&mut World, SourceId) -> EmbedId;

fn without_a_token(world: &mut World, source: SourceId) -> EmbedId {
    world.mount(source)
}

fn before_its_view_has_loaded(world: &mut World, source: SourceId) -> EmbedId {
    let embed = world.mount(source);
    world.answer(source, Ok(token(1, "T001")));
    embed
}

fn with_its_view(world: &mut World, source: SourceId) -> EmbedId {
    world.live(source)
}

fn that_loaded_too_late(world: &mut World, source: SourceId) -> EmbedId {
    let embed = before_its_view_has_loaded(world, source);
    world.advance(LIFE);
    world.load(embed);
    embed
}

fn attached_that_never_asked(world: &mut World, source: SourceId) -> EmbedId {
    world.attach(source)
}

fn attached_with_a_token(world: &mut World, source: SourceId) -> EmbedId {
    let embed = world.attach(source);
    world.ask(embed);
    world.answer(source, Ok(token(1, "T001")));
    embed
}

fn attached_and_navigated(world: &mut World, source: SourceId) -> EmbedId {
    let embed = world.attach(source);
    world.feed(Input::Reload(embed));
    world.answer(source, Ok(token(1, "T001")));
    embed
}

fn attached_for_another_user(world: &mut World, source: SourceId) -> EmbedId {
    let embed = world.attach(source);
    world.feed(Input::Switch(embed, binding(source, "bob")));
    embed
}

#[test]
fn a_reload_gives_each_embed_of_its_source_the_state_of_what_its_frame_shows() {
    let rows: [(&str, Prepare, u64, &str); 12] = [
        ("without a token", without_a_token, 0, "refused > loading"),
        ("before its view has loaded", before_its_view_has_loaded, 0, "refused > loading"),
        (
            "before its view has loaded, too late",
            before_its_view_has_loaded,
            LIFE,
            "refused > loading, loading > degraded",
        ),
        ("with its view", with_its_view, LIFE - 1, "refused > live"),
        ("with its view, whose token has expired", with_its_view, LIFE, "refused > degraded"),
        ("with a view that loaded too late", that_loaded_too_late, 0, "refused > loading"),
        ("attached, and never asked", attached_that_never_asked, LIFE, "refused > live"),
        ("attached, with a token", attached_with_a_token, LIFE - 1, "refused > live"),
        ("attached, with a token that has expired", attached_with_a_token, LIFE, "refused > degraded"),
        ("attached, and navigated", attached_and_navigated, 0, "refused > loading"),
        (
            "attached, and navigated, too late",
            attached_and_navigated,
            LIFE,
            "refused > loading, loading > degraded",
        ),
        ("attached, for another user", attached_for_another_user, 0, "refused > loading"),
    ];
    for (name, prepare, wait, expected) in rows {
        assert_eq!(revived(prepare, wait, |_, other| other), expected, "{name}");
        // A view that is to have another token is loading, whatever becomes of the one it has.
        let expected = expected.trim_end_matches(", loading > degraded");
        assert_eq!(revived(prepare, wait, |embed, _| embed), expected, "{name}, by its own reload");
    }
}

/// The states that an embed goes through when its source, which refused, is called again after a time.
fn revived(prepare: Prepare, wait: u64, by: fn(EmbedId, EmbedId) -> EmbedId) -> String {
    let mut world = World::default();
    let source = world.source();
    let embed = prepare(&mut world, source);
    let other = world.attach(source);
    world.feed(Input::Reload(other));
    world.answer(source, error(ErrorCode::Refused));
    assert_eq!(world.page.state(embed), State::Refused);
    world.advance(wait);
    world.happened();
    world.feed(Input::Reload(by(embed, other)));
    let name = format!("e{}: ", embed.number());
    let changes = world.happened().into_iter().filter_map(|line| Some(line.strip_prefix(&name)?.to_owned()));
    let changes: Vec<_> = changes.filter(|change| change.contains(" > ")).collect();
    changes.join(", ")
}
