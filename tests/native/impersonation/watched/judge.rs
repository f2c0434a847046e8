//! Judges each effect of a page at the moment at which it comes.

use std::collections::BTreeMap;

use embed_host::protocol::impersonation::{
    CallId, Claims, Effect, Event, HostEffect, Reply, Request, Response,
};

use super::{Asked, Subject, Watched};

impl Watched {
    pub(super) fn judge(&mut self, effect: &Effect) {
        match effect {
            Effect::Send { attempt, request } => self.judge_request(*attempt, request),
            Effect::Begin { session, claims, .. } => {
                assert!(is_impersonation(claims), "{claims:?}");
                let former = self.begun.insert(session.number(), subject_of(claims));
                assert_eq!(former, None, "a session began twice");
                let tokens = self.begun_with(claims);
                self.is_over(self.latest);
                self.latest = session.number();
                // The session that it replaces may be of the same link, which was opened for another app.
                self.dead.retain(|token| !tokens.contains(token));
                self.alive.extend(tokens);
            }
            Effect::Settle { call, reply } => self.judge_reply(*call, reply),
            Effect::SetTimer(_) | Effect::MarkLink(_) => {}
        }
    }

    /// The refresh tokens of the session that begins. One that begins as it was stored, which knows no expiry of a token, is not of the
    /// answer of this step: it is of the last token that was exchanged and is not over.
    fn begun_with(&self, claims: &Claims) -> Vec<String> {
        let is_dead = |tokens: &Vec<String>| tokens.iter().any(|token| self.dead.contains(token));
        let answered = self.answered.filter(|_| claims.expires_at.is_some());
        let answered = answered.and_then(|attempt| self.attempts.get(&attempt));
        assert!(!answered.is_some_and(is_dead), "begun with a session that is over");
        let last = || self.attempts.values().rev().find(|tokens| !is_dead(tokens));
        answered.or_else(last).cloned().unwrap_or_default()
    }

    pub(super) fn judge_host(&mut self, effect: &HostEffect) {
        match effect {
            HostEffect::Confirm { attempt, .. } => {
                (self.question, self.is_asked) = (Some(*attempt), true);
            }
            HostEffect::Emit { session, event } => self.judge_event(session.number(), event),
            HostEffect::Abort { .. } | HostEffect::LinkFound => {}
        }
    }

    /// What a call to the server is about.
    fn judge_request(&mut self, attempt: u32, request: &Request) {
        let form: BTreeMap<_, _> = url::form_urlencoded::parse(request.form.expose().as_bytes()).collect();
        if let Some(token) = form.get("refresh_token") {
            assert!(!self.dead.contains(&**token), "{token} is of a session that is over");
        }
        let token = form.get("refresh_token").or(form.get("token")).unwrap().clone().into_owned();
        assert!(self.attempts.insert(attempt, vec![token]).is_none(), "an attempt number was given twice");
    }

    pub(super) fn take_note(&mut self, attempt: u32, response: &Response) {
        self.answered = Some(attempt);
        let Response::Success(Some(grant)) = response else { return };
        if is_impersonation(&grant.claims) {
            self.granted.insert(grant.access_token.expose().into(), subject_of(&grant.claims));
        }
        if let Some(token) = grant.refresh_token.as_ref().filter(|token| !token.expose().is_empty()) {
            let tokens = self.attempts.get_mut(&attempt).unwrap();
            if self.alive.contains(&tokens[0]) {
                self.alive.insert(token.expose().into());
            }
            tokens.push(token.expose().into());
        }
    }

    pub(super) fn is_over(&mut self, session: u32) {
        self.over.insert(session);
        if session == self.latest {
            self.dead.append(&mut self.alive);
        }
    }

    fn judge_reply(&mut self, call: CallId, reply: &Reply) {
        let asked = self.unanswered.remove(&call.number()).expect("a call that was not answered yet");
        match reply {
            Reply::Opened(session) => {
                assert!(matches!(asked, Asked::Open { .. }));
                assert!(session.is_none_or(|session| self.begun.contains_key(&session.number())));
                assert!(session.is_none_or(|session| !self.over.contains(&session.number())));
            }
            Reply::Token(token) => {
                let Asked::Token(session) = asked else { panic!("{asked:?} was answered with a token") };
                assert!(self.begun.contains_key(&session) && !self.over.contains(&session));
                assert_eq!(
                    self.granted.get(token.expose()),
                    self.begun.get(&session),
                    "a token for somebody else"
                );
            }
            Reply::Ended { .. } => assert_eq!(asked, Asked::End),
            Reply::Failed(_) => {
                assert_ne!(asked, Asked::End, "end() never rejects");
                let is_running = self.world.is_active(self.latest);
                let runs = self.begun.get(&self.latest).filter(|_| is_running);
                let other_app = runs.is_some_and(|[.., app]| app.as_deref() == Some("other"));
                assert!(asked != Asked::Open { other_app } || !is_running, "a session was not given");
            }
        }
    }

    fn judge_event(&mut self, session: u32, event: &Event) {
        assert!(self.begun.contains_key(&session), "an event of a session that has not begun");
        assert!(!self.ended.contains(&session), "an event of a session after its end");
        if let Event::Ended { .. } = event {
            self.ended.insert(session);
            self.is_over(session);
        }
    }
}

/// Whether these are the claims of a session that a link may open: of this server and one of its apps, and by somebody.
fn is_impersonation(claims: &Claims) -> bool {
    let is_named = |name: &Option<String>| name.as_ref().is_some_and(|name| !name.is_empty());
    let issuer = claims.issuer.as_deref().map(|issuer| issuer.trim_end_matches('/'));
    issuer == Some("https://auth.test")
        && matches!(claims.authorized_party.as_deref(), Some("app" | "other"))
        && subject_of(claims).iter().all(is_named)
}

fn subject_of(claims: &Claims) -> Subject {
    [claims.subject.clone(), claims.impersonated_by.clone(), claims.authorized_party.clone()]
}
