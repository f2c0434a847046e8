//! One embed: what it waits for, and what its guest has.

mod lifetime;
mod spec;

use std::rc::Rc;

use super::effect::Effect;
use super::turn::Turn;
use super::{EmbedId, Error, ErrorCode, Event, Instant, SourceId, State, Token};

pub use spec::{Account, EmbedSpec, FirstToken};

/// Where the token for the next view stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing has begun: neither a token nor a refusal reaches this embed yet.
    Unopened,
    /// A flight is under way for it.
    Wanted,
    /// The flight for it failed, and the frame shows nothing. It is sought again.
    Missed,
    /// The frame was pointed at its view, which has not loaded yet.
    Loading,
    Done,
}

/// Whether a token could be handed to an embed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    NotNeeded,
    Done,
    /// The guest has this token already, or a newer one.
    Stale,
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
#[derive(Debug)]
pub(super) struct Embed {
    id: EmbedId,
    pub(super) spec: EmbedSpec,
    pub(super) state: State,
    pub(super) record: Record,
    stage: Stage,
    /// Whether the host waits for the view.
    awaited: bool,
    /// Since when the guest has been waiting for an answer.
    asked: Option<Instant>,
    /// The newest token this frame got.
    last: Option<Rc<Token>>,
    /// The token in the frame's address.
    in_address: Option<Rc<Token>>,
    /// When the token after `last` is minted, if that is done ahead.
    mints_at: Option<Instant>,
    degraded_since: Instant,
    /// Since when there has been a token in hand that its guest could have, whichever it was.
    in_hand_since: Option<Instant>,
    /// What the page's own frame shows is still the former user's: nothing is answered until it has loaded anew.
    deaf: bool,
}

impl Embed {
    pub(super) fn new(id: EmbedId, spec: EmbedSpec) -> Self {
        let state = match spec.first {
            FirstToken::InAddress => State::Loading,
            FirstToken::OnRequest => State::Live,
        };
        Self {
            id,
            spec,
            state,
            record: Record::default(),
            stage: Stage::Unopened,
            awaited: true,
            asked: None,
            last: None,
            in_address: None,
            mints_at: None,
            degraded_since: Instant::START,
            in_hand_since: None,
            deaf: false,
        }
    }

    pub(super) const fn id(&self) -> EmbedId {
        self.id
    }

    pub(super) const fn source(&self) -> SourceId {
        self.spec.account.source
    }

