//! The loop between the browser and a state machine: an input goes in, its effects are performed, the host is notified.
//!
//! No borrow of the state is held over a call of the DOM or of the host: either may run code of the page at once, which may
//! come straight back here with another input.

use super::clock::now;
use crate::protocol::{Effects, Now};

/// A state machine, and what the browser holds for it. There is one of each kind in a page.
pub(super) trait Machine: Sized {
    type Input: 'static;
    type Effect;
    type HostEffect: 'static;

    /// Reads or changes the state. Nothing of the DOM or of the host may be called inside.
    fn with<T>(change: impl FnOnce(&mut Self) -> T) -> T;

    fn handle(&mut self, input: Self::Input, now: Now) -> Effects<Self::Effect, Self::HostEffect>;

    /// Performs an effect. What it leads to at once is the next input, once all effects of this one have been performed.
    fn perform(effect: Self::Effect) -> Option<Self::Input>;

    /// Performs an effect that runs code of the host. What it leads to is an input once all have been performed.
    fn run_host_code(effect: Self::HostEffect) -> Option<Self::Input>;
}

/// Takes an input, performs its effects, and has notified the host when it returns.
pub(super) fn dispatch<M: Machine>(input: M::Input) {
    step::<M>(input).finish();
}

/// Takes an input and performs its effects. The host is notified in a microtask.
pub(super) fn dispatch_quietly<M: Machine + 'static>(input: M::Input) {
    let step = step::<M>(input);
    wasm_bindgen_futures::spawn_local(async move { step.finish() });
}

/// What is left to do of a step once its own effects have been performed.
struct Step<M: Machine> {
    host: Vec<M::HostEffect>,
    next: Vec<M::Input>,
}

fn step<M: Machine>(input: M::Input) -> Step<M> {
    let Effects { now, host } = M::with(|machine| machine.handle(input, now()));
    Step { host, next: now.into_iter().filter_map(M::perform).collect() }
}

impl<M: Machine> Step<M> {
    fn finish(mut self) {
        self.next.extend(self.host.into_iter().filter_map(M::run_host_code));
        self.next.into_iter().for_each(dispatch::<M>);
    }
}
