//! Nothing that can be printed shows a token.

use std::fmt::Debug;

use embed_host::protocol::impersonation::{
    CallId, FoundLink, Input, LinkSource, Names, Response, SessionId, StorageKind, WebStorageKind,
};

use super::world::{World, grant, grant_for, link, rotated};

#[track_caller]
fn masked(what: &str, value: &dyn Debug) {
    for printed in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!printed.contains("t0ps3cr3t"), "{what} prints a token: {printed}");
    }
}

#[test]
fn neither_the_machine_nor_what_goes_in_and_out_prints_a_token() {
    let mut world = World::confirming();
    let options = world.options(LinkSource::Given(link("t0ps3cr3t-R1")));
    masked("options", &options);
    let call = CallId::of(1);
    masked("effects", &world.handle(Input::Open { call, options }));
    masked("an opening", &world.sessions);
    let response = Response::Success(Some(Box::new(rotated("t0ps3cr3t-A1", 0, "t0ps3cr3t-R2"))));
    masked("a response", &response);
    masked("effects", &world.handle(Input::Answered { attempt: 1, response }));
    masked("a question", &world.sessions);
    masked("effects", &world.handle(Input::Confirmed { attempt: 1, yes: true }));
    masked("a session", &world.sessions);
    let session = SessionId::of(1);
    let given = world.handle(Input::WantToken { call, session });
    assert!(format!("{given:?}").contains("Token"), "the token was given");
    masked("a token that is given", &given);
    masked("effects", &world.handle(Input::End { call, session }));
    masked("an ending", &world.sessions);
    for query in ["refresh_token=t0ps3cr3t-R3", "refresh_token=t0ps3cr3t-R4&refresh_token=t0ps3cr3t-R5"] {
        let found = FoundLink::find(&format!("https://app.test/?{query}"), &Names::default()).unwrap();
        masked("a link that was found", &found);
        masked("effects", &world.handle(Input::LinkFound { found, scrubbed: Ok(()), later: true }));
        masked("a pending link", &world.sessions);
    }
}

#[test]
fn a_session_with_a_backup_prints_no_token() {
    let mut world = World::storing(StorageKind::Melody(WebStorageKind::Local));
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
fn the_text_that_is_stored_holds_no_token_but_the_refresh_token() {
    let mut world = World::default();
    world.open(Some(link("R1")));
    world.succeed(grant("t0ps3cr3t-A1", 0));
    for text in world.drawer.texts.borrow().values() {
        assert!(text.contains("R1") && !text.contains("t0ps3cr3t"));
    }
}
