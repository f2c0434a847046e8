//! Performs effects.
//!
//! Aborting a signal, taking a frame out of the document and telling the host all run code that is not ours, and
//! that code may call straight back in. So these come last, when everything else has been performed.

use std::rc::Rc;

use wasm_bindgen::JsCast;

use super::js::{self, GuestWindow};
use super::mounted::{Mounted, Provenance};
use super::timer::Timer;
use super::{call, shell};
use crate::protocol::{Effect, EmbedId, Event, Input, RESPONSE, Token};

/// Performs an effect, unless it runs code of the host.
pub(super) fn perform(effect: &Effect) {
    match effect {
        Effect::Call { source, attempt, reason } => call::start(*source, *attempt, *reason),
        Effect::Replace { embed } => replace(*embed),
        Effect::Load { embed, token } => {
            if let Some(mounted) = shell::mounted(*embed) {
                mounted.load(token);
            }
        }
        Effect::Post { embed, token } => post(*embed, token),
        Effect::SetTimer(delay) => {
            shell::with(|shell| shell.timer.get_or_insert_with(Timer::new).set(*delay));
        }
        Effect::Settle { embed, result } => {
            if let Some(mounted) = shell::mounted(*embed) {
                mounted.host.settle(*result);
            }
        }
        Effect::Abort { .. } | Effect::Remove { .. } | Effect::RemoveSource { .. } | Effect::Emit { .. } => {}
    }
}

/// Performs those effects that run code of the host, and tells where a frame could not be pointed at its view. An embed that
/// the host closes meanwhile hears nothing any more.
pub(super) fn run_host_code(effects: Vec<Effect>) {
    let mut leaving = None;
    for effect in effects {
        match effect {
            Effect::Abort { source, attempt } => call::abort(source, attempt),
            Effect::RemoveSource { source } => drop(shell::with(|shell| shell.suppliers.remove(source))),
            Effect::Replace { embed } => {
                if let Some(mounted) = shell::mounted(embed) {
                    mounted.remove_retired();
                }
            }
            Effect::Remove { embed } => leaving = leave(embed),
            // Told only now that the timer is set: what follows may set another.
            Effect::Load { embed, .. }
                if shell::mounted(embed).is_some_and(|mounted| mounted.path().is_none()) =>
            {
                shell::handle(Input::ForeignSrc(embed));
            }
            Effect::Emit { embed, event } => tell(embed, &event, leaving.as_ref()),
            _ => {}
        }
    }
}

fn leave(embed: EmbedId) -> Option<Rc<Mounted>> {
    let mounted = shell::remove_embed(embed)?;
    mounted.loading.take();
    mounted.aborting.take();
    if let Provenance::Built(_) = mounted.provenance {
        mounted.remove_retired();
        mounted.frame.borrow().remove();
    }
    Some(mounted)
}

fn tell(embed: EmbedId, event: &Event, leaving: Option<&Rc<Mounted>>) {
    let leaving = leaving.filter(|_| event.is_final()).cloned();
    if let Some(mounted) = shell::mounted(embed).or(leaving) {
        mounted.host.tell(event);
    }
}

fn replace(embed: EmbedId) {
    if let Some(mounted) = shell::mounted(embed) {
        mounted.replace_frame(embed);
    }
}

fn post(embed: EmbedId, token: &Token) {
    if let Some(mounted) = shell::mounted(embed)
        && let Some(window) = mounted.take_asker()
    {
        let response = js::record("type token", &[RESPONSE.into(), token.secret().expose().into()]);
        // A frame that left its origin drops the message, and tells nobody: there is no error to look at.
        let posted = window.unchecked_ref::<GuestWindow>().post_message(&response, &mounted.origin);
        debug_assert!(posted.is_ok());
    }
}
