//! One embed: what it waits for, and what its guest has.

mod lifetime;
mod requests;
mod spec;

use std::rc::Rc;

use super::context::Context;
use super::rate_limit::RateLimit;
use super::{Effect, EmbedId, Error, ErrorCode, Event, Frames, HostEffect, Instant, SourceId, State, Token};

pub(super) use requests::Delivery;
use requests::{PendingRequest, UNUSED};
pub use spec::{EmbedSpec, Mode, TokenBinding};

/// Where the token for the next view stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing has begun: neither a token nor a refusal reaches this embed yet.
    Unopened,
    /// A flight is under way for it.
    AwaitingToken,
    /// The frame shows nothing of use: the flight for it failed, or it has loaded a token that had expired. It is navigated as
    /// soon as there is another token.
    NeedsToken,
    /// The frame was navigated to its view, which has not loaded yet.
    Loading,
    Loaded,
}

/// What has happened to an embed so far, for [`Snapshot`](super::Snapshot).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Record {
    pub(super) opened: Instant,
    pub(super) requests: u32,
    pub(super) sent: u32,
    pub(super) failed: u32,
    pub(super) last_error: Option<(Error, Instant)>,
}

/// One embed.
#[derive(Clone, Debug)]
pub(super) struct Embed<W> {
    id: EmbedId,
    pub(super) spec: EmbedSpec,
    pub(super) state: State,
    pub(super) record: Record,
    stage: Stage,
    /// Whether the host waits for the view.
    ready_pending: bool,
    pending_request: Option<PendingRequest<W>>,
    /// How often its guest may ask. The guest's own navigations and the frames that are rebuilt do not lift it.
    limit: RateLimit,
    /// The newest token this frame got.
    last: Option<Rc<Token>>,
    /// The token in the frame's address.
    in_address: Option<Rc<Token>>,
    /// When the token after `last` is minted, if that is done ahead.
    mints_at: Option<Instant>,
    degraded_since: Instant,
    /// Since when there has been a cached token that its guest could have, whichever it was.
    cached_since: Option<Instant>,
    /// The page's own frame still shows the former user's view: nothing is answered until it has loaded anew.
    ignore_requests: bool,
    /// The frame is in no document, and so has no guest.
    detached: bool,
}

impl<W> Embed<W> {
    pub(super) fn new(id: EmbedId, spec: EmbedSpec) -> Self {
        let state = match spec.mode {
            Mode::Mounted => State::Loading,
            Mode::Attached => State::Live,
        };
        Self {
            id,
            spec,
            state,
            record: Record::default(),
            stage: Stage::Unopened,
            ready_pending: true,
            pending_request: None,
            limit: UNUSED,
            last: None,
            in_address: None,
            mints_at: None,
            degraded_since: Instant::START,
            cached_since: None,
            ignore_requests: false,
            detached: false,
        }
    }

    pub(super) const fn id(&self) -> EmbedId {
        self.id
    }

    pub(super) const fn source(&self) -> SourceId {
        self.spec.binding.source
    }

