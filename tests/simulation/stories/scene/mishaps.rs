//! What can happen in a scene beside the steps of a story. There is too much of it for every sequence to be told, so it is fuzzed.

use super::{EMBEDS, Mint, Scene};
use crate::machine::{Answer, Error, Input};

/// What happens to a page.
#[derive(Clone, Copy, Debug)]
pub(in super::super) enum Mishap {
    /// Time passes, in milliseconds, and the timer fires whenever it is due.
    Time(u32),
    /// Time passes, in milliseconds, and the timer is late.
    Late(u32),
    /// The wall clock is set by so many milliseconds.
    ClockIsSet(i32),
    /// The random number that the page is given.
    Random(u32),
    Online,
    /// From now on the backends mint tokens like that.
    Mints(Mint),
    /// A call fails.
    Failed(u32, Error),
    /// A call brings something that is no token.
    Text(u32, &'static str),
    /// A call that was given up brings a token.
    Outdated(u32),
    /// A frame is taken out of the document, or put back into it.
    TakenOut(u32),
    Reinsert(u32),
    /// One more embed is mounted.
    Mounted(usize),
    SourceClosed(u32),
}

/// So many embeds are open at most.
const CROWD: usize = 5;

impl Scene {
    /// The sources whose calls are under way.
    pub(in super::super) fn called(&self) -> Vec<u32> {
        let called = self.backends.iter().filter(|(_, backend)| backend.calling.is_some());
        called.map(|(source, _)| *source).collect()
    }

    /// All sources.
    pub(in super::super) fn sources(&self) -> Vec<u32> {
        self.backends.keys().copied().collect()
    }

    /// The embeds whose frame is in the document, or is in none.
    pub(in super::super) fn embeds(&self, in_document: bool) -> Vec<u32> {
        let embeds = self.frames.iter().filter(|(_, frame)| frame.window.is_some() == in_document);
        embeds.map(|(embed, _)| *embed).collect()
    }

    /// Something happens. It has to be possible: of a call that is under way, and so on.
    pub(in super::super) fn suffer(&mut self, mishap: Mishap) {
        match mishap {
            Mishap::Time(milliseconds) => self.let_time_pass(milliseconds),
            Mishap::Late(milliseconds) => self.now += u64::from(milliseconds),
            Mishap::ClockIsSet(milliseconds) => self.ahead += i64::from(milliseconds),
            Mishap::Random(random) => self.random = random,
            Mishap::Online => self.handle(Input::Online),
            Mishap::Mints(mint) => self.mint = mint,
            Mishap::Failed(source, error) => self.answer(source, Answer::Failed(error)),
            Mishap::Text(source, text) => self.answer(source, Answer::Text(text)),
            Mishap::Outdated(source) => self.answer_too_late(source),
            Mishap::TakenOut(embed) => {
                let frame = self.frame(embed);
                (frame.window, frame.loading) = (None, false);
            }
            Mishap::Reinsert(embed) => self.reinsert(embed),
            Mishap::Mounted(kind) => self.mount(kind),
            Mishap::SourceClosed(source) => self.handle(Input::CloseSource(source)),
        }
    }

    fn let_time_pass(&mut self, milliseconds: u32) {
        let end = self.now + u64::from(milliseconds);
        while self.broken().is_none() && self.timer.is_some_and(|due| due <= end) {
            self.let_timer_fire();
        }
        self.now = self.now.max(end);
    }

    fn answer_too_late(&mut self, source: u32) {
        let token = self.mint(source);
        let attempt = self.backends[&source].calling.map_or(0, |calling| calling.wrapping_sub(1));
        self.handle(Input::Answered { source, attempt, answer: Answer::Token(token) });
    }

    /// What the frame showed loads anew.
    pub(super) fn reinsert(&mut self, embed: u32) {
        if self.frame(embed).has_view {
            self.put_elsewhere(embed);
        } else {
            let window = self.new_window();
            self.frame(embed).window = Some(window);
        }
    }

    fn mount(&mut self, kind: usize) {
        let kind = EMBEDS[kind % EMBEDS.len()];
        let source = self.backends.iter().find(|(_, backend)| backend.user.0 == kind.0);
        if let Some((source, _)) = source.filter(|_| self.frames.len() < CROWD) {
            self.serve(*source, kind);
        }
    }
}
