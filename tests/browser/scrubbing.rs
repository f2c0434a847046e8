//! Links are out of the page's address by the browser's own reading of it, and everything else is as it was.

use embed_host::{Error, ErrorCode, ImpersonationLink, LinkNames, take_link};
use js_sys::{Array, JSON, Reflect};
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Url, UrlSearchParams};

use crate::support::{Address, document, own_origin, run, until, window};

/// The table of addresses that the native and the end-to-end tests read too.
const TABLE: &str = include_str!("../native/impersonation/links.json");

const NAMES: [&str; 3] = ["refresh_token", "refresh_token_expires_on", "refresh_token_expires_in"];

/// The addresses before and after, and the link: the text `malformed`, or its token. Nothing where there is none.
struct Row {
    case: String,
    address: String,
    clean: Option<String>,
    link: Option<String>,
}

fn rows() -> Vec<Row> {
    let member = |row: &JsValue, name: &str| Reflect::get(row, &name.into()).unwrap();
    let here = |row: &JsValue, name: &str| {
        member(row, name).as_string().map(|text| text.replacen("https://app.test", &own_origin(), 1))
    };
    let row = |row: JsValue| {
        let link = member(&row, "link");
        let token = if link.is_object() { Reflect::get_u32(&link, 0).unwrap() } else { link };
        Row {
            case: member(&row, "case").as_string().unwrap(),
            address: here(&row, "address").unwrap(),
            clean: here(&row, "clean"),
            link: token.as_string(),
        }
    };
    // Values that are malformed differ for the parser only. A browser ignores what is changed more than 200 times in ten seconds.
    let differs = |row: &Row| row.link.as_deref() != Some("malformed") || row.case.contains("twice");
    Array::from(&JSON::parse(TABLE).unwrap()).iter().map(row).filter(differs).collect()
}

/// The names of all parameters that any reader of a query or a hash could find: in it, in the query of a hash route, and behind
/// each further question mark.
fn parameters(part: &str) -> Vec<String> {
    let mut names = Vec::new();
    for text in part.trim_start_matches('#').split('?') {
        let parameters = UrlSearchParams::new_with_str(text).unwrap();
        names.extend(Array::from(&parameters.keys()).iter().map(|name| name.as_string().unwrap()));
    }
    names
}

/// Whether anything of a link is in an address. Beside an access token it is another vendor's answer.
fn holds_link(href: &str) -> bool {
    let url = Url::new(href).unwrap();
    [url.search(), url.hash()].iter().map(|part| parameters(part)).any(|names| {
        let has = |known: &str| names.iter().any(|name| name == known);
        NAMES.into_iter().any(has) && !has("access_token")
    })
}

/// What [`take_link`] gives, in the words of the table.
fn taken(names: &LinkNames) -> Option<String> {
    in_words(take_link(names))
}

fn in_words(taken: Result<Option<ImpersonationLink>, Error>) -> Option<String> {
    match taken {
        Ok(link) => link.map(|link| link.refresh_token.expose().to_owned()),
        Err(error) if error.code == ErrorCode::LinkMalformed => Some("malformed".into()),
        Err(error) => panic!("{error:?}"),
    }
}

fn history_state() -> String {
    String::from(JSON::stringify(&window().history().unwrap().state().unwrap()).unwrap())
}

/// Sets the address and takes the link from it, once the browser lets both be done: WebKit changes an address 100 times in ten
/// seconds, and a link that could not be taken out is there for the next call.
async fn taken_from(address: &str, state: &JsValue, was_refused: &Cell<bool>) -> (String, Option<String>) {
    until("an address that can be changed", || {
        let is_set = Address::try_replace(address, state);
        was_refused.set(was_refused.get() || !is_set);
        is_set
    })
    .await;
    let before = Address::href();
    let link = RefCell::new(None);
    until("a link that can be taken out", || {
        let found = take_link(&LinkNames::default());
        let is_refused = found.as_ref().is_err_and(|error| error.code == ErrorCode::UnsupportedEnvironment);
        *link.borrow_mut() = Some(found);
        !is_refused
    })
    .await;
    (before, in_words(link.into_inner().unwrap()))
}

