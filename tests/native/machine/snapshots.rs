//! What a support engineer sees.

use embed_host::protocol::{EmbedId, ErrorCode, FetchReason, FetchSnapshot, Snapshot, State};

use super::{World, error, token};

#[test]
fn a_snapshot_tells_what_happened_and_what_is_under_way() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.live(source);
    world.attach(source);
    world.advance(60_000);
    world.ask(embed);
    world.answer(source, Ok(token(60, "T2")));
    world.ask(embed);
    world.answer(source, error(ErrorCode::BadResponse));
    world.advance(5_000);
    world.ask(embed);
    world.advance(700);
    world.load(embed);
    let snapshot = world.page.snapshot(embed);
    let last_error = snapshot.last_error.map(|(error, age)| (error.code, age));
    assert_eq!(last_error, Some((ErrorCode::BadResponse, 5_700)));
    assert_eq!(
        Snapshot { last_error: None, ..snapshot },
        Snapshot {
            version: env!("CARGO_PKG_VERSION"),
            state: State::Live,
            origin: "https://acme.askwisdom.ai".into(),
            age: 65_700,
            requests: 3,
            sent: 1,
            failed: 1,
            fetch: Some(FetchSnapshot { attempt: 4, age: 700, reason: FetchReason::Request }),
            life: Some(3_594_300),
            last_error: None,
            embeds: 2,
        }
    );
}

#[test]
fn a_snapshot_of_what_is_new_or_gone_is_a_plain_one() {
    let mut world = World::default();
    let (source, embed) = world.mount_alone();
    world.mount(source);
    let snapshot = world.page.snapshot(embed);
    assert_eq!((snapshot.state, snapshot.life, snapshot.last_error), (State::Loading, None, None));
    world.close(embed);
    for gone in [embed, EmbedId::of(77)] {
        let snapshot = world.page.snapshot(gone);
        assert_eq!((snapshot.state, snapshot.embeds), (State::Closed, 1));
    }
}

#[test]
fn a_snapshot_is_of_the_moment_in_which_it_is_taken() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.live(source);
    let before = world.page.snapshot(embed);
    world.time.now.wall += 20_000;
    world.page.read_clock(world.time.now);
    let after = world.page.snapshot(embed);
    assert_eq!(after.age, before.age + 20_000);
    assert_eq!(after.life, before.life.map(|life| life - 20_000));
}

#[test]
fn a_token_that_has_expired_has_no_lifetime_left() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.live(source);
    world.advance(4_000_000);
    world.load(embed);
    assert_eq!(world.page.snapshot(embed).life, Some(0));
}

#[test]
fn no_snapshot_holds_a_token() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.live(source);
    world.ask(embed);
    world.answer(source, Ok(token(2, "c2VjcmV0")));
    let printed = format!("{:?}", world.page.snapshot(embed));
    assert!(!printed.contains("c2VjcmV0") && !printed.contains("eyJ"), "{printed}");
}
