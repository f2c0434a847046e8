//! The host asks for a new frame, or somebody else signs in.

use embed_host::protocol::{
    EmbedId, EmbedSpec, ErrorCode, Input, Mode, SourceId, SourceSpec, State, TokenBinding,
};

use super::recovery::HOUR;
use super::{TIMEOUT, World, error, spec, token};

fn live() -> (World, SourceId, EmbedId) {
    let mut world = World::default();
    let source = world.source();
    let embed = world.live(source);
    (world, source, embed)
}

pub(super) fn binding(source: SourceId, user: &str) -> TokenBinding {
    TokenBinding { source, owns_source: false, user: Some(user.into()) }
}

#[test]
fn a_reload_keeps_the_old_frame_until_there_is_a_token_for_the_new_one() {
    let (mut world, source, embed) = live();
    world.feed(Input::Reload(embed));
    world.then(&["call s1#2 reload", "timer 10000"]);
    assert_eq!(world.page.state(embed), State::Live);
    world.answer(source, Ok(token(2, "T2")));
    world.then(&["replace e1", "load e1 T2", "timer off", "e1: live > loading"]);
    world.load(embed);
    world.then(&["settle e1 ok", "e1: loading > live", "e1: ready"]);
}

#[test]
fn a_reload_that_fails_leaves_the_old_frame_as_it_was() {
    let (mut world, source, embed) = live();
    world.feed(Input::Reload(embed));
    world.happened();
    world.answer(source, error(ErrorCode::BadResponse));
    world.then(&["settle e1 bad-response", "timer off", "e1: error bad-response"]);
    assert_eq!(world.page.state(embed), State::Live);
    world.ask(embed);
    world.advance(3_750);
    assert_eq!(world.calling(source), 3);
}

#[test]
fn a_reload_is_not_served_by_a_flight_that_began_before_it() {
    let (mut world, source, embed) = live();
    world.ask(embed);
    world.advance(1_000);
    world.happened();
    world.feed(Input::Reload(embed));
    world.then(&["call s1#3 reload", "abort s1#2"]);
    world.answer_attempt(source, 2, Ok(token(2, "T2")));
    world.then_nothing();
    world.answer(source, Ok(token(3, "T3")));
    // The question is the old document's, which is gone.
    world.then(&["replace e1", "load e1 T3", "timer off", "e1: live > loading"]);
}

#[test]
fn a_reload_is_not_served_from_what_is_cached() {
    let mut world = World::default();
    let source = world.source();
    let [first, second] = world.live_together(source);
    world.ask(first);
    world.answer(source, Ok(token(2, "T2")));
    world.happened();
    world.feed(Input::Reload(second));
    world.then(&["call s1#3 reload", "timer 10000"]);
}

#[test]
fn the_old_guest_is_answered_while_the_token_for_the_new_one_is_fetched_but_the_new_one_has_the_say() {
    let (mut world, source, embed) = live();
    world.feed(Input::Reload(embed));
    world.ask(embed);
    world.happened();
    world.answer(source, Ok(token(2, "T2")));
    world.then(&["replace e1", "load e1 T2", "timer off", "e1: live > loading"]);
}

#[test]
fn a_page_s_own_frame_is_navigated_to_its_address_again() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.attach(source);
    world.happened();
    world.feed(Input::Reload(embed));
    world.answer(source, Ok(token(1, "T1")));
    world.then(&["call s1#1 reload", "timer 10000", "load e1 T1", "timer off", "e1: live > loading"]);
    world.load(embed);
    world.then(&["settle e1 ok", "e1: loading > live", "e1: ready"]);
}

#[test]
fn what_the_former_user_saw_goes_at_once() {
    let (mut world, source, embed) = live();
    let bobs = world.source_with(SourceSpec { timeout: TIMEOUT, user: Some("bob".into()) });
    world.feed(Input::Switch(embed, binding(bobs, "bob")));
    world.then(&["replace e1", "call s2#1 switch", "timer 10000", "e1: live > loading"]);
    world.answer(bobs, Ok(token(1, "Bob1")));
    world.then(&["load e1 Bob1", "timer off"]);
    world.load(embed);
    world.then(&["settle e1 ok", "e1: loading > live", "e1: ready"]);
    world.ask(embed);
    assert_eq!(world.calling(bobs), 2);
    assert!(!world.happened().iter().any(|line| line.contains(&format!("s{}", source.number()))));
}

