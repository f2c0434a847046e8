//! The link in an address, and the address without it.

use embed_host::protocol::impersonation::{Link, Names, scrub};
use embed_host::protocol::{Error, ErrorCode};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fuzzed::links::{check_address, name_of};

fn names() -> Names {
    Names::default()
}

fn named(token: &str, expiry: &str, lifetime: &str) -> Result<Names, Error> {
    Names::new(Some(token.into()), Some(expiry.into()), Some(lifetime.into()))
}

/// A link as the table writes it.
fn written(found: Result<Option<Link>, Error>) -> Value {
    match found {
        Ok(None) => Value::Null,
        Ok(Some(link)) => json!([link.refresh_token.expose(), link.expires_on, link.expires_in]),
        Err(error) => {
            assert_eq!(error, Error::new(ErrorCode::LinkMalformed));
            "malformed".into()
        }
    }
}

/// What the JavaScript that scrubs without WebAssembly is tested with, too.
#[test]
fn links_are_found_and_scrubbed_wherever_they_stand() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("links.json")).unwrap();
    assert!(rows.len() > 40);
    for row in rows {
        let (case, address) = (&row["case"], row["address"].as_str().unwrap());
        assert_eq!(written(Link::find(address, &names())), row["link"], "{case}");
        assert_eq!(json!(scrub(address, &names())), row["clean"], "{case}");
    }
}

#[test]
fn names_of_another_server_are_looked_for_instead() {
    let names = named("rt", "until", "refresh_token_expires_in").unwrap();
    let address = "https://app.test/?rt=T&until=5&refresh_token_expires_in=6&refresh_token=other";
    assert_eq!(written(Link::find(address, &names)), json!(["T", 5, 6]));
    assert_eq!(scrub(address, &names).as_deref(), Some("https://app.test/?refresh_token=other"));
}

#[test]
fn names_are_literal_text_that_an_address_may_encode() {
    let names = named("token ä=", "on", "in").unwrap();
    let address = "https://app.test/?token%20%C3%A4%3D=T";
    assert_eq!(written(Link::find(address, &names)), json!(["T", null, null]));
}

#[test]
fn a_name_that_is_missing_has_its_default() {
    let written = named("refresh_token", "refresh_token_expires_on", "refresh_token_expires_in").unwrap();
    assert_eq!((Names::new(None, None, None).unwrap(), names()), (written.clone(), written));
    let names = Names::new(None, Some("until".into()), None).unwrap();
    assert_eq!(names, named("refresh_token", "until", "refresh_token_expires_in").unwrap());
    assert!(Names::new(None, Some("refresh_token".into()), None).is_err(), "the default of another one");
}

#[test]
fn names_that_are_empty_or_equal_are_refused() {
    let rows =
        [("", "b", "c"), ("a", "", "c"), ("a", "b", ""), ("a", "a", "c"), ("a", "b", "a"), ("a", "b", "b")];
    for (token, expiry, lifetime) in rows {
        let error = named(token, expiry, lifetime).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidOptions);
        assert!(error.message().contains("`names`"));
    }
}

#[test]
fn a_link_prints_no_token() {
    let link = Link::find("https://app.test/?refresh_token=2.irCa9kyT", &names()).unwrap();
    assert!(!format!("{link:?} {link:#?}").contains("irCa"));
}

/// A parameter that is not ours, but may look like it.
fn other() -> impl Strategy<Value = String> {
    "[a-z%2=?+]{0,8}|x?refresh_token[a-z0]?(=[0-9]{0,2})?|%72efresh|a=(%3F|%26)?refresh_token(%3D1)?"
        .prop_filter("ours", |text| !is_ours(text))
}

/// Whether a name of ours is at the start or behind a `?`.
fn is_ours(text: &str) -> bool {
    let ours = ["refresh_token", "refresh_token_expires_on", "refresh_token_expires_in"];
    text.split('?').any(|part| ours.contains(&&*name_of(part)))
}

fn name(plain: &'static str) -> impl Strategy<Value = String> {
    let encoded: Vec<_> = plain.bytes().map(|byte| format!("%{byte:02x}")).collect();
    prop_oneof![3 => Just(plain.to_owned()), 1 => Just(encoded.concat()), 1 => Just(plain.replacen('_', "%5F", 1))]
}