    pub(super) const fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::Unopened)
    }

    /// Whether a flight is wanted for this embed.
    pub(super) const fn waits(&self) -> bool {
        self.pending_request.is_some() || self.waits_for_view()
    }

    /// Whether a flight is under way that brings the token for the next view.
    pub(super) const fn waits_for_view(&self) -> bool {
        matches!(self.stage, Stage::AwaitingToken)
    }

    /// Whether the embed can use this token. The guest is sent a newer one than it has; a frame that is rebuilt because its token
    /// has expired starts afresh with any other.
    pub(super) fn accepts(&self, token: &Token) -> bool {
        let Some(last) = &self.last else { return true };
        let starts_afresh = self.state == State::Degraded || self.stage == Stage::NeedsToken;
        token.is_newer_than(last) || starts_afresh && token.secret() != last.secret()
    }

    /// The embed begins. An attached frame is ready from the start.
    pub(super) fn open(&mut self, cx: &mut Context<W>) {
        self.record.opened = cx.now;
        match self.spec.mode {
            Mode::Mounted => self.stage = Stage::AwaitingToken,
            Mode::Attached => {
                self.stage = Stage::Loaded;
                self.settle(Ok(()), cx);
                cx.emit(self.id, Event::Ready);
            }
        }
    }

    /// Looks whether the frame is in a document. Nothing is done for one that is not, until it is back.
    pub(super) fn look_for_frame(&mut self, frames: &impl Frames<W>) {
        self.detached = !frames.has_window(self.id);
    }

    /// The frame loads its address once more, and so the token that is in it. The page's own frame loads what the page wrote,
    /// though it has been navigated since: it is navigated anew.
    pub(super) fn moved(&mut self, cx: &mut Context<W>) {
        self.pending_request = None;
        let Some(token) = self.in_address.clone() else { return };
        if self.spec.mode == Mode::Mounted {
            if self.stage == Stage::Loaded {
                self.stage = Stage::Loading;
            }
            return self.set_token(token);
        }
        self.clear_view();
        self.stage = Stage::NeedsToken;
        if self.state != State::Refused {
            self.restart(cx);
        }
    }

    /// The frame fired its load event, which may belong to the previous navigation: then a token for the next one is still being
    /// fetched, and the embed is not ready.
    pub(super) fn loaded(&mut self, cx: &mut Context<W>) {
        match self.stage {
            Stage::Loading if self.has_expired(cx.now) && self.state != State::Refused => {
                return self.start_afresh(cx);
            }
            Stage::Loading => {
                self.stage = Stage::Loaded;
                self.settle(Ok(()), cx);
            }
            Stage::AwaitingToken if self.last.is_some() => {}
            _ => return,
        }
        self.ignore_requests = false;
        if self.state == State::Loading {
            self.change_state(State::Live, cx);
            cx.emit(self.id, Event::Ready);
        }
    }

    /// The view has loaded with a token that had expired meanwhile: its frame was in no document for so long, or out of sight.
    fn start_afresh(&mut self, cx: &mut Context<W>) {
        self.stage = Stage::NeedsToken;
        if self.state != State::Loading {
            self.change_state(State::Loading, cx);
        }
    }

    /// Navigates the frame to its view: a new frame, if this one has shown something.
    pub(super) fn load(&mut self, token: &Rc<Token>, cx: &mut Context<W>) {
        let mounted = self.spec.mode == Mode::Mounted;
        if self.last.is_some() || !mounted {
            self.pending_request = None;
            if mounted {
                self.replace_frame(cx);
            }
        }
        self.set_token(token.clone());
        self.in_address = Some(token.clone());
        self.stage = Stage::Loading;
        if self.state != State::Loading {
            self.change_state(State::Loading, cx);
        }
        cx.push(Effect::Load { embed: self.id, token: token.clone() });
    }

    fn replace_frame(&self, cx: &mut Context<W>) {
        cx.push(Effect::Replace { embed: self.id });
        cx.push_host(HostEffect::RemoveReplaced { embed: self.id });
    }

    /// The guest has this token now.
    fn set_token(&mut self, token: Rc<Token>) {
        self.mints_at = self.spec.renewal.mints_at(&token);
        self.last = Some(token);
    }

    /// The host wants a new frame. What the old one shows stays until there is a token for the new one.
    pub(super) const fn reload(&mut self) {
        (self.stage, self.ready_pending, self.limit) = (Stage::AwaitingToken, true, UNUSED);
    }

    /// Somebody else is signed in: what the frame shows goes at once, and its guest's request is dropped.
    pub(super) fn switch(&mut self, cx: &mut Context<W>) {
        if self.last.is_some() && self.spec.mode == Mode::Mounted {
            self.replace_frame(cx);
        }
        (self.ready_pending, self.limit) = (true, UNUSED);
        self.clear_view();
        self.restart(cx);
    }

    /// Forgets all that the frame shows.
    fn clear_view(&mut self) {
        self.pending_request = None;
        (self.last, self.in_address, self.mints_at) = (None, None, None);
        self.ignore_requests = self.spec.mode == Mode::Attached;
    }

    fn restart(&mut self, cx: &mut Context<W>) {
        self.stage = Stage::AwaitingToken;
        if self.state != State::Loading {
            self.change_state(State::Loading, cx);
        }
    }

    /// Its source is called again after a refusal.
    pub(super) fn revive(&mut self, cx: &mut Context<W>) {
        if self.state == State::Refused {
            let state = self.state_for_token(cx.now);
            self.change_state(state, cx);
        }
    }

    /// The state that follows from the guest's view and its token, if nothing is wrong with the source.
    fn state_for_token(&self, now: Instant) -> State {
        match self.stage {
            Stage::Loaded if self.has_expired(now) => State::Degraded,
            Stage::Loaded => State::Live,
            Stage::Unopened | Stage::AwaitingToken | Stage::NeedsToken | Stage::Loading => State::Loading,
        }
    }

    /// A flight for this embed failed. The next request, or the embed itself, starts another.
    pub(super) fn fail(&mut self, error: Error, cx: &mut Context<W>) {
        self.note(error, cx.now);
        self.give_up_waiting(error, cx);
        cx.emit_error(self.id, error, false);
    }

    /// The source refused for good, or was closed. It is not called any more.
    pub(super) fn refuse(&mut self, error: Error, cx: &mut Context<W>) {
        if !self.is_open() {
            return;
        }
        self.give_up_waiting(error, cx);
        if self.stage == Stage::NeedsToken {
            // No other token comes, so the view that loaded too late is the last one.
            self.settle(Err(error), cx);
        }
        if self.state == State::Refused {
            return;
        }
        self.note(error, cx.now);
        self.change_state(State::Refused, cx);
        cx.emit_error(self.id, error, true);
    }

    /// The embed ends.
    pub(super) fn close(&mut self, cx: &mut Context<W>) {
        self.settle(Err(Error::new(ErrorCode::Aborted)), cx);
        cx.push_host(HostEffect::Close { embed: self.id, from: self.state });
    }

    fn note(&mut self, error: Error, now: Instant) {
        self.record.failed += 1;
        self.record.last_error = Some((error, now));
    }

    fn give_up_waiting(&mut self, error: Error, cx: &mut Context<W>) {
        self.pending_request = None;
        if self.stage == Stage::AwaitingToken {
            let shows_something = match &self.last {
                // What has loaded too late is of no use.
                Some(_) => self.state != State::Loading || !self.has_expired(cx.now),
                None => !self.ignore_requests && self.spec.mode == Mode::Attached,
            };
            self.stage = match shows_something {
                false => Stage::NeedsToken,
                // It was navigated to its former view, which has not loaded yet.
                true if self.ignore_requests || self.state == State::Loading => Stage::Loading,
                true => Stage::Loaded,
            };
            self.settle(Err(error), cx);
        }
    }

    fn settle(&mut self, result: Result<(), Error>, cx: &mut Context<W>) {
        if core::mem::take(&mut self.ready_pending) {
            cx.push(Effect::Settle { embed: self.id, result });
        }
    }

    fn change_state(&mut self, to: State, cx: &mut Context<W>) {
        let from = core::mem::replace(&mut self.state, to);
        cx.emit(self.id, Event::StateChange { from, to });
    }
}
