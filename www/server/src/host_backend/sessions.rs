//! The sessions under way, each known by the id in a cookie.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use axum_extra::extract::CookieJar;
use parking_lot::Mutex;

use super::users::{DemoUser, Person};

const USER_COOKIE: &str = "embed-host-session";
/// The support console is a separate application: signing in to it leaves the demo's user signed in.
const SUPPORT_COOKIE: &str = "embed-host-support";

/// The name of the cookie that holds this person's session id.
pub(super) fn cookie_name(person: Person) -> &'static str {
    match person {
        Person::User(_) => USER_COOKIE,
        Person::Support => SUPPORT_COOKIE,
    }
}

/// The name of every cookie that may hold a session id.
pub(super) const COOKIE_NAMES: [&str; 2] = [USER_COOKIE, SUPPORT_COOKIE];

/// The random id of a session. `Debug` prints a mask.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SessionId(String);

impl SessionId {
    pub(super) fn new(id: String) -> Self {
        Self(id)
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SessionId(…)")
    }
}

/// The sessions under way, by their random id. They end with the process.
#[derive(Clone, Debug, Default)]
pub struct Sessions(Arc<Mutex<HashMap<SessionId, Person>>>);

impl Sessions {
    pub(super) fn begin(&self, person: Person) -> String {
        let id = format!("{:032x}", rand::random::<u128>());
        self.0.lock().insert(SessionId::new(id.clone()), person);
        id
    }

    pub(super) fn user(&self, jar: &CookieJar) -> Option<(DemoUser, SessionId)> {
        match self.session(jar, USER_COOKIE)? {
            (Person::User(user), id) => Some((user, id)),
            (Person::Support, _) => None,
        }
    }

    pub(super) fn support(&self, jar: &CookieJar) -> Option<SessionId> {
        let (person, id) = self.session(jar, SUPPORT_COOKIE)?;
        (person == Person::Support).then_some(id)
    }

    fn session(&self, jar: &CookieJar, name: &str) -> Option<(Person, SessionId)> {
        let id = id_in(jar, name)?;
        let person = *self.0.lock().get(&id)?;
        Some((person, id))
    }

    pub(super) fn end(&self, jar: &CookieJar, name: &str) {
        if let Some(id) = id_in(jar, name) {
            self.0.lock().remove(&id);
        }
    }
}

fn id_in(jar: &CookieJar, name: &str) -> Option<SessionId> {
    jar.get(name).map(|cookie| SessionId::new(cookie.value().to_owned()))
}
