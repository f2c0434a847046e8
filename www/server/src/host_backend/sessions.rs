//! The sessions under way, each known by the id in a cookie.

use std::collections::HashMap;
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

/// The sessions under way, by their random id. They end with the process.
#[derive(Clone, Debug, Default)]
pub struct Sessions(Arc<Mutex<HashMap<String, Person>>>);

impl Sessions {
    pub(super) fn begin(&self, person: Person) -> String {
        let id = format!("{:032x}", rand::random::<u128>());
        self.0.lock().insert(id.clone(), person);
        id
    }

    pub(super) fn user(&self, jar: &CookieJar) -> Option<DemoUser> {
        match self.person(jar, USER_COOKIE)? {
            Person::User(user) => Some(user),
            Person::Support => None,
        }
    }

    pub(super) fn is_support(&self, jar: &CookieJar) -> bool {
        self.person(jar, SUPPORT_COOKIE) == Some(Person::Support)
    }

    fn person(&self, jar: &CookieJar, name: &str) -> Option<Person> {
        self.0.lock().get(jar.get(name)?.value()).copied()
    }

    pub(super) fn end(&self, jar: &CookieJar, name: &str) {
        if let Some(cookie) = jar.get(name) {
            self.0.lock().remove(cookie.value());
        }
    }
}
