//! What must hold after every step, whatever came before: a second, simpler opinion on the state machine.
//!
//! It follows who waits from the effects alone, and fails as soon as an effect is not allowed at that moment.

use std::collections::BTreeMap;
use std::rc::Rc;

use embed_host::protocol::{
    Clock, Effect, Effects, EmbedId, Error, ErrorCode, Event, HostEffect, Input, Instant, Mode, Now, Page,
    SourceId, State, Token,
};

use super::guest::Guest;
use super::{TIMEOUT, Windows};
use crate::causes::in_order_of_causes;

/// What is known of a source from outside.
#[derive(Debug, Default)]
struct Source {
    calling: Option<u32>,
    attempts: u32,
    flight_since: Option<Instant>,
    ended: bool,
    removed: bool,
}

/// An effect of either list.
#[derive(Clone, Copy)]
enum Act<'effects> {
    Now(&'effects Effect<u32>),
    Host(&'effects HostEffect),
}

impl Act<'_> {
    /// Whether it can only come after this one.
    fn follows(self, cause: &Act<'_>) -> bool {
        match (self, cause) {
            (
                Act::Host(HostEffect::Abort { source, attempt }),
                Act::Now(Effect::Fetch { source: of, attempt: at, .. }),
            ) => (source, attempt) == (of, at),
            (Act::Host(HostEffect::RemoveReplaced { embed }), Act::Now(Effect::Replace { embed: of }))
            | (Act::Host(HostEffect::Close { embed, .. }), Act::Now(Effect::Settle { embed: of, .. }))
            | (
                Act::Host(HostEffect::Emit { embed, event: Event::TokenSent { .. } }),
                Act::Now(Effect::Post { embed: of, .. }),
            ) => embed == of,
            _ => false,
        }
    }
}

/// The rules, and what they have seen so far.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    clock: Clock,
    now: Instant,
    guests: BTreeMap<EmbedId, Guest>,
    sources: BTreeMap<SourceId, Source>,
    armed: bool,
    /// The embed that this step opens.
    opening: Option<EmbedId>,
    /// The call that this step answers.
    answered: Option<(SourceId, u32)>,
}

impl Rules {
    pub(crate) fn add_source(&mut self, source: SourceId) {
        self.sources.insert(source, Source::default());
    }

    pub(crate) fn add_embed(&mut self, embed: EmbedId, source: SourceId, mode: Mode) {
        self.guests.insert(embed, Guest::new(source, mode));
    }