    pub(super) const fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::Unopened)
    }

    /// Whether a flight is wanted for this embed.
    pub(super) const fn waits(&self) -> bool {
        self.asked.is_some() || self.waits_for_view()
    }

    /// Whether a flight is under way that brings the token for the next view.
    pub(super) const fn waits_for_view(&self) -> bool {
        matches!(self.stage, Stage::Wanted)
    }

    /// Whether this token is of any use here. The guest is sent a newer one than it has; a frame that is rebuilt because that
    /// one has run out starts afresh with any other.
    pub(super) fn accepts(&self, token: &Token) -> bool {
        let Some(last) = &self.last else { return true };
        token.is_newer_than(last) || self.state == State::Degraded && token.secret() != last.secret()
    }

    /// The embed begins. An adopted frame is ready from the start.
    pub(super) fn open(&mut self, turn: &mut Turn) {
        self.record.opened = turn.now;
        match self.spec.first {
            FirstToken::InAddress => self.stage = Stage::Wanted,
            FirstToken::OnRequest => {
                self.stage = Stage::Done;
                self.settle(Ok(()), turn);
                turn.emit(self.id, Event::Ready);
            }
        }
    }

    /// The guest asked. Says whether this is news: a guest that asks again while it waits is answered once.
    pub(super) fn ask(&mut self, turn: &mut Turn) -> bool {
        if !self.is_open() || self.deaf || self.state == State::Refused || self.asked.is_some() {
            return false;
        }
        self.asked = Some(turn.now);
        self.record.requests += 1;
        turn.emit(self.id, Event::TokenRequest);
        true
    }

    /// The window that asked is gone, and with it the question.
    pub(super) const fn departed(&mut self) {
        self.asked = None;
    }

    /// The frame shows its address once more, and so the token that stands there. The page's own frame shows what the page
    /// wrote, though it has been navigated since: it is navigated anew.
    pub(super) fn moved(&mut self, turn: &mut Turn) {
        self.asked = None;
        let Some(token) = self.in_address.clone() else { return };
        if self.spec.first == FirstToken::InAddress {
            return self.has(token, turn);
        }
        self.forget_view();
        self.stage = Stage::Missed;
        if self.state != State::Refused {
            self.begin_anew(turn);
        }
    }

    /// The frame fired its load event. It may be the former view that has loaded while a token for another one is fetched.
    pub(super) fn loaded(&mut self, turn: &mut Turn) {
        match self.stage {
            Stage::Loading => {
                self.stage = Stage::Done;
                self.settle(Ok(()), turn);
            }
            Stage::Wanted if self.last.is_some() => {}
            _ => return,
        }
        self.deaf = false;
        if self.state == State::Loading {
            self.change_state(State::Live, turn);
            turn.emit(self.id, Event::Ready);
        }
    }

    /// Hands a token over, if it is waited for. `ahead` tells that it was there before the guest asked.
    pub(super) fn deliver(&mut self, token: &Rc<Token>, ahead: bool, turn: &mut Turn) -> Delivery {
        match &self.last {
            _ if matches!(self.stage, Stage::Wanted | Stage::Missed) => self.load(token, turn),
            _ if self.asked.is_none() => return Delivery::NotNeeded,
            Some(last) if !token.is_newer_than(last) => return Delivery::Stale,
            _ => self.has(token.clone(), turn),
        }
        if let Some(asked) = self.asked.take() {
            self.record.sent += 1;
            turn.push(Effect::Post { embed: self.id, token: token.clone() });
            if self.state == State::Degraded {
                self.change_state(State::Live, turn);
            }
            let sent = Event::TokenSent { expires_in: token.life(), ahead, waited: turn.now.since(asked) };
            turn.emit(self.id, sent);
        }
        Delivery::Done
    }

    /// Points the frame at its view: a new frame, if this one has shown something.
    pub(super) fn load(&mut self, token: &Rc<Token>, turn: &mut Turn) {
        let built = self.spec.first == FirstToken::InAddress;
        if self.last.is_some() || !built {
            self.asked = None;
            if built {
                turn.push(Effect::Replace { embed: self.id });
            }
        }
        self.has(token.clone(), turn);
        self.in_address = Some(token.clone());
        self.stage = Stage::Loading;
        if self.state != State::Loading {
            self.change_state(State::Loading, turn);
        }
        turn.push(Effect::Load { embed: self.id, token: token.clone() });
    }

    /// The guest has this token now.
    fn has(&mut self, token: Rc<Token>, turn: &Turn) {
        self.mints_at = self.spec.renewal.mints_at(&token, turn.chance);
        self.last = Some(token);
    }

    /// The host wants a new frame. What the old one shows stays until there is a token for the new one.
    pub(super) const fn reload(&mut self) {
        (self.stage, self.awaited) = (Stage::Wanted, true);
    }

    /// Somebody else is signed in: what the frame shows goes at once, and what its guest asked is forgotten.
    pub(super) fn switch(&mut self, turn: &mut Turn) {
        if self.last.is_some() && self.spec.first == FirstToken::InAddress {
            turn.push(Effect::Replace { embed: self.id });
        }
        self.awaited = true;
        self.forget_view();
        self.begin_anew(turn);
    }

    /// Nothing that the frame shows counts any more.
    fn forget_view(&mut self) {
        (self.asked, self.last, self.in_address, self.mints_at) = (None, None, None, None);
        self.deaf = self.spec.first == FirstToken::OnRequest;
    }

    fn begin_anew(&mut self, turn: &mut Turn) {
        self.stage = Stage::Wanted;
        if self.state != State::Loading {
            self.change_state(State::Loading, turn);
        }
    }

    /// Its source is asked again after it had said no.
    pub(super) fn revive(&mut self, turn: &mut Turn) {
        if self.state == State::Refused {
            let state = self.standing(turn.now);
            self.change_state(state, turn);
        }
    }

    /// What the frame shows, if nothing is wrong with the source.
    fn standing(&self, now: Instant) -> State {
        match (&self.last, self.spec.first) {
            _ if self.deaf || self.stage == Stage::Loading => State::Loading,
            (None, FirstToken::InAddress) => State::Loading,
            (Some(last), _) if last.runs_out_at() <= now => State::Degraded,
            _ => State::Live,
        }
    }

    /// A flight for this embed failed; it is tried again, by the next request or of the embed's own accord.
    pub(super) fn fail(&mut self, error: Error, turn: &mut Turn) {
        self.note(error, turn.now);
        self.give_up_waiting(error, turn);
        turn.emit_error(self.id, error, false);
    }

    /// The source is over. Nothing is asked of it any more.
    pub(super) fn refuse(&mut self, error: Error, turn: &mut Turn) {
        if !self.is_open() {
            return;
        }
        self.give_up_waiting(error, turn);
        if self.state == State::Refused {
            return;
        }
        self.note(error, turn.now);
        self.change_state(State::Refused, turn);
        turn.emit_error(self.id, error, true);
    }

    /// The end: what the host hears last.
    pub(super) fn close(&mut self, turn: &mut Turn) {
        self.settle(Err(Error::new(ErrorCode::Aborted)), turn);
        turn.push(Effect::Remove { embed: self.id });
        self.change_state(State::Closed, turn);
        turn.emit(self.id, Event::Closed);
    }

    fn note(&mut self, error: Error, now: Instant) {
        self.record.failed += 1;
        self.record.last_error = Some((error, now));
    }

    fn give_up_waiting(&mut self, error: Error, turn: &mut Turn) {
        self.asked = None;
        if self.stage == Stage::Wanted {
            let shows_something =
                self.last.is_some() || (!self.deaf && self.spec.first == FirstToken::OnRequest);
            self.stage = match shows_something {
                false => Stage::Missed,
                // It was pointed at its former view, which has not loaded yet.
                true if self.deaf || self.state == State::Loading => Stage::Loading,
                true => Stage::Done,
            };
            self.settle(Err(error), turn);
        }
    }

    fn settle(&mut self, result: Result<(), Error>, turn: &mut Turn) {
        if core::mem::take(&mut self.awaited) {
            turn.push(Effect::Settle { embed: self.id, result });
        }
    }

    fn change_state(&mut self, to: State, turn: &mut Turn) {
        let from = core::mem::replace(&mut self.state, to);
        turn.emit(self.id, Event::StateChange { from, to });
    }
}
