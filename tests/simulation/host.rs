//! The code of the page that embeds: what it does at any moment, and inside its listeners.

use crate::frames::{Address, OPAQUE};
use crate::guest::MANNERS;
use crate::machine::{ErrorCode, Event, Input, MountOptions, Recover, State, TokenBinding};
use crate::shell::{Mounted, is_news};
use crate::tally::Count;
use crate::tokens::User;
use crate::world::{OnPage, World};

/// What a host does next.
#[derive(Clone, Copy, Debug)]
enum HostAction {
    Mount,
    Attach,
    MountTwice,
    Close,
    CloseSource,
    Reload,
    Switch,
    SignIn,
    Move,
    TakeOut,
    Hide,
    Freeze,
    GuestNavigates,
    Leave,
}

/// On a quiet day.
const ACTIONS: [(u32, HostAction); 12] = [
    (6, HostAction::Mount),
    (3, HostAction::Attach),
    (1, HostAction::MountTwice),
    (5, HostAction::Close),
    (1, HostAction::CloseSource),
    (3, HostAction::Reload),
    (3, HostAction::Switch),
    (1, HostAction::SignIn),
    (2, HostAction::Move),
    (5, HostAction::Hide),
    (6, HostAction::GuestNavigates),
    (1, HostAction::Freeze),
];

/// What comes on top in a storm.
const WILD_ACTIONS: [(u32, HostAction); 3] =
    [(3, HostAction::TakeOut), (1, HostAction::Leave), (2, HostAction::Reload)];

/// So many embeds are open on one page at most.
const CROWD: usize = 5;

/// How deep listeners call back in.
const DEPTH: u32 = 3;

impl World {
    /// The host does something, and something else later.
    pub(crate) fn host_acts(&mut self, page: usize) {
        let delay = self.rng.length(1_000, if self.calm_since.is_some() { 3_600_000 } else { 600_000 });
        self.on_page_in(delay, page, OnPage::HostActs);
        if self.tabs[page].mounted.is_empty() {
            for _ in 0..self.rng.between(1, 3) {
                self.mount(page);
            }
            return;
        }
        let wild = self.calm_since.is_none() && self.rng.once_in(4);
        let action = if wild { self.rng.weighted(&WILD_ACTIONS) } else { self.rng.weighted(&ACTIONS) };
        self.trace.say(self.now, page, || format!("the host: {action:?}"));
        self.perform_action(page, action);
    }

    fn perform_action(&mut self, page: usize, action: HostAction) {
        match action {
            HostAction::Mount => drop(self.mount(page)),
            HostAction::Attach => drop(self.attach(page)),
            HostAction::MountTwice => self.mount_twice(page),
            HostAction::Hide => self.hide(page),
            HostAction::Freeze => self.freeze(page),
            HostAction::SignIn => self.sign_in(page),
            HostAction::CloseSource => self.close_source(page),
            HostAction::Leave => self.leave_page(page),
            _ => {
                if let Some(embed) = self.any_embed(page) {
                    self.perform_action_on(page, embed, action);
                }
            }
        }
    }

    fn perform_action_on(&mut self, page: usize, embed: u32, action: HostAction) {
        let frame = self.tabs[page].mounted[&embed].frame;
        match action {
            HostAction::Close => self.handle(page, Input::Close(embed)),
            HostAction::Reload => self.reload(page, embed),
            HostAction::Switch => self.switch(page, embed),
            HostAction::Move => {
                self.take_out(page, frame);
                self.reattach(page, frame);
            }
            HostAction::TakeOut => {
                self.take_out(page, frame);
                let delay = self.time_in_storm(1_000, 600_000);
                self.on_page_in(delay, page, OnPage::FrameComesBack { frame });
            }
            HostAction::GuestNavigates => {
                let origin = self.tabs[page].mounted[&embed].tenant;
                self.guest_navigates(page, frame, origin);
            }
            _ => {}
        }
    }

    pub(crate) fn any_embed(&mut self, page: usize) -> Option<u32> {
        let embeds: Vec<u32> = self.tabs[page].mounted.keys().copied().collect();
        self.rng.pick_any(&embeds)
    }

