//! A behaviour that applies to every request, or to a limited number of them.

use serde::{Deserialize, Serialize};

/// A behaviour and how often it still applies, if that is limited. After the last time it is the default one again.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Limited<B> {
    #[serde(flatten)]
    behaviour: B,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
}

impl<B: Clone + Default> Limited<B> {
    /// The behaviour for the next request.
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
    use super::Limited;

    fn limited(times: Option<u64>) -> Limited<(u8,)> {
        Limited { behaviour: (7,), times }
    }

    #[test]
    fn a_behaviour_without_a_limit_lasts() {
        let mut lasting = limited(None);
        assert_eq!([lasting.take(), lasting.take(), lasting.take()], [(7,), (7,), (7,)]);
    }

    #[test]
    fn a_behaviour_with_a_limit_ends() {
        let mut twice = limited(Some(2));
        assert_eq!([twice.take(), twice.take(), twice.take()], [(7,), (7,), (0,)]);
        assert_eq!(limited(Some(0)).take(), (0,));
    }
}
