//! A session as it is kept across a reload of the page.
//!
//! The form is that of a query, which needs nothing that reading and writing links does not need anyhow. Text of any other
//! form is no session.

use super::claims::Times;
use super::decode::decode;
use super::names::name_and_value;
use super::{Link, decimal};
use crate::protocol::cut::cut;
use crate::protocol::{Instant, Secret, add_parameter};

/// What is kept of a session. The access token is not: it is asked for anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// The session's [`fingerprint`], which outlives the token that it was made of.
    pub(super) identity: u64,
    pub(super) refresh_token: Secret,
    /// When the refresh token runs out, in seconds since the epoch by the server's clock.
    pub(super) expires_on: Option<u64>,
    /// How long it lives from when it was made, in seconds.
    pub(super) expires_in: Option<u64>,
}

/// A number that tells links apart and says nothing of their tokens (FNV-1a): what is over is remembered by it.
pub(super) fn fingerprint(token: &Secret) -> u64 {
    token
        .expose()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

const IDENTITY: &str = "identity";
const REFRESH_TOKEN: &str = "refresh_token";
const EXPIRES_ON: &str = "expires_on";
const EXPIRES_IN: &str = "expires_in";

impl Record {
    /// A link that a host opens.
    pub(super) fn of_link(link: Link) -> Self {
        Self {
            identity: fingerprint(&link.refresh_token),
            refresh_token: link.refresh_token,
            expires_on: link.expires_on,
            expires_in: link.expires_in,
        }
    }

    /// The link, if nothing was learned yet.
    pub(super) fn into_link(self) -> Link {
        Link { refresh_token: self.refresh_token, expires_on: self.expires_on, expires_in: self.expires_in }
    }

    /// A token that lives so long from when it was made lives at most so long from now.
    pub(super) fn learn(&mut self, times: Times) {
        let at_most = self.expires_in.map(|life| times.server_now.saturating_add(life));
        self.expires_on = self.expires_on.or(at_most);
    }

    /// When the refresh token's life ends: what is left of it by the server's clock, from when the server answered.
    pub(super) fn ends_at(&self, times: Times, received: Instant) -> Instant {
        let left = |on: u64| on.saturating_sub(times.server_now).saturating_mul(1000);
        self.expires_on.map_or(Instant::END, |on| received.after(left(on)))
    }

    /// Reads what [`Record::text`] wrote.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let number = |name| field(text, name).map(|digits| decimal::parse(&digits).ok_or(()));
        Some(Self {
            identity: number(IDENTITY)?.ok()?,
            refresh_token: Secret::new(field(text, REFRESH_TOKEN).filter(|token| !token.is_empty())?),
            expires_on: number(EXPIRES_ON).transpose().ok()?,
            expires_in: number(EXPIRES_IN).transpose().ok()?,
        })
    }

    /// The record as text, to which others may add fields of their own.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let mut add = |name, number: Option<u64>| {
            if let Some(number) = number {
                let mut digits = String::new();
                decimal::push(&mut digits, number);
                add_parameter(&mut text, name, &digits);
            }
        };
        add(IDENTITY, Some(self.identity));
        add(EXPIRES_ON, self.expires_on);
        add(EXPIRES_IN, self.expires_in);
        add_parameter(&mut text, REFRESH_TOKEN, self.refresh_token.expose());
        text
    }
}

/// A field of a record's text, decoded.
pub(super) fn field(text: &str, name: &str) -> Option<String> {
    let mut rest = Some(text);
    while let Some(fields) = rest {
        let (field, behind) = cut(fields, b'&');
        if let (known, Some(value)) = name_and_value(field)
            && known == name
        {
            return String::from_utf8(decode(value)).ok();
        }
        rest = behind;
    }
    None
}
