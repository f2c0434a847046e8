//! A behaviour that lasts until further notice, or for a number of turns.

use serde::{Deserialize, Serialize};

/// A behaviour and how often it still applies; afterwards it is the default one again.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Turns<B> {
    #[serde(flatten)]
    behaviour: B,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
}

impl<B: Clone + Default> Turns<B> {
    /// The behaviour of this turn.
    pub(crate) fn take(&mut self) -> B {
        match self.times {
            None => return self.behaviour.clone(),
            Some(0) => *self = Self::default(),
            Some(1) => return std::mem::take(self).behaviour,
            Some(times) => self.times = Some(times - 1),
        }
        self.behaviour.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::Turns;

    fn turns(times: Option<u64>) -> Turns<(u8,)> {
        Turns { behaviour: (7,), times }
    }

    #[test]
    fn a_behaviour_without_a_number_lasts() {
        let mut lasting = turns(None);
        assert_eq!([lasting.take(), lasting.take(), lasting.take()], [(7,), (7,), (7,)]);
    }

    #[test]
    fn a_behaviour_with_a_number_runs_out() {
        let mut twice = turns(Some(2));
        assert_eq!([twice.take(), twice.take(), twice.take()], [(7,), (7,), (0,)]);
        assert_eq!(turns(Some(0)).take(), (0,));
    }
}
