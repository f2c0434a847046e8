//! Performs the effects of the state machine of impersonation sessions, and turns the browser's events into its inputs.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::oneshot::{Receiver, Sender, channel};
use futures_util::future::LocalBoxFuture;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::PageTransitionEvent;

use super::auth_server::post;
use super::clock::now;
use super::environment;
use super::fetches::{Calls, InFlight};
use super::link_mark;
use super::listener::Listener;
use super::shell::{Machine, dispatch};
use super::subscription::Listeners;
use crate::protocol::impersonation::{
    CallId, Claims, Effect, Event, HostEffect, Input, Reply, Request, Response, SessionId, Sessions,
};
use crate::protocol::{Effects, Error, IdMap, Now};

/// Asks the host whether it wants a session.
pub(super) type Confirm = Rc<dyn Fn(Rc<Claims>) -> LocalBoxFuture<'static, bool>>;

/// The state machine of the page's sessions, and what the browser holds for it.
pub(super) struct SessionsState {
    pub(super) sessions: Sessions,
    requests: Calls,
    callers: IdMap<CallId, Caller>,
    /// A page has few sessions in its life, so those that have ended stay.
    handles: IdMap<SessionId, Rc<SessionHandle>>,
    timer: Option<Timeout>,
    /// There while a session is live.
    listeners: Vec<Listener>,
    /// Who is notified of links that come to the page.
    pub(super) link_listeners: Rc<Listeners<()>>,
}

/// Who waits for the reply to a call.
struct Caller {
    reply: Sender<Reply>,
    confirm: Option<Confirm>,
}

/// What the host holds of a session.
pub(super) struct SessionHandle {
    pub(super) id: SessionId,
    pub(super) claims: Rc<Claims>,
    pub(super) listeners: Rc<Listeners<Event>>,
    /// When the session ends or ended, in milliseconds since the epoch by the local clock.
    pub(super) expires_at: Cell<u64>,
    /// Whether the refresh token was revoked, once the session was ended.
    pub(super) revoked: Cell<Option<bool>>,
}

thread_local! {
    static STATE: RefCell<SessionsState> = RefCell::new(SessionsState {
        sessions: Sessions::new(),
        requests: Calls::new(),
        callers: IdMap::new(),
        handles: IdMap::new(),
        timer: None,
        listeners: Vec::new(),
        link_listeners: Rc::default(),
    });
}

/// What may tell of something that another page has done.
const CHECKED_ON: [&str; 2] = ["storage", "visibilitychange"];

impl Machine for SessionsState {
    type Input = Input;
    type Effect = Effect;
    type HostEffect = HostEffect;

    fn with<T>(change: impl FnOnce(&mut Self) -> T) -> T {
        STATE.with_borrow_mut(change)
    }

    fn handle(&mut self, input: Self::Input, now: Now) -> Effects<Self::Effect, Self::HostEffect> {
        self.sessions.handle(input, now)
    }

    fn perform(effect: Self::Effect) -> Option<Self::Input> {
        match effect {
            Effect::Send { attempt, request } => return send(attempt, request),
            Effect::Begin { session, claims, expires_at } => begin(session, claims, expires_at),
            Effect::MarkLink(marked) => link_mark::set(marked),
            Effect::Settle { call, reply } => {
                if let Some(caller) = with(|state| state.callers.remove(call)) {
                    // An error says that nobody waits any more.
                    let _: Result<(), Reply> = caller.reply.send(reply);
                }
            }
            Effect::SetTimer(delay) => {
                let timer = delay.map(|delay| Timeout::new(delay, || handle(Input::Timer)));
                drop(with(|state| core::mem::replace(&mut state.timer, timer)));
            }
        }
        None
    }

    fn run_host_code(effect: Self::HostEffect) -> Option<Self::Input> {
        match effect {
            HostEffect::Abort { attempt } => drop(with(|state| state.requests.take(attempt))),
            HostEffect::Confirm { call, attempt, claims } => confirm(call, attempt, claims),
            HostEffect::LinkFound => spawn_local(async { notify_of_link() }),
            HostEffect::Emit { session, event } => emit(session, event),
        }
        None
    }
}

