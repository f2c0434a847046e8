//! Performs the effects of the page's state machine, and turns the browser's events into its inputs.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use web_sys::{AbortSignal, MessageEvent, Window};

use super::embed_frame::EmbedFrame;
use super::fetches::{Calls, InFlight};
use super::listener::Listener;
use super::messages::MessageListener;
use super::page_events;
use super::provider::{TokenContext, TokenProvider};
use super::shell::{Machine, dispatch, dispatch_quietly};
use super::state::{Listeners, RegisteredSource, State, frame, with};
use crate::protocol::{
    Effect, Effects, EmbedId, EmbedSpec, Error, ErrorCode, Event, FetchReason, HostEffect, Input,
    InvalidOption, Now, SourceId, SourceSpec, State as EmbedState,
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
            Effect::Replace { embed } => with_frame(embed, EmbedFrame::replace),
            Effect::Load { embed, token } => {
                let navigated = frame(embed)?.load(&token);
                return (!navigated).then_some(Input::ForeignSrc(embed));
            }
            Effect::Post { embed, window, token } => with_frame(embed, |frame| frame.post(&window, &token)),
            Effect::Settle { embed, result } => with_frame(embed, |frame| frame.sink.settle_ready(result)),
        }
        None
    }

    fn run_host_code(effect: Self::HostEffect) {
        match effect {
            HostEffect::Abort { source, attempt } => drop(take_call(source, attempt)),
            HostEffect::RemoveSource { source } => drop(with(|state| state.sources.remove(source))),
            HostEffect::RemoveReplaced { embed } => with_frame(embed, |frame| {
                if frame.remove_replaced() {
                    frame.listen(move || on_load(embed));
                }
            }),
            HostEffect::Emit { embed, event } => with_frame(embed, |frame| frame.sink.dispatch(&event)),
            HostEffect::Close { embed, from } => close(embed, from),
        }
    }
}

/// Hands an input to the state machine, and has notified the host when it returns.
pub(super) fn handle(input: Input<Window>) {
    dispatch::<State>(input);
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
    window: &Window,
    signal: Option<AbortSignal>,
    place: impl FnOnce() -> Result<(), Error>,
) -> Result<EmbedId, Error> {
    let embed = with(|state| state.page.add_embed(spec))?;
    let frame = Rc::new(frame);
    register(embed, frame.clone(), window);
    if let Err(error) = place() {
        handle(Input::Close(embed));
        return Err(error);
    }
    frame.listen(move || on_load(embed));
    if let Some(signal) = signal {
        let abort = move |_| handle(Input::Close(embed));
        frame.close_with(Listener::new(&signal, "abort", abort));
    }
    // Nothing is emitted inside `mount`: the host has had no time to listen.
    dispatch_quietly::<State>(Input::Open(embed));
    Ok(embed)
}

/// The frame of an embed that is open and can be navigated to its view.
pub(super) fn navigable(embed: EmbedId) -> Result<Rc<EmbedFrame>, Error> {
    let frame = frame(embed).ok_or(Error::new(ErrorCode::Aborted))?;
    frame.path().ok_or(Error::invalid(InvalidOption::ForeignSrc))?;
    Ok(frame)
}

/// The first embed begins to listen.
fn register(embed: EmbedId, frame: Rc<EmbedFrame>, window: &Window) {
    let is_first = with(|state| state.listeners.is_none());
    let listeners = is_first.then(|| Listeners {
        messages: MessageListener::new(window, on_message),
        _page_events: page_events::listen(window, report_visibility, || handle(Input::Online)),
    });
    let guest = frame.window();
    with(|state| {
        state.listeners = listeners.or(state.listeners.take());
        if let (Some(listeners), Some(guest)) = (&state.listeners, &guest) {
            listeners.messages.register(guest, embed);
        }
        state.frames.insert(embed, frame);
    });
    // Visibility is not tracked while there is no embed. Not again with later ones: that would reset every source's delays.
    if is_first {
        report_visibility();
    }
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

/// The last embed stops listening.
fn close(embed: EmbedId, from: EmbedState) {
    let (frame, listeners) = with(|state| {
        let frame = state.frames.remove(embed);
        (frame, state.listeners.take_if(|_| state.frames.is_empty()))
    });
    drop(listeners);
    if let Some(frame) = frame {
        frame.remove();
        frame.sink.dispatch(&Event::StateChange { from, to: EmbedState::Closed });
        frame.sink.dispatch(&Event::Closed);
    }
}

fn on_load(embed: EmbedId) {
    let moved = frame(embed).is_some_and(|frame| frame.has_moved());
    handle(if moved { Input::Moved(embed) } else { Input::Loaded(embed) });
}

fn on_message(message: &MessageEvent) {
    let admitted = with(|state| state.listeners.as_ref()?.messages.admit(&state.frames, message));
    let Some(admitted) = admitted else { return };
    let embed = admitted.embed();
    let Some(admission) = admitted.into_request(message) else { return };
    // The guest of a frame that was moved may ask before its load event. The host is notified of the move first, and may do
    // anything then, so all is checked again.
    if frame(embed).is_some_and(|frame| frame.has_moved()) {
        handle(Input::Moved(embed));
        return on_message(message);
    }
    handle(Input::Request(admission));
}

fn report_visibility() {
    let visible = web_sys::window().is_some_and(|window| page_events::is_visible(&window));
    handle(Input::Visible(visible));
}

fn with_frame(embed: EmbedId, act: impl FnOnce(&EmbedFrame)) {
    if let Some(frame) = frame(embed) {
        act(&frame);
    }
}
