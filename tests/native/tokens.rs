//! What counts as a token, what is read of it, and which of two is newer.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use embed_host::protocol::{CompactJwt, Error, ErrorCode, Instant, Token, TokenGrant};
use proptest::prelude::*;
use serde_json::Value;

use crate::jwt;

fn judge(token: &str, expires_in: Option<u32>) -> Result<Token, Error> {
    Token::judge(TokenGrant { expires_in, ..TokenGrant::new(token) }, Instant::START)
}

fn claims(payload: impl AsRef<[u8]>) -> CompactJwt {
    CompactJwt::parse(&jwt::with_payload(payload, "AA")).unwrap()
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
        assert_eq!(CompactJwt::parse(text).is_some(), accepted, "{case}");
        assert_eq!(
            judge(text, None).err(),
            (!accepted).then_some(Error::new(ErrorCode::BadResponse)),
            "{case}"
        );
    }
}

#[test]
fn claims_are_whole_seconds_at_the_top_of_the_payload() {
    let rows: [(&str, &str, Option<u64>, Option<u64>); 34] = [
        ("both", r#"{"iat":10,"exp":20}"#, Some(10), Some(20)),
        ("the other order, among others", r#"{"exp":20,"sub":"x","iat":10,"aud":["y"]}"#, Some(10), Some(20)),
        ("neither", r#"{"sub":"x"}"#, None, None),
        ("empty object", "{}", None, None),
        ("zero", r#"{"iat":0}"#, Some(0), None),
        ("white space", " {\n\t\"iat\" :\r\n 10 ,\"exp\":\t20\n} ", Some(10), Some(20)),
        ("fractions are cut off", r#"{"iat":10.9,"exp":20.1}"#, Some(10), Some(20)),
        ("fraction before a space", "{\"iat\":10.9 }", Some(10), None),
        ("exponents are not read", r#"{"iat":1e3,"exp":1E3}"#, None, None),
        ("a fraction with an exponent is not read", r#"{"iat":1.7e9,"exp":1.7E+9}"#, None, None),
        ("negative numbers are not read", r#"{"iat":-10,"exp":-0}"#, None, None),
        ("strings are not numbers", r#"{"iat":"10","exp":"20"}"#, None, None),
        ("null", r#"{"iat":null,"exp":null}"#, None, None),
        ("booleans", r#"{"iat":true,"exp":false}"#, None, None),
        ("arrays", r#"{"iat":[10],"exp":[]}"#, None, None),
        ("objects", r#"{"iat":{"iat":10},"exp":{"exp":20}}"#, None, None),
        ("claims of a nested object", r#"{"a":{"iat":1,"exp":2},"iat":10,"b":[{"exp":3}]}"#, Some(10), None),
        ("claims only of a nested object", r#"{"act":{"iat":1,"exp":2}}"#, None, None),
        ("claims inside a string", r#"{"a":"{\"iat\":1,\"exp\":2}"}"#, None, None),
        ("braces inside a string", r#"{"a":"}}}{","iat":10}"#, Some(10), None),
        ("an escaped quote before a claim", r#"{"a":"\"","iat":10}"#, Some(10), None),
        ("an escaped backslash before the closing quote", r#"{"a":"\\","iat":10}"#, Some(10), None),
        ("a value that is the name of a claim", r#"{"a":"iat","b":10,"exp":20}"#, None, Some(20)),
        ("names that hold a claim's", r#"{"iats":1,"xiat":2,"IAT":3,"nbf":4}"#, None, None),
        ("the last of a name counts", r#"{"iat":1,"exp":5,"iat":10}"#, Some(10), Some(5)),
        ("the last of a name counts, also unread", r#"{"iat":1,"iat":"x"}"#, None, None),
        ("largest that is read", r#"{"iat":999999999999999}"#, Some(999_999_999_999_999), None),
        (
            "larger numbers are not read",
            r#"{"iat":1000000000000000,"exp":99999999999999999999999}"#,
            None,
            None,
        ),
        ("an array of claims", r#"[{"iat":1,"exp":2}]"#, None, None),
        ("an array of a name", r#"["iat",1]"#, None, None),
        ("a string", r#""iat""#, None, None),
        ("cut off behind a number", r#"{"iat":10"#, None, None),
        ("cut off inside a string", r#"{"iat":10,"a":"\"#, Some(10), None),
        ("text", "not JSON", None, None),
    ];
    for (case, payload, issued_at, expires_at) in rows {
        assert_eq!(claims(payload), CompactJwt { issued_at, expires_at }, "{case}");
    }
}

#[test]
fn a_payload_of_any_bytes_is_a_token_without_claims() {
    assert_eq!(claims([0xff, 0x00, 0xfe]), CompactJwt::default());
    assert_eq!(CompactJwt::parse("AA.AA.AA"), Some(CompactJwt::default()));
}

#[test]
fn a_life_is_what_the_backend_says_else_what_the_token_claims() {
    let rows = [
        ("claimed", r#"{"iat":1000,"exp":4600}"#, None, Some(3600)),
        ("the backend knows better", r#"{"iat":1000,"exp":4600}"#, Some(60), Some(60)),
        ("only the backend knows", "{}", Some(60), Some(60)),
        ("no expiry", r#"{"iat":1000}"#, None, None),
        ("no time of issue", r#"{"exp":4600}"#, None, None),
        ("over when issued", r#"{"iat":1000,"exp":1000}"#, None, None),
        ("over before it was issued", r#"{"iat":1000,"exp":999}"#, None, None),
        ("for ever", r#"{"iat":0,"exp":999999999999999}"#, None, Some(u32::MAX)),
    ];
    for (case, payload, expires_in, life) in rows {
        assert_eq!(judge(&jwt::with_payload(payload, "AA"), expires_in).unwrap().life(), life, "{case}");
    }
}

#[test]
fn a_newer_token_is_another_one_that_was_not_issued_earlier() {
    let at = |seconds, name| jwt::issued_at(seconds, name);
    let undated = |name| jwt::with_payload("{}", name);
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
        let (this, last) = (judge(&this, None).unwrap(), judge(&last, None).unwrap());
        assert_eq!(this.is_newer_than(&last), newer, "{case}");
    }
}

/// What of a claim is read: a plain number that is not negative and has at most fifteen digits, its fraction cut off.
fn readable(claim: Option<&Value>) -> Option<u64> {
    let written = claim.filter(|claim| claim.is_number())?.to_string();
    let whole = written.split('.').next()?;
    let plain = !written.contains(['e', 'E', '-']) && whole.len() <= 15;
    plain.then(|| whole.parse().ok()).flatten()
}

fn json() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        any::<u32>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0.0..4e9).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
    ];
    let leaf = prop_oneof![4 => number, 1 => any::<bool>().prop_map(Value::from), 3 => text().prop_map(Value::from), 1 => Just(Value::Null)];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name(), inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn text() -> impl Strategy<Value = String> {
    "\\PC{0,6}|[\\\\\"{}\\[\\]:,]{0,6}|\"?iat\"?:?1?|exp"
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![Just("iat".to_owned()), Just("exp".to_owned()), text()]
}

proptest! {
    #[test]
    fn claims_are_those_that_a_json_parser_finds(
        pairs in prop::collection::vec((name(), json()), 0..6),
        pretty in any::<bool>(),
    ) {
        let object = Value::Object(pairs.into_iter().collect());
        let payload = if pretty { serde_json::to_string_pretty(&object) } else { serde_json::to_string(&object) }.unwrap();
        let expected = CompactJwt { issued_at: readable(object.get("iat")), expires_at: readable(object.get("exp")) };
        prop_assert_eq!(claims(&payload), expected, "{}", payload);
    }

    #[test]
    fn nothing_is_read_of_what_is_no_object(value in json()) {
        prop_assume!(!value.is_object());
        prop_assert_eq!(claims(value.to_string()), CompactJwt::default());
    }

    #[test]
    fn what_is_accepted_decodes_as_base64url(token in "[A-Za-z0-9_-]{0,6}(\\.[A-Za-z0-9_=+-]{0,6}){1,3}") {
        let decodes = |part: &str| {
            let forgiving = base64::engine::GeneralPurposeConfig::new()
                .with_decode_padding_mode(base64::engine::DecodePaddingMode::RequireNone)
                .with_decode_allow_trailing_bits(true);
            let engine = base64::engine::GeneralPurpose::new(&base64::alphabet::URL_SAFE, forgiving);
            !part.is_empty() && engine.decode(part).is_ok()
        };
        let expected = token.split('.').count() == 3 && token.split('.').all(decodes);
        prop_assert_eq!(CompactJwt::parse(&token).is_some(), expected);
    }

    #[test]
    fn reading_never_panics(text in any::<String>(), payload in any::<Vec<u8>>(), json in "[\\[\\]{}:,\"\\\\0-9.eE a-t]{0,40}") {
        let _ = CompactJwt::parse(&text);
        let _ = CompactJwt::parse(&format!("AA.{}.AA", URL_SAFE_NO_PAD.encode(&payload)));
        let _ = CompactJwt::parse(&jwt::with_payload(json, "AA")).and_then(|claims| claims.life());
    }
}
