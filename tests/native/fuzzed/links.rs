//! The address of a page, with a link in it or without.

use embed_host::protocol::impersonation::{FoundLink, Link, Names, scrub};
use embed_host::protocol::{Error, ErrorCode, Secret};
use url::Url;

/// The names of a refresh token, of when it expires and of its lifetime: the usual ones, and those of a server that calls it an
/// access token.
const NAMES: [[&str; 3]; 2] = [
    ["refresh_token", "refresh_token_expires_on", "refresh_token_expires_in"],
    ["access_token", "until", "refresh_token"],
];

/// A text between two delimiters of an address.
type Text<'address> = &'address str;

/// The input is an address.
pub(crate) fn check(input: &[u8]) {
    check_address(&String::from_utf8_lossy(input));
}

/// What is found in an address, and what is left of it, is what another reader makes of it.
pub(crate) fn check_address(address: &str) {
    for names in NAMES {
        let [token, expiry, lifetime] = names.map(|name| Some(name.to_owned()));
        check_names(address, names, &Names::new(token, expiry, lifetime).unwrap());
    }
}

fn check_names(address: &str, names: [&str; 3], known: &Names) {
    let (ours, others) = read(address, names);
    let found = Link::find(address, known);
    let both = FoundLink::find(address, known).map(|found| (found.clean, found.link.ok()));
    let Some(clean) = scrub(address, known) else {
        assert!(!ours.iter().any(|text| name_of(text) == names[0]), "a refresh token is a link");
        assert_eq!((found, both), (Ok(None), None));
        return;
    };
    let link = found.map(|link| link.expect("a link where there was one to take out"));
    assert_eq!(both, Some((clean.clone(), link.clone().ok())));
    assert_eq!(
        read(&clean, names),
        (Vec::new(), others),
        "all others stay in their order, and no text of the link does"
    );
    assert!(is_subsequence(&clean, address) && clean.len() < address.len(), "nothing is put in");
    assert_eq!((scrub(&clean, known), Link::find(&clean, known)), (None, Ok(None)), "once is enough");
    check_page(address, &clean);
    match link {
        Ok(link) => check_link(&link, &ours, names),
        Err(error) => {
            assert_eq!(error, Error::new(ErrorCode::LinkMalformed));
            assert_eq!(values(&ours, names), None, "a good link is not malformed");
        }
    }
}

/// The texts of the link's parameters, and all others of the query and of the hash, if there is one.
fn read<'address>(
    address: &'address str,
    names: [&str; 3],
) -> (Vec<Text<'address>>, [Option<Vec<Text<'address>>>; 2]) {
    let (address, hash) =
        address.split_once('#').map_or((address, None), |(before, hash)| (before, Some(hash)));
    let query = address.split_once('?').map(|(_, query)| query);
    let mut all = Vec::new();
    let others = [query, hash].map(|part| {
        let (ours, others) = read_part(part?, names);
        let is_gone = others.is_empty();
        all.extend(ours);
        (!is_gone).then_some(others)
    });
    (all, others)
}

/// A value goes on to the next `&`, as every reader takes it. A part that has an access token beside is another vendor's answer.
fn read_part<'part>(part: &'part str, names: [&str; 3]) -> (Vec<Text<'part>>, Vec<Text<'part>>) {
    let (mut ours, mut others) = (Vec::new(), Vec::new());
    for parameter in part.split('&') {
        let mut begun: Option<(usize, usize)> = None;
        let mut start = 0;
        for text in parameter.split('?') {
            let end = start + text.len();
            let in_value = begun.filter(|(from, to)| parameter[*from..*to].contains('='));
            if names.contains(&&*name_of(text)) {
                ours.extend(begun.replace((start, end)).map(|(from, to)| &parameter[from..to]));
            } else if let Some((from, _)) = in_value {
                begun = Some((from, end));
            } else {
                others.push(text);
            }
            start = end + 1;
        }
        ours.extend(begun.map(|(from, to)| &parameter[from..to]));
    }
    let is_answer = |text: &&str| name_of(text) == "access_token";
    if others.iter().any(is_answer) { (Vec::new(), part.split(['&', '?']).collect()) } else { (ours, others) }
}

/// The name of a parameter, decoded.
pub(crate) fn name_of(text: &str) -> String {
    decoded(text.split('=').next().unwrap_or_default())
}

fn value_of(text: &str) -> String {
    decoded(text.split_once('=').map_or("", |(_, value)| value))
}

/// Percent escapes, decoded by a library that would take `+` for a space, and `=` for the end of a name.
fn decoded(text: &str) -> String {
    let written = format!("={}", text.replace('+', "%2B"));
    url::form_urlencoded::parse(written.as_bytes()).map(|(_, value)| value.into_owned()).collect()
}

/// The token, and when it expires if the link tells: of each one at most. `None` if one of them is not valid.
fn values(ours: &[Text], names: [&str; 3]) -> Option<(String, Option<u64>, Option<u64>)> {
    let all = |name| ours.iter().filter(move |text| name_of(text) == name).map(|text| value_of(text));
    let [tokens, ons, withins] = names.map(|name| all(name).collect::<Vec<_>>());
    let seconds = |texts: &[String], most: u64| match texts {
        [] => Some(None),
        [text] if !text.is_empty() && text.len() < 20 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(text.parse().ok().filter(|seconds| *seconds <= most)).filter(Option::is_some)
        }
        _ => None,
    };
    let [token] = &*tokens else { return None };
    let is_printable = !token.is_empty() && token.chars().all(|letter| matches!(letter, ' '..='~'));
    // A `Date` holds 8.64e15 milliseconds, and a number of JavaScript 53 bits.
    let (on, within) = (seconds(&ons, 8_640_000_000_000)?, seconds(&withins, (1 << 53) - 1)?);
    is_printable.then_some((token.clone(), on, within))
}

fn check_link(link: &Link, ours: &[Text], names: [&str; 3]) {
    let read = (link.refresh_token.expose().to_owned(), link.expires_on, link.expires_in);
    assert_eq!(Some(read), values(ours, names));
    let other = Link { refresh_token: Secret::new("another".into()), ..link.clone() };
    assert_eq!(format!("{link:?}"), format!("{other:?}"), "a link prints no token");
}

/// The page is the same, and what a browser has written is still as it would write it.
fn check_page(address: &str, clean: &str) {
    let page = |text: &str| text.split(['?', '#']).next().map(ToOwned::to_owned);
    assert_eq!(page(address), page(clean));
    if Url::parse(address).is_ok_and(|url| url.has_host() && url.as_str() == address) {
        assert_eq!(Url::parse(clean).as_ref().map(Url::as_str), Ok(clean));
    }
}

fn is_subsequence(part: &str, whole: &str) -> bool {
    let mut letters = whole.chars();
    part.chars().all(|letter| letters.any(|other| other == letter))
}
