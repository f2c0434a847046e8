//! What must hold after every step, whatever came before: a second opinion on the state machine.
//!
//! It looks from outside. What it knows it has from the inputs and the effects, and it fails the run as soon as an effect
//! is not allowed at that moment, or one that is due does not come.

mod alive;
mod cooldown;
mod credit;
mod delivered;
mod elapsed;
mod ends;
mod events;
mod intake;
mod judge;
mod source;
mod view;

#[cfg(test)]
mod fallible;

use std::collections::BTreeMap;

use crate::causes::in_order_of_causes;
use crate::machine::{Act, Acts, Input, MountOptions, Reading, State, TokenBinding, Windows};
use crate::tokens::{Ledger, TokenId, User};
use delivered::Delivered;
use elapsed::Elapsed;
use source::Source;
use view::View;

/// The rules, and what they have seen of one page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    clock: Elapsed,
    /// The page's own time, in milliseconds.
    now: u64,
    /// The world's time, in milliseconds.
    real: u64,
    visible_since: Option<u64>,
    /// When the timer is due, by the page's own time.
    timer: Option<u64>,
    /// How often the timer fired while no time passed.
    spins: u32,
    sources: BTreeMap<u32, Source>,
    views: BTreeMap<u32, View>,
    /// What is seen of the step that is being judged.
    step: Step,
    broken: Option<String>,
}

/// What is seen of one step so far.
#[derive(Clone, Debug, Default)]
struct Step {
    delivered: Delivered,
    /// The window that each embed's frame has, if it has one.
    windows: Vec<(u32, u32)>,
    /// Whether the input has taken effect.
    taken_in: bool,
    /// The embed whose answer was posted just now, and has to be reported next.
    posted: Option<u32>,
    /// The frames that are navigated in it.
    loading: Vec<u32>,
    /// Whether a request of a guest was heard.
    heard: bool,
    /// Who was notified that two users share a tenant.
    conflicts: Vec<u32>,
    /// The embed that was taken away.
    removed: Option<u32>,
}

impl Rules {
    /// The rule that was broken first, if one was.
    pub(crate) fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    /// Fails the run unless a rule holds.
    pub(crate) fn demand(&mut self, holds: bool, rule: &str, what: impl FnOnce() -> String) {
        if !holds && self.broken.is_none() {
            self.broken = Some(format!("{rule}: {}", what()));
        }
    }

    pub(crate) fn add_source(&mut self, source: u32, timeout: u32, user: Option<&'static str>) {
        self.sources.insert(source, Source::new(timeout, user));
    }

    /// An embed that gets tokens of this user was added.
    pub(crate) fn add_embed(&mut self, embed: u32, options: MountOptions, user: User, state: State) {
        let declared = options.binding.user.or_else(|| self.user_of(options.binding.source));
        self.views.insert(embed, View::new(options, user, declared, state, self.real));
    }

    /// The user that a source is for.
    pub(crate) fn user_of(&self, source: u32) -> Option<&'static str> {
        self.sources.get(&source)?.user
    }

    /// Whose tokens an embed gets from its next switch on.
    pub(crate) fn expect_user(&mut self, embed: u32, user: User) {
        if let Some(view) = self.views.get_mut(&embed) {
            view.next_user = user;
        }
    }

    /// Judges the snapshot of an embed: how often its guest asked and was answered, and nothing secret.
    pub(crate) fn compare(&mut self, embed: u32, (requests, sent, text): &(u32, u32, String)) {
        let Some(view) = self.views.get(&embed) else { return };
        let same = (view.requests, view.posts) == (*requests, *sent);
        self.demand(same, "a snapshot says what happened", || format!("e{embed}: {text}"));
        let secret = !text.contains(".T0");
        self.demand(secret, "a snapshot holds no token", || format!("e{embed}"));
    }

    /// Takes note of an input that is about to be fed. Gives how many requests are dropped with it, since their windows are
    /// gone: an answer is for nobody else but the window that asked.
    pub(crate) fn before(
        &mut self,
        input: &Input,
        reading: Reading,
        real: u64,
        windows: &impl Windows,
    ) -> u64 {
        let now = self.clock.advance(reading.wall, reading.monotonic);
        let is_timer = matches!(input, Input::Timer);
        self.spins = if is_timer && now == self.now { self.spins + 1 } else { 0 };
        (self.now, self.real) = (now, real);
        if is_timer {
            self.timer = None;
        }
        let current = |embed: &u32| Some((*embed, windows.current(*embed)?));
        let windows: Vec<_> = self.views.keys().filter_map(current).collect();
        // A message says nothing of any other frame.
        if !matches!(input, Input::Request(_)) {
            for (embed, view) in &mut self.views {
                let detached = !windows.iter().any(|(of, _)| of == embed);
                if view.detached && !detached {
                    // What helped before was no help for it.
                    view.disturbed = self.real;
                }
                view.detached = detached;
            }
        }
        self.step = Step { delivered: Delivered::of(input), windows, ..Step::default() };
        let spins = self.spins;
        self.demand(spins < 100, "no timer without an end", || "it fires again and again".into());
        if matches!(input, Input::Answered { .. }) { self.drop_stale_requests() } else { 0 }
    }

    fn drop_stale_requests(&mut self) -> u64 {
        let mut dropped = 0;
        for (embed, view) in &mut self.views {
            let current = &self.step.windows;
            let stale = view.asked.take_if(|asked| !current.contains(&(*embed, asked.window)));
            dropped += u64::from(stale.is_some());
        }
        dropped
    }

    /// Judges what came of it.
    ///
    /// A step checks the time first, then does what the input says, and checks the time again. So the input counts from the
    /// acts on that the first check cannot have led to.
    pub(crate) fn after(&mut self, acts: &Acts, ledger: &Ledger) {
        self.judge_lists(acts);
        let loading = |act: &Act| if let Act::Load(embed, _) = *act { Some(embed) } else { None };
        self.step.loading = acts.now.iter().filter_map(loading).collect();
        let (due, caused) = acts.now.split_at(self.point(&acts.now, acts));
        let (due_host, caused_host) = acts.host.split_at(self.point(&acts.host, acts));
        for act in in_order_of_causes(due, due_host, judge::follows) {
            self.judge(act, ledger);
        }
        self.take_in(acts, ledger);
        for act in in_order_of_causes(caused, caused_host, judge::follows) {
            self.judge(act, ledger);
        }
        self.judge_the_end(ledger);
    }

    /// How long a token lives by what a host can know, in milliseconds.
    fn lifetime(ledger: &Ledger, token: TokenId) -> u64 {
        u64::from(ledger.get(token).lifetime) * 1_000
    }

    fn switch_to(&mut self, embed: u32, binding: TokenBinding) {
        let declared = binding.user.or_else(|| self.user_of(binding.source));
        if let Some(view) = self.views.get_mut(&embed) {
            view.switch(binding.source, declared, self.now, self.real);
        }
    }
}
