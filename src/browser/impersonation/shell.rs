//! The state of the page in the browser, and the way into the state machine.

use core::cell::RefCell;

use wasm_bindgen::JsValue;

use super::perform::{perform, run_host_code};
use crate::browser::js::{AbortController, window};
use crate::browser::listener::Listener;
use crate::browser::time::now;
use crate::browser::timer::Timer;
use crate::protocol::Table;
use crate::protocol::impersonation::{CallId, Input, SessionId, Sessions};

/// A call that waits for its answer: the functions that settle its promise, and the host's `confirm`.
pub(super) struct Waiting {
    pub(super) resolve: JsValue,
    pub(super) reject: JsValue,
    pub(super) confirm: JsValue,
}

/// Everything that lives as long as the page does.
pub(super) struct Shell {
    pub(super) sessions: Sessions,
    pub(super) waiting: Table<CallId, Waiting>,
    pub(super) held: Table<SessionId, JsValue>,
    /// The calls to the auth server that are under way, with what stops them.
    pub(super) requests: Vec<(u32, AbortController)>,
    pub(super) timer: Option<Timer>,
    listeners: Vec<Listener>,
}

thread_local! {
    static SHELL: RefCell<Shell> = const {
        RefCell::new(Shell {
            sessions: Sessions::new(),
            waiting: Table::new(),
            held: Table::new(),
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
    run_host_code(effects);
}

/// Has a call wait for its answer.
pub(super) fn wait(resolve: JsValue, reject: JsValue, confirm: JsValue) -> CallId {
    with(|shell| shell.waiting.add(|_| Waiting { resolve, reject, confirm }))
}

impl Shell {
    /// Listens while a session is live, and only then.
    fn listen(&mut self) {
        let live = self.sessions.is_any_live();
        if !live {
            self.listeners.clear();
        } else if self.listeners.is_empty() {
            let look = |name| Listener::new(window(), name, |_| handle(Input::Look));
            self.listeners.extend(LOOKS.map(look));
        }
    }
}
