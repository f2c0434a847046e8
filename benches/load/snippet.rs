//! The vendor's plain snippet: a token at the start, and one for each request of the guest. Nothing is retried or kept.

use embed_host::protocol::Now;

use crate::host::{Answer, Deed, Host, Incident};
use crate::visit::LIFETIME;

/// A page that has no more than the snippet.
#[derive(Debug, Default)]
pub(crate) struct Snippet {
    attempts: u32,
    loaded: bool,
}

impl Snippet {
    fn call(&mut self) -> Vec<Deed> {
        self.attempts += 1;
        vec![Deed::Call { attempt: self.attempts }]
    }
}

impl Host for Snippet {
    fn take(&mut self, incident: Incident, _now: Now) -> Vec<Deed> {
        let left = u64::from(LIFETIME) * 1_000;
        match incident {
            Incident::Opens | Incident::GuestAsks => self.call(),
            Incident::Answer { answer: Answer::Token(_), .. } if self.loaded => vec![Deed::Post { left }],
            Incident::Answer { answer: Answer::Token(_), .. } => {
                self.loaded = true;
                vec![Deed::Load { left }]
            }
            Incident::Answer { .. } | Incident::TimerFires | Incident::Loads => Vec::new(),
        }
    }
}
