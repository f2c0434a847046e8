//! One piece of work at a time for each key, shared by all who ask meanwhile.
//!
//! - **Nobody gets what is over.** A flight is taken off the list before its outcome can be seen, so who comes later begins
//!   a new one. Nothing is cached: no success that somebody may have had already, and no failure.
//! - **Nobody can end it for the others.** The work runs in a task of its own. Those who asked only wait: when their
//!   connections close, even all of them, it goes on, and whoever asks next gets its outcome.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use parking_lot::Mutex;
use tokio::task;

/// Work under way, for any number of waiters. Its outcome is `None` if the work panicked.
pub(super) type Flight<O> = Shared<BoxFuture<'static, Option<O>>>;

/// The flights under way, by their key. The key has to hold all that the outcome depends on: two users never share one.
pub(super) struct SingleFlight<K, O> {
    under_way: Arc<Mutex<HashMap<K, Flight<O>>>>,
}

/// How somebody came to wait for a flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Boarding {
    /// It began with them.
    Began,
    /// It was under way.
    Joined,
}

impl<K, O> SingleFlight<K, O>
where
    K: Clone + Eq + Hash + Send + 'static,
    O: Clone + Send + Sync + 'static,
{
    /// The flight of this key that is under way, or a new one that does `work`.
    pub(super) fn board<F>(&self, key: K, work: impl FnOnce() -> F) -> (Flight<O>, Boarding)
    where
        F: Future<Output = O> + Send + 'static,
    {
        let mut under_way = self.under_way.lock();
        if let Some(flight) = under_way.get(&key) {
            return (flight.clone(), Boarding::Joined);
        }
        let flight = self.flight(key.clone(), work());
        under_way.insert(key, flight.clone());
        drop(under_way);
        task::spawn(flight.clone());
        (flight, Boarding::Began)
    }

    /// Work that panics is over like any other: it must not hold its key for ever.
    fn flight(&self, key: K, work: impl Future<Output = O> + Send + 'static) -> Flight<O> {
        let under_way = Arc::clone(&self.under_way);
        let flight = async move {
            let outcome = AssertUnwindSafe(work).catch_unwind().await;
            under_way.lock().remove(&key);
            outcome.ok()
        };
        flight.boxed().shared()
    }
}

impl<K, O> Default for SingleFlight<K, O> {
    fn default() -> Self {
        Self { under_way: Arc::default() }
    }
}

impl<K, O> fmt::Debug for SingleFlight<K, O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SingleFlight").field("under_way", &self.under_way.lock().len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::future;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use tokio::sync::Semaphore;

    use super::{Boarding, Flight, SingleFlight};

    /// Counts its pieces of work, and ends each when the test says so.
    struct Works {
        flights: SingleFlight<&'static str, u64>,
        begun: Arc<AtomicU64>,
        may_end: Arc<Semaphore>,
    }

    impl Works {
        fn new() -> Self {
            let (flights, begun) = (SingleFlight::default(), Arc::default());
            Self { flights, begun, may_end: Arc::new(Semaphore::new(0)) }
        }

        fn board(&self, key: &'static str) -> (Flight<u64>, Boarding) {
            let (begun, may_end) = (Arc::clone(&self.begun), Arc::clone(&self.may_end));
            self.flights.board(key, || async move {
                let number = begun.fetch_add(1, Ordering::Relaxed) + 1;
                may_end.acquire().await.unwrap().forget();
                number
            })
        }

        fn end(&self, flights: usize) {
            self.may_end.add_permits(flights);
        }
    }

    #[tokio::test]
    async fn all_who_come_during_a_flight_share_it_and_who_comes_after_it_begins_another() {
        let works = Works::new();
        let (flights, boardings): (Vec<_>, Vec<_>) = (0..20).map(|_| works.board("alice")).unzip();
        assert_eq!((boardings[0], &boardings[1..]), (Boarding::Began, [Boarding::Joined; 19].as_slice()));
        works.end(1);
        assert_eq!(futures_util::future::join_all(flights).await, [Some(1); 20]);
        works.end(1);
        let (flight, boarding) = works.board("alice");
        assert_eq!((flight.await, boarding), (Some(2), Boarding::Began));
    }

    #[tokio::test]
    async fn another_key_has_a_flight_of_its_own() {
        let works = Works::new();
        let ((alice, _), (bob, boarding)) = (works.board("alice"), works.board("bob"));
        assert_eq!(boarding, Boarding::Began);
        works.end(2);
        let mut outcomes = [alice.await, bob.await];
        outcomes.sort_unstable();
        assert_eq!(outcomes, [Some(1), Some(2)]);
    }

    #[tokio::test]
    async fn a_flight_goes_on_when_those_who_began_it_have_left() {
        let works = Works::new();
        drop(works.board("alice"));
        while works.begun.load(Ordering::Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
        let (joined, boarding) = works.board("alice");
        assert_eq!(boarding, Boarding::Joined);
        works.end(1);
        assert_eq!(joined.await, Some(1));
    }

    #[tokio::test]
    async fn nothing_is_left_of_a_flight_that_nobody_waited_for() {
        let works = Works::new();
        works.end(1);
        drop(works.board("alice"));
        while !works.flights.under_way.lock().is_empty() {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn work_that_panics_is_told_as_such_and_the_next_one_begins() {
        let flights = SingleFlight::<&str, u64>::default();
        let (flight, _) = flights.board("alice", || async { panic!("a test's own panic") });
        assert_eq!(flight.await, None);
        let (flight, boarding) = flights.board("alice", || future::ready(7));
        assert_eq!((flight.await, boarding), (Some(7), Boarding::Began));
    }
}
