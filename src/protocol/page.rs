//! The state machine of a whole page: every embed, every token source, and one timer.
//!
//! Requirements:
//!
//! 1. One flight per source, however many embeds wait for it. Success, failure, timeout and abort all clear it.
//! 2. A flight that nobody waits for, and no embed is in need of, is aborted.
//! 3. An answer counts only for the call under way, before the deadline, and for embeds that are still open.
//! 4. A refusal ends the whole source: one event for each of its embeds, and no more calls until the host revives it.

use super::effect::{Effect, Input};
use super::embed::{Delivery, Embed};
use super::source::Source;
use super::turn::Turn;
use super::{
    Account, BadOption, Clock, EmbedId, EmbedSpec, Error, ErrorCode, FlightReason, Now, SourceId, SourceSpec,
    State, Table,
};

/// The state machine of a page.
#[derive(Debug)]
pub struct Page {
    clock: Clock,
    pub(super) turn: Turn,
    pub(super) embeds: Table<EmbedId, Embed>,
    pub(super) sources: Table<SourceId, Source>,
}

impl Default for Page {
    fn default() -> Self {
        Self::new()
    }
}

impl Page {
    /// A page without embeds, which is not shown yet.
    pub const fn new() -> Self {
        Self { clock: Clock::new(), turn: Turn::new(), embeds: Table::new(), sources: Table::new() }
    }

    /// Adds a token source.
    pub fn add_source(&mut self, spec: SourceSpec) -> SourceId {
        self.sources.add(|id| Source::new(id, spec))
    }

