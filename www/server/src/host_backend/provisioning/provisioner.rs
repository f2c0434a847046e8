//! Provisions each user once, however many want it at the same time, and tries again what is transient.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use parking_lot::Mutex;

use super::directory::Directory;
use super::error::ProvisionError;
use super::steps::{self, Outcome};
use crate::host_backend::users::{Account, Accounts, DemoUser, Profile};

/// The first delay between two attempts; each one after it is twice as long, with up to as much again at random.
const FIRST_DELAY: Duration = Duration::from_millis(200);
/// Attempts after the first one. Then the next token request or sign-in begins again.
const RETRIES: usize = 5;

/// One provisioning, shared by all who wait for it.
type Flight = Shared<BoxFuture<'static, Result<(), Arc<ProvisionError>>>>;

/// Provisions users.
pub struct Provisioner<D> {
    directory: Arc<D>,
    accounts: Arc<Accounts>,
    flights: Mutex<BTreeMap<DemoUser, Flight>>,
}

impl<D: Directory> Provisioner<D> {
    /// A provisioner of these accounts.
    pub fn new(directory: D, accounts: Arc<Accounts>) -> Self {
        Self { directory: Arc::new(directory), accounts, flights: Mutex::default() }
    }

    /// Starts to provision all users.
    pub fn begin_all(&self) {
        for user in DemoUser::ALL {
            self.begin(user);
        }
    }

    /// Starts to provision a user, unless that is done or under way.
    pub fn begin(&self, user: DemoUser) {
        // It runs by itself; this is only a way to wait for it.
        drop(self.flight(user));
    }

    /// Waits until the user is provisioned, which may begin with this.
    ///
    /// # Errors
    ///
    /// When they could not be; see [`ProvisionError`]. The next call tries again.
    pub async fn ready(&self, user: DemoUser) -> Result<(), Arc<ProvisionError>> {
        self.flight(user).await
    }

    /// Forgets that the user was provisioned: WisdomAI does not seem to know them any more.
    pub fn forget(&self, user: DemoUser) {
        let mut flights = self.flights.lock();
        if flights.get(&user).is_some_and(|flight| flight.peek().is_some()) {
            flights.remove(&user);
        }
    }

    fn flight(&self, user: DemoUser) -> Flight {
        let mut flights = self.flights.lock();
        let current = flights.get(&user).filter(|flight| !matches!(flight.peek(), Some(Err(_))));
        if let Some(flight) = current {
            return flight.clone();
        }
        let flight = self.start(user);
        flights.insert(user, flight.clone());
        flight
    }

    /// Runs to its end even if nobody waits for it.
    fn start(&self, user: DemoUser) -> Flight {
        let (directory, account) = (Arc::clone(&self.directory), self.accounts.get(user).clone());
        let flight = async move {
            let Some(profile) = &account.profile else { return Ok(()) };
            report(user, attempts(directory.as_ref(), &account, profile).await)
        };
        let flight = flight.boxed().shared();
        tokio::spawn(flight.clone());
        flight
    }
}

async fn attempts(
    directory: &impl Directory,
    account: &Account,
    profile: &Profile,
) -> Result<Outcome, ProvisionError> {
    let delays =
        ExponentialBuilder::default().with_min_delay(FIRST_DELAY).with_max_times(RETRIES).with_jitter();
    let attempt = || steps::provision(directory, account, profile);
    attempt.retry(delays).when(ProvisionError::is_transient).await
}

fn report(user: DemoUser, outcome: Result<Outcome, ProvisionError>) -> Result<(), Arc<ProvisionError>> {
    match outcome {
        Ok(outcome) => {
            tracing::info!("{user:?} is provisioned: {outcome:?}");
            Ok(())
        }
        Err(error) => {
            let error = Arc::new(error);
            tracing::warn!("{user:?} is not provisioned: {:#}", anyhow::Error::from(Arc::clone(&error)));
            Err(error)
        }
    }
}

