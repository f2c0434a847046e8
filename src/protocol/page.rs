//! The state machine of a whole page: every embed, every token source, and one timer.
//!
//! Requirements:
//!
//! 1. One flight per source, however many embeds wait for it. Success, failure, timeout and abort all clear it.
//! 2. A flight that nobody waits for, and no embed is in need of, is aborted.
//! 3. An answer counts only for the call under way, before the deadline, and for embeds that are still open.
//! 4. A refusal ends the whole source: one event for each of its embeds, and no more calls until the host revives it.

mod refresh;
mod snapshot;

use super::context::Context;
use super::embed::{Delivery, Embed};
use super::source::Source;
use super::{
    Admission, Clock, Effect, Effects, EmbedId, EmbedSpec, Error, ErrorCode, FetchReason, Frames, HostEffect,
    IdMap, Input, InvalidOption, Now, SourceId, SourceSpec, State, TokenBinding,
};

pub use snapshot::{FetchSnapshot, Snapshot};

/// The state machine of a page. `W` is a window: the browser's, or a number in tests.
///
/// A clone goes on by itself, so that a test can try all that may follow.
#[derive(Clone, Debug)]
pub struct Page<W> {
    clock: Clock,
    cx: Context<W>,
    embeds: IdMap<EmbedId, Embed<W>>,
    sources: IdMap<SourceId, Source>,
}

impl<W> Default for Page<W> {
    fn default() -> Self {
        Self::new()
    }
}

impl<W> Page<W> {
    /// A page without embeds, which is not visible yet.
    pub const fn new() -> Self {
        Self { clock: Clock::new(), cx: Context::new(), embeds: IdMap::new(), sources: IdMap::new() }
    }

    /// Adds a token source.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOptions`] for a timeout of zero.
    pub fn add_source(&mut self, spec: SourceSpec) -> Result<SourceId, Error> {
        if spec.timeout == 0 {
            return Err(Error::invalid(InvalidOption::Timeout));
        }
        Ok(self.sources.add(|id| Source::new(id, spec)))
    }

