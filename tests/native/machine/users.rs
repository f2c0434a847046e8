//! Who is signed in: sources and embeds must agree, and two users on one tenant origin are notified of each other.

use embed_host::protocol::{EmbedSpec, ErrorCode, Input, Mode, SourceId, SourceSpec, TokenBinding};

use super::{TIMEOUT, World, spec};
use crate::browser::origin;

fn source_of(world: &mut World, user: Option<&str>) -> SourceId {
    world.source_with(SourceSpec { timeout: TIMEOUT, user: user.map(Into::into) })
}

fn adopted(source: SourceId, user: Option<&str>) -> EmbedSpec {
    let spec = spec(source, Mode::Attached);
    EmbedSpec { binding: TokenBinding { user: user.map(Into::into), ..spec.binding }, ..spec }
}

#[test]
fn a_source_must_have_time_to_answer() {
    let mut world = World::default();
    let error = world.page.add_source(SourceSpec { timeout: 0, user: None }).unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidOptions);
    assert!(error.message().contains("`timeout`"));
    assert!(world.page.add_source(SourceSpec { timeout: 1, user: None }).is_ok());
}

#[test]
fn an_embed_must_have_the_user_of_its_source() {
    let rows = [
        ("both the same", Some("alice"), Some("alice"), true),
        ("another", Some("alice"), Some("bob"), false),
        ("capitals", Some("alice"), Some("Alice"), false),
        ("only the source names one", Some("alice"), None, true),
        ("only the embed names one", None, Some("alice"), true),
        ("neither names one", None, None, true),
        ("an empty name is a name", Some("alice"), Some(""), false),
    ];
    for (case, sources, embeds, accepted) in rows {
        let mut world = World::default();
        let source = source_of(&mut world, sources);
        assert_eq!(world.page.user(source).as_deref(), sources, "{case}");
        let added = world.page.add_embed(adopted(source, embeds));
        let code = added.err().map(|error| error.code);
        assert_eq!(code, (!accepted).then_some(ErrorCode::InvalidOptions), "{case}");
    }
}

#[test]
fn a_source_that_is_not_there_takes_no_embed() {
    let mut world = World::default();
    let error = world.page.add_embed(adopted(SourceId::of(9), None)).unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidOptions);
    assert!(error.message().contains("TokenSource that was closed"));
}

#[test]
fn two_users_on_one_tenant_are_both_notified_and_go_on() {
    let mut world = World::default();
    let (alices, bobs) = (source_of(&mut world, Some("alice")), source_of(&mut world, None));
    let first = world.open(adopted(alices, None));
    world.happened();
    let second = world.open(adopted(bobs, Some("bob")));
    world.then(&["settle e2 ok", "e2: ready", "e1: error user-conflict", "e2: error user-conflict"]);
    world.ask(first);
    world.ask(second);
    world.then(&["call s1#1 request", "timer 10000", "e1: asked", "call s2#1 request", "e2: asked"]);
}

#[test]
fn two_users_that_were_added_in_one_tick_are_notified_once() {
    let mut world = World::default();
    let (alices, bobs) = (source_of(&mut world, Some("alice")), source_of(&mut world, Some("bob")));
    let first = world.page.add_embed(adopted(alices, None)).unwrap();
    let second = world.page.add_embed(adopted(bobs, None)).unwrap();
    world.feed(Input::Open(first));
    world.then(&["settle e1 ok", "e1: ready"]);
    world.feed(Input::Open(second));
    world.then(&["settle e2 ok", "e2: ready", "e1: error user-conflict", "e2: error user-conflict"]);
}

#[test]
fn each_rival_is_notified_once_of_a_newcomer() {
    let mut world = World::default();
    let (alices, bobs) = (source_of(&mut world, Some("alice")), source_of(&mut world, Some("bob")));
    world.open(adopted(alices, None));
    world.open(adopted(alices, None));
    world.happened();
    world.open(adopted(bobs, None));
    world.then(&[
        "settle e3 ok",
        "e3: ready",
        "e1: error user-conflict",
        "e2: error user-conflict",
        "e3: error user-conflict",
    ]);
}

#[test]
fn those_who_share_nothing_are_not_notified() {
    let elsewhere = origin("https://other.askwisdom.ai");
    let mut world = World::default();
    let source = source_of(&mut world, None);
    let (alices, bobs) = (source_of(&mut world, Some("alice")), source_of(&mut world, Some("bob")));
    world.open(adopted(alices, None));
    let rows = [
        ("the same user", adopted(alices, None)),
        ("nobody in particular", adopted(source, None)),
        ("another user on another tenant", EmbedSpec { origin: elsewhere, ..adopted(bobs, None) }),
    ];
    for (case, spec) in rows {
        let embed = world.open(spec);
        assert!(!world.happened().iter().any(|line| line.contains("user-conflict")), "{case}");
        world.close(embed);
    }
}

#[test]
fn a_rival_that_was_closed_is_no_rival() {
    let mut world = World::default();
    let (alices, bobs) = (source_of(&mut world, Some("alice")), source_of(&mut world, Some("bob")));
    let first = world.open(adopted(alices, None));
    world.close(first);
    world.happened();
    world.open(adopted(bobs, None));
    world.then(&["settle e2 ok", "e2: ready"]);
}

#[test]
fn a_conflict_does_not_keep_a_mounted_embed_from_its_first_token() {
    let mut world = World::default();
    let (alices, bobs) = (source_of(&mut world, Some("alice")), source_of(&mut world, Some("bob")));
    world.open(adopted(alices, None));
    world.happened();
    world.open(spec(bobs, Mode::Mounted));
    world.then(&["call s2#1 mount", "timer 10000", "e1: error user-conflict", "e2: error user-conflict"]);
}
