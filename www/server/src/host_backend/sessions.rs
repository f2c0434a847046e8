//! The sessions under way, each known by the id in a cookie.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use axum_extra::extract::CookieJar;
use parking_lot::Mutex;
use tokio::{task, time};

use super::last_token::{LastToken, PageId};
use super::minting::Minted;
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
pub struct Sessions(Arc<Mutex<HashMap<SessionId, Session>>>);

/// Who it is, and the token that they got last, which is in the memory of this process only and goes with the session.
#[derive(Debug)]
struct Session {
    person: Person,
    last_token: Option<LastToken>,
}

impl Sessions {
    pub(super) fn begin(&self, person: Person) -> String {
        let id = format!("{:032x}", rand::random::<u128>());
        self.0.lock().insert(SessionId::new(id.clone()), Session { person, last_token: None });
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
        let person = self.0.lock().get(&id)?.person;
        Some((person, id))
    }

    pub(super) fn end(&self, jar: &CookieJar, name: &str) {
        if let Some(id) = id_in(jar, name) {
            self.0.lock().remove(&id);
        }
    }

    /// The session's last token, if it is kept and this page has not had it.
    pub(super) fn last_token(&self, id: &SessionId, page: &PageId) -> Option<Minted> {
        self.0.lock().get_mut(id)?.last_token.as_mut()?.for_page(page)
    }

    /// Notes that a page of the session got this token, and keeps it for others if the page has an id. Says whether the
    /// session is still under way: if not, nobody may get the token.
    #[must_use]
    pub(super) fn got(&self, id: &SessionId, minted: &Minted, page: Option<PageId>) -> bool {
        let mut sessions = self.0.lock();
        let Some(session) = sessions.get_mut(id) else { return false };
        let number = session.last_token.as_ref().map(LastToken::number);
        match (page, &mut session.last_token) {
            (Some(page), Some(last)) if number == Some(minted.number) => last.had_by(page),
            // Two mints may overtake each other here. The later token stays.
            (Some(page), last) if number < Some(minted.number) => {
                self.forget_later(id.clone(), last.insert(LastToken::new(minted.clone(), page)));
            }
            _ => {}
        }
        true
    }

    /// When its time is over it goes, and does not lie there until somebody asks.
    fn forget_later(&self, id: SessionId, last: &LastToken) {
        let (sessions, window, number) = (self.clone(), last.window(), last.number());
        task::spawn(async move {
            time::sleep(window).await;
            if let Some(session) = sessions.0.lock().get_mut(&id) {
                session.last_token.take_if(|last| last.number() == number);
            }
        });
    }
}

fn id_in(jar: &CookieJar, name: &str) -> Option<SessionId> {
    jar.get(name).map(|cookie| SessionId::new(cookie.value().to_owned()))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};
    use tokio::task;
    use tokio::time::{self, Instant};

    use super::super::last_token::WINDOW;
    use super::super::token::Token;
    use super::{DemoUser, Minted, PageId, Person, SessionId, Sessions};

    fn page(number: u64) -> PageId {
        let id = HeaderValue::from_str(&format!("page-{number:032}")).unwrap();
        PageId::of(&HeaderMap::from_iter([(PageId::HEADER.parse().unwrap(), id)])).unwrap()
    }

    fn minted(number: u64) -> Minted {
        let token = Token::parse("e30.e30.c2ln".into()).unwrap();
        Minted { token, number, at: Instant::now() }
    }

    fn session() -> (Sessions, SessionId) {
        let sessions = Sessions::default();
        let id = SessionId::new(sessions.begin(Person::User(DemoUser::Alice)));
        (sessions, id)
    }

    fn kept(sessions: &Sessions, id: &SessionId) -> Option<u64> {
        sessions.0.lock()[id].last_token.as_ref().map(super::LastToken::number)
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_gone_from_memory_when_its_time_is_over() {
        let (sessions, id) = session();
        assert!(sessions.got(&id, &minted(1), Some(page(1))));
        task::yield_now().await;
        time::advance(WINDOW / 2).await;
        assert!(sessions.got(&id, &minted(2), Some(page(1))));
        task::yield_now().await;
        time::advance(WINDOW / 2).await;
        task::yield_now().await;
        assert_eq!(kept(&sessions, &id), Some(2), "the time of the first one takes no later one away");
        time::advance(WINDOW / 2).await;
        task::yield_now().await;
        assert_eq!(kept(&sessions, &id), None);
    }

    #[tokio::test]
    async fn a_later_token_is_never_replaced_by_an_earlier_one() {
        let (sessions, id) = session();
        assert!(sessions.got(&id, &minted(2), Some(page(1))));
        assert!(sessions.got(&id, &minted(1), Some(page(2))));
        assert_eq!(kept(&sessions, &id), Some(2));
    }

    #[tokio::test]
    async fn nothing_is_kept_for_pages_without_an_id() {
        let (sessions, id) = session();
        assert!(sessions.got(&id, &minted(1), None));
        assert_eq!(kept(&sessions, &id), None);
    }
}