    /// Adds an embed. Nothing happens until [`Input::Open`].
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOptions`] if its source is closed, or belongs to another user.
    pub fn add_embed(&mut self, mut spec: EmbedSpec) -> Result<EmbedId, Error> {
        self.check(&mut spec.account)?;
        Ok(self.embeds.add(|id| Embed::new(id, spec)))
    }

    /// Looks at an account before it is used, and adds the source's user where it names none: a source that names a user serves
    /// nobody else.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOptions`] if the source is closed, or belongs to another user.
    pub fn check(&self, account: &mut Account) -> Result<(), Error> {
        let source = self.sources.get(account.source).ok_or(Error::invalid(BadOption::ClosedSource))?;
        if let (Some(ours), Some(theirs)) = (&account.user, &source.spec.user)
            && ours != theirs
        {
            return Err(Error::invalid(BadOption::User));
        }
        if account.user.is_none() {
            account.user.clone_from(&source.spec.user);
        }
        Ok(())
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

    /// Looks at the clock: a snapshot is of this moment then, and not of the last input.
    pub fn read_clock(&mut self, now: Now) {
        self.turn.now = self.clock.advance(now);
    }

    /// Takes an input, and gives the effects of it.
    pub fn handle(&mut self, input: Input, now: Now) -> Vec<Effect> {
        self.read_clock(now);
        self.turn.chance = now.chance;
        // What has loaded is what the frame was pointed at before: time may bring about another view.
        match input {
            Input::Loaded(embed) => self.loaded(embed),
            Input::Moved(embed) => self.moved(embed),
            _ => {}
        }
        self.tend();
        match input {
            Input::Loaded(_) | Input::Moved(_) => {}
            Input::Open(embed) => self.open(embed),
            Input::Request(admission) => self.request(admission.embed()),
            Input::Elsewhere(embed) => self.leave_alone(embed),
            Input::Departed(embed) => self.departed(embed),
            Input::Answered { source, attempt, answer } => self.answered(source, attempt, answer),
            Input::Timer => self.turn.timer_went_off(),
            Input::Visible(shown) => self.shown(shown),
            Input::Online => self.wake(),
            Input::Reload(embed) => self.reload(embed),
            Input::Switch(embed, account) => self.switch(embed, account),
            Input::Close(embed) => self.close(embed),
            Input::CloseSource(source) => self.close_source(source),
        }
        self.tend();
        self.turn.end()
    }

    fn open(&mut self, id: EmbedId) {
        let Some(embed) = self.embeds.get_mut(id).filter(|embed| !embed.is_open()) else { return };
        embed.open(&mut self.turn);
        let (source, waits) = (embed.source(), embed.waits());
        self.report_user_conflicts(id);
        let closed = Some(Error::new(ErrorCode::Aborted));
        match self.sources.get(source).map_or(closed, |source| source.over) {
            Some(error) => self.refuse(id, error),
            None if waits => self.want_token(source, FlightReason::Mount),
            None => {}
        }
    }

    /// A guest asked: it gets what is in hand, or a flight brings it something.
    fn request(&mut self, id: EmbedId) {
        let Some(embed) = self.embeds.get_mut(id) else { return };
        if !embed.ask(&mut self.turn) {
            return;
        }
        let source = embed.source();
        let hand = self.sources.get(source).and_then(|row| row.hand_for(embed, self.turn.now));
        let hand = hand.filter(|_| !embed.waits_for_view());
        if hand.is_none_or(|token| embed.deliver(token, true, &mut self.turn) != Delivery::Done) {
            self.want_token(source, FlightReason::Request);
        }
    }

    fn loaded(&mut self, id: EmbedId) {
        if let Some(embed) = self.embeds.get_mut(id) {
            embed.loaded(&mut self.turn);
        }
    }

    fn moved(&mut self, id: EmbedId) {
        let Some(embed) = self.embeds.get_mut(id) else { return };
        embed.moved(&mut self.turn);
        embed.loaded(&mut self.turn);
        let (source, waits) = (embed.source(), embed.waits());
        if waits {
            self.want_token(source, FlightReason::Recover);
        }
    }

    fn leave_alone(&mut self, id: EmbedId) {
        if let Some(embed) = self.embeds.get_mut(id) {
            embed.leave_alone(&mut self.turn);
        }
    }

    fn departed(&mut self, id: EmbedId) {
        if let Some(embed) = self.embeds.get_mut(id) {
            embed.departed();
        }
    }

    fn shown(&mut self, shown: bool) {
        if !shown {
            self.turn.shown_since = None;
        } else if self.turn.shown_since.is_none() {
            self.turn.shown_since = Some(self.turn.now);
            self.wake();
        }
    }

    /// Something has changed for the better: what failed may be tried at once.
    fn wake(&mut self) {
        for source in self.sources.rows_mut() {
            source.backoff.wake();
        }
    }

    fn reload(&mut self, id: EmbedId) {
        let Some(embed) = self.embeds.get_mut(id) else { return };
        embed.reload();
        let source = embed.source();
        self.want_anew(id, source, FlightReason::Reload);
    }

    fn switch(&mut self, id: EmbedId, account: Account) {
        let Some(embed) = self.embeds.get_mut(id) else { return };
        let source = account.source;
        let former = core::mem::replace(&mut embed.spec.account, account);
        embed.switch(&mut self.turn);
        self.leave(&former);
        self.report_user_conflicts(id);
        self.want_anew(id, source, FlightReason::Switch);
    }

    /// Fetches a token that was asked for from now on: no older flight and nothing in hand will do. A source that said no
    /// is asked again.
    fn want_anew(&mut self, id: EmbedId, source: SourceId, reason: FlightReason) {
        let Some(row) = self.sources.get_mut(source) else {
            return self.refuse(id, Error::new(ErrorCode::Aborted));
        };
        row.empty_hand();
        row.over = None;
        row.clear_flight(&mut self.turn);
        row.take_off(reason, &self.turn);
        for embed in self.embeds.rows_mut() {
            if embed.source() == source {
                embed.revive(&mut self.turn);
            }
        }
    }

    fn close(&mut self, id: EmbedId) {
        let Some(mut embed) = self.embeds.remove(id) else { return };
        self.leave(&embed.spec.account);
        embed.close(&mut self.turn);
    }

    /// An embed does not use its source any more.
    fn leave(&mut self, account: &Account) {
        let id = account.source;
        if account.owns_source {
            return self.remove_source(id);
        }
        self.clear_unwanted_flight(id);
        let used = self.embeds.rows().any(|embed| embed.source() == id);
        if let Some(source) = self.sources.get_mut(id).filter(|_| !used) {
            source.empty_hand();
        }
    }

    fn close_source(&mut self, id: SourceId) {
        self.end_source(id, Error::new(ErrorCode::Aborted));
        self.remove_source(id);
    }

    fn remove_source(&mut self, id: SourceId) {
        if let Some(mut source) = self.sources.remove(id) {
            source.clear_flight(&mut self.turn);
            self.turn.push(Effect::RemoveSource { source: id });
        }
    }

    /// Two users on one tenant origin share the guest's storage there; both embeds are told, and go on.
    fn report_user_conflicts(&mut self, id: EmbedId) {
        let Some(embed) = self.embeds.get(id) else { return };
        let error = Error::new(ErrorCode::UserConflict);
        let mut told = false;
        for other in self.embeds.rows() {
            if other.is_open() && share_storage(&other.spec, &embed.spec) {
                self.turn.emit_error(other.id(), error, false);
                told = true;
            }
        }
        if told {
            self.turn.emit_error(id, error, false);
        }
    }

    fn refuse(&mut self, id: EmbedId, error: Error) {
        if let Some(embed) = self.embeds.get_mut(id) {
            embed.refuse(error, &mut self.turn);
        }
    }
}

/// Whether two embeds would fill one tenant's storage for two users.
fn share_storage(one: &EmbedSpec, other: &EmbedSpec) -> bool {
    let users = (&one.account.user, &other.account.user);
    one.origin == other.origin && matches!(users, (Some(one), Some(other)) if one != other)
}
