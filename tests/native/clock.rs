//! Elapsed time out of two clocks that both may lie.

use embed_host::protocol::{Clock, Instant, Now, whole_milliseconds};
use proptest::prelude::*;

const NOON: u64 = 1_900_000_000_000;

/// Case, the readings of the wall clock and of the monotonic clock, and the elapsed time after each.
type Row = (&'static str, &'static [(u64, u64)], &'static [u64]);

fn reading(wall: u64, monotonic: u64) -> Now {
    Now { wall, monotonic, random: 0 }
}

/// The elapsed milliseconds after each reading.
fn elapsed(readings: impl IntoIterator<Item = (u64, u64)>) -> Vec<u64> {
    let mut clock = Clock::default();
    readings
        .into_iter()
        .map(|(wall, monotonic)| clock.advance(reading(wall, monotonic)).since(Instant::default()))
        .collect()
}

#[test]
fn elapsed_time_is_that_of_the_clock_that_moved_more() {
    let rows: [Row; 9] = [
        ("the first reading is the beginning", &[(NOON, 500)], &[0]),
        ("both clocks agree", &[(NOON, 0), (NOON + 40, 40), (NOON + 100, 100)], &[0, 40, 100]),
        ("nothing moved", &[(NOON, 7), (NOON, 7)], &[0, 0]),
        ("sleep: the monotonic clock stood still", &[(NOON, 10), (NOON + 3_600_000, 10)], &[0, 3_600_000]),
        ("the wall clock was set back", &[(NOON, 10), (NOON - 86_400_000, 60)], &[0, 50]),
        ("and goes on from there", &[(NOON, 0), (NOON - 5_000, 50), (NOON - 4_900, 150)], &[0, 50, 150]),
        ("the wall clock was set forward", &[(NOON, 0), (NOON + 9_000, 50)], &[0, 9_000]),
        ("the monotonic clock started anew", &[(NOON, 5_000), (NOON + 30, 0)], &[0, 30]),
        ("both went back", &[(NOON, 5_000), (NOON - 1, 0)], &[0, 0]),
    ];
    for (case, readings, expected) in rows {
        assert_eq!(elapsed(readings.iter().copied()), expected, "{case}");
    }
}

#[test]
fn an_instant_is_ordered_and_saturates() {
    let start = Instant::default();
    let later = start.after(10);
    assert!(later > start);
    assert_eq!(later.since(start), 10);
    assert_eq!(start.since(later), 0, "an earlier point is not negative");
    assert_eq!(later.after(u64::MAX).since(start), u64::MAX);
}

#[test]
fn a_deadline_is_a_whole_number_of_milliseconds_above_zero() {
    let rows = [
        (f64::NAN, None),
        (0.0, None),
        (-0.0, None),
        (-1.0, None),
        (f64::NEG_INFINITY, None),
        (f64::MIN_POSITIVE, Some(1)),
        (0.4, Some(1)),
        (1.0, Some(1)),
        (1.9, Some(1)),
        (10_000.0, Some(10_000)),
        (1e12, Some(u32::MAX)),
        (f64::INFINITY, Some(u32::MAX)),
    ];
    for (written, expected) in rows {
        assert_eq!(whole_milliseconds(written), expected, "{written}");
    }
}

proptest! {
    #[test]
    fn elapsed_time_never_goes_back(readings in prop::collection::vec(any::<(u64, u64)>(), 1..20)) {
        let elapsed = elapsed(readings);
        prop_assert!(elapsed.is_sorted());
    }

    #[test]
    fn no_step_is_shorter_than_either_clock_says(steps in prop::collection::vec((0_u64..1_000_000, 0_u64..1_000_000), 1..20)) {
        let mut at = (NOON, 0);
        let readings: Vec<_> = core::iter::once(at)
            .chain(steps.iter().map(|(wall, monotonic)| {
                at = (at.0 + wall, at.1 + monotonic);
                at
            }))
            .collect();
        let expected = steps.iter().map(|(wall, monotonic)| wall.max(monotonic)).sum::<u64>();
        prop_assert_eq!(elapsed(readings).last().copied(), Some(expected));
    }
}
