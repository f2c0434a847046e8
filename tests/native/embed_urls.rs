//! The address that a frame is navigated to.

use embed_host::protocol::{EmbedUrl, Error, ErrorCode, Instant, Token, TokenGrant, View, add_parameter};
use proptest::prelude::*;

use crate::browser::{has_token_param, origin};
use crate::fuzzed::addresses::check_view;
use crate::jwt;

const TENANT: &str = "https://acme.askwisdom.ai";

fn token() -> Token {
    Token::parse(TokenGrant::new(jwt::issued_at(1_900_000_000, "T1")), Instant::START).unwrap()
}

fn dashboard(id: &str) -> View {
    View::Dashboard(id.into())
}

fn chat(conversation: &str, message: Option<&str>) -> View {
    View::Chat { conversation: conversation.into(), message: message.map(Into::into) }
}

fn path(address: &str) -> View {
    View::Path(address.into())
}

fn address(view: &View, parameters: &[(&str, &str)]) -> Result<String, Error> {
    let mut query = String::new();
    for (name, value) in parameters {
        add_parameter(&mut query, name, value);
    }
    address_with(view, &query)
}

fn address_with(view: &View, query: &str) -> Result<String, Error> {
    let url = EmbedUrl::new(origin(TENANT), view, query, has_token_param)?;
    let address = url.with_token(&token()).expose().to_owned();
    let (before, _) = address.split_once('?').expect("a token in the query");
    assert_eq!(before, format!("{TENANT}{}", url.path()), "what is told of the address is where it leads");
    Ok(address)
}

/// Compares an address with what is expected of it; `TOKEN` stands for the token.
#[track_caller]
fn expect(view: &View, parameters: &[(&str, &str)], expected: &str) {
    let expected = format!("{TENANT}{}", expected.replace("TOKEN", token().secret().expose()));
    assert_eq!(address(view, parameters), Ok(expected), "{view:?} {parameters:?}");
}

#[track_caller]
fn refused(view: &View, parameters: &[(&str, &str)], option: &str) {
    let error = address(view, parameters).expect_err(&format!("{view:?} {parameters:?}"));
    assert_eq!(error.code, ErrorCode::InvalidOptions, "{view:?}");
    assert!(error.message().contains(option), "{view:?}: {error}");
}

#[test]
fn each_view_has_its_documented_address() {
    expect(&View::Search, &[], "/embed/search?token=TOKEN");
    expect(&View::Dashboards, &[], "/embed/dashboards?token=TOKEN");
    expect(&dashboard("sales"), &[], "/embed/dashboards/sales?token=TOKEN");
    expect(&chat("conv_987654321", None), &[], "/embed/chat/conv_987654321?token=TOKEN");
    expect(&chat("conv_1", Some("m-2")), &[], "/embed/chat/conv_1?token=TOKEN&messageid=m-2");
    expect(&path("/chat/embed"), &[], "/chat/embed?token=TOKEN");
}

#[test]
fn an_id_is_one_path_segment_whatever_it_holds() {
    let rows = [
        ("a/b", "a%2Fb"),
        ("/", "%2F"),
        ("../../admin", "..%2F..%2Fadmin"),
        ("..\\x", "..%5Cx"),
        ("...", "..."),
        (".a", ".a"),
        ("a?token=evil", "a%3Ftoken%3Devil"),
        ("a#b", "a%23b"),
        ("%2e", "%252e"),
        ("%2e%2E", "%252e%252E"),
        (".%2e", ".%252e"),
        ("a b+c", "a%20b%2Bc"),
        ("a&b=c;d", "a%26b%3Dc%3Bd"),
        ("Größe", "Gr%C3%B6%C3%9Fe"),
        ("\u{1f4ca}", "%F0%9F%93%8A"),
        ("a\nb\tc\0", "a%0Ab%09c%00"),
        ("https://evil.example", "https%3A%2F%2Fevil.example"),
        ("AZaz09-._~", "AZaz09-._~"),
    ];
    for (id, encoded) in rows {
        expect(&dashboard(id), &[], &format!("/embed/dashboards/{encoded}?token=TOKEN"));
        expect(&chat(id, None), &[], &format!("/embed/chat/{encoded}?token=TOKEN"));
        expect(&chat("c", Some(id)), &[], &format!("/embed/chat/c?token=TOKEN&messageid={encoded}"));
    }
}

#[test]
fn an_id_that_a_browser_would_fold_away_is_refused() {
    for id in ["", ".", ".."] {
        refused(&dashboard(id), &[], "id of a `view`");
        refused(&chat(id, None), &[], "id of a `view`");
        refused(&chat(id, Some("m")), &[], "id of a `view`");
    }
}

#[test]
fn parameters_follow_the_token_in_their_order_and_encoded() {
    expect(&View::Search, &[("b", "2"), ("a", "1"), ("b", "3")], "/embed/search?token=TOKEN&b=2&a=1&b=3");
    expect(
        &View::Search,
        &[("a b", "c&d=e"), ("f#", "ü+%")],
        "/embed/search?token=TOKEN&a%20b=c%26d%3De&f%23=%C3%BC%2B%25",
    );
    expect(&View::Search, &[("", "")], "/embed/search?token=TOKEN&=");
    expect(&chat("c", Some("m")), &[("a", "1")], "/embed/chat/c?token=TOKEN&messageid=m&a=1");
    expect(&path("/x?y=1"), &[("a", "1")], "/x?token=TOKEN&y=1&a=1");
}

