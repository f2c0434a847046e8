//! The calls that are under way: to token sources, and to auth servers.

use futures_util::future::{AbortHandle, Abortable};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, AbortSignal};

/// Calls by attempt number. Of one source there are two while the first is being aborted.
#[derive(Default)]
pub(super) struct Calls(Vec<InFlight>);

impl Calls {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(super) fn insert(&mut self, call: InFlight) {
        self.0.push(call);
    }

    /// Takes a call out that has ended, or is to be aborted.
    pub(super) fn take(&mut self, attempt: u32) -> Option<InFlight> {
        let at = self.0.iter().position(|call| call.attempt == attempt)?;
        Some(self.0.swap_remove(at))
    }
}

/// One call. Dropping it aborts it: the listeners on its signal run, and its answer is not waited for any more.
pub(super) struct InFlight {
    attempt: u32,
    /// None once the call has ended by itself.
    controller: Option<AbortController>,
    task: AbortHandle,
}

impl InFlight {
    /// Calls in a microtask: a call that is aborted in the tick in which it was wanted never reaches the host. `None` where the
    /// page has no usable `AbortController`.
    pub(super) fn start<T: 'static, F: Future<Output = T> + 'static>(
        attempt: u32,
        call: impl FnOnce(AbortSignal) -> F + 'static,
        on_answer: impl FnOnce(T) + 'static,
    ) -> Option<Self> {
        let controller = AbortController::new().ok()?;
        let signal = controller.signal();
        let (task, registration) = AbortHandle::new_pair();
        let call = Abortable::new(async move { call(signal).await }, registration);
        spawn_local(async move {
            if let Ok(answer) = call.await {
                on_answer(answer);
            }
        });
        Some(Self { attempt, controller: Some(controller), task })
    }

    /// The call has ended by itself: there is nothing left to abort.
    pub(super) fn complete(mut self) {
        self.controller = None;
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        if let Some(controller) = self.controller.take() {
            self.task.abort();
            controller.abort();
        }
    }
}