/// The parameters of a link, in any order, with a token that nothing else of an address has.
fn ours() -> impl Strategy<Value = Vec<String>> {
    let token =
        (name("refresh_token"), "[A-Z]{8}[.A-Z%+?=/]{0,12}").prop_map(|(name, value)| name + "=" + &value);
    let on = (name("refresh_token_expires_on"), "[0-9]{1,12}").prop_map(|(name, value)| name + "=" + &value);
    let within =
        (name("refresh_token_expires_in"), "[0-9]{1,6}").prop_map(|(name, value)| name + "=" + &value);
    (token, prop::option::of(on), prop::option::of(within))
        .prop_map(|(token, on, within)| [Some(token), on, within].into_iter().flatten().collect::<Vec<_>>())
        .prop_shuffle()
}

fn page() -> impl Strategy<Value = String> {
    "https://app\\.test/(/?[a-z&=%2.]{1,6}){0,3}"
}

/// An address with a link: what comes before it, the parameters of the link and of others behind it, and where it stands.
#[derive(Clone, Debug)]
struct Given {
    address: String,
    clean: String,
}

/// A link that was put behind an address by appending it.
fn appended() -> impl Strategy<Value = Given> {
    let query = prop::option::of(prop::collection::vec(other(), 1..4).prop_map(|all| all.join("&")));
    let hash = prop::option::of("/[a-z/]{0,6}(\\?[a-z]=[0-9](&[a-z]=[0-9]){0,2})?");
    (page(), query, hash, ours()).prop_map(|(page, query, hash, ours)| {
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        let hash = hash.map(|hash| format!("#{hash}")).unwrap_or_default();
        let clean = page + &query + &hash;
        Given { address: format!("{clean}?{}", ours.join("&")), clean }
    })
}

/// A link whose parameters stand anywhere among others.
fn scattered() -> impl Strategy<Value = Given> {
    let mixed = (prop::collection::vec(other(), 0..5), ours()).prop_flat_map(|(others, ours)| {
        let all: Vec<_> = others
            .into_iter()
            .map(|text| (text, false))
            .chain(ours.into_iter().map(|text| (text, true)))
            .collect();
        Just(all).prop_shuffle()
    });
    (page(), prop::sample::select(vec!["?", "#", "#/x?", "?a=1#/x?b=2&"]), mixed, "(#[a-z]{0,3})?").prop_map(
        |(page, before, all, hash)| {
            let hash = if before.contains('#') { "" } else { &hash };
            let kept: Vec<_> = all.iter().filter(|(_, ours)| !ours).map(|(text, _)| text.as_str()).collect();
            let joined: Vec<_> = all.iter().map(|(text, _)| text.as_str()).collect();
            let address = format!("{page}{before}{}{hash}", joined.join("&"));
            let open = before.strip_suffix(['?', '#', '&']).unwrap_or(before);
            let clean = if kept.is_empty() {
                format!("{page}{open}{hash}")
            } else {
                format!("{page}{before}{}{hash}", kept.join("&"))
            };
            Given { address, clean }
        },
    )
}

/// The capitals of these addresses are the token's alone, but for those of escapes.
fn without_escapes(text: &str) -> String {
    text.replace("%5F", "").replace("%3F", "").replace("%3D", "").replace("%2B", "")
}

proptest! {
    #[test]
    fn what_is_not_ours_stays_byte_for_byte(given in prop_oneof![appended(), scattered()]) {
        prop_assert_eq!(scrub(&given.address, &names()), Some(given.clean), "{}", given.address);
    }

    #[test]
    fn a_scrubbed_address_holds_no_byte_of_the_token(given in prop_oneof![appended(), scattered()]) {
        let link = Link::find(&given.address, &names());
        prop_assert!(matches!(link, Ok(Some(_)) | Err(_)), "{}", given.address);
        let clean = scrub(&given.address, &names()).unwrap();
        prop_assert!(!without_escapes(&clean).bytes().any(|byte| byte.is_ascii_uppercase()), "{clean}");
    }

    #[test]
    fn an_address_is_what_every_other_reader_takes_it_for(
        address in "https://app\\.test/[a-z/&=]{0,6}([?#&=]|refresh_token|refresh_token_expires_on|access_token|x|%72|1){0,24}",
    ) {
        check_address(&address);
    }

    #[test]
    fn any_text_is_taken_without_a_panic(address in any::<String>(), tail in "[?&#=%+a-z]{0,20}") {
        check_address(&address);
        check_address(&format!("{address}{tail}?refresh_token={address}&refresh_token_expires_on={tail}"));
    }
}