    /// A source for an embed, of that tenant if one is named: of the embed's own, or shared. Gives its backend too.
    fn source_for(&mut self, page: usize, tenant: Option<&str>) -> (TokenBinding, usize) {
        let tab = &self.tabs[page];
        let fits = |backend: usize| tenant.is_none_or(|tenant| self.backends[backend].tenant == tenant);
        let shared: Vec<(u32, usize)> =
            tab.shared.iter().map(|source| (*source, tab.sources[source].backend)).collect();
        let old: Vec<(u32, usize)> = shared.into_iter().filter(|(_, backend)| fits(*backend)).collect();
        let backends: Vec<usize> = [0, 1, 2, tab.session].into_iter().filter(|one| fits(*one)).collect();
        if let Some((source, backend)) = self.rng.pick_any(&old)
            && self.rng.once_in(2)
        {
            return (self.binding(page, source, backend, false), backend);
        }
        let (backend, owned) = (self.rng.pick(&backends), self.rng.once_in(2));
        let source = self.add_source(page, backend);
        if !owned {
            self.tabs[page].shared.push(source);
        }
        (self.binding(page, source, backend, owned), backend)
    }

    fn add_source(&mut self, page: usize, backend: usize) -> u32 {
        let timeout = self.rng.weighted(&[(6, 10_000), (1, 5_000), (1, 20_000), (1, 30_000)]);
        // Whoever is signed in may change, so a source of the session names nobody.
        let named = backend != self.tabs[page].session && self.rng.once_in(2);
        let user = named.then(|| self.backends[backend].user.name());
        let source = self.tabs[page].machine.add_source(timeout, user).expect("a timeout above zero");
        self.tabs[page].rules.add_source(source, timeout, user);
        self.register_source(page, source, backend, timeout);
        source
    }

    /// A binding that was checked. Another user than the source's is not let in.
    fn binding(&mut self, page: usize, source: u32, backend: usize, owns_source: bool) -> TokenBinding {
        let user = self.backends[backend].user.name();
        let stranger = User::ALL.map(User::name).into_iter().find(|name| *name != user);
        let own = self.tabs[page].rules.user_of(source);
        let named = if self.rng.once_in(2) { Some(user) } else { own };
        let tab = &mut self.tabs[page];
        let binding = |user| TokenBinding { source, owns_source, user };
        let refused =
            tab.machine.check(binding(stranger)).is_err_and(|error| error.code == ErrorCode::InvalidOptions);
        let checked = tab.machine.check(binding(named)).is_ok_and(|user| user.as_deref() == named.or(own));
        let say = || format!("s{source} is of {user}");
        tab.rules.demand(refused == own.is_some() && checked, "a source serves nobody but its user", say);
        binding(named.or(own))
    }

    pub(crate) fn mount(&mut self, page: usize) -> Option<u32> {
        if self.tabs[page].mounted.len() >= CROWD {
            return None;
        }
        let manner = self.rng.weighted(&MANNERS);
        let frame = self.add_frame(page, manner);
        Some(self.serve(page, frame, true))
    }

    /// Serves an iframe that the page already has, and that shows a document of the guest.
    fn attach(&mut self, page: usize) -> Option<u32> {
        if self.tabs[page].mounted.len() >= CROWD {
            return None;
        }
        let manner = self.rng.weighted(&MANNERS);
        let frame = self.add_frame(page, manner);
        Some(self.serve(page, frame, false))
    }

    fn serve(&mut self, page: usize, frame: u32, built: bool) -> u32 {
        let (binding, backend) = self.source_for(page, None);
        let tenant = self.backends[backend].tenant;
        let options = MountOptions {
            binding,
            tenant,
            built,
            mint_ahead: self.rng.weighted(&[(5, Some(60)), (1, Some(0)), (1, Some(300)), (1, None)]),
            recover: self.rng.weighted(&[(3, Recover::Reload), (1, Recover::Manual)]),
        };
        let user = self.backends[backend].user;
        let tab = &mut self.tabs[page];
        let embed = tab.machine.add_embed(options).expect("the binding was checked");
        tab.rules.add_embed(embed, options, user, tab.machine.state(embed));
        let mounted = Mounted {
            frame,
            tenant,
            binding,
            built,
            navigable: built || !self.rng.once_in(5),
            loaded_window: None,
            replaced: Vec::new(),
            loading: false,
        };
        tab.mounted.insert(embed, mounted);
        self.tally.add(if built { Count::Mounted } else { Count::Attached });
        if self.tabs[page].mounted.len() == 1 {
            self.report_visibility(page);
        }
        if !built {
            self.navigate(page, frame, Address { origin: tenant, token: None });
            if let Some(row) = self.tabs[page].frames.get_mut(&frame) {
                row.src = Some(Address { origin: tenant, token: None });
            }
        }
        self.handle_quietly(page, Input::Open(embed));
        embed
    }

    /// As React does in its strict mode: mount, close, mount in one tick.
    fn mount_twice(&mut self, page: usize) {
        if let Some(embed) = self.mount(page) {
            self.handle(page, Input::Close(embed));
            self.mount(page);
        }
    }

