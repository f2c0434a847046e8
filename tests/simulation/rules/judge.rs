//! Judges each act of a step at the moment at which it comes.

use super::supply::LEAD;
use super::told::Told;
use super::view::{Asked, Had};
use super::{Rules, Supply, View};
use crate::machine::{Act, Acts, Error, ErrorCode, Event, FetchReason, State};
use crate::tokens::{Ledger, TokenId};

/// How long a fresh token has to be in hand before a frame is rebuilt with it, in milliseconds, if it lives long enough.
pub(super) const GRACE: u64 = 15_000;

/// How long this token has to be in hand: at most three quarters of the time for which it is of use.
fn grace(token: TokenId, ledger: &Ledger) -> u64 {
    let life = Rules::life(ledger, token);
    GRACE.min((life - LEAD.min(life / 2)) / 4 * 3)
}

impl Rules {
    /// Judges what is in which list.
    pub(super) fn judge_lists(&mut self, acts: &Acts) {
        let misplaced = acts
            .now
            .iter()
            .find(|act| act.runs_host_code())
            .or_else(|| acts.host.iter().find(|act| !act.runs_host_code()));
        self.demand(misplaced.is_none(), "what runs code of the host is in a list of its own", || {
            format!("{misplaced:?}")
        });
        let replaced = acts.now.iter().filter_map(|act| match *act {
            Act::Replace(embed) => Some(embed),
            _ => None,
        });
        let removed = acts.host.iter().filter_map(|act| match *act {
            Act::RemoveReplaced(embed) => Some(embed),
            _ => None,
        });
        let same = replaced.eq(removed);
        self.demand(same, "what was replaced is removed", || format!("{:?}", acts.host));
    }

    pub(super) fn judge(&mut self, act: Act, ledger: &Ledger) {
        let posted = self.step.posted.take();
        let sent = matches!(act, Act::Emit(embed, Event::TokenSent { .. }) if posted == Some(embed));
        let tells = matches!(act, Act::Emit(_, Event::TokenSent { .. }));
        let promoted = matches!(act, Act::Emit(embed, Event::StateChange { to: State::Live, .. }) if posted == Some(embed));
        self.demand(sent || promoted || !(tells || posted.is_some()), "each answer is told", || {
            format!("{act:?}")
        });
        if promoted {
            self.step.posted = posted;
        }
        match act {
            Act::Fetch { source, attempt, reason } => self.judge_call(source, attempt, reason, ledger),
            Act::Abort { source, attempt } => {
                let wanted = matches!(
                    self.step.told,
                    Told::Reload(_) | Told::Switch(..) | Told::Close(_) | Told::CloseSource(_)
                );
                let calling = self.supplies.get_mut(&source).and_then(|supply| {
                    // Else its deadline has passed, which is told to nobody if nobody was in need by then.
                    supply.failures += u32::from(!wanted);
                    supply.calling.take()
                });
                let right = calling.is_some_and(|(under_way, _)| under_way == attempt);
                self.demand(right, "only a call under way is aborted", || format!("s{source}#{attempt}"));
            }
            Act::RemoveSource(source) => {
                let quiet = self
                    .supplies
                    .get(&source)
                    .is_some_and(|supply| supply.calling.is_none() && !supply.removed);
                self.demand(quiet, "a source goes once, and without a call", || format!("s{source}"));
                if let Some(supply) = self.supplies.get_mut(&source) {
                    (supply.removed, supply.over, supply.hand) = (true, true, None);
                }
            }
            Act::SetTimer(delay) => self.judge_timer(delay),
            Act::Replace(embed)
            | Act::Load(embed, _)
            | Act::Post { embed, .. }
            | Act::Settle(embed, _)
            | Act::RemoveReplaced(embed)
            | Act::Close { embed, .. }
            | Act::Remove(embed)
            | Act::Emit(embed, _) => {
                let open = self.views.contains_key(&embed);
                self.demand(open, "nothing after close", || format!("{act:?}"));
                if open {
                    self.judge_embed(embed, act, ledger);
                }
            }
        }
    }

