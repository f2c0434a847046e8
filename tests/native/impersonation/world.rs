//! [`World`] plays the shell and the auth server: it feeds inputs, keeps the one timer, and writes each effect down as a line
//! of text, so that a test reads as what happened and what followed.

use std::rc::Rc;

use embed_host::protocol::impersonation::{
    CallId, Claims, Effect, Event, FoundLink, Grant, HostEffect, Input, Link, LinkSource, Names, OpenOptions,
    Options, Reply, Request, Response, SessionId, Sessions, StorageKind,
};
use embed_host::protocol::{Effects, Error, ErrorCode, Id, Now, Secret};

use super::drawer::Drawer;
use crate::browser;
use crate::virtual_time::{MIDDLING, VirtualTime};

/// The server's time when a test begins, in seconds.
pub(crate) const NOON: u64 = 1_795_000_000;

pub(crate) fn spec() -> Options {
    Options::new("https://auth.test".into(), "app".into())
}

/// A link that expires half an hour after noon.
pub(crate) fn link(token: &str) -> Link {
    Link { expires_on: Some(NOON + 1800), expires_in: Some(1800), ..bare_link(token) }
}

pub(crate) fn bare_link(token: &str) -> Link {
    Link { refresh_token: Secret::new(token.into()), expires_on: None, expires_in: None }
}

/// What the server grants so many seconds after noon: a token that lives half an hour.
pub(crate) fn grant(name: &str, seconds: u64) -> Grant {
    grant_for(name, seconds, 1800)
}

pub(crate) fn grant_for(name: &str, seconds: u64, life: u64) -> Grant {
    let server_now = NOON + seconds;
    Grant {
        access_token: Secret::new(name.into()),
        refresh_token: None,
        expires_in: Some(life),
        expires_on: Some(server_now + life),
        claims: Claims {
            issuer: Some("https://auth.test".into()),
            authorized_party: Some("app".into()),
            subject: Some("tess".into()),
            impersonated_by: Some("adam".into()),
            issued_at: Some(server_now),
            expires_at: Some(server_now + life),
            roles: vec!["reader".into()],
        },
    }
}

pub(crate) fn rotated(name: &str, seconds: u64, refresh_token: &str) -> Grant {
    Grant { refresh_token: Some(Secret::new(refresh_token.into())), ..grant(name, seconds) }
}

/// A page, its clock, its timer, its storage, and the effects so far.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) sessions: Sessions,
    pub(crate) time: VirtualTime,
    pub(crate) drawer: Rc<Drawer>,
    pub(crate) spec: Options,
    pub(crate) calls: Vec<u32>,
    /// Whether another copy of the crate on the page has taken a link.
    pub(crate) taken_elsewhere: bool,
    /// Whether other copies see that this one has.
    pub(crate) marked: bool,
    pub(super) last_call: u32,
    pub(super) lines: Vec<String>,
}

impl Default for World {
    fn default() -> Self {
        Self::at(Now { wall: NOON * 1000, monotonic: 5_000, random: MIDDLING }, Rc::default())
    }
}

impl World {
    /// A page that was opened at that time, with what another page left in the storage.
    pub(crate) fn at(now: Now, drawer: Rc<Drawer>) -> Self {
        Self {
            sessions: Sessions::default(),
            time: VirtualTime::new(now),
            drawer,
            spec: spec(),
            calls: Vec::new(),
            taken_elsewhere: false,
            marked: false,
            last_call: 0,
            lines: Vec::new(),
        }
    }

    /// A page whose host confirms sessions.
    pub(crate) fn confirming() -> Self {
        Self::with(Options { needs_confirmation: true, ..spec() })
    }

    /// A page that stores its session there.
    pub(crate) fn storing(storage: StorageKind) -> Self {
        Self::with(Options { storage, ..spec() })
    }

    pub(crate) fn with(spec: Options) -> Self {
        Self { spec, ..Self::default() }
    }

    /// The page after a reload: only the storage is left.
    pub(crate) fn reload(&self) -> Self {
        let now = Now { monotonic: 0, ..self.time.now };
        let next = Self::at(now, self.drawer.clone());
        Self { spec: self.spec.clone(), ..next }
    }

    pub(crate) fn options(&self, link: LinkSource) -> OpenOptions {
        let drawer = self.drawer.clone();
        let options = OpenOptions::new(&self.spec, |_| drawer, browser::serialised_origin).unwrap();
        options.with_link(link).unwrap().with_taken_elsewhere(self.taken_elsewhere)
    }

