//! What must hold after every step, whatever came before: a second, simpler opinion on the state machine.
//!
//! It follows who waits from the effects alone, and fails as soon as an effect is not allowed at that moment.

use std::collections::BTreeMap;
use std::rc::Rc;

use embed_host::protocol::{
    Clock, Effect, EmbedId, Error, ErrorCode, Event, Input, Instant, Mode, Now, Page, SourceId, Token,
};

use super::TIMEOUT;
use super::guest::Guest;

/// What is known of a source from outside.
#[derive(Debug, Default)]
struct Supply {
    calling: Option<u32>,
    attempts: u32,
    flight_since: Option<Instant>,
    over: bool,
    removed: bool,
}

/// The rules, and what they have seen so far.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    clock: Clock,
    now: Instant,
    guests: BTreeMap<EmbedId, Guest>,
    supplies: BTreeMap<SourceId, Supply>,
    armed: bool,
    /// The embed that this step opens.
    opening: Option<EmbedId>,
    /// The embed whose window this step reports as gone.
    departing: Option<EmbedId>,
    /// The call that this step answers.
    answered: Option<(SourceId, u32)>,
}

impl Rules {
    pub(crate) fn add_source(&mut self, source: SourceId) {
        self.supplies.insert(source, Supply::default());
    }

    pub(crate) fn add_embed(&mut self, embed: EmbedId, source: SourceId, kind: Mode) {
        self.guests.insert(embed, Guest::new(source, kind));
    }

    /// Takes note of an input that is about to be fed.
    pub(crate) fn before(&mut self, input: &Input, now: Now) {
        self.now = self.clock.advance(now);
        (self.opening, self.departing, self.answered) = (None, None, None);
        match input {
            Input::Timer => self.armed = false,
            Input::Open(embed) => {
                self.opening = self.guests.get(embed).filter(|guest| guest.is_unopened()).map(|_| *embed);
            }
            Input::Answered { source, attempt, answer } => {
                let Some(supply) =
                    self.supplies.get_mut(source).filter(|supply| supply.calling == Some(*attempt))
                else {
                    return;
                };
                supply.calling = None;
                self.answered = Some((*source, *attempt));
                if matches!(answer, Err(Error { code: ErrorCode::Refused, .. }))
                    && !self.is_past_deadline(*source)
                {
                    self.end(*source);
                }
            }
            Input::Departed(embed) => {
                self.departing = Some(*embed).filter(|embed| self.guests.contains_key(embed));
            }
            _ => {}
        }
    }

    fn end(&mut self, source: SourceId) {
        if let Some(supply) = self.supplies.get_mut(&source) {
            supply.over = true;
        }
    }

    fn is_past_deadline(&self, source: SourceId) -> bool {
        let since = self.supplies[&source].flight_since;
        since.is_some_and(|since| self.now.since(since) >= u64::from(TIMEOUT))
    }

    /// Judges what came of it.
    pub(crate) fn after(&mut self, effects: &[Effect], page: &Page) {
        let mut sent = BTreeMap::new();
        let mut posted = None;
        for effect in effects {
            if let Effect::Load { embed, token } | Effect::Post { embed, token } = effect {
                self.judge_token(*embed, token, &mut sent);
            }
            if let Effect::Emit { embed, event: Event::TokenSent { .. } } = effect {
                assert_eq!(posted, Some(*embed), "only what was posted just now is told");
            }
            posted = if let Effect::Post { embed, .. } = effect { Some(*embed) } else { None };
            self.judge(effect);
            self.forget_flights_that_nobody_waits_for();
        }
        for (embed, token) in sent {
            self.guest(embed).keep(token);
        }
        self.begin();
        self.forget_flights_that_nobody_waits_for();
        match self.departing {
            // It is reported just before an answer, which is looked at even if nobody waits for it any more.
            Some(embed) => self.guest(embed).depart(),
            None => self.judge_rest(page),
        }
    }

    fn guest(&mut self, embed: EmbedId) -> &mut Guest {
        self.guests.get_mut(&embed).expect("an embed that was added")
    }

