//! The steps of a story: what each does, and which of them can come next.

use super::{Frame, Scene, binding};
use crate::machine::{Answer, ErrorCode, Input, admit};
use crate::tokens::{TENANTS, User};

/// What can come next in a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Step {
    /// A guest asks.
    Request(u32),
    /// A backend brings a new token.
    Good(u32),
    /// A backend brings its last token again.
    Stale(u32),
    /// A backend refuses.
    Refused(u32),
    /// There is no answer of a backend.
    Lost(u32),
    /// Time passes until the timer fires.
    Timer,
    Hidden,
    Shown,
    /// A frame is put elsewhere in the document.
    Moved(u32),
    /// A frame has loaded its view.
    Loaded(u32),
    Reload(u32),
    /// The host gives an embed to the other user.
    Switch(u32),
    Close(u32),
}

impl Scene {
    /// What can come next.
    pub(in super::super) fn steps(&self) -> Vec<Step> {
        let mut steps = vec![if self.visible { Step::Hidden } else { Step::Shown }];
        steps.extend(self.timer.map(|_| Step::Timer));
        for (source, backend) in self.backends.iter().filter(|(_, backend)| backend.calling.is_some()) {
            steps.extend([Step::Good(*source), Step::Refused(*source), Step::Lost(*source)]);
            steps.extend(backend.last.map(|_| Step::Stale(*source)));
        }
        for (embed, frame) in &self.frames {
            steps.extend([Step::Reload(*embed), Step::Close(*embed)]);
            steps.extend(self.other_source(frame).map(|_| Step::Switch(*embed)));
            if frame.has_view && frame.window.is_some() {
                steps.extend([Step::Request(*embed), Step::Moved(*embed)]);
            }
            if frame.loading && frame.window.is_some() {
                steps.push(Step::Loaded(*embed));
            }
        }
        steps
    }

    /// Takes a step.
    pub(in super::super) fn take(&mut self, step: Step) {
        match step {
            Step::Request(embed) => self.request(embed),
            Step::Good(source) => self.bring_token(source),
            Step::Stale(source) => {
                if let Some(last) = self.backends[&source].last {
                    self.answer(source, Answer::Token(last));
                }
            }
            Step::Refused(source) => self.fail(source, ErrorCode::Refused),
            Step::Lost(source) => self.fail(source, ErrorCode::Network),
            Step::Timer => self.let_timer_fire(),
            Step::Hidden | Step::Shown => {
                self.visible = step == Step::Shown;
                self.handle(Input::Visible(self.visible));
            }
            Step::Moved(embed) => self.put_elsewhere(embed),
            Step::Loaded(embed) => {
                self.frame(embed).loading = false;
                self.handle(Input::Loaded(embed));
            }
            Step::Reload(embed) => self.handle(Input::Reload(embed)),
            Step::Switch(embed) => self.switch(embed),
            Step::Close(embed) => self.handle(Input::Close(embed)),
        }
    }

    fn request(&mut self, embed: u32) {
        let window = self.frame(embed).window;
        let admitted = admit(embed, window, window, TENANTS[0], TENANTS[0]);
        self.handle(Input::Request(admitted.expect("the frame's own window and origin")));
    }

    /// What the view showed loads anew in another window, with the address that it was navigated to.
    pub(super) fn put_elsewhere(&mut self, embed: u32) {
        let window = self.new_window();
        let frame = self.frame(embed);
        (frame.window, frame.loading) = (Some(window), false);
        self.handle(Input::Moved(embed));
    }

    fn other_source(&self, frame: &Frame) -> Option<(u32, User)> {
        let mut all = self.backends.iter().map(|(source, backend)| (*source, backend.user));
        all.find(|(source, _)| *source != frame.source)
    }

    fn switch(&mut self, embed: u32) {
        let other = self.frames.get(&embed).and_then(|frame| self.other_source(frame));
        let (source, user) = other.expect("two sources");
        self.frame(embed).source = source;
        self.rules.expect_user(embed, user);
        self.handle(Input::Switch(embed, binding(source, user)));
    }
}
