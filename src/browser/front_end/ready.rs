//! A result for which any number may wait, once for each view.

use core::cell::RefCell;
use core::future::poll_fn;
use core::task::{Poll, Waker};

use crate::protocol::Error;

/// Whether the view of an embed has loaded.
#[derive(Default)]
pub(super) struct Ready(RefCell<Stage>);

enum Stage {
    Open(Vec<Waker>),
    Settled(Result<(), Error>),
}

impl Default for Stage {
    fn default() -> Self {
        Self::Open(Vec::new())
    }
}

impl Ready {
    /// Settles it, and wakes all who wait.
    pub(super) fn settle(&self, result: Result<(), Error>) {
        if let Stage::Open(waiting) = self.0.replace(Stage::Settled(result)) {
            waiting.into_iter().for_each(Waker::wake);
        }
    }

    /// Waits for another result, unless the last one is still to come.
    pub(super) fn begin(&self) {
        let settled = matches!(*self.0.borrow(), Stage::Settled(_));
        if settled {
            self.0.take();
        }
    }

    /// Waits for the result.
    pub(super) async fn wait(&self) -> Result<(), Error> {
        poll_fn(|context| match &mut *self.0.borrow_mut() {
            Stage::Settled(result) => Poll::Ready(*result),
            Stage::Open(waiting) => {
                waiting.push(context.waker().clone());
                Poll::Pending
            }
        })
        .await
    }
}
