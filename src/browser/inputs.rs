//! Turns what happens to windows and frames into inputs of the page's state machine.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::{MessageEvent, Window};

use super::embed_frame::EmbedFrame;
use super::host_window::{Handlers, HostWindow};
use super::prerendering;
use super::shell::dispatch;
use super::state::{State, frame, with};
use super::threw::Threw;
use crate::protocol::{EmbedId, Input};

/// Hands an input to the state machine, and has notified the host when it returns.
pub(super) fn handle(input: Input<Window>) {
    dispatch::<State>(input);
}

/// Listens on the window that a frame's document belongs to, and on none that holds no embed any more.
pub(super) fn listen_where(frame: &EmbedFrame) -> Result<(), Threw> {
    const HANDLERS: Handlers = Handlers {
        message: on_message,
        visibility: report_visibility,
        online: || handle(Input::Online),
        gone: close_all_in,
    };
    let Some(window) = frame.host_window() else { return Ok(()) };
    let known = with(|state| state.host_windows.iter().find(|known| *known.window() == window).cloned());
    if let Some(known) = known {
        known.listen_again();
    } else {
        let host_window = Rc::new(HostWindow::new(window, HANDLERS)?);
        with(|state| state.host_windows.push(host_window));
        report_visibility();
        report_prerendering();
    }
    leave_unused_windows();
    Ok(())
}

/// Stops listening on windows that hold no embed any more.
pub(super) fn leave_unused_windows() {
    let (windows, frames) = with(|state| (state.host_windows.clone(), all_frames(state)));
    let is_used = |window: &HostWindow| {
        frames.iter().any(|(_, frame)| frame.host_window().as_ref() == Some(window.window()))
    };
    let (used, unused): (Vec<_>, Vec<_>) = windows.into_iter().partition(|window| is_used(window));
    drop(with(|state| core::mem::replace(&mut state.host_windows, used)));
    // What is left may be hidden.
    if !unused.is_empty() && !frames.is_empty() {
        report_visibility();
    }
}

/// A window goes away, and its embeds with it.
fn close_all_in(window: &Window) {
    for (embed, frame) in with(|state| all_frames(state)) {
        if frame.host_window().as_ref() == Some(window) {
            handle(Input::Close(embed));
        }
    }
}

fn all_frames(state: &State) -> Vec<(EmbedId, Rc<EmbedFrame>)> {
    state.frames.iter().map(|(embed, frame)| (embed, frame.clone())).collect()
}

/// The iframe fired its load event.
pub(super) fn on_load(embed: EmbedId) {
    let Some(frame) = frame(embed) else { return };
    let moved = frame.has_moved();
    let listens = listen_where(&frame);
    handle(if moved { Input::Moved(embed) } else { Input::Loaded(embed) });
    if listens.is_err() {
        handle(Input::Unreachable(embed));
    }
}

fn on_message(message: &MessageEvent) {
    let admitted = with(|state| state.guests.as_ref()?.admit(&state.frames, message));
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

/// The page is visible if one of the windows is that hold an embed.
fn report_visibility() {
    let windows = with(|state| state.host_windows.clone());
    handle(Input::Visible(windows.iter().any(|window| window.is_visible())));
}

fn report_prerendering() {
    let Some(activation) = prerendering::activation() else { return };
    handle(Input::Prerendered(true));
    spawn_local(async {
        activation.await;
        handle(Input::Prerendered(false));
    });
}
