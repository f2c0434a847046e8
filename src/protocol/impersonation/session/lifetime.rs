//! How long a session and its access token last, by the server's time and what has passed here since.

use crate::protocol::Instant;
use crate::protocol::impersonation::claims::Times;
use crate::protocol::impersonation::context::Context;

/// How long before its end the host is warned, in milliseconds.
const WARNING: u64 = 60_000;

/// An access token that expires sooner than this is renewed before it is used, in milliseconds.
const MARGIN: u64 = 30_000;

/// How long a server that cannot be reached is left alone when no token is wanted, in milliseconds.
const RETRY_INTERVAL: u64 = 60_000;

/// How far the warning of the host is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Warning {
    NotDue,
    /// A renewal that would move the end is under way.
    Renewing,
    Given,
}

/// What is due shortly before the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    Warn,
    Renew,
}

/// What is known of a session that goes on with what is kept of it.
#[derive(Debug)]
struct Estimate {
    shown_end: Instant,
    /// When the server is asked again. [`Instant::END`] while it is being asked.
    asks_at: Instant,
}

fn asks_at(retry_after: Option<u32>, now: Instant) -> Instant {
    now.after(RETRY_INTERVAL.max(u64::from(retry_after.unwrap_or(0)) * 1000))
}

/// The times of a session.
#[derive(Debug)]
pub(in super::super) struct Lifetime {
    token_expires_at: Instant,
    /// When the refresh token expires. [`Instant::END`] if the link did not say: then every renewal moves the session's end.
    refresh_token_expires_at: Instant,
    /// There while the session goes on with what is kept of it.
    estimate: Option<Estimate>,
    /// The times of the latest grant.
    pub(super) times: Times,
    warning: Warning,
}

impl Lifetime {
    pub(super) fn new() -> Self {
        Self {
            token_expires_at: Instant::START,
            refresh_token_expires_at: Instant::END,
            estimate: None,
            times: Times::default(),
            warning: Warning::NotDue,
        }
    }

    /// There is a new access token. The refresh token expires at the given time, or when it did before if that is earlier.
    pub(super) fn renew(&mut self, times: Times, refresh_token_expires_at: Instant, now: Instant) {
        self.times = times;
        self.token_expires_at = now.after(self.token_lifetime());
        self.estimate = None;
        self.refresh_token_expires_at = self.refresh_token_expires_at.min(refresh_token_expires_at);
        if self.is_open_ended() {
            self.warning = Warning::NotDue;
        }
    }

    /// The session goes on without its server, which is asked again after so many seconds, or a minute if that is longer. When it
    /// ends by the local clock is shown; only the server ends it.
    pub(super) fn estimate(&mut self, shown_end: Instant, retry_after: Option<u32>, now: Instant) {
        self.estimate = Some(Estimate { shown_end, asks_at: asks_at(retry_after, now) });
    }

    /// Whether the server has said nothing yet since the page was loaded.
    pub(super) const fn is_estimated(&self) -> bool {
        self.estimate.is_some()
    }

    /// When the session ends, unless the server refuses it earlier.
    pub(in super::super) fn ends_at(&self) -> Instant {
        match (&self.estimate, self.is_open_ended()) {
            (Some(_), _) => Instant::END,
            (None, true) => self.token_expires_at,
            (None, false) => self.refresh_token_expires_at,
        }
    }

    /// Whether the refresh token has expired.
    pub(super) fn is_expired(&self, now: Instant) -> bool {
        now >= self.refresh_token_expires_at
    }

    /// Whether the access token has not expired.
    pub(super) fn has_token(&self, now: Instant) -> bool {
        self.token_expires_at > now
    }

    /// Whether the access token needs no renewal before it is used.
    pub(super) fn has_fresh_token(&self, now: Instant) -> bool {
        let renewable = self.is_open_ended() || self.token_expires_at < self.refresh_token_expires_at;
        let margin = if renewable { MARGIN.min(self.token_lifetime() / 2) } else { 0 };
        self.token_expires_at.since(now) > margin
    }

    /// What is due because the end is near. It is due once.
    pub(super) fn due(&mut self, now: Instant) -> Option<Due> {
        if let Some(Estimate { asks_at, .. }) = &mut self.estimate {
            let is_due = *asks_at <= now;
            return is_due.then(|| *asks_at = Instant::END).map(|()| Due::Renew);
        }
        if self.warning != Warning::NotDue || now < self.warning_at() {
            return None;
        }
        let open_ended = self.is_open_ended();
        self.warning = if open_ended { Warning::Renewing } else { Warning::Given };
        Some(if open_ended { Due::Renew } else { Due::Warn })
    }

    /// There is no new access token, and the server wants to be left alone for so many seconds. Says whether the host has to be
    /// warned now.
    pub(super) fn renewal_failed(&mut self, retry_after: Option<u32>, now: Instant) -> bool {
        if let Some(estimate) = &mut self.estimate {
            estimate.asks_at = asks_at(retry_after, now);
        }
        let renewing = self.warning == Warning::Renewing;
        if renewing {
            self.warning = Warning::Given;
        }
        renewing
    }

    /// When time next changes anything.
    pub(super) fn next_timeout(&self, now: Instant) -> Instant {
        if let Some(estimate) = &self.estimate {
            return estimate.asks_at.max(now);
        }
        let pending = self.warning == Warning::NotDue;
        let warning_at = if pending { self.warning_at().max(now) } else { Instant::END };
        warning_at.min(self.ends_at())
    }

    /// The end by the local clock, in milliseconds since the epoch.
    pub(in super::super) fn wall_end(&self, cx: &Context) -> u64 {
        cx.wall_at(self.estimate.as_ref().map_or(self.ends_at(), |estimate| estimate.shown_end))
    }

    /// Whether the link did not say when the refresh token expires.
    pub(super) fn is_open_ended(&self) -> bool {
        self.refresh_token_expires_at == Instant::END
    }

    /// The access token's lifetime when it was granted, in milliseconds.
    fn token_lifetime(&self) -> u64 {
        self.times.lifetime.saturating_mul(1000)
    }

    /// A minute before the end. If a renewal can move the end, at most half of a token's lifetime before it.
    fn warning_at(&self) -> Instant {
        let ahead = if self.is_open_ended() { WARNING.min(self.token_lifetime() / 2) } else { WARNING };
        Instant::START.after(self.ends_at().since(Instant::START).saturating_sub(ahead))
    }
}
