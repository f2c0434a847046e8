//! Every short story, beside the random days: all sequences of steps up to a length, each step judged by the same rules.
//!
//! Stories are told one step longer in each round. Where a story leads to a state that another one has led to, only one of them goes
//! on. From each state the world is also left in peace, to see that everybody is well again.

mod fuzzed;
mod scene;

use std::collections::HashSet;
use std::thread;

use crate::corpus::replay;
use crate::runs::number;
use scene::{Scene, Step};

/// How many steps a story usually has. They take a minute or two on two cores, and with one more step there are ten times as many.
const USUAL_LENGTH: usize = 6;

type Story = Vec<Step>;

/// What was told in a round.
#[derive(Debug, Default)]
struct Told {
    stories: usize,
    /// The fingerprints of the states that the stories led to, if they go on.
    states: Vec<(u64, Story)>,
}

#[test]
fn the_rules_hold_in_every_short_story() {
    let asked = number("EMBED_HOST_STEPS").map(|steps| steps as usize);
    let length = asked.unwrap_or(USUAL_LENGTH);
    let mut seen = HashSet::from([Scene::at_the_beginning().fingerprint()]);
    let mut open = vec![Story::new()];
    let mut stories = 0;
    for steps in 1..=length {
        let told = on_all_processors(&open, |part| tell(part, steps < length));
        stories += told.iter().map(|told| told.stories).sum::<usize>();
        let states = told.into_iter().flat_map(|told| told.states);
        open = states.filter_map(|(state, story)| seen.insert(state).then_some(story)).collect();
    }
    println!("{stories:>12} stories of up to {length} steps\n{:>12} states", seen.len());
    if asked.is_none() {
        assert!(stories > 5_000_000 && seen.len() > 300_000, "not all can be told in so few");
    }
}

#[test]
fn the_rules_hold_in_the_stories_that_fuzzing_has_found() {
    replay("page", fuzzed::check);
}

fn on_all_processors(open: &[Story], tell: impl Fn(&[Story]) -> Told + Sync) -> Vec<Told> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = open.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let tell = &tell;
        let parts: Vec<_> = open.chunks(share).map(|part| scope.spawn(move || tell(part))).collect();
        parts.into_iter().map(|part| part.join().expect("stories that break no rule")).collect()
    })
}

/// Goes on with each story by every step that can come next, and with what the world does when it is left in peace.
fn tell(open: &[Story], go_on: bool) -> Told {
    let mut told = Told::default();
    for story in open {
        let mut scene = replayed(story);
        for next in scene.steps() {
            let longer = || story.iter().copied().chain([next]).collect();
            let mut scene = scene.clone();
            scene.take(next);
            judge(&scene, longer);
            told.stories += 1;
            if go_on {
                told.states.push((scene.fingerprint(), longer()));
            }
        }
        scene.calm_down();
        judge(&scene, || story.clone());
    }
    told
}

fn judge(scene: &Scene, story: impl FnOnce() -> Story) {
    if let Some(rule) = scene.broken() {
        panic!("{:?}\nbreaks a rule: {rule}", story());
    }
}

/// The scene that a story leads to. Stories are kept and not their scenes, which take a hundred times the memory.
fn replayed(story: &[Step]) -> Scene {
    let mut scene = Scene::at_the_beginning();
    for step in story {
        scene.take(*step);
    }
    scene
}
