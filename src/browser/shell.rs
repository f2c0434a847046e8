//! The state of the page in the browser, and the way into the state machine.

use core::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::inbox::Inbox;
use super::mounted::Mounted;
use super::perform::{perform, run_host_code};
use super::settled::settled;
use super::supply::{Supplier, Supply};
use super::surroundings;
use super::time::now;
use super::timer::Timer;
use crate::protocol::{
    InvalidOption, Effect, EmbedId, EmbedSpec, Error, ErrorCode, Input, Page, Snapshot, SourceId, SourceSpec,
    IdMap,
};

/// Everything that lives as long as the page does.
pub(super) struct Shell {
    pub(super) page: Page,
    pub(super) embeds: IdMap<EmbedId, Rc<Mounted>>,
    pub(super) suppliers: IdMap<SourceId, Supplier>,
    pub(super) timer: Option<Timer>,
    pub(super) inbox: Option<Inbox>,
}

thread_local! {
    static SHELL: RefCell<Shell> = const {
        RefCell::new(Shell {
            page: Page::new(),
            embeds: IdMap::new(),
            suppliers: IdMap::new(),
            timer: None,
            inbox: None,
        })
    };
}

/// Looks at the state, or changes it. No code of the host may run inside.
pub(super) fn with<T>(look: impl FnOnce(&mut Shell) -> T) -> T {
    SHELL.with_borrow_mut(look)
}

/// Takes an input, performs its effects, and tells the host before it returns.
pub(super) fn handle(input: Input) {
    run_host_code(step(input));
}

/// Takes an input and performs its effects. The host hears of them in a microtask.
pub(super) fn handle_quietly(input: Input) {
    let effects = step(input);
    settled(&JsValue::UNDEFINED, move |_| run_host_code(effects));
}

fn step(input: Input) -> Vec<Effect> {
    let effects = with(|shell| shell.page.handle(input, now()));
    for effect in &effects {
        perform(effect);
    }
    effects
}

/// What there is to know of an embed just now.
pub(super) fn snapshot(embed: EmbedId) -> Snapshot {
    with(|shell| {
        shell.page.read_clock(now());
        shell.page.snapshot(embed)
    })
}

/// What the browser holds for an embed that is open.
pub(super) fn mounted(embed: EmbedId) -> Option<Rc<Mounted>> {
    with(|shell| shell.embeds.get(embed).cloned())
}

/// An embed that is open, and whose frame can be pointed at its view.
pub(super) fn navigable(embed: EmbedId) -> Result<Rc<Mounted>, Error> {
    let mounted = mounted(embed).ok_or(Error::new(ErrorCode::Aborted))?;
    mounted.path().ok_or(Error::invalid(InvalidOption::ForeignSrc))?;
    Ok(mounted)
}

/// Says which windows that asked are not shown any more: their frames were taken out or moved meanwhile.
pub(super) fn report_departures() {
    let next =
        || with(|shell| Some(shell.embeds.iter().find(|(_, mounted)| mounted.forget_departed_asker())?.0));
    while let Some(embed) = next() {
        handle(Input::Departed(embed));
    }
}

/// Adds a token source, and what calls it.
pub(super) fn add_source(spec: SourceSpec, supply: Supply) -> SourceId {
    with(|shell| {
        let source = shell.page.add_source(spec);
        shell.suppliers.follow(source, Supplier { supply, calls: Vec::new() });
        source
    })
}

/// Adds an embed, and what the browser holds for it. The first one begins to listen.
pub(super) fn add_embed(spec: EmbedSpec, mounted: Rc<Mounted>) -> Result<EmbedId, Error> {
    let (embed, is_first) = with(|shell| {
        let embed = shell.page.add_embed(spec)?;
        let is_first = shell.inbox.is_none();
        let inbox = shell.inbox.get_or_insert_with(Inbox::open);
        if let Some(window) = mounted.window() {
            inbox.learn(&window, embed);
        }
        shell.embeds.follow(embed, mounted);
        Ok((embed, is_first))
    })?;
    // Nothing was heard before. Later, saying once more that the page is shown would wake sources that rest.
    if is_first {
        surroundings::report();
    }
    Ok(embed)
}

/// Takes what the browser holds for an embed. The last one stops listening.
pub(super) fn remove_embed(embed: EmbedId) -> Option<Rc<Mounted>> {
    with(|shell| {
        let mounted = shell.embeds.remove(embed).map(|mounted| *mounted);
        if shell.embeds.is_empty() {
            shell.inbox = None;
        }
        mounted
    })
}
