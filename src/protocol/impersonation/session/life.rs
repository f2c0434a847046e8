//! How long a session goes on, by the server's clock and what has passed since it was read.

use super::super::claims::Times;
use super::super::cx::Context;
use crate::protocol::Instant;

/// How long before its end a session is said to be expiring, in milliseconds.
const WARNING: u64 = 60_000;

/// How long before its end an access token is not given out any more if there can be another, in milliseconds.
const MARGIN: u64 = 30_000;

/// How far the host has been warned that the end is near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Warning {
    Ahead,
    /// It is not known yet that it is near: a renewal puts it off.
    Trying,
    Told,
}

/// What to do when the end comes near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    Warn,
    Renew,
}

/// The times of a session.
#[derive(Debug)]
pub(in super::super) struct Life {
    /// When the access token runs out.
    until: Instant,
    /// The server's times of the latest grant.
    pub(super) times: Times,
    /// When the refresh token's life ends, if the link said it. Else each renewal puts the end off.
    end: Instant,
    warning: Warning,
}

impl Life {
    pub(super) fn new() -> Self {
        Self { until: Instant::START, times: Times::default(), end: Instant::END, warning: Warning::Ahead }
    }

    /// There is a new access token. The refresh token's life ends at this time, or as it did before if that is sooner.
    pub(super) fn renew(&mut self, times: Times, end: Instant, now: Instant) {
        self.times = times;
        self.until = now.after(self.token_life());
        self.end = self.end.min(end);
        if self.is_open() {
            self.warning = Warning::Ahead;
        }
    }

    /// When the session is over, unless the server refuses it before.
    pub(in super::super) fn ends_at(&self) -> Instant {
        if self.is_open() { self.until } else { self.end }
    }

    /// Whether the refresh token's life has ended.
    pub(super) fn has_run_out(&self, now: Instant) -> bool {
        now >= self.end
    }

    /// Whether the access token has not run out.
    pub(super) fn has_token(&self, now: Instant) -> bool {
        self.until > now
    }

    /// Whether the access token is good to be given: if there can be another one, it must not be about to run out.
    pub(super) fn has_good_token(&self, now: Instant) -> bool {
        let renewable = self.is_open() || self.until < self.end;
        let margin = if renewable { MARGIN.min(self.token_life() / 2) } else { 0 };
        self.until.since(now) > margin
    }

    /// What is due because the end is near. It is due once.
    pub(super) fn look(&mut self, now: Instant) -> Option<Due> {
        if self.warning != Warning::Ahead || now < self.warning_at() {
            return None;
        }
        let open = self.is_open();
        self.warning = if open { Warning::Trying } else { Warning::Told };
        Some(if open { Due::Renew } else { Due::Warn })
    }

    /// There is no new access token. Says whether the host has to be warned now.
    pub(super) fn renewal_failed(&mut self) -> bool {
        let trying = self.warning == Warning::Trying;
        if trying {
            self.warning = Warning::Told;
        }
        trying
    }

    /// When to look at the time again.
    pub(super) fn next_timeout(&self, now: Instant) -> Instant {
        let warning_at = if self.warning == Warning::Ahead { self.warning_at().max(now) } else { Instant::END };
        warning_at.min(self.ends_at())
    }

    /// The end by the local clock, in milliseconds since the epoch.
    pub(super) fn wall_end(&self, cx: &Context) -> u64 {
        cx.wall_at(self.ends_at())
    }

    /// Whether the link did not say when the refresh token runs out.
    fn is_open(&self) -> bool {
        self.end == Instant::END
    }

    /// How long the access token lived when it came, in milliseconds.
    fn token_life(&self) -> u64 {
        self.times.life.saturating_mul(1000)
    }

    /// A minute before the end; before an end that may be put off, not more than half a token's life.
    fn warning_at(&self) -> Instant {
        let ahead = if self.is_open() { WARNING.min(self.token_life() / 2) } else { WARNING };
        Instant::START.after(self.ends_at().since(Instant::START).saturating_sub(ahead))
    }
}
