//! A frame that somebody took out of its document, and what it shows when it is back.

use embed_host::protocol::{EmbedId, EmbedSpec, ErrorCode, Input, Mode, Recover, Renewal, SourceId, State};

use super::ahead::MINTED_AT;
use super::recovery::HOUR;
use super::{World, error, recovery, spec, token};

/// A page that is visible, with a live embed whose token expires after an hour.
fn visible() -> (World, SourceId, EmbedId) {
    let mut world = World::visible();
    let source = world.source();
    let embed = world.live(source);
    (world, source, embed)
}

/// The frame is in a document again, and has loaded the address that it had.
fn reattach(world: &mut World, embed: EmbedId) {
    world.move_frame(embed);
    world.feed(Input::Moved(embed));
}

#[test]
fn a_frame_in_no_document_mints_nothing_and_sets_no_timer() {
    let (mut world, _, embed) = visible();
    world.take_out(embed);
    world.advance(10 * HOUR);
    world.then_calls(&[]);
    assert!(!world.time.is_armed());
    world.feed(Input::Visible(false));
    world.feed(Input::Visible(true));
    world.feed(Input::Online);
    world.then_calls(&[]);
}

#[test]
fn a_frame_that_is_back_in_time_is_looked_after_again() {
    let (mut world, source, embed) = visible();
    world.take_out(embed);
    world.advance(HOUR / 2);
    reattach(&mut world, embed);
    world.then_calls(&[]);
    world.advance(MINTED_AT - HOUR / 2);
    world.then_calls(&["call s1#2 ahead"]);
    world.answer(source, Ok(token(2_670, "T2")));
    world.then_calls(&[]);
}

#[test]
fn a_frame_whose_token_expired_meanwhile_gets_another_as_soon_as_it_is_back() {
    for recover in [Recover::Reload, Recover::Manual] {
        let mut world = World::visible();
        let source = world.source();
        let renewal = Renewal { recover, ..Renewal::default() };
        let embed = world.open(EmbedSpec { renewal, ..spec(source, Mode::Mounted) });
        world.answer(source, Ok(token(1, "T1")));
        world.load(embed);
        world.take_out(embed);
        world.advance(2 * HOUR);
        world.happened();

        reattach(&mut world, embed);
        world.then_calls(&["call s1#2 recover", "e1: live > loading"]);
        world.answer(source, Ok(token(7_200, "T2")));
        world.then_calls(&["replace e1", "load e1 T2"]);
        world.load(embed);
        world.then_calls(&["e1: loading > live", "e1: ready"]);
    }
}

#[test]
fn a_guest_that_asks_by_itself_when_it_is_back_keeps_its_view() {
    let (mut world, source, embed) = visible();
    world.take_out(embed);
    world.advance(2 * HOUR);
    reattach(&mut world, embed);
    world.ask(embed);
    world.happened();
    world.answer(source, Ok(token(7_200, "T2")));
    world.then_calls(&["post e1 T2", "e1: loading > live", "e1: sent life=3600 waited=0", "e1: ready"]);
}

#[test]
fn a_frame_that_is_put_in_after_its_first_token_expired_gets_another_at_once() {
    let mut world = World::visible();
    let (source, embed) = world.mount_alone();
    world.take_out(embed);
    world.answer(source, Ok(token(1, "T1")));
    world.advance(2 * HOUR);
    world.happened();

    world.move_frame(embed);
    world.load(embed);
    world.then_calls(&["call s1#2 recover"]);
    world.answer(source, Ok(token(7_200, "T2")));
    world.then_calls(&["replace e1", "load e1 T2"]);
    world.load(embed);
    world.then_calls(&["settle e1 ok", "e1: loading > live", "e1: ready"]);
}

#[test]
fn a_first_token_that_failed_while_the_frame_was_out_is_fetched_when_it_is_in() {
    let mut world = World::visible();
    let (source, embed) = world.mount_alone();
    world.take_out(embed);
    world.answer(source, error(ErrorCode::BadResponse));
    world.advance(HOUR);
    world.happened();
    world.move_frame(embed);
    world.load(embed);
    world.then_calls(&["call s1#2 recover"]);
}