#[test]
fn spaces_at_the_end_of_a_path_are_no_part_of_it() {
    expect(&path("/x?y=1  "), &[], "/x?token=TOKEN&y=1");
    expect(&path("/x?y "), &[("a", "1")], "/x?token=TOKEN&y&a=1");
    refused(&path("/x?token "), &[], "`path`");
}

#[test]
fn a_parameter_named_token_is_refused() {
    refused(&View::Search, &[("token", "evil")], "`params`");
    refused(&View::Search, &[("a", "1"), ("token", "")], "`params`");
    refused(&path("/x"), &[("token", "evil")], "`params`");
}

#[test]
fn a_query_with_a_token_is_refused_however_it_is_written() {
    for query in ["token=evil", "a=1&token", "to%6Ben=1", "&%74oken=&a=1"] {
        let error = address_with(&View::Search, query).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidOptions, "{query}");
        assert!(error.message().contains("`params`"), "{query}");
    }
}

#[test]
fn a_query_that_is_encoded_already_is_kept_as_it_is() {
    let kept = address_with(&View::Search, "a=b+c%20d&Token=1").unwrap();
    assert!(kept.ends_with("&a=b+c%20d&Token=1"));
    assert_eq!(address_with(&View::Search, ""), address(&View::Search, &[]));
}

#[test]
fn a_parameter_that_only_resembles_token_is_another_parameter() {
    expect(&View::Search, &[("Token", "1"), ("tokens", "2")], "/embed/search?token=TOKEN&Token=1&tokens=2");
    expect(
        &View::Search,
        &[("to%6Ben", "1"), (" token", "2")],
        "/embed/search?token=TOKEN&to%256Ben=1&%20token=2",
    );
    expect(&View::Search, &[("a&token", "1")], "/embed/search?token=TOKEN&a%26token=1");
}

#[test]
fn a_path_keeps_its_own_query() {
    expect(&path("/"), &[], "/?token=TOKEN");
    expect(&path("/x?"), &[], "/x?token=TOKEN");
    expect(&path("/x?a=1&b=%20"), &[], "/x?token=TOKEN&a=1&b=%20");
    expect(&path("/x?a=/b?c"), &[], "/x?token=TOKEN&a=/b?c");
    expect(&path("/x//y"), &[], "/x//y?token=TOKEN");
    expect(&path("/x?Token=1"), &[], "/x?token=TOKEN&Token=1");
    expect(&path("/x?tokens=1&atoken=2"), &[], "/x?token=TOKEN&tokens=1&atoken=2");
    expect(&path("/x?a=token"), &[], "/x?token=TOKEN&a=token");
    expect(&path("/x?to%256Ben=1"), &[], "/x?token=TOKEN&to%256Ben=1");
    expect(&path("/token"), &[], "/token?token=TOKEN");
}

#[test]
fn a_path_that_may_lead_to_another_origin_is_refused() {
    let foreign = [
        "",
        "x",
        "embed/search",
        "?a=1",
        "//evil.example",
        "///x",
        "\\x",
        "/\\evil.example",
        "/a\\..\\b",
        "https://evil.example/",
        "javascript:alert(1)",
        " /x",
        "/x#y",
        "/x#",
        "/x?a=#",
        "#",
    ];
    for address in foreign {
        refused(&path(address), &[], "`path`");
    }
}

#[test]
fn a_path_with_a_control_character_is_refused() {
    for control in (0..=0x1f_u8).chain([0x7f]).map(char::from) {
        refused(&path(&format!("/a{control}b")), &[], "`path`");
        refused(&path(&format!("/{control}/evil.example")), &[], "`path`");
        refused(&path(&format!("/a?to{control}ken=evil")), &[], "`path`");
    }
}

#[test]
fn a_path_whose_query_holds_a_token_is_refused_however_it_is_written() {
    for query in [
        "token=evil",
        "token",
        "token=",
        "a=1&token=evil",
        "&token=1",
        "to%6Ben=1",
        "to%6ben=1",
        "%74%6F%6B%65%6E=1",
        "a&%74oken",
    ] {
        refused(&path(&format!("/x?{query}")), &[], "`path`");
    }
}

#[test]
fn an_address_keeps_port_and_origin() {
    let stand_in = origin("http://127.0.0.1:8601");
    let url = EmbedUrl::new(stand_in.clone(), &View::Search, "", has_token_param).unwrap();
    assert_eq!(url.origin(), &stand_in);
    assert!(url.with_token(&token()).expose().starts_with("http://127.0.0.1:8601/embed/search?token="));
}

#[test]
fn a_query_of_very_many_parameters_is_checked_to_its_end() {
    let long = "&a=1".repeat(200_000);
    assert!(address(&path(&format!("/x?{long}")), &[]).is_ok());
    refused(&path(&format!("/x?{long}&token=evil")), &[], "`path`");
}

proptest! {
    #[test]
    fn any_id_stays_one_segment_of_the_origin(id in "\\PC{1,12}|[./\\\\?#%&=2eE\u{0}-\u{20}]{1,8}", message in any::<Option<String>>()) {
        check_view(&chat(&id, message.as_deref()), &[]);
    }

    #[test]
    fn any_parameter_comes_out_as_it_went_in(parameters in prop::collection::vec(("\\PC{0,5}|token|to%6ben", any::<String>()), 0..4)) {
        let parameters: Vec<_> = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        check_view(&View::Search, &parameters);
    }

    #[test]
    fn any_path_that_is_accepted_stays_on_the_origin_with_one_token(
        tail in "([a-z./?&=:@ü ]|%2[eEfF]|%6[bB]|\\.\\.|token|to%6ben|\u{9}|\\\\|#){0,10}",
    ) {
        check_view(&path(&format!("/{tail}")), &[]);
    }
}
