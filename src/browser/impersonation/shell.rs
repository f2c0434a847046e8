//! The state of the page in the browser, and the way into the state machine.

use core::cell::RefCell;

use super::perform::{perform, run_host_code};
use crate::browser::js::{AbortController, window};
use crate::browser::listener::Listener;
use crate::browser::time::now;
use crate::browser::timer::Timer;
use crate::protocol::impersonation::{Input, Sessions};

/// Everything that lives as long as the page does.
pub(super) struct Shell {
    pub(super) sessions: Sessions,
    /// The calls to the auth server that are under way, with what stops them.
    pub(super) requests: Vec<(u32, AbortController)>,
    pub(super) timer: Option<Timer>,
    listeners: Vec<Listener>,
}

thread_local! {
    static SHELL: RefCell<Shell> = const {
        RefCell::new(Shell {
            sessions: Sessions::new(),
            requests: Vec::new(),
            timer: None,
            listeners: Vec::new(),
        })
    };
}

/// What another page may have done meanwhile is looked at on these.
const LOOKS: [&str; 3] = ["pageshow", "storage", "visibilitychange"];

/// Looks at the state, or changes it. No code of the host may run inside.
pub(super) fn with<T>(look: impl FnOnce(&mut Shell) -> T) -> T {
    SHELL.with(|shell| look(&mut shell.borrow_mut()))
}

/// Takes an input, performs its effects, and tells the host before it returns.
pub(super) fn handle(input: Input) {
    let effects = with(|shell| {
        let effects = shell.sessions.handle(input, now());
        shell.listen();
        effects
    });
    for effect in &effects {
        perform(effect);
    }
    run_host_code(&effects);
}

impl Shell {
    /// Listens while a session is live, and only then.
    fn listen(&mut self) {
        if !self.sessions.is_any_live() {
            self.listeners.clear();
        } else if self.listeners.is_empty() {
            for name in LOOKS {
                self.listeners.push(Listener::new(window(), name, |_| handle(Input::Look)));
            }
        }
    }
}
