//! A session as it is kept across a reload of the page: three numbers and the refresh token, with a space between each. Text
//! of any other form is no session.

use super::claims::Times;
use super::{Link, decimal};
use crate::protocol::cut::cut;
use crate::protocol::{Instant, Secret};

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
    let add = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    // One bit less has nineteen digits at most.
    token.expose().bytes().fold(0xcbf2_9ce4_8422_2325, add) >> 1
}

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
    pub(super) fn to_link(&self) -> Link {
        let Self { refresh_token, expires_on, expires_in, .. } = self.clone();
        Link { refresh_token, expires_on, expires_in }
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
        let (identity, rest) = cut(text, b' ');
        let (on, rest) = cut(rest?, b' ');
        let (within, token) = cut(rest?, b' ');
        let token = token.filter(|token| !token.is_empty())?;
        Some(Self {
            identity: decimal::parse(identity)?,
            refresh_token: Secret::new(token.into()),
            expires_on: Some(decimal::parse(on)?).filter(|on| *on > 0),
            expires_in: Some(decimal::parse(within)?).filter(|within| *within > 0),
        })
    }

    /// The record as text. A number that is not known is zero.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for number in [Some(self.identity), self.expires_on, self.expires_in] {
            decimal::push(&mut text, number.unwrap_or_default());
            text.push(' ');
        }
        text.push_str(self.refresh_token.expose());
        text
    }
}