#[test]
fn an_answer_asked_for_under_the_former_user_is_dropped() {
    let (mut world, source, embed) = live();
    world.ask(embed);
    world.happened();
    world.feed(Input::Switch(embed, binding(source, "bob")));
    world.then(&["replace e1", "call s1#3 switch", "e1: live > loading", "abort s1#2"]);
    world.answer_attempt(source, 2, Ok(token(9, "Alice9")));
    world.then_nothing();
    world.answer(source, Ok(token(1, "Bob1")));
    world.then(&["load e1 Bob1", "timer off"]);
}

#[test]
fn what_was_cached_for_the_former_user_is_forgotten() {
    let mut world = World::visible();
    let source = world.source();
    let embed = world.live(source);
    world.advance(2_670_000);
    world.answer(source, Ok(token(2_670, "Alice2")));
    world.happened();
    world.feed(Input::Switch(embed, binding(source, "bob")));
    world.then_calls(&["replace e1", "call s1#3 switch", "e1: live > loading"]);
}

#[test]
fn a_source_of_the_former_users_own_goes() {
    let mut world = World::default();
    let (first, embed) = world.mount_alone();
    let second = world.source();
    world.happened();
    world.feed(Input::Switch(embed, binding(second, "bob")));
    world.then(&["call s2#1 switch", "abort s1#1", "forget s1"]);
    world.answer_attempt(first, 1, Ok(token(9, "Alice9")));
    world.then_nothing();
}

#[test]
fn a_switch_that_fails_is_tried_again_and_shows_nothing_meanwhile() {
    let mut world = World::visible();
    let source = world.source();
    let embed = world.live(source);
    let bobs = world.source();
    world.feed(Input::Switch(embed, binding(bobs, "bob")));
    world.answer(bobs, error(ErrorCode::BadResponse));
    world.happened();
    assert_eq!(world.page.state(embed), State::Loading);
    world.advance(3_750);
    world.then_calls(&["call s2#2 recover"]);
    world.answer(bobs, Ok(token(1, "Bob1")));
    world.then_calls(&["load e1 Bob1"]);
}

#[test]
fn what_the_page_s_own_frame_shows_of_the_former_user_is_not_answered() {
    let mut world = World::default();
    let (alices, bobs) = (world.source(), world.source());
    let embed = world.attach(alices);
    world.ask(embed);
    world.answer(alices, Ok(token(1, "Alice1")));
    world.happened();
    world.feed(Input::Switch(embed, binding(bobs, "bob")));
    world.ask(embed);
    world.then(&["call s2#1 switch", "timer 10000", "e1: live > loading"]);
    world.answer(bobs, Ok(token(1, "Bob1")));
    world.ask(embed);
    world.then(&["load e1 Bob1", "timer off"]);
    world.load(embed);
    world.ask(embed);
    world.then(&[
        "settle e1 ok",
        "e1: loading > live",
        "e1: ready",
        "call s2#2 request",
        "timer 10000",
        "e1: asked",
    ]);
}

#[test]
fn a_source_that_names_a_user_serves_nobody_else() {
    let (mut world, _, _) = live();
    let bobs = world.source_with(SourceSpec { timeout: TIMEOUT, user: Some("bob".into()) });
    let check = |mut binding: TokenBinding| world.page.check(&mut binding).map(|()| binding.user);
    assert_eq!(check(binding(bobs, "alice")).unwrap_err().code, ErrorCode::InvalidOptions);
    let nobody = TokenBinding { source: bobs, owns_source: false, user: None };
    assert_eq!(check(nobody).unwrap().as_deref(), Some("bob"));
    assert_eq!(check(binding(SourceId::of(99), "bob")).unwrap_err().code, ErrorCode::InvalidOptions);
}

#[test]
fn a_user_that_shares_the_storage_with_another_is_notified_after_a_switch_too() {
    let mut world = World::default();
    let source = world.source();
    let open = |world: &mut World| {
        let spec = spec(source, Mode::Attached);
        world.open(EmbedSpec { binding: binding(source, "alice"), ..spec })
    };
    let (first, _second) = (open(&mut world), open(&mut world));
    world.happened();
    world.feed(Input::Switch(first, binding(source, "bob")));
    let lines = world.happened();
    assert_eq!(lines.iter().filter(|line| line.ends_with("user-conflict")).count(), 2, "{lines:?}");
}