#[test]
fn a_view_out_of_sight_that_loads_too_late_gets_another_token_at_once() {
    let mut world = World::default();
    let (source, embed) = world.mount_alone();
    world.answer(source, Ok(token(1, "T1")));
    world.advance(2 * HOUR);
    world.feed(Input::Visible(true));
    world.answer(source, Ok(token(7_200, "T2")));
    world.happened();
    world.load(embed);
    world.then_calls(&["replace e1", "load e1 T2", "e1: degraded > loading"]);
}

#[test]
fn an_embed_beside_it_is_looked_after_all_the_same() {
    let mut world = World::visible();
    let source = world.source();
    let [gone, here] = world.live_together(source);
    world.take_out(gone);
    world.advance(MINTED_AT);
    world.then_calls(&["call s1#2 ahead"]);
    world.answer(source, Ok(token(2_670, "T2")));
    world.ask(here);
    world.then_calls(&["post e2 T2", "e2: asked", "e2: sent ahead life=3600 waited=0"]);
    assert_eq!(world.page.state(gone), State::Live);
}

#[test]
fn the_host_may_reload_and_switch_an_embed_whose_frame_is_out() {
    let (mut world, source, embed) = visible();
    world.take_out(embed);
    world.feed(Input::Reload(embed));
    world.then_calls(&["call s1#2 reload"]);
    world.answer(source, Ok(token(10, "T2")));
    world.then_calls(&["replace e1", "load e1 T2", "e1: live > loading"]);
}

#[test]
fn a_reload_that_fails_leaves_a_view_that_loaded_too_late_in_need() {
    let (mut world, source, embed) = visible();
    world.take_out(embed);
    world.advance(2 * HOUR);
    reattach(&mut world, embed);
    world.happened();
    world.feed(Input::Reload(embed));
    world.then_calls(&["call s1#3 reload", "abort s1#2"]);
    world.answer(source, error(ErrorCode::BadResponse));
    world.then_calls(&["settle e1 bad-response", "e1: error bad-response"]);
    world.advance(3_750);
    world.then_calls(&["call s1#4 recover"]);
    world.answer(source, Ok(token(7_203, "T2")));
    world.then_calls(&["replace e1", "load e1 T2"]);
}

#[test]
fn a_view_that_loaded_too_late_is_settled_when_its_source_ends() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.mount(source);
    world.answer(source, Ok(token(1, "T1")));
    world.advance(2 * HOUR);
    world.load(embed);
    world.happened();
    world.feed(Input::CloseSource(source));
    world.then_calls(&["settle e1 aborted", "e1: loading > refused", "e1: final error aborted", "forget s1"]);
}

#[test]
fn a_reload_of_the_page_s_own_frame_is_settled_when_it_was_moved_after_its_source_ended() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.attach(source);
    world.feed(Input::Reload(embed));
    world.answer(source, Ok(token(1, "T1")));
    world.feed(Input::CloseSource(source));
    world.happened();
    // It shows what the page wrote, not the view that was to load, and no token comes for another.
    reattach(&mut world, embed);
    world.then_calls(&["settle e1 aborted"]);
}

#[test]
fn a_failure_is_not_reported_of_a_frame_that_is_out() {
    let (mut world, source, out) = recovery::visible(Recover::Reload);
    let beside = world.attach(source);
    world.advance(HOUR);
    world.answer(source, error(ErrorCode::BadResponse));
    world.take_out(out);
    world.ask(beside);
    world.advance(3_750);
    world.happened();
    world.answer(source, error(ErrorCode::BadResponse));
    let lines = world.happened();
    let errors: Vec<_> = lines.iter().filter(|line| line.contains("error")).collect();
    assert_eq!(errors, ["e2: error bad-response"]);
}
