//! What a support engineer needs to know of an embed. There is nothing secret in it.

use super::Page;
use crate::protocol::{EmbedId, Error, FetchReason, State};

/// One embed at one moment. Times are in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The version of this crate.
    pub version: &'static str,
    /// The state.
    pub state: State,
    /// The guest's origin.
    pub origin: String,
    /// How long ago the embed was opened.
    pub age: u64,
    /// How often the guest has asked.
    pub requests: u32,
    /// How many answers it was sent.
    pub sent: u32,
    /// How many failures it reported.
    pub failed: u32,
    /// The fetch of a token that is under way, or waited for.
    pub fetch: Option<FetchSnapshot>,
    /// What is left of the lifetime of the guest's token; zero when it has expired, nothing when it has none.
    pub life: Option<u64>,
    /// The last failure, and how long ago it was.
    pub last_error: Option<(Error, u64)>,
    /// How many embeds there are on the page.
    pub embeds: u32,
}

/// A fetch of a token that is under way, or that somebody waits for while the source cools down after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FetchSnapshot {
    /// The attempt number of its last call.
    pub attempt: u32,
    /// How long ago it began.
    pub age: u64,
    /// Why a token is wanted.
    pub reason: FetchReason,
}

impl Snapshot {
    const CLOSED: Self = Self {
        version: env!("CARGO_PKG_VERSION"),
        state: State::Closed,
        origin: String::new(),
        age: 0,
        requests: 0,
        sent: 0,
        failed: 0,
        fetch: None,
        life: None,
        last_error: None,
        embeds: 0,
    };
}

impl<W> Page<W> {
    /// What there is to know of an embed. Of one that is closed nothing is left but that.
    pub fn snapshot(&self, id: EmbedId) -> Snapshot {
        let embeds = u32::try_from(self.embeds.rows().count()).unwrap_or(u32::MAX);
        let Some(embed) = self.embeds.get(id) else {
            return Snapshot { embeds, ..Snapshot::CLOSED };
        };
        let source = self.sources.get(embed.source());
        let fetch = source.and_then(|source| {
            let (reason, since) = source.fetching()?;
            Some(FetchSnapshot { attempt: source.last_attempt(), age: self.cx.now.since(since), reason })
        });
        let record = embed.record;
        Snapshot {
            state: embed.state,
            origin: embed.spec.origin.as_str().into(),
            age: self.cx.now.since(record.opened),
            requests: record.requests,
            sent: record.sent,
            failed: record.failed,
            fetch,
            life: embed.remaining_lifetime(self.cx.now),
            last_error: record.last_error.map(|(error, at)| (error, self.cx.now.since(at))),
            embeds,
            ..Snapshot::CLOSED
        }
    }
}
