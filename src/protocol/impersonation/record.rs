//! What is stored of a session, so that it survives a reload of the page.

use core::hash::Hasher;

use fnv::FnvHasher;

use super::claims::Times;
use super::{Entry, Link, Verified};
use crate::protocol::{Instant, Secret};

/// What is stored of a session. The access token is not: a new one is fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// The [`fingerprint`] of the link's refresh token. It stays the same when the server rotates the token.
    pub(super) fingerprint: u64,
    pub(super) refresh_token: Secret,
    /// When the refresh token expires, in seconds since the epoch by the server's clock.
    pub(super) expires_on: Option<u64>,
    /// The refresh token's lifetime from when it was issued, in seconds.
    pub(super) expires_in: Option<u64>,
    /// Who the session is for, once that was verified.
    pub(super) verified: Option<Verified>,
}

/// A number that tells links apart without holding their tokens. It is stored, so the hash must be the same in every release
/// of this crate and of Rust, which that of std's hasher is not. It has 53 bits, which JavaScript holds exactly.
pub(super) fn fingerprint(token: &Secret) -> u64 {
    let mut hasher = FnvHasher::default();
    hasher.write(token.expose().as_bytes());
    hasher.finish() >> 11
}

impl Record {
    /// The record of a link that a host opens.
    pub(super) fn of_link(link: Link) -> Self {
        Self {
            fingerprint: fingerprint(&link.refresh_token),
            refresh_token: link.refresh_token,
            expires_on: link.expires_on,
            expires_in: link.expires_in,
            verified: None,
        }
    }

    /// The link that the record was made of, as long as nothing was granted for it.
    pub(super) fn to_link(&self) -> Link {
        let Self { refresh_token, expires_on, expires_in, .. } = self.clone();
        Link { refresh_token, expires_on, expires_in }
    }

    /// Sets when the refresh token expires at the latest, if that is not known. Its lifetime counts from when it was issued,
    /// which was before the server answered.
    pub(super) fn limit(&mut self, times: Times) {
        let latest = self.expires_in.map(|lifetime| times.server_now.saturating_add(lifetime));
        self.expires_on = self.expires_on.or(latest);
    }

    /// When the refresh token expires on the page's time line, given when the server's answer was received.
    pub(super) fn expires_at(&self, times: Times, received: Instant) -> Instant {
        let left = |on: u64| on.saturating_sub(times.server_now).saturating_mul(1000);
        self.expires_on.map_or(Instant::END, |on| received.after(left(on)))
    }

    /// For how long the session goes on by the local clock, in milliseconds; never longer than the refresh token's whole lifetime.
    /// `None` if it was not verified.
    pub(super) fn time_left(&self, wall: u64) -> Option<u64> {
        let longest = self.expires_in.map_or(u64::MAX, |lifetime| lifetime.saturating_mul(1000));
        self.verified.as_ref().map(|verified| verified.ends_at.saturating_sub(wall).min(longest))
    }

    /// The record of a stored entry. One without a fingerprint or a token is not ours.
    pub(super) fn from_entry(entry: Entry) -> Option<Self> {
        let Entry { refresh_token, expires_on, expires_in, fingerprint, verified, app: _ } = entry;
        let record = Self { fingerprint: fingerprint?, refresh_token, expires_on, expires_in, verified };
        (!record.refresh_token.expose().is_empty()).then_some(record)
    }

    /// The entry to store.
    pub(super) fn to_entry(&self) -> Entry {
        let Self { fingerprint, refresh_token, expires_on, expires_in, verified } = self.clone();
        Entry { refresh_token, expires_on, expires_in, fingerprint: Some(fingerprint), verified, app: None }
    }
}