    fn judge_call(&mut self, source: u32, attempt: u32, reason: FetchReason, ledger: &Ledger) {
        let (now, shown) = (self.now, self.shown_since.is_some());
        let say = || format!("s{source}#{attempt} {}", reason.as_str());
        let Some(mut supply) = self.supplies.remove(&source) else {
            return self.demand(false, "no call of a source that is not there", say);
        };
        let of_source = || self.views.values().filter(|view| view.source == source);
        let waits = of_source().any(View::waits);
        let in_need = shown && of_source().any(|view| view.is_in_need(&supply, now, ledger));
        let own = !waits && matches!(reason, FetchReason::Ahead | FetchReason::Recover);
        self.demand(supply.calling.is_none(), "one call of a source at a time", say);
        self.demand(attempt > supply.attempts, "no attempt number twice", say);
        self.demand(!supply.over, "no call after a refusal", say);
        self.demand(now >= supply.not_before, "no call before the time in `Retry-After`", say);
        self.demand(waits || in_need, "no call that nobody waits for, and that no embed is in need of", say);
        self.demand(shown || waits, "nothing of its own accord while hidden", say);
        self.demand(!own || now >= supply.cooldown_until(), "a rest after a failed flight", say);
        let often = supply.calls_too_often(now);
        self.demand(!often, "a bounded rate of calls", say);
        (supply.calling, supply.attempts) = (Some((attempt, now)), attempt);
        self.supplies.insert(source, supply);
    }

    fn judge_timer(&mut self, delay: Option<u32>) {
        let delay = delay.map(u64::from);
        self.timer = delay.map(|delay| self.now + delay);
        let longest =
            self.supplies.values().map(|supply| supply.timeout).max().unwrap_or(0).max(super::ends::LOOK);
        let asked = delay.is_none_or(|delay| delay <= longest);
        self.demand(asked, "no timer beyond what was asked", || format!("{delay:?}"));
    }

    fn judge_embed(&mut self, embed: u32, act: Act, ledger: &Ledger) {
        let farewell = matches!(act, Act::Emit(_, Event::Closed));
        let removed = self.step.removed == Some(embed);
        let Some(view) = self.views.get(&embed) else { return };
        let closed = view.told == State::Closed;
        self.demand(closed == farewell, "the last that is heard is `closed`", || format!("{act:?}"));
        self.demand(!removed || farewell || is_end(act), "nothing after close", || format!("{act:?}"));
        match act {
            Act::Load(_, token) => self.judge_load(embed, token, ledger),
            Act::Post { window, token, .. } => self.judge_post(embed, window, token, ledger),
            Act::Replace(_) => {
                let Some(view) = self.views.get(&embed) else { return };
                let right = view.built
                    && (view.last.is_some() || matches!(self.step.told, Told::Switch(of, _) if of == embed));
                self.demand(right, "only a frame that showed something is replaced", || format!("e{embed}"));
            }
            Act::Settle(_, result) => self.judge_settling(embed, result),
            Act::Remove(_) => {
                let asked = matches!(self.step.told, Told::Close(of) if of == embed);
                self.demand(asked, "nothing is taken away that was not closed", || format!("e{embed}"));
                self.step.removed = Some(embed);
            }
            Act::Emit(_, event) => self.judge_event(embed, event, ledger),
            _ => {}
        }
    }

    fn judge_settling(&mut self, embed: u32, result: Result<(), Error>) {
        let Some(view) = self.views.get_mut(&embed) else { return };
        let awaited = view.awaited.take().is_some();
        if view.told == State::Refused && result.is_err() {
            view.give_up();
        }
        let begins = matches!(self.step.told, Told::Open(of) if of == embed) && !view.built;
        let loaded = matches!(self.step.told, Told::Loaded(of) | Told::Moved(of) if of == embed);
        self.demand(awaited, "settled once", || format!("e{embed}"));
        self.demand(result.is_err() || begins || loaded, "settled well only once it has loaded", || {
            format!("e{embed}")
        });
    }

    /// Judges a token that is handed to an embed, and gives when it was received. One that is older than the last is for a
    /// frame that begins `afresh`.
    fn judge_token(
        &mut self,
        embed: u32,
        token: Option<TokenId>,
        afresh: bool,
        ledger: &Ledger,
    ) -> Option<Had> {
        let now = self.now;
        self.demand(token.is_some(), "nothing but a compact JWT", || format!("e{embed}"));
        let token = token?;
        let minted = ledger.get(token);
        let say = || format!("e{embed}: {}", ledger.name(token));
        let view = self.views.get(&embed)?;
        let (user, tenant, active, source) = (view.user, view.tenant, view.is_active(), view.source);
        let newer = view.is_newer(token, ledger);
        let supply = self.supplies.get(&source);
        let hand = supply.and_then(|supply| supply.hand).filter(|hand| hand.token == token);
        let brought = supply.and_then(|supply| {
            let mut latest = supply.brought.iter().rev();
            latest.find(|brought| brought.token == token && brought.attempt > supply.floor).copied()
        });
        // One that lies in hand for long is not among the latest any more.
        let brought = brought.or(hand);
        let answered = matches!(self.step.told, Told::Answered { .. });
        let just_came = brought.filter(|brought| answered && brought.at == now);
        self.demand(active, "no token before it is opened, after a refusal or after close", say);
        self.demand(minted.user == user, "nothing to a wrong user", say);
        self.demand(minted.tenant == tenant, "nothing to a wrong origin", say);
        self.demand(brought.is_some(), "only what its source brought since it was last asked anew", say);
        self.demand(newer || afresh, "no token older than the last", say);
        let received = just_came.or(hand).or(brought)?.at;
        self.demand(received + Self::life(ledger, token) > now, "no token that has run out", say);
        Some(Had { token, received })
    }

