//! How often one session may ask for what costs something at another server.
//!
//! A page asks rarely by itself, but a hostile document in its frame may have it ask without end. Who is not signed in is
//! refused before this, so only ids of sessions get here.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::StatusCode;
use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use super::refusal::Refusal;
use super::sessions::SessionId;

/// Ten tabs with six embeds each, none of which share a source, twice: all may start at once, and start again.
const TOKENS_PER_MINUTE: u32 = 120;
/// A person reads a name and clicks.
const LINKS_PER_MINUTE: u32 = 30;
/// A console reads page after page of a long list.
const LISTS_PER_MINUTE: u32 = 120;
/// Fewer sessions than these are not worth looking for idle ones.
const FEW_SESSIONS: usize = 1_000;

const TOO_MANY: Refusal =
    Refusal::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "this session asks too often");

/// The limits of each session.
#[derive(Debug)]
pub struct Limits {
    /// For the token endpoint.
    pub(super) tokens: Limit,
    /// For impersonation links.
    pub(super) links: Limit,
    /// For lists of users, each of which takes a call for every user.
    pub(super) lists: Limit,
}

impl Default for Limits {
    fn default() -> Self {
        let limit = |name, per_minute| Limit::new(name, per_minute, MonotonicClock);
        Self {
            tokens: limit("tokens", TOKENS_PER_MINUTE),
            links: limit("links", LINKS_PER_MINUTE),
            lists: limit("lists", LISTS_PER_MINUTE),
        }
    }
}

/// One limit: so many at once, and as many in each minute.
pub(super) struct Limit<C: Clock = MonotonicClock> {
    name: &'static str,
    limiter: RateLimiter<SessionId, HashMapStateStore<SessionId>, C, NoOpMiddleware<C::Instant>>,
    /// At how many sessions the idle ones are forgotten.
    crowded: AtomicUsize,
}

impl<C: Clock> Limit<C> {
    fn new(name: &'static str, per_minute: u32, clock: C) -> Self {
        let quota = Quota::per_minute(NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN));
        let limiter = RateLimiter::hashmap_with_clock(quota, clock);
        Self { name, limiter, crowded: AtomicUsize::new(FEW_SESSIONS) }
    }

    /// Lets a request pass, or says in how many seconds the next one may.
    pub(super) fn admit(&self, session: &SessionId) -> Result<(), Refusal> {
        self.forget_idle();
        self.limiter.check_key(session).map_err(|refused| {
            let wait = refused.wait_time_from(self.limiter.clock().now());
            let seconds = wait.as_millis().div_ceil(1_000).max(1);
            tracing::warn!("{}: a session asks too often, and has to wait {seconds} s", self.name);
            TOO_MANY.with_retry_after(u32::try_from(seconds).unwrap_or(u32::MAX))
        })
    }

    /// A session that may ask as often as a new one need not be remembered. The number of those that are remembered has
    /// to double before the next search, so that a search costs each request little.
    fn forget_idle(&self) {
        if self.limiter.len() < self.crowded.load(Ordering::Relaxed) {
            return;
        }
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
        self.crowded.store(FEW_SESSIONS.max(2 * self.limiter.len()), Ordering::Relaxed);
    }
}

impl<C: Clock> fmt::Debug for Limit<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Limit").field("name", &self.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use governor::clock::FakeRelativeClock;

    use super::{FEW_SESSIONS, Limit, SessionId, TOO_MANY};

    const PER_MINUTE: u32 = 120;

    fn limit() -> (Limit<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Limit::new("test", PER_MINUTE, clock.clone()), clock)
    }

    fn session(name: &str) -> SessionId {
        SessionId::new(name.to_owned())
    }

    /// How many requests pass at this moment.
    fn admitted(limit: &Limit<FakeRelativeClock>, session: &SessionId) -> usize {
        (0..1_000).take_while(|_| limit.admit(session).is_ok()).count()
    }

    #[test]
    fn a_burst_passes_and_then_one_for_each_that_the_time_gives() {
        let (limit, clock) = limit();
        let alice = session("alice");
        for (seconds, passing) in [(0, 120), (0, 0), (1, 2), (10, 20), (60, 120), (3_600, 120)] {
            clock.advance(Duration::from_secs(seconds));
            assert_eq!(admitted(&limit, &alice), passing, "after {seconds} s");
        }
    }

    #[test]
    fn a_refusal_says_when_the_next_one_passes() {
        let slow = Limit::new("test", 4, FakeRelativeClock::default());
        let alice = session("alice");
        assert_eq!(admitted(&slow, &alice), 4);
        assert_eq!(slow.admit(&alice), Err(TOO_MANY.with_retry_after(15)));
    }

    #[test]
    fn a_session_pays_for_no_other_one() {
        let (limit, _) = limit();
        assert_eq!(admitted(&limit, &session("alice")), 120);
        assert_eq!(admitted(&limit, &session("bob")), 120);
    }

    #[test]
    fn only_sessions_of_the_last_minute_are_remembered() {
        let (limit, clock) = limit();
        for number in 0..20 * FEW_SESSIONS {
            limit.admit(&session(&number.to_string())).unwrap();
            clock.advance(Duration::from_millis(1));
            assert!(limit.limiter.len() <= 2 * FEW_SESSIONS, "{number}");
        }
    }

    #[test]
    fn forgetting_gives_nobody_more_than_their_share() {
        let (limit, _) = limit();
        let alice = session("alice");
        assert_eq!(admitted(&limit, &alice), 120);
        for number in 0..4 * FEW_SESSIONS {
            limit.admit(&session(&number.to_string())).unwrap();
        }
        assert_eq!(admitted(&limit, &alice), 0);
    }
}
