//! A token stands in nothing that can be printed.

use std::fmt::Debug;

use embed_host::protocol::impersonation::{Error, ErrorCode, Input, Response};

use super::world::{World, grant, grant_for, link, rotated};
use crate::secrets::assert_standing;

#[track_caller]
fn masked(what: &str, value: &dyn Debug) {
    for printed in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!printed.contains("t0ps3cr3t"), "{what} prints a token: {printed}");
    }
}

#[test]
fn neither_the_machine_nor_what_goes_in_and_out_prints_a_token() {
    let mut world = World::asking();
    let order = world.order(Some(link("t0ps3cr3t-R1")));
    masked("an order", &order);
    let call = embed_host::protocol::impersonation::CallId::of(1);
    masked("effects", &world.feed(Input::Open { call, order }));
    masked("an opening", &world.sessions);
    let answer = Response::Success(Some(Box::new(rotated("t0ps3cr3t-A1", 0, "t0ps3cr3t-R2"))));
    masked("an answer", &answer);
    masked("effects", &world.feed(Input::Answered { attempt: 1, answer }));
    masked("a question", &world.sessions);
    masked("effects", &world.feed(Input::Confirmed { attempt: 1, yes: true }));
    masked("a session", &world.sessions);
    let session = embed_host::protocol::impersonation::SessionId::of(1);
    let given = world.feed(Input::WantToken { call, session });
    assert!(format!("{given:?}").contains("Token"), "the token was given");
    masked("a token that is given", &given);
    masked("effects", &world.feed(Input::End { call, session }));
    masked("an ending", &world.sessions);
    world.sessions.keep(Ok(Some(link("t0ps3cr3t-R3"))));
    masked("a link that is kept", &world.sessions);
}

#[test]
fn what_was_set_aside_is_printed_no_more_than_a_token() {
    let mut world = World::keeping("melody:localStorage");
    world.open(Some(link("R1")));
    world.succeed(grant("A1", 0));
    masked("a session", &world.sessions);
}

#[test]
fn a_renewal_prints_no_token() {
    let mut world = World::default();
    world.open(Some(link("t0ps3cr3t")));
    world.succeed(grant_for("A1", 0, 60));
    world.time.pass(60_000);
    world.want_token();
    masked("a renewal", &world.sessions);
}

#[test]
fn the_text_that_is_kept_holds_the_refresh_token_alone() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.succeed(grant("t0ps3cr3t-A1", 0));
    for text in world.drawer.texts.borrow().values() {
        assert!(text.contains("R1") && !text.contains("t0ps3cr3t"));
    }
}

#[test]
fn every_error_text_is_a_standing_sentence() {
    for code in ErrorCode::ALL {
        assert_standing(&Error::new(*code).with_status(503), code.message());
    }
}