/// Reads or changes the state. Nothing of the host may be called inside.
pub(super) fn with<T>(change: impl FnOnce(&mut SessionsState) -> T) -> T {
    SessionsState::with(change)
}

/// Hands an input to the state machine, and has notified the host when it returns.
pub(super) fn handle(input: Input) {
    dispatch::<SessionsState>(input);
    listen_if_live();
}

/// Makes a call, and gives its reply once there is one.
pub(super) fn call(confirm: Option<Confirm>, input: impl FnOnce(CallId) -> Input) -> Receiver<Reply> {
    let (reply, receiver) = channel();
    let call = with(|state| state.callers.add(|_| Caller { reply, confirm }));
    handle(input(call));
    receiver
}

/// What the host holds of a session.
pub(super) fn session(session: SessionId) -> Option<Rc<SessionHandle>> {
    with(|state| state.handles.get(session).cloned())
}

/// When a session ends, in milliseconds since the epoch by the local clock. `None` if it has ended.
pub(super) fn expires_at(session: SessionId) -> Option<u64> {
    let now = now();
    with(|state| state.sessions.expires_at(session, now))
}

fn send(attempt: u32, request: Rc<Request>) -> Option<Input> {
    let on_answer = move |response| {
        if let Some(call) = with(|state| state.requests.take(attempt)) {
            call.complete();
        }
        handle(Input::Answered { attempt, response });
    };
    let Some(call) = InFlight::start(attempt, move |signal| post(request, signal), on_answer) else {
        return Some(Input::Answered { attempt, response: Response::Unreachable });
    };
    with(|state| state.requests.insert(call));
    None
}

fn begin(id: SessionId, claims: Rc<Claims>, expires_at: u64) {
    let handle = SessionHandle {
        id,
        claims,
        listeners: Rc::default(),
        expires_at: Cell::new(expires_at),
        revoked: Cell::default(),
    };
    with(|state| state.handles.insert(id, Rc::new(handle)));
}

/// Listens while a session is live. Where the browser throws, the next input tries again.
fn listen_if_live() {
    if with(|state| state.listeners.is_empty() && state.sessions.is_any_live())
        && let Ok(listeners) = listen()
    {
        with(|state| state.listeners = listeners);
    }
}

fn listen() -> Result<Vec<Listener>, Error> {
    let window = environment::window()?;
    let check = |name| Listener::new(&window, name, |_| handle(Input::CheckStorage));
    let restored = Listener::new(&window, "pageshow", |event| {
        if event.unchecked_ref::<PageTransitionEvent>().persisted() {
            handle(Input::Restored);
        }
    });
    Ok(CHECKED_ON.into_iter().map(check).chain([restored]).collect::<Result<_, _>>()?)
}

fn confirm(call: CallId, attempt: u32, claims: Rc<Claims>) {
    let confirm = with(|state| state.callers.get(call).and_then(|caller| caller.confirm.clone()));
    let answer = confirm.map(|confirm| confirm(claims));
    spawn_local(async move {
        let yes = match answer {
            Some(answer) => answer.await,
            None => false,
        };
        handle(Input::Confirmed { attempt, yes });
    });
}

/// In a microtask, so that nothing of the host runs inside of a navigation of its own. A link that a call has opened by then is
/// no news.
fn notify_of_link() {
    let listeners = with(|state| state.sessions.has_pending_link().then(|| state.link_listeners.clone()));
    if let Some(listeners) = listeners {
        listeners.dispatch(&());
    }
}

fn emit(id: SessionId, event: Event) {
    let Some(handle) = session(id) else { return };
    handle.listeners.dispatch(&event);
    if let Event::Ended { .. } = event {
        handle.listeners.clear();
        if with(|state| !state.sessions.is_any_live()) {
            drop(with(|state| core::mem::take(&mut state.listeners)));
        }
    }
}