    pub(crate) fn reload(&mut self, page: usize, embed: u32) {
        if self.tabs[page].mounted.get(&embed).is_some_and(|mounted| mounted.navigable) {
            self.tally.add(Count::Reloads);
            self.handle(page, Input::Reload(embed));
        }
    }

    /// Gives an embed to another user of the same tenant, or to the same one by another source.
    pub(crate) fn switch(&mut self, page: usize, embed: u32) {
        let Some(mounted) = self.tabs[page].mounted.get(&embed) else { return };
        let (binding, backend) = self.source_for(page, Some(mounted.tenant));
        self.switch_to(page, embed, binding, self.backends[backend].user);
    }

    /// One whose own iframe cannot be navigated to a view is not switched, so the host gives it up.
    fn switch_to(&mut self, page: usize, embed: u32, binding: TokenBinding, user: User) {
        let Some(mounted) = self.tabs[page].mounted.get_mut(&embed) else { return };
        if !mounted.navigable {
            return self.handle(page, Input::Close(embed));
        }
        mounted.binding = binding;
        self.tally.add(Count::Switches);
        self.tabs[page].rules.expect_user(embed, user);
        self.handle(page, Input::Switch(embed, binding));
    }

    /// Somebody else signs in on this page, and all embeds that go by that are switched in the same tick.
    fn sign_in(&mut self, page: usize) {
        let session = self.tabs[page].session;
        let user = self.rng.pick(&User::ALL);
        self.backends[session].sign_in(user);
        self.tally.add(Count::SignIns);
        let tab = &self.tabs[page];
        let of_session = |binding: &TokenBinding| {
            tab.sources.get(&binding.source).is_some_and(|row| row.backend == session)
        };
        let affected: Vec<(u32, TokenBinding)> = tab
            .mounted
            .iter()
            .filter(|(_, mounted)| of_session(&mounted.binding))
            .map(|(embed, mounted)| (*embed, mounted.binding))
            .collect();
        for (embed, binding) in affected {
            let tab = &self.tabs[page];
            if tab.mounted.contains_key(&embed) && tab.sources.contains_key(&binding.source) {
                let owned = binding.owns_source;
                let source = if owned { self.add_source(page, session) } else { binding.source };
                let binding = self.binding(page, source, session, owned);
                self.switch_to(page, embed, binding, user);
            }
        }
    }

    fn close_source(&mut self, page: usize) {
        let shared = self.tabs[page].shared.clone();
        if let Some(source) = self.rng.pick_any(&shared) {
            self.tabs[page].shared.retain(|other| *other != source);
            self.handle(page, Input::CloseSource(source));
        }
    }

    /// The page is left for another one.
    fn leave_page(&mut self, page: usize) {
        self.tabs[page].gone = true;
        self.tally.add(Count::PagesLeft);
        self.open_tab();
    }

    /// The host is notified of an event, and may call straight back in.
    pub(crate) fn notify_host(&mut self, page: usize, embed: u32, event: Event) {
        if let Event::TokenError { last: true, .. } = event {
            let delay = self.rng.length(1_000, 300_000);
            self.on_page_in(delay, page, OnPage::HostFixesRefusal { embed });
        }
        if !is_news(&event) || self.tabs[page].depth >= DEPTH || !self.rng.once_in(60) {
            return;
        }
        self.tabs[page].depth += 1;
        self.tally.add(Count::CalledFromListener);
        match self.rng.between(0, 5) {
            0 => self.handle(page, Input::Close(embed)),
            1 => self.reload(page, embed),
            2 => self.switch(page, embed),
            3 => drop(self.mount(page)),
            4 => self.close_source(page),
            _ => {
                if let Some(other) = self.any_embed(page) {
                    self.handle(page, Input::Close(other));
                }
            }
        }
        self.tabs[page].depth -= 1;
    }

    /// The user signs in again after a refusal.
    pub(crate) fn host_fixes_refusal(&mut self, page: usize, embed: u32) {
        if self.tabs[page].machine.state(embed) != State::Refused {
            return;
        }
        match self.rng.between(0, 3) {
            0 => self.handle(page, Input::Close(embed)),
            1 => self.switch(page, embed),
            _ => self.reload(page, embed),
        }
        if self.tabs[page].machine.state(embed) == State::Refused {
            self.handle(page, Input::Close(embed));
        }
    }

    /// Another page is in front of a guest's own: an error page, or somebody else's.
    pub(crate) fn strange_origin(&mut self) -> &'static str {
        self.rng.pick(&[OPAQUE, "https://evil.example", "https://acme.askwisdom.ai.evil.example"])
    }
}
