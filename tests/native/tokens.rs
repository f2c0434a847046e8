//! What counts as a token, what is read of it, and which of two is newer.

use embed_host::protocol::{Claims, Error, ErrorCode, Instant, Token, TokenGrant, payload};
use proptest::prelude::*;

use crate::fuzzed::tokens::check_token;
use crate::jwt;

fn parse(token: &str, expires_in: Option<u32>) -> Result<Token, Error> {
    Token::parse(TokenGrant { expires_in, ..TokenGrant::new(token) }, Instant::START)
}

#[test]
fn a_token_is_three_base64url_parts() {
    let rows = [
        ("a JWT", "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl", true),
        ("every letter of base64url", "AZaz.09-_.AA", true),
        ("parts of two, three and four letters", "AA.AAA.AAAA", true),
        ("empty", "", false),
        ("the word null", "null", false),
        ("the word undefined", "undefined", false),
        ("the words for an object", "[object Object]", false),
        ("a login page", "<!doctype html><title>Sign in</title>", false),
        ("a login page with two dots", "<a>.b.c</a>", false),
        ("JSON", r#"{"token":"AA.AA.AA"}"#, false),
        ("quoted", "\"AA.AA.AA\"", false),
        ("one part", "AAAA", false),
        ("two parts", "AA.AA", false),
        ("four parts", "AA.AA.AA.AA", false),
        ("five parts, encrypted", "AA.AA.AA.AA.AA", false),
        ("empty header", ".AA.AA", false),
        ("empty payload", "AA..AA", false),
        ("unsigned", "AA.AA.", false),
        ("only dots", "..", false),
        ("padding", "AA==.AAA=.AA", false),
        ("plain base64", "A+.A/.AA", false),
        ("a length that base64 never has: header", "AAAAA.AA.AA", false),
        ("a length that base64 never has: payload", "AA.A.AA", false),
        ("a length that base64 never has: signature", "AA.AA.AAAAA", false),
        ("leading space", " AA.AA.AA", false),
        ("trailing line feed", "AA.AA.AA\n", false),
        ("space inside", "AA.A A.AA", false),
        ("bearer", "Bearer AA.AA.AA", false),
        ("non-ASCII", "AÄ.AA.AA", false),
        ("full-width dots", "AA．AA．AA", false),
        ("NUL", "AA.AA.AA\0", false),
        ("a second address parameter", "AA.AA.AA&x=1", false),
    ];
    for (case, text, accepted) in rows {
        assert_eq!(payload(text).is_some(), accepted, "{case}");
        assert_eq!(
            parse(text, None).err(),
            (!accepted).then_some(Error::new(ErrorCode::BadResponse)),
            "{case}"
        );
    }
}

#[test]
fn a_payload_is_decoded_from_base64url_without_padding() {
    let rows: [(&str, &str, Option<&[u8]>); 11] = [
        ("an empty object", "e30", Some(b"{}")),
        ("the letters that plain base64 does not have", "-_-_", Some(&[0xfb, 0xff, 0xbf])),
        ("one byte", "QQ", Some(b"A")),
        ("one byte with bits left over", "QR", Some(b"A")),
        ("two bytes with bits left over", "QUJ", Some(b"AB")),
        ("one byte with padding", "QQ==", None),
        ("two bytes with padding", "QUI=", None),
        ("the letters of plain base64", "+/+/", None),
        ("a letter that is none", "e3!", None),
        ("a letter beyond ASCII", "e3ä", None),
        ("a length that base64 never has", "QUJDR", None),
    ];
    for (case, payload_part, expected) in rows {
        let token = format!("AA.{payload_part}.AA");
        assert_eq!(payload(&token).as_deref(), expected, "{case}");
    }
}

#[test]
fn a_lifetime_is_what_the_backend_says_else_what_the_token_claims() {
    let rows = [
        ("claimed", Some(1000), Some(4600), None, Some(3600)),
        ("the backend knows better", Some(1000), Some(4600), Some(60), Some(60)),
        ("only the backend knows", None, None, Some(60), Some(60)),
        ("no expiry", Some(1000), None, None, None),
        ("no time of issue", None, Some(4600), None, None),
        ("over when issued", Some(1000), Some(1000), None, None),
        ("over before it was issued", Some(1000), Some(999), None, None),
        ("for ever", Some(0), Some(999_999_999_999_999), None, Some(u32::MAX)),
    ];
    for (case, issued_at, expires_at, expires_in, lifetime) in rows {
        let claims = Claims { issued_at, expires_at };
        let grant = TokenGrant { expires_in, claims, ..TokenGrant::new("AA.AA.AAAA") };
        assert_eq!(Token::parse(grant, Instant::START).unwrap().lifetime(), lifetime, "{case}");
    }
}

#[test]
fn a_newer_token_is_another_one_that_was_not_issued_earlier() {
    let at = |seconds, name| jwt::grant(seconds, name);
    let undated = |name| TokenGrant::new(jwt::with_payload("{}", name));
    let rows = [
        ("issued later", at(20, "AA"), at(10, "BB"), true),
        ("issued earlier", at(10, "AA"), at(20, "BB"), false),
        ("the same", at(10, "AA"), at(10, "AA"), false),
        ("another of the same second", at(10, "AA"), at(10, "BB"), true),
        ("the same, undated", undated("AA"), undated("AA"), false),
        ("another, undated", undated("AA"), undated("BB"), true),
        ("undated after dated", undated("AA"), at(10, "BB"), true),
        ("dated after undated", at(10, "AA"), undated("BB"), true),
    ];
    for (case, this, last, newer) in rows {
        let parse = |grant| Token::parse(grant, Instant::START).unwrap();
        let (this, last) = (parse(this), parse(last));
        assert_eq!(this.is_newer_than(&last), newer, "{case}");
    }
}

proptest! {
    #[test]
    fn what_is_accepted_decodes_as_base64url(token in "[A-Za-z0-9_-]{0,6}(\\.[A-Za-z0-9_=+-]{0,6}){1,3}") {
        check_token(&token);
    }

    #[test]
    fn the_payload_is_what_was_signed(signed in prop::collection::vec(any::<u8>(), 1..60)) {
        prop_assert_eq!(payload(&jwt::with_payload(&signed, "AA")), Some(signed));
    }

    #[test]
    fn any_text_is_taken_without_a_panic(text in any::<String>()) {
        check_token(&text);
    }
}