#[wasm_bindgen_test]
async fn by_the_browser_s_own_reading_nothing_of_a_link_is_left_and_all_else_is() {
    let state = JSON::parse(r#"{"kept":[1,"two"]}"#).unwrap();
    let _address = Address::set("/", &state);
    let entries = window().history().unwrap().length().unwrap();
    let rows = rows();
    assert!(rows.len() > 30);
    let was_refused = Cell::new(false);
    for Row { case, address, clean, link } in rows {
        let (before, found) = taken_from(&address, &state, &was_refused).await;
        assert_eq!(found, link, "{case}");
        let after = Address::href();
        assert_eq!(after, clean.unwrap_or(before), "{case}");
        assert!(link.is_none() || !holds_link(&after), "{case}: {after}");
        assert_eq!(history_state(), r#"{"kept":[1,"two"]}"#, "{case}");
    }
    assert_eq!(window().history().unwrap().length().unwrap(), entries);
    if was_refused.get() {
        // The tests that follow get ten seconds of their own.
        until("the last change", || !Address::try_replace("/", &state)).await;
        until("the first change", || Address::try_replace("/", &state)).await;
    }
}

#[wasm_bindgen_test]
fn the_parameters_of_others_keep_their_names_and_values() {
    let _address = Address::set("/", &JsValue::NULL);
    let others = "a=1&b=%20%2B+&c&=d&e=ü&a=2";
    for address in [
        format!("/x?refresh_token=T&{others}"),
        format!("/x?{others}&refresh_token=T&refresh_token_expires_in=9"),
        format!("/x?{others}?refresh_token=T"),
        format!("/x?refresh_token_expires_on=1&{others}#refresh_token=T"),
    ] {
        Address::replace(&address, &JsValue::NULL);
        let mut before = query(&Address::href());
        take_link(&LinkNames::default()).unwrap().unwrap();
        let after = query(&Address::href());
        before.retain(|(name, _)| !NAMES.contains(&name.as_str()));
        // Behind a second question mark the link was a part of the last value.
        for (_, value) in &mut before {
            *value = value.replace("?refresh_token=T", "");
        }
        assert_eq!(after, before, "{address}");
    }
}

/// The names and values of a query.
fn query(href: &str) -> Vec<(String, String)> {
    let entries = Url::new(href).unwrap().search_params().entries();
    let text = |entry: &JsValue, place| Reflect::get_u32(entry, place).unwrap().as_string().unwrap();
    Array::from(&entries).iter().map(|entry| (text(&entry, 0), text(&entry, 1))).collect()
}

#[wasm_bindgen_test]
fn a_base_element_and_a_path_of_two_slashes_change_no_origin_and_no_path() {
    let base = document().create_element("base").unwrap();
    let _address = Address::set("/", &JsValue::NULL);
    for (href, path) in [
        ("https://elsewhere.test/deep/", "/a/b"),
        ("https://elsewhere.test/deep/", "//evil.test/x"),
        ("/deep/er/", "//"),
        ("/deep/er/", "/a//b/../c"),
        ("?query", "/%2F/ü"),
    ] {
        base.set_attribute("href", href).unwrap();
        let address = format!("{}{path}", own_origin());
        Address::replace(&format!("{address}?refresh_token=T&x=1#top"), &JsValue::NULL);
        document().head().unwrap().append_child(&base).unwrap();
        assert_eq!(taken(&LinkNames::default()).as_deref(), Some("T"), "{href} {path}");
        base.remove();
        let clean = Url::new(&format!("{address}?x=1#top")).unwrap().href();
        assert_eq!(Address::href(), clean, "{href} {path}");
    }
}

#[wasm_bindgen_test]
fn other_names_are_taken_and_the_usual_ones_are_left() {
    let name = |name: &str| Some(name.to_owned());
    let names = LinkNames::new(name("jeton"), None, name("für")).unwrap();
    let _address = Address::set("/?refresh_token=A&jeton=B&f%C3%BCr=5&x=1", &JsValue::NULL);
    let link = take_link(&names).unwrap().unwrap();
    assert_eq!((link.refresh_token.expose(), link.expires_in), ("B", Some(5)));
    assert!(Address::href().ends_with("/?refresh_token=A&x=1"));
}

#[wasm_bindgen_test]
fn where_there_is_no_link_the_history_entry_is_not_touched() {
    let _address = Address::set("/?a=1#b", &JSON::parse("[1]").unwrap());
    let script = "const { replaceState } = history; history.replaceState = () => { throw new Error('touched') }; \
        return () => { delete history.replaceState }";
    let restore: js_sys::Function = wasm_bindgen::JsCast::unchecked_into(run(script));
    let link = take_link(&LinkNames::default());
    restore.call0(&JsValue::UNDEFINED).unwrap();
    assert_eq!((link, history_state().as_str()), (Ok(None), "[1]"));
}

#[wasm_bindgen_test]
fn an_address_that_cannot_be_changed_is_an_error_that_does_not_hold_it() {
    for (case, replace_state) in [
        ("it throws", "() => { throw new Error(location.href) }"),
        ("it is ignored, as the browser does after many changes", "() => {}"),
    ] {
        let _address = Address::set("/?refresh_token=2.secret", &JsValue::NULL);
        let script =
            format!("history.replaceState = {replace_state}; return () => {{ delete history.replaceState }}");
        let restore: js_sys::Function = wasm_bindgen::JsCast::unchecked_into(run(&script));
        let taken = take_link(&LinkNames::default());
        restore.call0(&JsValue::UNDEFINED).unwrap();
        let error = taken.unwrap_err();
        assert_eq!(error.code, ErrorCode::UnsupportedEnvironment, "{case}");
        assert!(!format!("{error:?}").contains("secret"), "{case}");
        let later = take_link(&LinkNames::default()).unwrap().unwrap();
        assert_eq!(later.refresh_token.expose(), "2.secret", "{case}: nothing is lost");
    }
}
