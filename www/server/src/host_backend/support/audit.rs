//! The audit trail: who acted as whom in which application, from when and until when. It never contains a token.
//!
//! The time of an event is that of its line. A session ends at the auth server, where the application revokes it, so this
//! backend looks whether it is still there.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::task::AbortHandle;
use tokio::time::{self, Instant};

use super::auth_id::AuthId;
use super::earlier;
use super::melody_api::MelodyApi;

/// How late the end of a session may be noticed.
const CHECK_INTERVAL: Duration = Duration::from_secs(60);

/// Somebody who acts as somebody else.
#[derive(Clone, Debug)]
pub(super) struct Acting {
    /// Who is signed in to the console.
    pub(super) staff: &'static str,
    /// Whose sign-in at the auth server was used: the `impersonatedBy` of the session.
    pub(super) admin: AuthId,
    /// Whom they act as.
    pub(super) user: AuthId,
}

/// Writes the trail, and watches the sessions that are in it.
#[derive(Debug)]
pub(super) struct Audit {
    api: Arc<MelodyApi>,
    interval: Duration,
    /// One link for each user is valid at a time.
    watches: Mutex<HashMap<AuthId, AbortHandle>>,
}

impl Audit {
    pub(super) fn new(api: Arc<MelodyApi>) -> Self {
        Self { api, interval: CHECK_INTERVAL, watches: Mutex::default() }
    }

    pub(super) fn check_each(&mut self, interval: Duration) {
        self.interval = interval;
    }

    /// The sessions of earlier links have ended, because a new link replaces them.
    pub(super) fn replaced(&self, acting: &Acting) {
        write(&self.api, acting, "ended, replaced by a newer link");
    }

    /// There is a link, which expires after `life`.
    pub(super) fn began(&self, acting: Acting, life: Duration) {
        let Acting { staff, admin, user } = &acting;
        let (app, client) = (self.api.server.app_id, &self.api.server.client_id);
        let seconds = life.as_secs();
        tracing::info!(
            "impersonation: {staff}, as admin {admin}, got a link to act as {user} in app {app} ({client}) for {seconds} s"
        );
        let user = user.clone();
        let watch = tokio::spawn(watched(Arc::clone(&self.api), acting, self.interval, life)).abort_handle();
        let mut watches = self.watches.lock();
        watches.retain(|_, watch| !watch.is_finished());
        if let Some(earlier) = watches.insert(user, watch) {
            earlier.abort();
        }
    }
}

/// Waits until the session is over, and writes that down. While the auth server cannot be asked, the session counts as
/// alive until it expires.
async fn watched(api: Arc<MelodyApi>, acting: Acting, interval: Duration, life: Duration) {
    let expiry = Instant::now() + life;
    while Instant::now() + interval < expiry {
        time::sleep(interval).await;
        if is_over(&api, &acting).await {
            return write(&api, &acting, "ended");
        }
    }
    time::sleep_until(expiry).await;
    write(&api, &acting, "expired");
}

async fn is_over(api: &MelodyApi, acting: &Acting) -> bool {
    let look = async {
        let own = api.own_access_token().await?;
        earlier::ids(api, &own, &acting.admin, &acting.user).await
    };
    matches!(time::timeout(CHECK_INTERVAL, look).await, Ok(Ok(ids)) if ids.is_empty())
}

fn write(api: &MelodyApi, acting: &Acting, what: &str) {
    let Acting { staff, admin, user } = acting;
    let (app, client) = (api.server.app_id, &api.server.client_id);
    tracing::info!(
        "impersonation: {staff}, as admin {admin}, acting as {user} in app {app} ({client}): {what}"
    );
}