    fn judge_load(&mut self, embed: u32, token: Option<TokenId>, ledger: &Ledger) {
        let (now, shown) = (self.now, self.shown_since);
        let Some(view) = self.views.get(&embed) else { return };
        // What is rebuilt of its own accord does not begin with what it has had.
        let repeats = view.last.is_some_and(|last| Some(last.token) == token);
        let afresh = view.wants.is_some() || view.missed || !repeats;
        let had = self.judge_token(embed, token, afresh, ledger);
        let Some(view) = self.views.get_mut(&embed) else { return };
        let stood = view.left.take().unwrap_or(view.told);
        let grace = had.map_or(0, |had| grace(had.token, ledger));
        let since = |moment: Option<u64>| moment.is_some_and(|moment| moment + grace <= now);
        let in_time = since(view.hand_since) && since(shown) && view.degraded_since + grace <= now;
        let rebuilt = stood == State::Degraded && !view.manual && view.wants.is_none() && in_time;
        let right = view.wants.is_some() || view.missed || rebuilt;
        if view.last.is_some() || !view.built {
            view.asked = None;
        }
        (view.wants, view.missed, view.loading) = (None, false, true);
        (view.last, view.in_address) = (had.or(view.last), had.or(view.in_address));
        self.demand(right, "a frame is rebuilt only after a token was in hand for a while", || {
            format!("e{embed}")
        });
        self.cause(self.views[&embed].source);
    }

    fn judge_post(&mut self, embed: u32, window: u32, token: Option<TokenId>, ledger: &Ledger) {
        let current = self.step.windows.contains(&(embed, window));
        let Some(view) = self.views.get(&embed) else { return };
        let again = view.loading && token.is_some() && view.in_address.map(|had| had.token) == token;
        let had = self.judge_token(embed, token, again, ledger);
        let Some(view) = self.views.get_mut(&embed) else { return };
        let asked = view.asked.take();
        let deaf = view.deaf;
        view.last = had.or(view.last);
        view.posts += 1;
        self.step.posted = Some(embed);
        self.demand(asked.is_some(), "never a token unasked", || format!("e{embed}"));
        let asker = asked.is_some_and(|asked| asked.window == window);
        self.demand(asker, "an answer goes to the window that asked", || format!("e{embed}: {window}"));
        self.demand(current, "an answer goes to the window that the frame has now", || {
            format!("e{embed}: {window}")
        });
        self.demand(!deaf, "no answer to what the former user's document asked", || format!("e{embed}"));
        self.cause(self.views[&embed].source);
    }

    fn judge_event(&mut self, embed: u32, event: Event, ledger: &Ledger) {
        match event {
            Event::StateChange { from, to } => self.judge_change(embed, from, to, ledger),
            Event::TokenError { error, .. } if error.code == ErrorCode::UserConflict => {
                self.step.conflicts.push(embed);
            }
            Event::TokenError { last: true, .. } => {
                let Some(view) = self.views.get_mut(&embed) else { return };
                view.refusals += 1;
                let once = view.refusals == 1 && view.told == State::Refused;
                self.demand(once, "a refusal is told once", || format!("e{embed}"));
            }
            Event::TokenError { last: false, .. } => self.judge_failure(embed, ledger),
            Event::TokenRequest => {
                let now = self.now;
                let asking = match self.step.told {
                    Told::Request { embed: of, window } if of == embed => Some(Asked { since: now, window }),
                    _ => None,
                };
                let Some(view) = self.views.get_mut(&embed) else { return };
                let news = view.asked.is_none() && view.is_active() && !view.deaf;
                view.asked = view.asked.or(asking);
                view.requests += 1;
                let source = view.source;
                self.demand(asking.is_some() && news, "a request is told once", || format!("e{embed}"));
                self.cause(source);
            }
            Event::Ready => {
                let live = self.views[&embed].told == State::Live;
                self.demand(live, "ready only once it is live", || format!("e{embed}"));
            }
            Event::Closed => {
                let source = self.views.remove(&embed).map(|view| view.source);
                self.leave(source.unwrap_or(0));
            }
            Event::TokenSent { .. } => {}
        }
    }

