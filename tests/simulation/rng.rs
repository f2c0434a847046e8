//! Chance that a seed decides.

/// A generator of random numbers. The same seed gives the same numbers on every machine.
#[derive(Debug)]
pub(crate) struct Rng(fastrand::Rng);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// Any number.
    pub(crate) fn number(&mut self) -> u32 {
        self.0.u32(..)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0.u64(low..=high)
    }

    /// True once in so many times.
    pub(crate) fn once_in(&mut self, times: u32) -> bool {
        self.0.u32(..times) == 0
    }

    /// One of several. There must be one.
    pub(crate) fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.0.usize(..all.len())]
    }

    /// One of several, if there is any.
    pub(crate) fn pick_any<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty()).then(|| self.pick(all))
    }

    /// One of several, each as often as its weight says.
    pub(crate) fn weighted<T: Copy>(&mut self, all: &[(u32, T)]) -> T {
        let sum: u32 = all.iter().map(|(weight, _)| weight).sum();
        let mut at = self.0.u32(..sum);
        for (weight, one) in all {
            if at < *weight {
                return *one;
            }
            at -= weight;
        }
        unreachable!("the weights were summed up")
    }

    /// A length from `low` to about `high`, each order of magnitude as often as the next.
    pub(crate) fn length(&mut self, low: u64, high: u64) -> u64 {
        let doublings = (high / low).ilog2();
        let low = low << self.0.u32(..=doublings);
        self.between(low, high.min(low * 2).max(low))
    }
}