    /// Calls `impersonate()` with a link, or without any.
    pub(crate) fn open(&mut self, link: Option<Link>) -> CallId {
        self.open_link(link.map_or(LinkSource::None, LinkSource::Given))
    }

    /// Calls `impersonate()` for the link that came to the page, if there is one.
    pub(crate) fn open_page(&mut self) -> CallId {
        self.open_link(LinkSource::Page)
    }

    /// A link comes in the page's address.
    pub(crate) fn come(&mut self, address: &str) {
        self.come_scrubbed(address, Ok(()));
    }

    pub(crate) fn come_scrubbed(&mut self, address: &str, scrubbed: Result<(), Error>) {
        let found = FoundLink::find(address, &Names::default()).unwrap();
        self.feed(Input::LinkFound { found, scrubbed, later: true });
    }

    fn open_link(&mut self, link: LinkSource) -> CallId {
        let options = self.options(link);
        let call = self.next_call();
        self.feed(Input::Open { call, options });
        call
    }

    /// A page with a session that has just begun. What led there is not written down.
    pub(crate) fn live(mut self) -> Self {
        self.open(Some(link("R1")));
        self.succeed(grant("A1", 0));
        self.lines.clear();
        self
    }

    pub(crate) fn want_token(&mut self) {
        self.want_token_of(1);
    }

    pub(crate) fn want_token_of(&mut self, session: u32) {
        let call = self.next_call();
        self.feed(Input::WantToken { call, session: SessionId::of(session) });
    }

    pub(crate) fn end(&mut self) {
        self.end_of(1);
    }

    pub(crate) fn end_of(&mut self, session: u32) {
        let call = self.next_call();
        self.feed(Input::End { call, session: SessionId::of(session) });
    }

    pub(crate) fn succeed(&mut self, grant: Grant) {
        self.answer(Response::Success(Some(Box::new(grant))));
    }

    pub(crate) fn fail(&mut self, status: u16) {
        self.answer(Response::Failure { status, retry_after: None });
    }

    /// Answers the oldest call that is under way.
    #[track_caller]
    pub(crate) fn answer(&mut self, response: Response) {
        assert!(!self.calls.is_empty(), "the auth server is not being called");
        self.answer_attempt(self.calls[0], response);
    }

    pub(crate) fn answer_attempt(&mut self, attempt: u32, response: Response) {
        self.calls.retain(|call| *call != attempt);
        self.feed(Input::Answered { attempt, response });
    }

    /// The host answers the question that came with this attempt number.
    pub(crate) fn confirm(&mut self, attempt: u32, yes: bool) {
        self.feed(Input::Confirmed { attempt, yes });
    }

    pub(crate) fn check_storage(&mut self) {
        self.feed(Input::CheckStorage);
    }

    /// The page comes back from the back/forward cache.
    pub(crate) fn restore(&mut self) {
        self.feed(Input::Restored);
    }

    pub(crate) fn is_active(&mut self, session: u32) -> bool {
        self.sessions.expires_at(SessionId::of(session), self.time.now).is_some()
    }

    /// The milliseconds until a session ends.
    pub(crate) fn time_left(&mut self, session: u32) -> Option<u64> {
        let end = self.sessions.expires_at(SessionId::of(session), self.time.now)?;
        Some(end.saturating_sub(self.time.now.wall))
    }