    fn judge_token(&mut self, embed: EmbedId, token: &Rc<Token>, sent: &mut BTreeMap<EmbedId, Rc<Token>>) {
        self.guest(embed).judge(token);
        let earlier = sent.insert(embed, token.clone());
        assert!(earlier.is_none_or(|earlier| earlier.secret() == token.secret()), "two tokens in one step");
    }

    fn judge(&mut self, effect: &Effect) {
        match effect {
            Effect::Call { source, attempt, .. } => self.judge_call(*source, *attempt),
            Effect::Abort { source, attempt } => self.judge_abort(*source, *attempt),
            Effect::RemoveSource { source } => {
                let supply = self.supplies.get_mut(source).expect("a source that was added");
                assert!(
                    supply.calling.is_none() && !supply.removed,
                    "{source:?} goes once, and without a call"
                );
                (supply.over, supply.removed) = (true, true);
            }
            Effect::SetTimer(delay) => self.armed = delay.is_some(),
            Effect::Replace { embed }
            | Effect::Load { embed, .. }
            | Effect::Post { embed, .. }
            | Effect::Settle { embed, .. }
            | Effect::Remove { embed }
            | Effect::Emit { embed, .. } => self.guest(*embed).undergo(effect),
        }
    }

    fn judge_call(&mut self, source: SourceId, attempt: u32) {
        self.begin();
        let waits = self.waits(source);
        let now = self.now;
        let supply = self.supplies.get_mut(&source).expect("a call of a source that was never added");
        assert!(waits, "{source:?} is called though nobody waits");
        assert!(!supply.over, "{source:?} is called though it is over");
        assert_eq!(supply.calling, None, "{source:?} has two calls under way");
        assert!(attempt > supply.attempts, "{source:?}: an attempt number was given twice");
        (supply.calling, supply.attempts) = (Some(attempt), attempt);
        supply.flight_since.get_or_insert(now);
    }

    fn judge_abort(&mut self, source: SourceId, attempt: u32) {
        let too_late = self.answered == Some((source, attempt)) && self.is_past_deadline(source);
        let supply = self.supplies.get_mut(&source).expect("an abort for a source that was never added");
        assert!(
            supply.calling == Some(attempt) || too_late,
            "{source:?}#{attempt} is aborted though it is not under way"
        );
        supply.calling = None;
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
        let waiting: Vec<_> = self.supplies.keys().copied().filter(|source| self.waits(*source)).collect();
        for (source, supply) in &mut self.supplies {
            supply.flight_since = supply.flight_since.filter(|_| waiting.contains(source));
        }
    }

    fn judge_rest(&self, page: &Page) {
        let waits = self.supplies.keys().any(|source| self.waits(*source));
        assert_eq!(self.armed, waits, "the timer is armed exactly while somebody waits");
        for (source, supply) in &self.supplies {
            assert!(supply.calling.is_none() || self.waits(*source), "{source:?} is called for nobody");
            assert!(!supply.over || !self.waits(*source), "somebody waits for {source:?}, which is over");
            assert_eq!(
                supply.calling.is_some_and(|attempt| page.is_calling(*source, attempt)),
                supply.calling.is_some()
            );
        }
        for (embed, guest) in &self.guests {
            assert_eq!(page.state(*embed), guest.state, "{embed:?}");
        }
    }

    /// Whether the embed gets its tokens from the source.
    pub(crate) fn is_served_by(&self, embed: EmbedId, source: SourceId) -> bool {
        self.guests.get(&embed).is_some_and(|guest| guest.source == source)
    }

    /// The call of a source that is under way.
    pub(crate) fn calling(&self, source: SourceId) -> Option<u32> {
        self.supplies[&source].calling
    }

    /// After a token that nobody had: all who waited for the source have been served, if it came in time.
    pub(crate) fn all_are_served(&self, source: SourceId) {
        assert!(!self.waits(source), "somebody still waits for {source:?} after a fresh token");
    }

    /// After a long silence: no call, no timer and nobody who waits is left.
    pub(crate) fn all_is_quiet(&self) {
        assert!(!self.armed && self.supplies.values().all(|supply| supply.calling.is_none()));
        assert!(self.guests.values().all(|guest| !guest.waits()));
    }
}
