//! One simulated world after another, each from its own seed.
//!
//! A run that breaks a rule names its seed and what led there; that seed alone repeats it:
//! `cargo xtask simulate --seed SEED --days 1`.

use std::env;
use std::fmt::Write;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use crate::tally::Tally;
use crate::trace::Trace;
use crate::world::World;

/// The page-days of a test run, which takes about half a minute on two cores.
const USUAL_DAYS: u64 = 400;

/// How many lines of what happened are usually printed of a run that broke a rule.
const USUAL_LINES: u64 = 200;

/// What several worlds came to.
#[derive(Debug, Default)]
struct Outcome {
    tally: Tally,
    /// The first seed whose world broke a rule.
    broken: Option<u64>,
}

#[test]
fn the_rules_hold_on_days_on_which_everything_goes_wrong() {
    let (first, days) = (number("EMBED_HOST_SEED").unwrap_or(1), number("EMBED_HOST_DAYS"));
    let outcome = simulate(first, days.unwrap_or(USUAL_DAYS));
    for (count, name) in outcome.tally.lines() {
        println!("{count:>12} {name}");
    }
    if let Some(seed) = outcome.broken {
        panic!("{}", replay(seed));
    }
    if days.is_none() {
        assert_eq!(outcome.tally.missing(), [""; 0], "what never happened was not tested");
    }
}

/// Lets worlds happen, from one seed on, until so many page-days have passed or a rule is broken.
fn simulate(first: u64, days: u64) -> Outcome {
    let (seed, passed) = (AtomicU64::new(first), AtomicU64::new(0));
    let work = || {
        let mut mine = Outcome::default();
        while passed.load(Ordering::Relaxed) < days {
            let seed = seed.fetch_add(1, Ordering::Relaxed);
            let mut world = World::new(seed, Trace::default());
            passed.fetch_add(world.page_days(), Ordering::Relaxed);
            if run(&mut world).is_err() {
                mine.broken.get_or_insert(seed);
                passed.store(days, Ordering::Relaxed);
            }
            mine.tally.add_all(&world.tally);
        }
        mine
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let outcomes = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().map(|one| one.join().expect("a simulation that ends")).collect::<Vec<_>>()
    });
    let mut all = Outcome::default();
    for one in outcomes {
        all.tally.add_all(&one.tally);
        all.broken = all.broken.into_iter().chain(one.broken).min();
    }
    all
}

/// Lets a world happen. A machine that panics breaks a rule, too.
fn run(world: &mut World) -> Result<(), String> {
    let ended = panic::catch_unwind(AssertUnwindSafe(|| world.run()));
    ended.unwrap_or_else(|_| Err("nothing panics: see above where it did".into()))
}

/// Repeats a world that broke a rule, and says what led there.
fn replay(seed: u64) -> String {
    let lines = number("EMBED_HOST_LINES").unwrap_or(USUAL_LINES);
    let mut world = World::new(seed, Trace::of(lines as usize));
    let broken = run(&mut world).expect_err("the same seed breaks the same rule");
    let mut report = format!("seed {seed} breaks a rule\n");
    for line in world.trace.lines() {
        writeln!(report, "{line}").expect("text takes text");
    }
    report + &broken
}

/// A setting of the run, from the environment.
pub(crate) fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok()?.parse().ok()
}

#[test]
fn the_same_seed_lets_the_same_happen() {
    let traced = |seed| {
        let mut world = World::new(seed, Trace::of(usize::MAX));
        world.run().expect("a world that breaks no rule");
        world.trace.lines().map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    let (one, same, other) = (traced(1), traced(1), traced(2));
    assert!(one.len() > 1_000 && one == same && one != other);
    assert!(!one.iter().any(|line| line.contains("eyJ")), "a token is in the trace");
}