    /// What was wrong with the last link that left a session running.
    pub(crate) fn link_error(&self, session: u32) -> Option<&'static str> {
        self.sessions.link_error(SessionId::of(session)).map(|error| error.code.as_str())
    }

    pub(crate) fn stored_in(&self, session: u32) -> &'static str {
        self.sessions.storage(SessionId::of(session)).as_str()
    }

    /// Lets time pass, and the timer fire whenever it is due.
    pub(crate) fn advance(&mut self, milliseconds: u64) {
        let end = self.time.now.monotonic + milliseconds;
        while self.time.wait_for_timer(end) {
            self.feed(Input::Timer);
        }
    }

    pub(crate) fn feed(&mut self, input: Input) {
        drop(self.handle(input));
    }

    /// Feeds an input, performs its effects and gives them.
    pub(crate) fn handle(&mut self, input: Input) -> Effects<Effect, HostEffect> {
        let effects = self.sessions.handle(input, self.time.now);
        for effect in &effects.now {
            self.lines.extend(describe(effect));
            match *effect {
                Effect::MarkLink(marked) => self.marked = marked,
                Effect::Send { attempt, .. } => self.calls.push(attempt),
                Effect::SetTimer(delay) => self.time.set_timer(delay),
                Effect::Settle { reply: Reply::Failed(error), .. } => assert_own_sentence(&error),
                Effect::Begin { .. } | Effect::Settle { .. } => {}
            }
        }
        for effect in &effects.host {
            let line = self.describe_host(effect);
            self.lines.push(line);
            if let HostEffect::Abort { attempt } = effect {
                self.calls.retain(|call| call != attempt);
            }
        }
        effects
    }

    /// What has happened since this was last called.
    pub(crate) fn happened(&mut self) -> Vec<String> {
        core::mem::take(&mut self.lines)
    }

    /// Fails unless exactly this has happened since then, in this order. The timer is left out.
    #[track_caller]
    pub(crate) fn then(&mut self, expected: &[&str]) {
        let mut happened = self.happened();
        happened.retain(|line| !line.starts_with("timer"));
        assert_eq!(happened, expected);
    }

    #[track_caller]
    pub(crate) fn then_nothing(&mut self) {
        self.then(&[]);
    }

    fn next_call(&mut self) -> CallId {
        self.last_call += 1;
        CallId::from_number(self.last_call)
    }

    fn describe_host(&self, effect: &HostEffect) -> String {
        match effect {
            HostEffect::Abort { attempt } => format!("abort#{attempt}"),
            HostEffect::LinkFound => "link".into(),
            HostEffect::Confirm { call, attempt, claims } => {
                format!("c{}: confirm {}#{attempt}", call.number(), describe_claims(claims))
            }
            HostEffect::Emit { session, event } => {
                format!("s{}: {}", session.number(), self.describe_event(event))
            }
        }
    }

    fn describe_event(&self, event: &Event) -> String {
        let name = event.name();
        match event {
            Event::Expiring { expires_at } => format!("{name} in {}", expires_at - self.time.now.wall),
            Event::Ended { reason, revoked } => {
                format!("{name} {}{}", reason.as_str(), if *revoked { " revoked" } else { "" })
            }
            Event::Error(code) => format!("{name} {}", code.as_str()),
        }
    }
}

/// Fails if an error has the sentence of another code.
fn assert_own_sentence(error: &Error) {
    let codes: Vec<_> = ErrorCode::ALL.iter().filter(|code| code.message() == error.message()).collect();
    assert!(codes.is_empty() || codes.contains(&&error.code), "{:?}: {error}", error.code);
}

/// The line of an effect. The mark is a state and has none.
fn describe(effect: &Effect) -> Option<String> {
    Some(match effect {
        Effect::Send { attempt, request } => format!("{}#{attempt}", describe_request(request)),
        Effect::Begin { session, claims, .. } => {
            let roles = claims.roles.join(",");
            format!("begin s{} {} {roles}", session.number(), describe_claims(claims))
        }
        Effect::MarkLink(_) => return None,
        Effect::Settle { call, reply } => format!("c{}: {}", call.number(), describe_reply(reply)),
        Effect::SetTimer(Some(delay)) => format!("timer {delay}"),
        Effect::SetTimer(None) => "timer off".into(),
    })
}

fn describe_claims(claims: &Claims) -> String {
    let by = claims.impersonated_by.as_deref().unwrap_or("nobody");
    format!("{} by {by}", claims.subject.as_deref().unwrap())
}

fn describe_reply(reply: &Reply) -> String {
    match reply {
        Reply::Opened(Some(session)) => format!("s{}", session.number()),
        Reply::Opened(None) => "none".into(),
        Reply::Token(token) => format!("token {}", token.expose()),
        Reply::Ended { revoked: true } => "revoked".into(),
        Reply::Ended { revoked: false } => "not revoked".into(),
        Reply::Failed(error) => {
            let status = error.status().map(|status| format!(" {status}")).unwrap_or_default();
            let pause = error.retry_after().map(|seconds| format!(" in {seconds}")).unwrap_or_default();
            format!("{}{status}{pause}", error.code.as_str())
        }
    }
}

/// What is asked for, by the token that it is asked with.
fn describe_request(request: &Request) -> String {
    let fields: Vec<_> = url::form_urlencoded::parse(request.form.expose().as_bytes()).collect();
    let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_ref());
    match (field("grant_type"), field("token_type_hint")) {
        (Some("refresh_token"), None) => format!("exchange {}", field("refresh_token").unwrap()),
        (None, Some("refresh_token")) => format!("revoke {}", field("token").unwrap()),
        _ => panic!("neither an exchange nor a revocation"),
    }
}