    /// Adds an embed. Nothing happens until [`Input::Open`].
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOptions`] if its source is closed, or belongs to another user.
    pub fn add_embed(&mut self, mut spec: EmbedSpec) -> Result<EmbedId, Error> {
        self.check(&mut spec.binding)?;
        Ok(self.embeds.add(|id| Embed::new(id, spec)))
    }

    /// Checks a binding before it is used, and adds the source's user where it names none: a source that names a user serves
    /// nobody else.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOptions`] if the source is closed, or belongs to another user.
    pub fn check(&self, binding: &mut TokenBinding) -> Result<(), Error> {
        let source = self.sources.get(binding.source).ok_or(Error::invalid(InvalidOption::ClosedSource))?;
        if let (Some(ours), Some(theirs)) = (&binding.user, &source.spec.user)
            && ours != theirs
        {
            return Err(Error::invalid(InvalidOption::User));
        }
        if binding.user.is_none() {
            binding.user.clone_from(&source.spec.user);
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

    /// Reads the clock: a snapshot is of this moment then, and not of the last input.
    pub fn read_clock(&mut self, now: Now) {
        self.cx.now = self.clock.advance(now);
    }

    /// Takes an input, and gives its effects.
    pub fn handle(
        &mut self,
        input: Input<W>,
        now: Now,
        frames: &impl Frames<W>,
    ) -> Effects<Effect<W>, HostEffect> {
        self.read_clock(now);
        self.cx.random = now.random;
        // Not with each request, whose frame is there: messages cost the same however many embeds there are.
        if !matches!(input, Input::Request(_)) {
            self.look_for_frames(frames);
        }
        let input = self.handle_before_timeouts(input, frames);
        self.handle_timeout();
        self.cx.asking = None;
        if let Some(input) = input {
            self.handle_after_timeouts(input);
        }
        self.handle_timeout();
        self.cx.finish()
    }

    /// Handles what comes before timeouts, and gives back what does not. A timeout may navigate a frame: what has loaded, moved
    /// or asked was there before, and nothing is done any more for an embed that is closed.
    fn handle_before_timeouts(&mut self, input: Input<W>, frames: &impl Frames<W>) -> Option<Input<W>> {
        if !matches!(input, Input::Loaded(_) | Input::Moved(_)) {
            self.expire_tokens();
        }
        match input {
            Input::Loaded(embed) => self.loaded(embed),
            Input::Moved(embed) => self.moved(embed),
            Input::Close(embed) => self.close(embed),
            Input::Answered { .. } => {
                self.drop_stale_requests(frames);
                return Some(input);
            }
            Input::Request(ref admission) => {
                self.cx.asking = Some(admission.embed());
                return Some(input);
            }
            _ => return Some(input),
        }
        None
    }

    fn handle_after_timeouts(&mut self, input: Input<W>) {
        match input {
            Input::Open(embed) => self.open(embed),
            Input::Request(admission) => self.request(admission),
            Input::ForeignSrc(embed) => self.stop_recovering(embed),
            Input::Unreachable(embed) => self.unreachable(embed),
            Input::Answered { source, attempt, answer } => self.answered(source, attempt, answer),
            Input::Timer => self.cx.timer_fired(),
            Input::Visible(visible) => self.set_visible(visible),
            Input::Prerendered(prerendered) => self.set_prerendered(prerendered),
            Input::Online => self.hurry(),
            Input::Reload(embed) => self.reload(embed),
            Input::Switch(embed, binding) => self.switch(embed, binding),
            Input::CloseSource(source) => self.close_source(source),
            // Handled before.
            Input::Loaded(_) | Input::Moved(_) | Input::Close(_) => {}
        }
    }

    fn open(&mut self, id: EmbedId) {
        let Some(embed) = self.embeds.get_mut(id).filter(|embed| !embed.is_open()) else { return };
        embed.open(&mut self.cx);
        let (source, waits) = (embed.source(), embed.waits());
        self.report_user_conflicts(id);
        match self.terminal_error(source) {
            Some(error) => self.refuse(id, error),
            None if waits => self.want_token(source, FetchReason::Mount),
            None => {}
        }
    }

    /// Why a source gives no tokens any more, if it does not.
    fn terminal_error(&self, source: SourceId) -> Option<Error> {
        let closed = Some(Error::new(ErrorCode::Aborted));
        self.sources.get(source).map_or(closed, |source| source.terminal_error)
    }

    /// A guest asked: it gets the cached token, or a flight brings it one.
    fn request(&mut self, admission: Admission<W>) {
        let Some(embed) = self.embeds.get_mut(admission.embed()) else { return };
        if !embed.ask(admission.into_window(), &mut self.cx) {
            return;
        }
        let source = embed.source();
        let cached = self.sources.get(source).and_then(|row| row.cached_for(embed, self.cx.now));
        let cached = cached.filter(|_| !embed.waits_for_view());
        if cached.is_none_or(|token| embed.deliver(token, true, &mut self.cx) != Delivery::Done) {
            self.want_token(source, FetchReason::Request);
        }
    }

    fn loaded(&mut self, id: EmbedId) {
        if let Some(embed) = self.embeds.get_mut(id) {
            embed.loaded(&mut self.cx);
        }
    }

    fn moved(&mut self, id: EmbedId) {
        let Some(embed) = self.embeds.get_mut(id) else { return };
        embed.moved(&mut self.cx);
        embed.loaded(&mut self.cx);
        let (source, waits) = (embed.source(), embed.waits());
        match self.terminal_error(source) {
            // What it shows now is all that will come.
            Some(error) => self.refuse(id, error),
            None if waits => self.want_token(source, FetchReason::Recover),
            None => {}
        }
    }

    fn stop_recovering(&mut self, id: EmbedId) {
        if let Some(embed) = self.embeds.get_mut(id) {
            embed.stop_recovering(&mut self.cx);
        }
    }

    fn unreachable(&mut self, id: EmbedId) {
        if let Some(embed) = self.embeds.get_mut(id) {
            embed.unreachable(&mut self.cx);
        }
    }

    /// Nobody waits any more for an answer to a window that is gone: it is neither posted nor reported.
    fn drop_stale_requests(&mut self, frames: &impl Frames<W>) {
        for embed in self.embeds.rows_mut() {
            embed.drop_stale_request(frames);
        }
    }

    fn look_for_frames(&mut self, frames: &impl Frames<W>) {
        for embed in self.embeds.rows_mut() {
            embed.look_for_frame(frames);
        }
    }

    fn set_visible(&mut self, visible: bool) {
        if !visible {
            self.cx.visible_since = None;
        } else if self.cx.visible_since.is_none() {
            self.cx.visible_since = Some(self.cx.now);
            self.hurry();
        }
    }

    /// Somebody sees the page that was prerendered: those who have waited get their token.
    fn set_prerendered(&mut self, prerendered: bool) {
        self.cx.prerendered = prerendered;
        let waiting: Vec<_> = self.embeds.rows().filter(|embed| embed.waits()).map(Embed::source).collect();
        for source in waiting {
            self.want_token(source, FetchReason::Mount);
        }
    }

    /// The network is back, or the page is visible again: what failed is tried again soon.
    fn hurry(&mut self) {
        for source in self.sources.rows_mut() {
            source.hurry(&self.cx);
        }
    }

    fn reload(&mut self, id: EmbedId) {
        let Some(source) = self.embeds.get(id).map(Embed::source) else { return };
        // First, since its state is that of what its frame shows now.
        self.revive(source);
        if let Some(embed) = self.embeds.get_mut(id) {
            embed.reload();
        }
        self.fetch_anew(id, source, FetchReason::Reload);
    }

    fn switch(&mut self, id: EmbedId, binding: TokenBinding) {
        let Some(embed) = self.embeds.get_mut(id) else { return };
        let source = binding.source;
        let former = core::mem::replace(&mut embed.spec.binding, binding);
        embed.switch(&mut self.cx);
        self.leave(&former);
        self.report_user_conflicts(id);
        self.revive(source);
        self.fetch_anew(id, source, FetchReason::Switch);
    }

    /// A source that refused is to be called again. One that was closed is not.
    fn revive(&mut self, source: SourceId) {
        if self.sources.get(source).is_some() {
            let embeds = self.embeds.rows_mut().filter(|embed| embed.source() == source);
            embeds.for_each(|embed| embed.revive(&mut self.cx));
        }
    }

    /// Fetches a token from now on: no older flight and no cached token will do.
    fn fetch_anew(&mut self, id: EmbedId, source: SourceId, reason: FetchReason) {
        match self.sources.get_mut(source) {
            Some(row) => row.want_anew(reason, &mut self.cx),
            None => self.refuse(id, Error::new(ErrorCode::Aborted)),
        }
    }

    fn close(&mut self, id: EmbedId) {
        let Some(mut embed) = self.embeds.remove(id) else { return };
        self.leave(&embed.spec.binding);
        embed.close(&mut self.cx);
    }

    /// An embed does not use its source any more.
    fn leave(&mut self, binding: &TokenBinding) {
        let id = binding.source;
        if binding.owns_source {
            return self.remove_source(id);
        }
        self.clear_unwanted_flight(id);
        let used = self.embeds.rows().any(|embed| embed.source() == id);
        if let Some(source) = self.sources.get_mut(id).filter(|_| !used) {
            source.clear_cache();
        }
    }

    fn close_source(&mut self, id: SourceId) {
        self.end_source(id, Error::new(ErrorCode::Aborted));
        self.remove_source(id);
    }

    fn remove_source(&mut self, id: SourceId) {
        if let Some(mut source) = self.sources.remove(id) {
            source.clear_flight(&mut self.cx);
            self.cx.push_host(HostEffect::RemoveSource { source: id });
        }
    }

    /// Two users on one tenant origin share the guest's storage there; both embeds report it, and go on.
    fn report_user_conflicts(&mut self, id: EmbedId) {
        let Some(embed) = self.embeds.get(id) else { return };
        let error = Error::new(ErrorCode::UserConflict);
        let mut found = false;
        for other in self.embeds.rows() {
            if other.is_open() && share_storage(&other.spec, &embed.spec) {
                self.cx.emit_error(other.id(), error, false);
                found = true;
            }
        }
        if found {
            self.cx.emit_error(id, error, false);
        }
    }

    fn refuse(&mut self, id: EmbedId, error: Error) {
        if let Some(embed) = self.embeds.get_mut(id) {
            embed.refuse(error, &mut self.cx);
        }
    }
}

/// Whether two embeds would fill one tenant's storage for two users.
fn share_storage(one: &EmbedSpec, other: &EmbedSpec) -> bool {
    let users = (&one.binding.user, &other.binding.user);
    one.origin == other.origin && matches!(users, (Some(one), Some(other)) if one != other)
}
