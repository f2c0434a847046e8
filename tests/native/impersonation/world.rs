//! [`World`] stands in for the shell and for the auth server: it feeds inputs, keeps the one timer, and writes each effect
//! down as a line of text, so that a test reads as what happened and what came of it.

use std::rc::Rc;

use embed_host::protocol::impersonation::{
    CallId, Claims, Effect, Event, Grant, Input, Link, OpenOptions, Options, Reply, Request, Response,
    SessionId, Sessions,
};
use embed_host::protocol::{Id, Now, Secret};

use super::drawer::Drawer;
use crate::browser;
use crate::virtual_time::{MIDDLING, VirtualTime};

/// The server's time when a test begins, in seconds.
pub(crate) const NOON: u64 = 1_795_000_000;

pub(crate) fn spec() -> Options {
    Options {
        server: "https://auth.test".into(),
        client_id: "app".into(),
        token_path: "/oauth2/v1/token".into(),
        revoke_path: "/oauth2/v1/revoke".into(),
        storage: "session".into(),
        timeout: 10_000.0,
        send_client_id: 0,
        require_impersonator: 1,
        needs_confirmation: 0,
    }
}

/// A link that runs out half an hour after noon.
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
        refresh_token: Secret::default(),
        expires_in: Some(life),
        expires_on: Some(server_now + life),
        claims: Claims {
            issuer: "https://auth.test".into(),
            app: "app".into(),
            subject: "tess".into(),
            impersonated_by: "adam".into(),
            issued_at: Some(server_now),
            expires_at: Some(server_now + life),
            roles: "reader".into(),
        },
    }
}

pub(crate) fn rotated(name: &str, seconds: u64, refresh_token: &str) -> Grant {
    Grant { refresh_token: Secret::new(refresh_token.into()), ..grant(name, seconds) }
}

/// A page, its clock, its timer, its storage, and what came out of it.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) sessions: Sessions,
    pub(crate) time: VirtualTime,
    pub(crate) drawer: Rc<Drawer>,
    pub(crate) spec: Options,
    pub(crate) calls: Vec<u32>,
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
            last_call: 0,
            lines: Vec::new(),
        }
    }

    /// A page whose host wants to be asked.
    pub(crate) fn asking() -> Self {
        Self::with(Options { needs_confirmation: 1, ..spec() })
    }

    /// A page that keeps its session there.
    pub(crate) fn keeping(storage: &str) -> Self {
        Self::with(Options { storage: storage.into(), ..spec() })
    }

    pub(crate) fn with(spec: Options) -> Self {
        Self { spec, ..Self::default() }
    }

    /// The page that comes of a reload: all that is left is the storage.
    pub(crate) fn reload(&self) -> Self {
        let now = Now { monotonic: 0, ..self.time.now };
        let next = Self::at(now, self.drawer.clone());
        Self { spec: self.spec.clone(), ..next }
    }

    pub(crate) fn order(&self, link: Option<Link>) -> OpenOptions {
        let drawer = self.drawer.clone();
        let order = self.spec.order(|_| drawer, browser::serialised_origin).unwrap();
        OpenOptions { link, ..order }
    }

    /// Calls `impersonate()`.
    pub(crate) fn open(&mut self, link: Option<Link>) -> CallId {
        let order = self.order(link);
        self.open_order(order)
    }

    pub(crate) fn open_order(&mut self, order: OpenOptions) -> CallId {
        let call = self.next_call();
        self.feed(Input::Open { call, order });
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
    pub(crate) fn answer(&mut self, answer: Response) {
        assert!(!self.calls.is_empty(), "the auth server is not being called");
        self.answer_attempt(self.calls[0], answer);
    }

    pub(crate) fn answer_attempt(&mut self, attempt: u32, answer: Response) {
        self.calls.retain(|call| *call != attempt);
        self.feed(Input::Answered { attempt, answer });
    }

    pub(crate) fn look(&mut self) {
        self.feed(Input::Look);
    }

    pub(crate) fn is_active(&mut self, session: u32) -> bool {
        self.sessions.expires_at(SessionId::of(session), self.time.now).is_some()
    }

    /// The milliseconds until a session is over.
    pub(crate) fn time_left(&mut self, session: u32) -> Option<u64> {
        let end = self.sessions.expires_at(SessionId::of(session), self.time.now)?;
        Some(end - self.time.now.wall)
    }

    pub(crate) fn kept_in(&self, session: u32) -> &'static str {
        self.sessions.place(SessionId::of(session)).as_str()
    }

    /// Lets time pass, and the timer go off whenever it is due.
    pub(crate) fn advance(&mut self, milliseconds: u64) {
        let end = self.time.now.monotonic + milliseconds;
        while self.time.wait_for_timer(end) {
            self.feed(Input::Timer);
        }
    }

    pub(crate) fn feed(&mut self, input: Input) -> Vec<Effect> {
        let effects = self.sessions.handle(input, self.time.now);
        for effect in &effects {
            let line = self.describe(effect);
            self.lines.push(line);
            match *effect {
                Effect::Send { attempt, .. } => self.calls.push(attempt),
                Effect::Abort { attempt } => self.calls.retain(|call| *call != attempt),
                Effect::SetTimer(delay) => self.time.set_timer(delay),
                _ => {}
            }
        }
        effects
    }

    /// What has happened since the last look.
    pub(crate) fn happened(&mut self) -> Vec<String> {
        core::mem::take(&mut self.lines)
    }

    /// Fails unless exactly this has happened since the last look, in this order. Of the timer only [`World::timers`] tells.
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

    fn describe(&self, effect: &Effect) -> String {
        match effect {
            Effect::Send { attempt, request } => format!("{}#{attempt}", describe_request(request)),
            Effect::Abort { attempt } => format!("abort#{attempt}"),
            Effect::Confirm { call, attempt, who } => {
                let by = if who.impersonated_by.is_empty() { "nobody" } else { &who.impersonated_by };
                format!("c{}: confirm {} by {by}#{attempt}", call.number(), who.subject)
            }
            Effect::Begin { session, who, .. } => {
                let by = if who.impersonated_by.is_empty() { "nobody" } else { &who.impersonated_by };
                format!("begin s{} {} by {by} {}", session.number(), who.subject, who.roles)
            }
            Effect::Settle { call, outcome } => format!("c{}: {}", call.number(), describe_outcome(outcome)),
            Effect::SetTimer(Some(delay)) => format!("timer {delay}"),
            Effect::SetTimer(None) => "timer off".into(),
            Effect::Emit { session, event } => {
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

fn describe_outcome(outcome: &Reply) -> String {
    match outcome {
        Reply::Opened(Some(session)) => format!("s{}", session.number()),
        Reply::Opened(None) => "none".into(),
        Reply::Token(token) => format!("token {}", token.expose()),
        Reply::Ended(true) => "revoked".into(),
        Reply::Ended(false) => "not revoked".into(),
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