    fn judge_failure(&mut self, embed: u32, ledger: &Ledger) {
        let (now, shown) = (self.now, self.shown_since.is_some());
        let Some(view) = self.views.get_mut(&embed) else { return };
        let source = view.source;
        let Some(supply) = self.supplies.get_mut(&source) else { return };
        let concerned = view.waits() || (shown && view.is_in_need(supply, now, ledger));
        (supply.woken, supply.failures) = (None, supply.failures + 1);
        view.give_up();
        if supply.streak == 0 || supply.streak_since < now {
            (supply.streak, supply.streak_since) = (supply.streak + 1, now);
        }
        self.demand(concerned, "a failure is told to those whom it concerns", || format!("e{embed}"));
    }

    fn judge_change(&mut self, embed: u32, from: State, to: State, ledger: &Ledger) {
        let (now, real, told, taken_in) = (self.now, self.real, self.step.told, self.step.taken_in);
        let Some(view) = self.views.get_mut(&embed) else { return };
        let over = self.supplies.get(&view.source).is_none_or(Supply::is_over);
        let revived = from == State::Refused && matches!(told, Told::Reload(_) | Told::Switch(..)) && !over;
        let moved = matches!(told, Told::Moved(of) if of == embed);
        let ran_out = view.expires_at(ledger).is_some_and(|end| end <= now);
        let loaded = matches!(told, Told::Loaded(of) | Told::Moved(of) if of == embed) && !view.loading;
        let switched = taken_in && matches!(told, Told::Switch(of, _) if of == embed);
        let allowed = match to {
            State::Closed => self.step.removed == Some(embed),
            State::Refused => over,
            State::Degraded => ran_out || matches!(told, Told::ForeignSrc(of) if of == embed),
            State::Live => {
                (loaded && from == State::Loading)
                    || (self.step.posted == Some(embed) && from == State::Degraded)
                    || revived
            }
            State::Loading => true,
        };
        let right = view.told == from
            && (from != State::Refused || revived || switched || to == State::Closed)
            && allowed;
        let anew = revived || switched || (moved && view.deaf);
        view.left = (to == State::Loading && !anew).then_some(from);
        view.told = to;
        match to {
            State::Live | State::Closed => view.unwell_since = None,
            State::Refused => {
                view.give_up();
                (view.unwell_since, view.refusals) = (None, 0);
            }
            State::Degraded => (view.degraded_since, view.offered) = (now, false),
            State::Loading => {}
        }
        if matches!(to, State::Degraded | State::Loading) {
            view.unwell_since = view.unwell_since.or(Some(real));
        }
        self.demand(right, "a state changes only for its reason", || {
            format!("e{embed}: {} > {}", from.as_str(), to.as_str())
        });
    }
}

/// Whether an act belongs to the end of an embed.
fn is_end(act: Act) -> bool {
    matches!(act, Act::Emit(_, Event::StateChange { to: State::Closed, .. }))
}

/// Whether an act that runs code of the host can only come after this one. `later` is what comes behind it in its list.
pub(super) fn follows(act: &Act, later: &[Act], cause: &Act) -> bool {
    let loads_later = |embed: u32| {
        later.iter().any(
            |act| matches!(*act, Act::Emit(of, Event::StateChange { to: State::Loading, .. }) if of == embed),
        )
    };
    match (*act, *cause) {
        (Act::Abort { source, attempt }, Act::Fetch { source: of, attempt: at, .. }) => {
            (source, attempt) == (of, at)
        }
        (Act::RemoveReplaced(embed), Act::Replace(of))
        | (Act::Remove(embed), Act::Settle(of, _))
        | (
            Act::Emit(
                embed,
                Event::TokenSent { .. } | Event::StateChange { from: State::Degraded, to: State::Live },
            ),
            Act::Post { embed: of, .. },
        ) => embed == of,
        // Time rebuilds a frame before its guest's request is handled.
        (Act::Emit(embed, Event::TokenRequest), Act::Load(of, _)) => embed == of,
        // A token that has expired when it comes in: its frame is navigated, and then it degrades.
        (
            Act::Emit(embed, Event::StateChange { from: State::Loading, to: State::Degraded }),
            Act::Load(of, _),
        ) => embed == of && !loads_later(embed),
        _ => false,
    }
}
