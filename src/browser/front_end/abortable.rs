//! A future that can be dropped from outside, also while it runs.
//!
//! A callback that ignores its signal may never settle. Dropping its future frees all that it holds.

use core::cell::{Cell, RefCell};
use core::future::poll_fn;
use core::pin::Pin;
use core::task::Poll;

/// A boxed future of this thread.
type LocalFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A future, until it has ended or was aborted.
pub(super) struct Abortable<T> {
    future: RefCell<Option<LocalFuture<T>>>,
    aborted: Cell<bool>,
}

impl<T> Abortable<T> {
    pub(super) const fn new(future: LocalFuture<T>) -> Self {
        Self { future: RefCell::new(Some(future)), aborted: Cell::new(false) }
    }

    /// Runs the future to its end. `None` if it was aborted, at the latest when it would next have been looked at.
    pub(super) async fn run(&self) -> Option<T> {
        poll_fn(|context| {
            let mut slot = self.future.borrow_mut();
            let Some(future) = slot.as_mut() else { return Poll::Ready(None) };
            let polled = future.as_mut().poll(context);
            if self.aborted.get() {
                slot.take();
                return Poll::Ready(None);
            }
            polled.map(Some)
        })
        .await
    }

    /// Drops the future; one that is running just now is dropped as soon as it pauses.
    pub(super) fn abort(&self) {
        self.aborted.set(true);
        let future = self.future.try_borrow_mut().ok().and_then(|mut slot| slot.take());
        drop(future);
    }
}
