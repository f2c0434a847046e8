//! A gate in front of each operation that manages users.

use std::collections::BTreeMap;

use parking_lot::Mutex;

use super::operation::Operation;
use crate::faults::{Fault, Gate};
use crate::limited::Limited;

/// The gates. `impersonateUser` has faults of its own.
#[derive(Debug, Default)]
pub(super) struct Gates(Mutex<BTreeMap<Operation, Gate>>);

impl Gates {
    pub(super) fn of(&self, operation: Operation) -> Gate {
        self.0.lock().entry(operation).or_default().clone()
    }

    pub(super) fn set(&self, faults: BTreeMap<Operation, Limited<Fault>>) {
        for (operation, fault) in faults {
            self.of(operation).set(fault);
        }
    }

    /// Lets the requests continue that are held back.
    pub(super) fn release(&self) {
        self.0.lock().values().for_each(Gate::release);
    }

    /// Removes all faults.
    pub(super) fn reset(&self) {
        self.0.lock().values().for_each(|gate| gate.set(Limited::default()));
    }
}
