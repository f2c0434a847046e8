//! The state machine of a whole page: every embed, every token source, and one timer.
//!
//! Requirements:
//!
//! 1. One flight per source, however many embeds wait for it. Success, failure, timeout and abort all clear it.
//! 2. A flight that nobody waits for any more is aborted.
//! 3. An answer counts only for the call under way, before the deadline, and for embeds that are still open.
//! 4. A refusal ends the whole source: one event for each of its embeds, and no more calls.

use std::rc::Rc;

use super::embed::{Delivery, Embed};
use super::flight::Due;
use super::source::Source;
use super::{
    Admission, BadOption, Clock, EmbedId, EmbedSpec, Error, ErrorCode, Event, FlightReason, Instant, Now,
    SourceId, SourceSpec, State, Table, Token, TokenGrant,
};

/// What happened outside.
#[derive(Debug)]
pub enum Input {
    /// An embed that was added is to begin.
    Open(EmbedId),
    /// The guest asked for a token, and its message passed both checks.
    Request(Admission),
    /// The frame fired its load event.
    Loaded(EmbedId),
    /// The window that asked is not shown any more: its frame was taken out of the document, or moved. Nobody waits.
    Departed(EmbedId),
    /// A call to a token source ended.
    Answered {
        /// The source that was called.
        source: SourceId,
        /// The attempt number of the call.
        attempt: u32,
        /// What it gave.
        answer: Result<TokenGrant, Error>,
    },
    /// The timer went off.
    Timer,
    /// The host closed an embed.
    Close(EmbedId),
    /// The host closed a token source.
    CloseSource(SourceId),
}

/// What the shell has to do, in this order.
#[derive(Debug)]
pub enum Effect {
    /// Call the token source.
    Call {
        /// The source.
        source: SourceId,
        /// The attempt number that the answer has to carry.
        attempt: u32,
        /// Why a token is wanted.
        reason: FlightReason,
    },
    /// Abort that call.
    Abort {
        /// The source.
        source: SourceId,
        /// The attempt number of the call.
        attempt: u32,
    },
    /// Point the frame at its view, with this token in the address.
    Load {
        /// The embed.
        embed: EmbedId,
        /// The token.
        token: Rc<Token>,
    },
    /// Post the token to the window that asked, if the frame still shows it, for exactly the embed's origin.
    Post {
        /// The embed.
        embed: EmbedId,
        /// The token.
        token: Rc<Token>,
    },
    /// Settle the embed's `ready`.
    Settle {
        /// The embed.
        embed: EmbedId,
        /// Whether the first token came in and the view loaded.
        result: Result<(), Error>,
    },
    /// Take the embed's frame and listeners away.
    Remove {
        /// The embed.
        embed: EmbedId,
    },
    /// Forget the source.
    RemoveSource {
        /// The source.
        source: SourceId,
    },
    /// Set the one timer to go off in so many milliseconds, or clear it.
    SetTimer(Option<u64>),
    /// Tell the host. Its listeners may call straight back in.
    Emit {
        /// The embed.
        embed: EmbedId,
        /// What happened.
        event: Event,
    },
}

impl Effect {
    pub(super) const fn emit(embed: EmbedId, event: Event) -> Self {
        Self::Emit { embed, event }
    }
}

/// The state machine of a page.
#[derive(Debug, Default)]
pub struct Page {
    clock: Clock,
    now: Instant,
    chance: u32,
    embeds: Table<EmbedId, Embed>,
    sources: Table<SourceId, Source>,
    timer: Option<Instant>,
    out: Vec<Effect>,
}

impl Page {
    /// A page without embeds.
    pub const fn new() -> Self {
        Self {
            clock: Clock::new(),
            now: Instant::START,
            chance: 0,
            embeds: Table::new(),
            sources: Table::new(),
            timer: None,
            out: Vec::new(),
        }
    }

    /// Adds a token source.
    pub fn add_source(&mut self, spec: SourceSpec) -> SourceId {
        self.sources.add(Source::new(spec))
    }

