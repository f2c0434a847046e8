//! Nothing that can be printed holds a token.

use std::fmt::{Debug, Display};
use std::rc::Rc;

use embed_host::protocol::{
    EmbedId, EmbedUrl, Error, ErrorCode, Input, Instant, Secret, SourceId, Token, TokenGrant, View,
};

use crate::browser::{has_token_param, origin, parse_origin};
use crate::jwt;
use crate::machine::World;

const NAME: &str = "c2VjcmV0LXNpZ25hdHVyZQ";

fn text() -> String {
    jwt::issued_at(1_900_000_000, NAME)
}

fn token() -> Rc<Token> {
    Rc::new(Token::parse(TokenGrant::new(text()), Instant::START).unwrap())
}

/// Fails if any of the token's three parts is printed, in one line or in many.
#[track_caller]
fn masked(what: &str, value: &dyn Debug) {
    for printed in [format!("{value:?}"), format!("{value:#?}")] {
        for part in text().split('.') {
            assert!(!printed.contains(part), "{what} prints a part of the token");
        }
    }
}

#[test]
fn a_secret_prints_as_a_mask() {
    assert_eq!(format!("{:?}", Secret::new(text())), "Secret(***)");
    assert_eq!(format!("{:#?}", Secret::new(text())), "Secret(***)");
}

#[test]
fn exposing_is_the_way_out_of_a_secret() {
    assert_eq!(Secret::new(text()).expose(), text());
}

#[test]
fn no_value_that_holds_a_token_prints_it() {
    let grant = TokenGrant::new(text());
    let answered = |answer| Input::<u32>::Answered { source: SourceId::of(1), attempt: 1, answer };
    let url = EmbedUrl::new(origin("https://acme.askwisdom.ai"), &View::Search, "", has_token_param).unwrap();
    masked("a secret", &Secret::new(text()));
    masked("a grant", &grant);
    masked("a token", &token());
    masked("an answer", &answered(Ok(grant)));
    masked("an address", &url.with_token(&token()));
}

#[test]
fn neither_the_page_nor_its_effects_print_a_token() {
    let mut world = World::default();
    let source = world.source();
    let embed = world.mount(source);
    world.ask(embed);
    let attempt = world.calling(source);
    let effects = world.step(Input::Answered { source, attempt, answer: Ok(TokenGrant::new(text())) });
    let printed = format!("{effects:?}");
    assert!(printed.contains("Load") && printed.contains("Post"), "both ways to the guest were taken");
    masked("the effects", &effects);
    masked("a page whose embed has the token", &world.page);
    world.ask(embed);
    masked("a page with a flight", &world.page);
}

#[test]
fn a_token_that_is_refused_is_in_no_error() {
    let refused = format!("{}.", text());
    let error = Token::parse(TokenGrant::new(refused), Instant::START).unwrap_err();
    masked("a bad response", &error);
    assert_eq!(error.to_string(), ErrorCode::BadResponse.message());
}

#[test]
fn a_token_in_the_wrong_option_is_in_no_error() {
    let tenant = || origin("https://acme.askwisdom.ai");
    let address = format!("https://acme.askwisdom.ai/embed/search?token={}", text());
    let path = View::Path(format!("/embed/search?token={}", text()));
    let errors = [
        parse_origin(&address).unwrap_err(),
        EmbedUrl::new(tenant(), &path, "", has_token_param).unwrap_err(),
        EmbedUrl::new(tenant(), &View::Search, &format!("token={}", text()), has_token_param).unwrap_err(),
    ];
    for error in errors {
        masked("an error", &error);
        assert!(!error.to_string().contains(NAME));
    }
}

#[test]
fn every_error_text_is_a_standing_sentence() {
    for code in ErrorCode::ALL {
        assert_standing(&Error::new(*code).with_status(503), code.message());
    }
    assert_eq!(format!("{:?}", EmbedId::of(3)), "EmbedId(3)");
}

/// Fails unless an error is its code's own sentence, with nothing put into it.
pub(crate) fn assert_standing(error: &impl Display, sentence: &str) {
    assert_eq!(error.to_string(), sentence);
    assert!(sentence.len() > 10 && !sentence.contains("{}"), "`{sentence}` says what was expected");
}