#[test]
fn whoever_reloads_or_switches_revives_a_source_that_refused() {
    let revivals: [fn(SourceId, EmbedId) -> Input<u32>; 2] =
        [|_, embed| Input::Reload(embed), |source, embed| Input::Switch(embed, binding(source, "bob"))];
    for revive in revivals {
        let mut world = World::default();
        let source = world.source();
        let [first, second] = world.live_together(source);
        let missed = world.mount(source);
        world.answer(source, error(ErrorCode::Refused));
        world.ask(second);
        world.happened();
        world.feed(revive(source, first));
        let lines = world.happened();
        assert!(lines.contains(&"e2: refused > live".into()), "{lines:?}");
        assert!(lines.contains(&"e3: refused > loading".into()), "{lines:?}");
        assert_eq!(lines.iter().filter(|line| line.starts_with("call")).count(), 1, "{lines:?}");
        world.answer(source, Ok(token(9, "T9")));
        world.load(first);
        world.load(missed);
        for embed in [first, second, missed] {
            assert_eq!(world.page.state(embed), State::Live, "{embed:?}");
        }
    }
}

#[test]
fn a_source_that_refuses_again_is_notified_again() {
    let (mut world, source, embed) = live();
    world.ask(embed);
    world.answer(source, error(ErrorCode::Refused));
    world.feed(Input::Reload(embed));
    world.happened();
    world.answer(source, error(ErrorCode::Refused));
    world.then(&["settle e1 refused", "timer off", "e1: live > refused", "e1: final error refused"]);
}

#[test]
fn nothing_brings_back_an_embed_that_was_closed_or_a_source_that_was() {
    let (mut world, source, embed) = live();
    world.feed(Input::CloseSource(source));
    world.happened();
    world.feed(Input::Reload(embed));
    world.then(&["settle e1 aborted"]);
    world.close(embed);
    world.happened();
    world.feed(Input::Reload(embed));
    world.feed(Input::Switch(embed, binding(source, "bob")));
    world.feed(Input::Moved(embed));
    world.then_nothing();
}

#[test]
fn the_former_view_may_load_while_the_token_for_a_new_one_is_fetched() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.mount(source);
    world.answer(source, Ok(token(1, "T1")));
    world.feed(Input::Reload(embed));
    world.happened();
    world.load(embed);
    world.then(&["e1: loading > live", "e1: ready"]);
    world.answer(source, Ok(token(2, "T2")));
    world.then(&["replace e1", "load e1 T2", "timer off", "e1: live > loading"]);
    world.load(embed);
    world.then(&["settle e1 ok", "e1: loading > live", "e1: ready"]);
}

#[test]
fn a_reload_that_fails_before_the_former_view_has_loaded_leaves_it_loading() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.mount(source);
    world.answer(source, Ok(token(1, "T1")));
    world.feed(Input::Reload(embed));
    world.answer(source, error(ErrorCode::BadResponse));
    world.happened();
    assert_eq!(world.page.state(embed), State::Loading);
    world.load(embed);
    world.then(&["e1: loading > live", "e1: ready"]);
}

#[test]
fn a_page_s_own_frame_that_is_moved_after_a_reload_is_navigated_anew() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.attach(source);
    world.feed(Input::Reload(embed));
    world.answer(source, Ok(token(1, "T1")));
    world.load(embed);
    world.happened();
    // It shows what the page wrote into its `src`, which may be a former user's.
    world.feed(Input::Moved(embed));
    world.ask(embed);
    world.then(&["call s1#2 recover", "timer 10000", "e1: live > loading"]);
    world.answer(source, Ok(token(2, "T2")));
    world.then(&["load e1 T2", "timer off"]);
    world.load(embed);
    world.then(&["e1: loading > live", "e1: ready"]);
}

#[test]
fn a_reload_that_fails_leaves_a_page_s_own_frame_to_its_guest() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.attach(source);
    world.feed(Input::Reload(embed));
    world.answer(source, error(ErrorCode::BadResponse));
    world.advance(3_750);
    world.happened();
    world.ask(embed);
    world.answer(source, Ok(token(1, "T1")));
    world.then_calls(&["call s1#2 request", "e1: asked", "post e1 T1", "e1: sent life=3600 waited=0"]);
}

#[test]
fn a_switch_of_a_page_s_own_frame_that_fails_is_tried_again() {
    let mut world = World::visible();
    let source = world.source();
    let embed = world.attach(source);
    let next = world.source();
    world.feed(Input::Switch(embed, TokenBinding { source: next, user: None, owns_source: false }));
    world.answer(next, error(ErrorCode::BadResponse));
    world.happened();
    world.advance(3_750);
    world.then_calls(&["call s2#2 recover"]);
}

#[test]
fn after_a_reload_that_failed_the_old_view_is_as_loaded_as_it_was() {
    let (mut world, source, embed) = live();
    world.feed(Input::Reload(embed));
    world.answer(source, error(ErrorCode::BadResponse));
    world.advance(HOUR);
    world.feed(Input::Timer);
    world.happened();
    world.load(embed);
    world.then_nothing();
    assert_eq!(world.page.state(embed), State::Degraded);
}