    /// Takes note of an input that is about to be fed.
    pub(crate) fn before(&mut self, input: &Input<u32>, now: Now, windows: &Windows) {
        self.now = self.clock.advance(now);
        (self.opening, self.answered) = (None, None);
        match input {
            Input::Timer => self.armed = false,
            Input::Open(embed) => {
                self.opening = self.guests.get(embed).filter(|guest| guest.is_unopened()).map(|_| *embed);
            }
            Input::Answered { source, attempt, answer } => {
                for (embed, guest) in &mut self.guests {
                    guest.drop_stale_request(windows.current(*embed));
                }
                let Some(row) = self.sources.get_mut(source).filter(|row| row.calling == Some(*attempt))
                else {
                    return;
                };
                row.calling = None;
                self.answered = Some((*source, *attempt));
                if matches!(answer, Err(Error { code: ErrorCode::Refused, .. }))
                    && !self.is_past_deadline(*source)
                {
                    self.end(*source);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, source: SourceId) {
        if let Some(row) = self.sources.get_mut(&source) {
            row.ended = true;
        }
    }

    fn is_past_deadline(&self, source: SourceId) -> bool {
        let since = self.sources[&source].flight_since;
        since.is_some_and(|since| self.now.since(since) >= u64::from(TIMEOUT))
    }

    /// Judges what came of it.
    pub(crate) fn after(
        &mut self,
        effects: &Effects<Effect<u32>, HostEffect>,
        page: &Page<u32>,
        windows: &Windows,
    ) {
        let now: Vec<_> = effects.now.iter().map(Act::Now).collect();
        let host: Vec<_> = effects.host.iter().map(Act::Host).collect();
        let mut sent = BTreeMap::new();
        let mut posted = None;
        for act in in_order_of_causes(&now, &host, |effect, _, cause| effect.follows(cause)) {
            if let Act::Now(Effect::Load { embed, token } | Effect::Post { embed, token, .. }) = act {
                self.judge_token(*embed, token, &mut sent);
            }
            if let Act::Host(HostEffect::Emit { embed, event: Event::TokenSent { .. } }) = act {
                assert_eq!(posted, Some(*embed), "only what was posted just now is reported");
            }
            posted = if let Act::Now(Effect::Post { embed, .. }) = act { Some(*embed) } else { None };
            match act {
                Act::Now(effect) => self.judge(effect, windows),
                Act::Host(effect) => self.judge_host(effect, windows),
            }
            self.forget_flights_that_nobody_waits_for();
        }
        for (embed, token) in sent {
            self.guest(embed).keep(token);
        }
        self.begin();
        self.forget_flights_that_nobody_waits_for();
        self.judge_rest(page);
    }

    fn guest(&mut self, embed: EmbedId) -> &mut Guest {
        self.guests.get_mut(&embed).expect("an embed that was added")
    }

    fn judge_token(&mut self, embed: EmbedId, token: &Rc<Token>, sent: &mut BTreeMap<EmbedId, Rc<Token>>) {
        self.guest(embed).judge(token);
        let earlier = sent.insert(embed, token.clone());
        assert!(earlier.is_none_or(|earlier| earlier.secret() == token.secret()), "two tokens in one step");
    }

    fn judge(&mut self, effect: &Effect<u32>, windows: &Windows) {
        match effect {
            Effect::Fetch { source, attempt, .. } => self.judge_call(*source, *attempt),
            Effect::SetTimer(delay) => self.armed = delay.is_some(),
            Effect::Replace { embed }
            | Effect::Load { embed, .. }
            | Effect::Post { embed, .. }
            | Effect::Settle { embed, .. } => self.guest(*embed).undergo(effect, windows.current(*embed)),
        }
    }

    fn judge_host(&mut self, effect: &HostEffect, windows: &Windows) {
        match effect {
            HostEffect::Abort { source, attempt } => self.judge_abort(*source, *attempt),
            HostEffect::RemoveSource { source } => {
                let row = self.sources.get_mut(source).expect("a source that was added");
                assert!(row.calling.is_none() && !row.removed, "{source:?} goes once, and without a call");
                (row.ended, row.removed) = (true, true);
            }
            HostEffect::RemoveReplaced { embed }
            | HostEffect::Close { embed, .. }
            | HostEffect::Emit { embed, .. } => {
                self.guest(*embed).undergo_host(effect, windows.current(*embed));
            }
        }
    }

    fn judge_call(&mut self, source: SourceId, attempt: u32) {
        self.begin();
        let waits = self.waits(source);
        let now = self.now;
        let row = self.sources.get_mut(&source).expect("a call of a source that was never added");
        assert!(waits, "{source:?} is called though nobody waits");
        assert!(!row.ended, "{source:?} is called though it has ended");
        assert_eq!(row.calling, None, "{source:?} has two calls under way");
        assert!(attempt > row.attempts, "{source:?}: an attempt number was given twice");
        (row.calling, row.attempts) = (Some(attempt), attempt);
        row.flight_since.get_or_insert(now);
    }

    fn judge_abort(&mut self, source: SourceId, attempt: u32) {
        let too_late = self.answered == Some((source, attempt)) && self.is_past_deadline(source);
        let row = self.sources.get_mut(&source).expect("an abort for a source that was never added");
        assert!(
            row.calling == Some(attempt) || too_late,
            "{source:?}#{attempt} is aborted though it is not under way"
        );
        row.calling = None;
    }

    /// The embed that this step opened begins to wait.
    fn begin(&mut self) {
        if let Some(embed) = self.opening.take() {
            self.guest(embed).begin();
        }
    }

    fn waits(&self, source: SourceId) -> bool {
        self.guests.values().any(|guest| guest.source == source && guest.waits())
    }

    fn forget_flights_that_nobody_waits_for(&mut self) {
        let waiting: Vec<_> = self.sources.keys().copied().filter(|source| self.waits(*source)).collect();
        for (source, row) in &mut self.sources {
            row.flight_since = row.flight_since.filter(|_| waiting.contains(source));
        }
    }

    fn judge_rest(&self, page: &Page<u32>) {
        let waits = self.sources.keys().any(|source| self.waits(*source));
        assert_eq!(self.armed, waits, "the timer is armed exactly while somebody waits");
        for (source, row) in &self.sources {
            assert!(row.calling.is_none() || self.waits(*source), "{source:?} is called for nobody");
            assert!(!row.ended || !self.waits(*source), "somebody waits for {source:?}, which has ended");
        }
        for (embed, guest) in &self.guests {
            assert_eq!(page.state(*embed), guest.state, "{embed:?}");
            let attempt = page.snapshot(*embed).fetch.map(|fetch| fetch.attempt);
            let calling = self.sources[&guest.source].calling.filter(|_| guest.state != State::Closed);
            assert!(calling.is_none() || calling == attempt, "{embed:?}: {attempt:?}, not {calling:?}");
        }
    }

    /// Whether the embed gets its tokens from the source.
    pub(crate) fn is_served_by(&self, embed: EmbedId, source: SourceId) -> bool {
        self.guests.get(&embed).is_some_and(|guest| guest.source == source)
    }

    /// The call of a source that is under way.
    pub(crate) fn calling(&self, source: SourceId) -> Option<u32> {
        self.sources[&source].calling
    }

    /// After a token that nobody had: all who waited for the source have been served, if it came in time.
    pub(crate) fn all_are_served(&self, source: SourceId) {
        assert!(!self.waits(source), "somebody still waits for {source:?} after a fresh token");
    }

    /// After a long silence: no call, no timer and nobody who waits is left.
    pub(crate) fn all_is_quiet(&self) {
        assert!(!self.armed && self.sources.values().all(|row| row.calling.is_none()));
        assert!(self.guests.values().all(|guest| !guest.waits()));
    }
}
