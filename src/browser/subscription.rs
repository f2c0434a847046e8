//! The host's listeners on one embed or session, and the subscriptions that keep them.

use core::cell::RefCell;
use std::rc::{Rc, Weak};

use crate::protocol::{Id, IdMap};

/// Any number of listeners, which may add and remove others while they run.
pub(crate) struct Listeners<E>(RefCell<IdMap<Number, Callback<E>>>);

type Callback<E> = Rc<dyn Fn(&E)>;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Number(u32);

impl Id for Number {
    fn from_number(number: u32) -> Self {
        Self(number)
    }
}

impl<E> Default for Listeners<E> {
    fn default() -> Self {
        Self(RefCell::new(IdMap::new()))
    }
}

impl<E: 'static> Listeners<E> {
    /// Adds a listener, which is removed when the subscription is dropped.
    pub(crate) fn subscribe(self: &Rc<Self>, listen: impl Fn(&E) + 'static) -> Subscription {
        let number = self.0.borrow_mut().add(|_| Rc::new(listen) as Callback<E>);
        let listeners: Weak<Self> = Rc::downgrade(self);
        Subscription(Some(Box::new(move || {
            let removed = listeners.upgrade().and_then(|listeners| listeners.0.borrow_mut().remove(number));
            // Only now that nothing is borrowed: dropping it runs code of the host.
            drop(removed);
        })))
    }

    /// Calls all listeners that are there now.
    pub(crate) fn dispatch(&self, event: &E) {
        let listeners: Vec<_> = self.0.borrow().rows().cloned().collect();
        for listen in listeners {
            listen(event);
        }
    }
}

impl<E> Listeners<E> {
    /// Removes all listeners: no event follows.
    pub(crate) fn clear(&self) {
        drop(self.0.take());
    }
}

/// A listener that is removed when this value is dropped.
#[must_use = "the listener is removed when this is dropped; `forget` keeps it"]
pub struct Subscription(Option<Box<dyn FnOnce()>>);

impl Subscription {
    /// Keeps the listener until what it listens to is gone.
    pub fn forget(mut self) {
        self.0 = None;
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(remove) = self.0.take() {
            remove();
        }
    }
}

impl core::fmt::Debug for Subscription {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Subscription")
    }
}
