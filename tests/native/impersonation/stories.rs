//! Every short story of a session, beside the random histories: all sequences of steps up to a length, each judged by the same rules.
//!
//! Where a story leads to a state that another one has led to, only one of them goes on. After each story there is a long silence, in
//! which everything has to come to its end.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hasher};
use std::thread;

use embed_host::protocol::impersonation::StorageKind;

use super::drawer::Health;
use super::watched::{Given, Happening, Opened, Watched};

/// How many steps a story has: as many as take some seconds.
const LENGTH: usize = 6;

/// What can come next in a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Link,
    SecondLink,
    /// `impersonate()` for the link that came, or for the stored session.
    Open,
    Good,
    /// An access token that has to be renewed soon, with another refresh token.
    Rotated,
    Refused,
    Lost,
    WantToken,
    /// Time passes until the timer fires.
    Timer,
    StorageBlocked,
    StorageWell,
    End,
    Reload,
}

type Story = Vec<Step>;

#[test]
fn the_rules_hold_in_every_short_story() {
    for storage in [StorageKind::Memory, StorageKind::Session] {
        let mut seen = HashSet::from([fingerprint(&Watched::new(storage))]);
        let mut open = vec![Story::new()];
        let mut stories = 0;
        for _ in 0..LENGTH {
            let mut longer = Vec::new();
            for story in &open {
                for step in steps(&told(storage, story)) {
                    stories += 1;
                    let next: Story = story.iter().copied().chain([step]).collect();
                    if seen.insert(fingerprint(&told(storage, &next))) {
                        longer.push(next);
                    }
                }
            }
            open = longer;
            for story in &open {
                let _named = Named(story);
                told(storage, story).all_is_quiet();
            }
        }
        println!("{storage:?}: {stories} stories of up to {LENGTH} steps, {} states", seen.len());
        assert!(stories > 20_000, "not all can be told in so few");
    }
}

fn steps(page: &Watched) -> Vec<Step> {
    let well = page.world.drawer.health.get() == Health::Well;
    let mut steps = vec![Step::Link, Step::SecondLink, Step::Open, Step::WantToken, Step::End, Step::Reload];
    steps.push(if well { Step::StorageBlocked } else { Step::StorageWell });
    if !page.world.calls.is_empty() {
        steps.extend([Step::Good, Step::Rotated, Step::Refused, Step::Lost]);
    }
    if page.world.time.is_armed() {
        steps.push(Step::Timer);
    }
    steps
}

fn told(storage: StorageKind, story: &[Step]) -> Watched {
    let _named = Named(story);
    let mut page = Watched::new(storage);
    for step in story {
        take(&mut page, *step);
    }
    page
}

fn take(page: &mut Watched, step: Step) {
    let call = page.world.calls.first().copied().unwrap_or_default();
    page.happen(match step {
        Step::Link => Happening::LinkComes(1),
        Step::SecondLink => Happening::LinkComes(2),
        Step::Open => Happening::Open { link: Opened::Page, other_app: false, needs_confirmation: false },
        Step::Good => return page.answer(call, Given::Good { life: 1_800, rotates: false }),
        Step::Rotated => return page.answer(call, Given::Good { life: 60, rotates: true }),
        Step::Refused => return page.answer(call, Given::Status(401)),
        Step::Lost => return page.answer(call, Given::Unreachable),
        Step::WantToken => Happening::WantToken,
        Step::Timer => return page.let_timer_fire(),
        Step::StorageBlocked => Happening::Health(Health::Blocked),
        Step::StorageWell => Happening::Health(Health::Well),
        Step::End => Happening::End,
        Step::Reload => return page.reload(),
    });
}

/// Two pages of the same fingerprint are the same in all that can follow.
fn fingerprint(page: &Watched) -> u64 {
    let mut hash = DefaultHasher::new();
    hash.write(format!("{page:?} {:?}", page.world.drawer.texts).as_bytes());
    hash.finish()
}

/// Names the story that broke a rule.
struct Named<'story>(&'story [Step]);

impl Drop for Named<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("{:?}", self.0);
        }
    }
}
