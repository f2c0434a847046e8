//! Performs the effects of the page's state machine.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use web_sys::{AbortSignal, Window};

use super::embed_frame::{EmbedFrame, NotLoaded};
use super::fetches::{Calls, InFlight};
use super::inputs::{handle, leave_unused_windows, listen_where, on_load};
use super::listener::Listener;
use super::provider::{TokenContext, TokenProvider};
use super::shell::{Machine, dispatch_quietly};
use super::state::{RegisteredSource, State, frame, with};
use super::threw::Threw;
use crate::protocol::{
    Effect, Effects, EmbedId, EmbedSpec, Error, ErrorCode, Event, FetchReason, HostEffect, Input,
    InvalidOption, Now, SourceId, SourceSpec, State as EmbedState, Token,
};

impl Machine for State {
    type Input = Input<Window>;
    type Effect = Effect<Window>;
    type HostEffect = HostEffect;

    fn with<T>(change: impl FnOnce(&mut Self) -> T) -> T {
        with(change)
    }

    fn handle(&mut self, input: Self::Input, now: Now) -> Effects<Self::Effect, Self::HostEffect> {
        self.page.handle(input, now, &self.frames)
    }

    fn perform(effect: Self::Effect) -> Option<Self::Input> {
        match effect {
            Effect::Fetch { source, attempt, reason } => return fetch(source, attempt, reason),
            Effect::SetTimer(delay) => {
                let timer = delay.map(|delay| Timeout::new(delay, || handle(Input::Timer)));
                drop(with(|state| core::mem::replace(&mut state.timer, timer)));
            }
            Effect::Replace { embed } => return frame(embed)?.replace().err().map(|_| Input::Close(embed)),
            Effect::Load { embed, token } => return load(embed, &token),
            Effect::Post { embed, window, token } => {
                return frame(embed)?.post(&window, &token).err().map(|_| Input::Unreachable(embed));
            }
            Effect::Settle { embed, result } => with_frame(embed, |frame| frame.sink.settle_ready(result)),
        }
        None
    }

    fn run_host_code(effect: Self::HostEffect) -> Option<Self::Input> {
        match effect {
            HostEffect::Abort { source, attempt } => drop(take_call(source, attempt)),
            HostEffect::RemoveSource { source } => drop(with(|state| state.sources.remove(source))),
            HostEffect::RemoveReplaced { embed } => return remove_replaced(embed),
            HostEffect::Emit { embed, event } => with_frame(embed, |frame| frame.sink.dispatch(&event)),
            HostEffect::Close { embed, from } => close(embed, from),
        }
        None
    }
}

/// Adds a token source, and what calls it.
pub(super) fn add_source(spec: SourceSpec, provider: TokenProvider) -> Result<SourceId, Error> {
    with(|state| {
        let source = state.page.add_source(spec)?;
        state.sources.insert(source, RegisteredSource { provider, calls: Calls::new() });
        Ok(source)
    })
}

/// Adds an embed, and what the browser holds for it, then opens it. `place` puts the iframe into the document.
pub(super) fn open(
    spec: EmbedSpec,
    frame: EmbedFrame,
    signal: Option<AbortSignal>,
    place: impl FnOnce() -> Result<(), Error>,
) -> Result<EmbedId, Error> {
    let embed = with(|state| state.page.add_embed(spec))?;
    let frame = Rc::new(frame);
    if let Err(error) = set_up(embed, &frame, signal, place) {
        handle(Input::Close(embed));
        return Err(error);
    }
    // Nothing is emitted inside `mount`: the host has had no time to listen.
    dispatch_quietly::<State>(Input::Open(embed));
    Ok(embed)
}

fn set_up(
    embed: EmbedId,
    frame: &Rc<EmbedFrame>,
    signal: Option<AbortSignal>,
    place: impl FnOnce() -> Result<(), Error>,
) -> Result<(), Error> {
    register(embed, frame)?;
    if let Some(signal) = signal {
        let abort = move |_| handle(Input::Close(embed));
        frame.close_with(Listener::new(&signal, "abort", abort)?);
    }
    place()?;
    // Putting the iframe in may have run code of the page, which may have closed the embed.
    if with(|state| state.frames.get(embed).is_none()) {
        return Ok(());
    }
    Ok(frame.listen(move || on_load(embed))?)
}

/// Navigates a frame whose load event is heard, which it may not have been when it was put in.
fn load(embed: EmbedId, token: &Token) -> Option<Input<Window>> {
    let frame = frame(embed)?;
    let listens = if frame.is_deaf() { frame.listen(move || on_load(embed)) } else { Ok(()) };
    match listens.map_err(NotLoaded::from).and_then(|()| frame.load(token)) {
        Ok(()) => None,
        Err(NotLoaded::ForeignSrc) => Some(Input::ForeignSrc(embed)),
        Err(NotLoaded::Threw) => Some(Input::Unreachable(embed)),
    }
}

/// An embed whose old iframe cannot be replaced is closed: what that shows may be of a former user.
fn remove_replaced(embed: EmbedId) -> Option<Input<Window>> {
    let frame = frame(embed)?;
    match frame.remove_replaced() {
        Ok(true) => frame.listen(move || on_load(embed)).err().map(|_| Input::Unreachable(embed)),
        Ok(false) => None,
        Err(_) => Some(Input::Close(embed)),
    }
}

/// The frame of an embed that is open and can be navigated to its view.
pub(super) fn navigable(embed: EmbedId) -> Result<Rc<EmbedFrame>, Error> {
    let frame = frame(embed).ok_or(Error::new(ErrorCode::Aborted))?;
    frame.path().ok_or(Error::invalid(InvalidOption::ForeignSrc))?;
    Ok(frame)
}

fn register(embed: EmbedId, frame: &Rc<EmbedFrame>) -> Result<(), Threw> {
    let guest = frame.window();
    with(|state| {
        let guests = state.guests.get_or_insert_default();
        if let Some(guest) = &guest {
            guests.register(guest, embed);
        }
        state.frames.insert(embed, frame.clone());
    });
    listen_where(frame)
}

fn fetch(source: SourceId, attempt: u32, reason: FetchReason) -> Option<Input<Window>> {
    let (provider, user) =
        with(|state| Some((state.sources.get(source)?.provider.clone(), state.page.user(source))))?;
    let call = move |signal| async move { provider.token(TokenContext { signal, reason, user }).await };
    let on_answer = move |answer| {
        if let Some(call) = take_call(source, attempt) {
            call.complete();
        }
        handle(Input::Answered { source, attempt, answer });
    };
    let Some(call) = InFlight::start(attempt, call, on_answer) else {
        let answer = Err(Error::new(ErrorCode::ProviderFailed));
        return Some(Input::Answered { source, attempt, answer });
    };
    with(|state| state.sources.get_mut(source).map(|row| row.calls.insert(call)));
    None
}

fn take_call(source: SourceId, attempt: u32) -> Option<InFlight> {
    with(|state| state.sources.get_mut(source)?.calls.take(attempt))
}

fn close(embed: EmbedId, from: EmbedState) {
    let frame = with(|state| state.frames.remove(embed));
    if let Some(frame) = frame {
        frame.remove();
        leave_unused_windows();
        frame.sink.dispatch(&Event::StateChange { from, to: EmbedState::Closed });
        frame.sink.dispatch(&Event::Closed);
    }
}

fn with_frame(embed: EmbedId, act: impl FnOnce(&EmbedFrame)) {
    if let Some(frame) = frame(embed) {
        act(&frame);
    }
}