impl<D> fmt::Debug for Provisioner<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Provisioner").field("accounts", &self.accounts).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parking_lot::Mutex;
    use tokio::sync::Notify;
    use tokio::time::Instant;

    use super::super::directory::{Creation, Directory, Found};
    use super::{Accounts, DemoUser, ProvisionError, Provisioner, RETRIES};
    use crate::host_backend::attributes::Attribute;
    use crate::host_backend::users::{Account, Profile};
    use crate::host_backend::wisdom_api::WisdomError;

    /// A directory without users, whose first calls fail as often as a test says.
    #[derive(Clone, Default)]
    struct Failing(Arc<State>);

    #[derive(Default)]
    struct State {
        failures: Mutex<Vec<ProvisionError>>,
        created: Mutex<Vec<(String, Instant)>>,
        held: Option<Notify>,
    }

    impl Failing {
        fn with(failures: impl IntoIterator<Item = ProvisionError>) -> Self {
            let failures = Mutex::new(failures.into_iter().collect());
            Self(Arc::new(State { failures, ..State::default() }))
        }

        fn held() -> Self {
            Self(Arc::new(State { held: Some(Notify::new()), ..State::default() }))
        }

        fn created(&self) -> usize {
            self.0.created.lock().len()
        }

        fn provisioner(&self) -> Provisioner<Self> {
            Provisioner::new(self.clone(), Arc::new(Accounts::demo().unwrap()))
        }
    }

    impl Directory for Failing {
        async fn find(&self, _: &str) -> Result<Option<Found>, ProvisionError> {
            if let Some(held) = &self.0.held {
                held.notified().await;
            }
            self.0.failures.lock().pop().map_or(Ok(None), Err)
        }

        async fn create(&self, account: &Account, _: &Profile) -> Result<Creation, ProvisionError> {
            self.0.created.lock().push((account.email.clone(), Instant::now()));
            Ok(Creation::Created)
        }

        async fn set_attributes(&self, _: &str, _: &[Attribute]) -> Result<(), ProvisionError> {
            unreachable!("nobody exists before")
        }
    }

    fn transient() -> ProvisionError {
        ProvisionError::Wisdom(WisdomError::TooSlow)
    }

    #[tokio::test(start_paused = true)]
    async fn transient_failures_are_retried_after_growing_delays() {
        let mut before = 0.0;
        for failures in 1..=RETRIES {
            let directory = Failing::with((0..failures).map(|_| transient()));
            let begun = Instant::now();
            directory.provisioner().ready(DemoUser::Alice).await.unwrap();
            let waited = directory.0.created.lock()[0].1.duration_since(begun).as_secs_f64();
            // Delays of 0.2 s, 0.4 s, 0.8 s ..., and of up to twice as much.
            let least = 0.2 * f64::from((1_u32 << failures) - 1);
            assert!((least..=2.0 * least).contains(&waited) && waited > before, "{failures}: {waited}");
            before = least;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn after_the_last_attempt_the_failure_is_told_and_the_next_request_begins_again() {
        let directory = Failing::with((0..=RETRIES).map(|_| transient()));
        let provisioner = directory.provisioner();
        assert!(provisioner.ready(DemoUser::Alice).await.is_err());
        assert_eq!(directory.created(), 0);
        provisioner.ready(DemoUser::Alice).await.unwrap();
        assert_eq!(directory.created(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn what_no_retry_can_mend_is_told_at_once() {
        let directory = Failing::with([ProvisionError::NotPermitted]);
        let begun = Instant::now();
        let outcome = directory.provisioner().ready(DemoUser::Alice).await;
        assert!(outcome.is_err() && begun.elapsed().is_zero());
    }

    #[tokio::test]
    async fn all_who_wait_for_one_user_wait_for_one_creation() {
        let directory = Failing::held();
        let provisioner = directory.provisioner();
        provisioner.begin(DemoUser::Alice);
        let (first, second) = (provisioner.ready(DemoUser::Alice), provisioner.ready(DemoUser::Alice));
        directory.0.held.as_ref().unwrap().notify_one();
        let (first, second) = tokio::join!(first, second);
        first.and(second).unwrap();
        provisioner.ready(DemoUser::Alice).await.unwrap();
        assert_eq!(directory.created(), 1);
    }

    #[tokio::test]
    async fn a_user_is_provisioned_even_if_nobody_waits_for_it() {
        let directory = Failing::held();
        let provisioner = directory.provisioner();
        provisioner.begin(DemoUser::Alice);
        directory.0.held.as_ref().unwrap().notify_one();
        while directory.created() == 0 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_forgotten_user_is_provisioned_anew_but_not_while_that_is_under_way() {
        let directory = Failing::default();
        let provisioner = directory.provisioner();
        provisioner.begin(DemoUser::Alice);
        provisioner.forget(DemoUser::Alice);
        provisioner.ready(DemoUser::Alice).await.unwrap();
        assert_eq!(directory.created(), 1);
        provisioner.forget(DemoUser::Alice);
        provisioner.ready(DemoUser::Alice).await.unwrap();
        assert_eq!(directory.created(), 2);
    }

    #[tokio::test]
    async fn somebody_who_is_created_elsewhere_is_ready_at_once() {
        let directory = Failing::with([ProvisionError::NotPermitted]);
        let accounts = Accounts::tenant(&std::collections::BTreeMap::new());
        let provisioner = Provisioner::new(directory.clone(), Arc::new(accounts));
        provisioner.ready(DemoUser::Alice).await.unwrap();
        assert_eq!(directory.created(), 0);
    }
}
