//! What the scripts wrote.

use super::statistics::Spread;
use serde::Deserialize;

/// One subject's figures.
#[derive(Debug, Deserialize)]
pub(super) struct Results {
    pub(super) subject: String,
    pub(super) machine: Machine,
    pub(super) rounds: u32,
    pub(super) series: Vec<Series>,
    pub(super) failed: Vec<Failed>,
}

/// Where it was measured.
#[derive(Debug, Deserialize)]
pub(super) struct Machine {
    pub(super) browser: String,
    pub(super) processor: String,
    pub(super) cores: u32,
    /// The load average when the subject began.
    pub(super) load: f64,
}

/// One figure of one candidate, round by round.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Series {
    pub(super) candidate: String,
    pub(super) figure: String,
    pub(super) condition: String,
    pub(super) unit: String,
    pub(super) values: Vec<f64>,
}

/// What could not be measured.
#[derive(Debug, Deserialize)]
pub(super) struct Failed {
    pub(super) name: String,
    pub(super) condition: String,
    pub(super) reason: String,
}

impl Results {
    /// The conditions, in the order in which they were measured.
    pub(super) fn conditions(&self) -> Vec<&str> {
        let mut conditions: Vec<&str> = Vec::new();
        for series in &self.series {
            if !conditions.contains(&series.condition.as_str()) {
                conditions.push(&series.condition);
            }
        }
        conditions
    }

    /// The candidates of a condition, in the order in which they were measured.
    pub(super) fn candidates(&self, condition: &str) -> Vec<&str> {
        let mut candidates: Vec<&str> = Vec::new();
        for series in self.series.iter().filter(|series| series.condition == condition) {
            if !candidates.contains(&series.candidate.as_str()) {
                candidates.push(&series.candidate);
            }
        }
        candidates
    }

    /// One series.
    pub(super) fn find(&self, condition: &str, candidate: &str, figure: &str) -> Option<&Series> {
        self.series.iter().find(|series| {
            series.condition == condition && series.candidate == candidate && series.figure == figure
        })
    }
}

impl Series {
    /// How the values lie.
    pub(super) fn spread(&self) -> Spread {
        Spread::of(&self.values)
    }

    /// How many times the other one this is, round by round: what disturbed a round disturbed both.
    pub(super) fn times(&self, other: &Self) -> Spread {
        let ratios: Vec<f64> =
            self.values.iter().zip(&other.values).map(|(own, other)| own / other).collect();
        Spread::of(&ratios)
    }
}

#[cfg(test)]
mod tests {
    use super::Series;

    fn series(values: &[f64]) -> Series {
        let [candidate, figure, condition, unit] = [(); 4].map(|()| String::new());
        Series { candidate, figure, condition, unit, values: values.to_vec() }
    }

    #[test]
    fn ratios_are_of_the_same_round() {
        let slow_at_the_end = series(&[1.0, 2.0, 100.0]).times(&series(&[2.0, 4.0, 200.0]));
        assert_eq!(slow_at_the_end.to_string(), "0.50 (0.50–0.50)");
    }
}
