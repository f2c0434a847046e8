//! The attributes of the iframe that a host can set.

use embed_host::protocol::{Attribute, ErrorCode};

#[test]
fn each_attribute_has_a_name_and_perhaps_a_default() {
    let rows = [
        (Attribute::Title, "title", Some("WisdomAI")),
        (Attribute::Allow, "allow", Some("microphone; camera; clipboard-write")),
        (Attribute::Sandbox, "sandbox", None),
        (Attribute::ReferrerPolicy, "referrerPolicy", None),
        (Attribute::Loading, "loading", None),
        (Attribute::ClassName, "className", None),
    ];
    assert_eq!(rows.map(|(attribute, ..)| attribute), Attribute::ALL);
    for (attribute, name, default) in rows {
        assert_eq!((attribute.name(), attribute.default()), (name, default));
    }
}

#[test]
fn every_default_can_be_set() {
    for attribute in Attribute::ALL {
        assert_eq!(
            attribute.default().map_or(Ok(()), |value| attribute.check(value)),
            Ok(()),
            "{attribute:?}"
        );
    }
}

#[track_caller]
fn expect(attribute: Attribute, rows: &[(&str, bool)]) {
    for (value, accepted) in rows {
        let code = attribute.check(value).err().map(|error| error.code);
        assert_eq!(code, (!accepted).then_some(ErrorCode::InvalidOptions), "{attribute:?}: {value:?}");
    }
}

#[test]
fn a_sandbox_has_to_allow_scripts_and_the_guests_own_origin() {
    let rows = [
        ("allow-scripts allow-same-origin", true),
        ("allow-same-origin\n\tallow-popups  allow-scripts", true),
        ("ALLOW-SCRIPTS Allow-Same-Origin", true),
        ("", false),
        ("allow-scripts", false),
        ("allow-same-origin", false),
        ("allow-scripts,allow-same-origin", false),
        ("allow-scripts\u{a0}allow-same-origin", false),
        ("allow-scripts allow-same-origins", false),
        ("no-allow-scripts allow-same-origin", false),
    ];
    expect(Attribute::Sandbox, &rows);
}

#[test]
fn loading_is_one_of_two_words() {
    expect(
        Attribute::Loading,
        &[("eager", true), ("lazy", true), ("", false), ("Lazy", false), ("auto", false)],
    );
}

#[test]
fn the_other_attributes_are_the_hosts_own_business() {
    for attribute in [Attribute::Title, Attribute::Allow, Attribute::ReferrerPolicy, Attribute::ClassName] {
        expect(attribute, &[("", true), ("anything at all", true)]);
    }
}
