//! The links that came to a page: which one waits for a call, and which have been there before.
//!
//! Requirements:
//!
//! 1. The same token is one link, however often it comes: routers put back the address that they remember.
//! 2. The newest link is the one that the next call opens. What is wrong with a link is said once, and takes no other one away.
//! 3. A link that failed for a transient reason waits again, unless a newer one has come.
//! 4. Where a page puts a link back whenever it is taken, that ends after some rounds.

use super::open_options::LinkSource;
use super::record::fingerprint;
use super::{FoundLink, Link};
use crate::protocol::rate_limit::RateLimit;
use crate::protocol::{Error, Instant};

/// One scrub by itself in so many milliseconds, in the long run. Browsers ignore changes of an address when there are more than
/// 10 to 20 in a second, and those of the page's router count too.
const SCRUB_INTERVAL: u64 = 1_000;

/// How many scrubs may follow each other at once.
const SCRUBS_AT_ONCE: u64 = 20;

/// The links of a page.
#[derive(Debug)]
pub(super) struct Links {
    /// The fingerprints of all links that came, the newest last.
    known: Vec<u64>,
    /// The fingerprints of those that could not be taken out of the address.
    stuck: Vec<u64>,
    /// The link that the next call opens.
    pending: Option<Link>,
    /// What was wrong with the last one, until a call is told.
    error: Option<Error>,
    /// How often the address may be changed.
    scrubs: RateLimit,
}

impl Links {
    pub(super) const fn new() -> Self {
        Self {
            known: Vec::new(),
            stuck: Vec::new(),
            pending: None,
            error: None,
            scrubs: RateLimit::new(SCRUBS_AT_ONCE, SCRUB_INTERVAL),
        }
    }

    /// Takes in a link that was found in the address, and whether it could be taken out. Says whether there is something new
    /// for a call.
    pub(super) fn found(&mut self, found: FoundLink, scrubbed: Result<(), Error>) -> bool {
        if self.known.contains(&found.fingerprint) {
            return false;
        }
        if let Err(error) = scrubbed {
            // It is still there, for another try: every call is told of it, and it is news once.
            self.error = Some(error);
            let is_new = !self.stuck.contains(&found.fingerprint);
            if is_new {
                self.stuck.push(found.fingerprint);
            }
            return is_new;
        }
        self.known.push(found.fingerprint);
        self.error = found.link.map(|link| self.pending = Some(link)).err();
        true
    }

    /// Whether a link, or what was wrong with one, waits for a call.
    pub(super) const fn is_pending(&self) -> bool {
        self.pending.is_some() || self.error.is_some()
    }

    /// The link that a call opens, which is the newest one then.
    pub(super) fn open(&mut self, source: LinkSource) -> Result<Option<Link>, Error> {
        let link = match source {
            LinkSource::Page => self.error.take().map_or_else(|| Ok(self.pending.take()), Err)?,
            LinkSource::Given(link) => Some(link),
            LinkSource::None => None,
        };
        if let Some(link) = &link {
            let opened = fingerprint(&link.refresh_token);
            self.known.retain(|known| *known != opened);
            self.known.push(opened);
        }
        Ok(link)
    }

    /// Keeps a link that could not be exchanged for now. Only the newest one is kept.
    pub(super) fn keep(&mut self, link: Link) {
        if self.known.last() == Some(&fingerprint(&link.refresh_token)) {
            self.pending = Some(link);
        }
    }

    /// A session has begun: the link that waits is dropped, unless it is newer than that of the session.
    pub(super) fn begun(&mut self, session: u64) {
        let place = |link: u64| self.known.iter().position(|known| *known == link);
        self.pending.take_if(|link| place(fingerprint(&link.refresh_token)) <= place(session));
    }

    /// Drops the link that waits, if it is this one.
    pub(super) fn drop(&mut self, ended: u64) {
        self.pending.take_if(|link| fingerprint(&link.refresh_token) == ended);
    }

    /// Whether a link may be scrubbed now without a call, and counts that.
    pub(super) fn may_scrub(&mut self, now: Instant) -> bool {
        let may = self.scrubs.allows(now);
        if may {
            self.scrubs.spend(now);
        }
        may
    }
}
