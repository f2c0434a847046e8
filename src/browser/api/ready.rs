//! A result for which any number may wait, once for each view.

use core::cell::RefCell;

use futures_channel::oneshot::{Receiver, Sender, channel};

use crate::protocol::{Error, ErrorCode};

/// Whether the view of an embed has loaded.
#[derive(Default)]
pub(super) struct Ready(RefCell<Stage>);

enum Stage {
    Pending(Vec<Sender<Result<(), Error>>>),
    Settled(Result<(), Error>),
}

impl Default for Stage {
    fn default() -> Self {
        Self::Pending(Vec::new())
    }
}

impl Ready {
    /// Settles it for all who wait.
    pub(super) fn settle(&self, result: Result<(), Error>) {
        if let Stage::Pending(waiting) = self.0.replace(Stage::Settled(result)) {
            for sender in waiting {
                // An error says that nobody waits any more.
                let _: Result<(), _> = sender.send(result);
            }
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
        match self.subscribe() {
            Ok(result) => result,
            Err(receiver) => receiver.await.unwrap_or(Err(Error::new(ErrorCode::Aborted))),
        }
    }

    /// The result, or where it will arrive.
    fn subscribe(&self) -> Result<Result<(), Error>, Receiver<Result<(), Error>>> {
        match &mut *self.0.borrow_mut() {
            Stage::Settled(result) => Ok(*result),
            Stage::Pending(waiting) => {
                let (sender, receiver) = channel();
                waiting.push(sender);
                Err(receiver)
            }
        }
    }
}