    /// Adds an embed. Nothing happens until [`Input::Open`].
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOptions`] if its source is closed, or belongs to another user.
    pub fn add_embed(&mut self, mut spec: EmbedSpec) -> Result<EmbedId, Error> {
        let source = self.sources.get(spec.source).ok_or(Error::invalid(BadOption::ClosedSource))?;
        if let (Some(ours), Some(theirs)) = (&spec.user, &source.spec.user)
            && ours != theirs
        {
            return Err(Error::invalid(BadOption::User));
        }
        spec.user = spec.user.or_else(|| source.spec.user.clone());
        Ok(self.embeds.add(Embed::new(spec)))
    }

    /// The state of an embed. One that is not known any more is closed.
    pub fn state(&self, embed: EmbedId) -> State {
        self.embeds.get(embed).map_or(State::Closed, |embed| embed.state)
    }

    /// The user of a source, for its callback.
    pub fn user(&self, source: SourceId) -> Option<String> {
        self.sources.get(source)?.spec.user.clone()
    }

    /// Whether this attempt of the source is the call under way.
    pub fn is_calling(&self, source: SourceId, attempt: u32) -> bool {
        self.sources.get(source).is_some_and(|source| source.is_calling(attempt))
    }

    /// Takes an input, and gives the effects of it.
    pub fn handle(&mut self, input: Input, now: Now) -> Vec<Effect> {
        self.now = self.clock.advance(now);
        self.chance = now.chance;
        self.look_at_the_time();
        match input {
            Input::Open(embed) => self.open(embed),
            Input::Request(admission) => self.request(admission.embed()),
            Input::Loaded(embed) => {
                if let Some(row) = self.embeds.get_mut(embed) {
                    row.loaded(embed, &mut self.out);
                }
            }
            Input::Departed(embed) => self.departed(embed),
            Input::Answered { source, attempt, answer } => self.answered(source, attempt, answer),
            Input::Timer => self.timer = None,
            Input::Close(embed) => self.close(embed),
            Input::CloseSource(source) => self.close_source(source),
        }
        self.set_timer();
        core::mem::take(&mut self.out)
    }

    fn open(&mut self, id: EmbedId) {
        let Some(embed) = self.embeds.get_mut(id).filter(|embed| !embed.is_open()) else { return };
        embed.open(id, &mut self.out);
        let (source, waits) = (embed.spec.source, embed.waits());
        self.report_user_conflicts(id);
        let closed = Some(Error::new(ErrorCode::Aborted));
        match self.sources.get(source).map_or(closed, |source| source.over) {
            Some(error) => self.refuse(id, error),
            None if waits => self.want_token(source, FlightReason::Mount),
            None => {}
        }
    }

    fn request(&mut self, id: EmbedId) {
        let Some(embed) = self.embeds.get_mut(id) else { return };
        let source = embed.spec.source;
        if embed.ask(id, self.now, &mut self.out) {
            self.want_token(source, FlightReason::Request);
        }
    }

    /// Joins the flight of a source, or starts one.
    fn want_token(&mut self, id: SourceId, reason: FlightReason) {
        let Some(source) = self.sources.get_mut(id) else { return };
        if source.flight.is_none() {
            let attempt = source.take_off(reason, self.now);
            self.out.push(Effect::Call { source: id, attempt, reason });
        }
    }

    fn answered(&mut self, id: SourceId, attempt: u32, answer: Result<TokenGrant, Error>) {
        let Some(source) = self.sources.get_mut(id).filter(|source| source.is_calling(attempt)) else {
            return;
        };
        if let Some(flight) = source.flight.as_mut() {
            flight.call_ended();
        }
        match answer.and_then(Token::judge) {
            Ok(token) => self.land(id, &Rc::new(token)),
            Err(error) if error.is_refusal() => self.end_source(id, error),
            Err(error) => self.fail(id, error),
        }
    }

    /// Hands a token to all who wait. For those who have it already the flight goes on.
    fn land(&mut self, id: SourceId, token: &Rc<Token>) {
        let mut stale = false;
        for (embed_id, embed) in self.embeds.iter_mut().filter(|(_, embed)| embed.spec.source == id) {
            stale |= embed.deliver(embed_id, token, self.now, &mut self.out) == Delivery::Stale;
        }
        if stale {
            self.pause(id, Error::new(ErrorCode::StaleToken));
        } else {
            self.clear_flight(id);
        }
    }

    fn pause(&mut self, id: SourceId, failure: Error) {
        let (now, chance) = (self.now, self.chance);
        let flight = self.sources.get_mut(id).and_then(|source| source.flight.as_mut());
        if !flight.is_some_and(|flight| flight.pause(failure, now, chance)) {
            self.fail(id, failure);
        }
    }

    /// The flight is over without a token. The next request tries anew.
    fn fail(&mut self, id: SourceId, error: Error) {
        self.clear_flight(id);
        for (embed_id, embed) in
            self.embeds.iter_mut().filter(|(_, embed)| embed.spec.source == id && embed.waits())
        {
            embed.fail(embed_id, error, &mut self.out);
        }
    }

    /// The source said no for good, or was closed.
    fn end_source(&mut self, id: SourceId, error: Error) {
        self.clear_flight(id);
        if let Some(source) = self.sources.get_mut(id) {
            source.over = Some(error);
        }
        for (embed_id, embed) in self.embeds.iter_mut().filter(|(_, embed)| embed.spec.source == id) {
            embed.refuse(embed_id, error, &mut self.out);
        }
    }

    fn refuse(&mut self, id: EmbedId, error: Error) {
        if let Some(embed) = self.embeds.get_mut(id) {
            embed.refuse(id, error, &mut self.out);
        }
    }

    /// Ends the flight of a source, and the call under way with it.
    fn clear_flight(&mut self, id: SourceId) {
        let flight = self.sources.get_mut(id).and_then(|source| source.flight.take());
        if let Some(attempt) = flight.and_then(|flight| flight.calling()) {
            self.out.push(Effect::Abort { source: id, attempt });
        }
    }

    /// A pause that nobody waits for any more is over; a call under way still has an answer, which may be a refusal.
    fn departed(&mut self, id: EmbedId) {
        let Some(embed) = self.embeds.get_mut(id) else { return };
        embed.departed();
        let source = embed.spec.source;
        let flight = self.sources.get(source).and_then(|source| source.flight.as_ref());
        if flight.is_some_and(|flight| flight.calling().is_none()) && !self.is_waited_for(source) {
            self.clear_flight(source);
        }
    }

    fn is_waited_for(&self, id: SourceId) -> bool {
        self.embeds.iter().any(|(_, embed)| embed.spec.source == id && embed.waits())
    }

    fn close(&mut self, id: EmbedId) {
        let Some(embed) = self.embeds.remove(id) else { return };
        let (source, owns_source) = (embed.spec.source, embed.spec.owns_source);
        if owns_source {
            self.remove_source(source);
        } else if !self.is_waited_for(source) {
            self.clear_flight(source);
        }
        embed.close(id, &mut self.out);
    }

    fn close_source(&mut self, id: SourceId) {
        self.end_source(id, Error::new(ErrorCode::Aborted));
        self.remove_source(id);
    }

    fn remove_source(&mut self, id: SourceId) {
        self.clear_flight(id);
        if self.sources.remove(id).is_some() {
            self.out.push(Effect::RemoveSource { source: id });
        }
    }

    /// Two users on one tenant origin share the guest's storage there; both embeds are told, and go on.
    fn report_user_conflicts(&mut self, id: EmbedId) {
        let Some(embed) = self.embeds.get(id) else { return };
        let event = Event::TokenError { error: Error::new(ErrorCode::UserConflict), last: false };
        let told_before = self.out.len();
        for (rival, other) in self.embeds.iter() {
            if other.is_open() && share_storage(&other.spec, &embed.spec) {
                self.out.push(Effect::emit(rival, event));
            }
        }
        if self.out.len() > told_before {
            self.out.push(Effect::emit(id, event));
        }
    }

    /// Deadlines that have passed and pauses that are over, whatever else brought us here.
    fn look_at_the_time(&mut self) {
        while let Some((id, due)) = self.next_due() {
            match due {
                Due::NextCall => self.call_again(id),
                Due::Failed(error) => self.fail(id, error),
            }
        }
    }

    fn next_due(&self) -> Option<(SourceId, Due)> {
        self.sources.iter().find_map(|(id, source)| Some((id, source.flight.as_ref()?.due(self.now)?)))
    }

    fn call_again(&mut self, id: SourceId) {
        let Some(source) = self.sources.get_mut(id) else { return };
        let attempt = source.next_attempt();
        if let Some(flight) = source.flight.as_mut() {
            flight.call_again(attempt);
            self.out.push(Effect::Call { source: id, attempt, reason: flight.reason });
        }
    }

    /// Sets the one timer to the next moment at which time changes anything.
    fn set_timer(&mut self) {
        let next =
            self.sources.iter().filter_map(|(_, source)| Some(source.flight.as_ref()?.wakes_at())).min();
        if next != self.timer {
            self.timer = next;
            self.out.push(Effect::SetTimer(next.map(|next| next.since(self.now))));
        }
    }
}

/// Whether two embeds would fill one tenant's storage for two users.
fn share_storage(one: &EmbedSpec, other: &EmbedSpec) -> bool {
    one.origin == other.origin && matches!((&one.user, &other.user), (Some(one), Some(other)) if one != other)
}
