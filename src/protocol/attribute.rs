//! The attributes of the iframe that a host can set, and what they are where it does not.

use super::{Error, InvalidOption};

/// An attribute that a host can set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// The accessible name.
    Title,
    /// The permissions policy.
    Allow,
    /// What the guest is kept from.
    Sandbox,
    /// What the guest's server learns of the page's address.
    ReferrerPolicy,
    /// When the browser loads the frame.
    Loading,
    /// The classes.
    ClassName,
}

impl Attribute {
    /// All of them.
    pub const ALL: &[Self] =
        &[Self::Title, Self::Allow, Self::Sandbox, Self::ReferrerPolicy, Self::Loading, Self::ClassName];

    /// The option that sets it, which is also the iframe's own property (<https://html.spec.whatwg.org/#the-iframe-element>).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Allow => "allow",
            Self::Sandbox => "sandbox",
            Self::ReferrerPolicy => "referrerPolicy",
            Self::Loading => "loading",
            Self::ClassName => "className",
        }
    }

    /// Its value where the host gives none. The permissions are those that the vendor asks for on every view, for
    /// dictation, photographs and copying.
    pub const fn default(self) -> Option<&'static str> {
        match self {
            Self::Title => Some("WisdomAI"),
            Self::Allow => Some("microphone; camera; clipboard-write"),
            _ => None,
        }
    }

    /// Checks a value that the host gives.
    ///
    /// # Errors
    ///
    /// `invalid-options` for a sandbox that leaves the guest no scripts or no origin of its own, without which its
    /// messages come from the opaque origin `null` and are never admitted; and for a `loading` that is unknown.
    pub fn check(self, value: &str) -> Result<(), Error> {
        match self {
            Self::Sandbox
                if !has_keyword(value, "allow-scripts") || !has_keyword(value, "allow-same-origin") =>
            {
                Err(Error::invalid(InvalidOption::Sandbox))
            }
            Self::Loading if value != "eager" && value != "lazy" => {
                Err(Error::invalid(InvalidOption::Loading))
            }
            _ => Ok(()),
        }
    }
}

fn has_keyword(keywords: &str, keyword: &str) -> bool {
    keywords.split_ascii_whitespace().any(|given| given.eq_ignore_ascii_case(keyword))
}
