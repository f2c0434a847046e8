//! Judges each act of a step at the moment at which it comes.

use super::delivered::Delivered;
use super::source::LEAD;
use super::view::Had;
use super::{Rules, View};
use crate::machine::{Act, Acts, Error, Event, FetchReason, State};
use crate::tokens::{Ledger, TokenId};

/// How long a fresh token has to be in cached before a frame is rebuilt with it, in milliseconds, if it lives long enough.
pub(super) const GRACE: u64 = 15_000;

/// How long this token has to be in cached: at most three quarters of the time for which it is usable.
fn grace(token: TokenId, ledger: &Ledger) -> u64 {
    let lifetime = Rules::lifetime(ledger, token);
    GRACE.min((lifetime - LEAD.min(lifetime / 2)) / 4 * 3)
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
        let reports = matches!(act, Act::Emit(_, Event::TokenSent { .. }));
        let promoted = matches!(act, Act::Emit(embed, Event::StateChange { to: State::Live, .. }) if posted == Some(embed));
        self.demand(sent || promoted || !(reports || posted.is_some()), "each answer is reported", || {
            format!("{act:?}")
        });
        if promoted {
            self.step.posted = posted;
        }
        match act {
            Act::Fetch { source, attempt, reason } => self.judge_call(source, attempt, reason, ledger),
            Act::Abort { source, attempt } => {
                let wanted = matches!(
                    self.step.delivered,
                    Delivered::Reload(_)
                        | Delivered::Switch(..)
                        | Delivered::Close(_)
                        | Delivered::CloseSource(_)
                );
                let now = self.now;
                let calling = self.sources.get_mut(&source).and_then(|row| {
                    // Else its deadline has passed, which is reported to nobody if nobody was in need by then. That comes first.
                    let is_late = row.calling.is_some_and(|(_, since)| since + row.timeout <= now);
                    row.failures += u32::from(is_late || !wanted);
                    row.waited_for = false;
                    row.calling.take()
                });
                let right = calling.is_some_and(|(under_way, _)| under_way == attempt);
                self.demand(right, "only a call under way is aborted", || format!("s{source}#{attempt}"));
            }
            Act::RemoveSource(source) => {
                let quiet =
                    self.sources.get(&source).is_some_and(|row| row.calling.is_none() && !row.removed);
                self.demand(quiet, "a source goes once, and without a call", || format!("s{source}"));
                if let Some(row) = self.sources.get_mut(&source) {
                    (row.removed, row.over, row.cached) = (true, true, None);
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
        let (now, visible) = (self.now, self.visible_since.is_some());
        let say = || format!("s{source}#{attempt} {}", reason.as_str());
        let Some(mut row) = self.sources.remove(&source) else {
            return self.demand(false, "no call of a source that is not there", say);
        };
        let of_source = || self.views.values().filter(|view| view.source == source);
        let waits = of_source().any(View::waits);
        let in_need = visible && of_source().any(|view| view.is_in_need(&row, now, ledger));
        self.demand(row.calling.is_none(), "one call of a source at a time", say);
        self.demand(attempt > row.attempts, "no attempt number twice", say);
        self.demand(!row.over, "no call after a refusal", say);
        self.demand(now >= row.not_before, "no call before the time in `Retry-After`", say);
        self.demand(waits || in_need, "no call that nobody waits for, and that no embed is in need of", say);
        self.demand(visible || waits, "nothing by itself while hidden", say);
        self.demand(row.cooldown.allows(now), "a cooldown after a failed flight, whoever asks", say);
        row.cooldown.call(row.timeout, now);
        let often = row.calls_too_often(now);
        self.demand(!often, "a bounded rate of calls", say);
        (row.calling, row.attempts) = (Some((attempt, now)), attempt);
        row.waited_for |= waits;
        self.sources.insert(source, row);
    }

    fn judge_timer(&mut self, delay: Option<u32>) {
        let delay = delay.map(u64::from);
        self.timer = delay.map(|delay| self.now + delay);
        let longest =
            self.sources.values().map(|row| row.timeout).max().unwrap_or(0).max(super::ends::CHECK_INTERVAL);
        let asked = delay.is_none_or(|delay| delay <= longest);
        self.demand(asked, "no timer beyond what was asked", || format!("{delay:?}"));
    }

    fn judge_embed(&mut self, embed: u32, act: Act, ledger: &Ledger) {
        let last_events = matches!(act, Act::Emit(_, Event::Closed));
        let removed = self.step.removed == Some(embed);
        let Some(view) = self.views.get(&embed) else { return };
        let closed = view.state == State::Closed;
        self.demand(closed == last_events, "the last that is heard is `closed`", || format!("{act:?}"));
        self.demand(!removed || last_events || is_end(act), "nothing after close", || format!("{act:?}"));
        match act {
            Act::Load(_, token) => self.judge_load(embed, token, ledger),
            Act::Post { window, token, .. } => self.judge_post(embed, window, token, ledger),
            Act::Replace(_) => {
                let Some(view) = self.views.get(&embed) else { return };
                let right = view.built
                    && (view.last.is_some()
                        || matches!(self.step.delivered, Delivered::Switch(of, _) if of == embed));
                self.demand(right, "only a frame that showed something is replaced", || format!("e{embed}"));
            }
            Act::Settle(_, result) => self.judge_settling(embed, result, ledger),
            Act::Remove(_) => {
                let asked = matches!(self.step.delivered, Delivered::Close(of) if of == embed);
                self.demand(asked, "nothing is taken away that was not closed", || format!("e{embed}"));
                self.step.removed = Some(embed);
            }
            Act::Emit(_, event) => self.judge_event(embed, event, ledger),
            _ => {}
        }
    }

    fn judge_settling(&mut self, embed: u32, result: Result<(), Error>, ledger: &Ledger) {
        let now = self.now;
        let Some(view) = self.views.get_mut(&embed) else { return };
        let awaited = view.awaited.take().is_some();
        if view.state == State::Refused && result.is_err() {
            view.give_up(now, ledger);
        }
        let answered = view.missed && view.asked.is_some();
        let begins = matches!(self.step.delivered, Delivered::Open(of) if of == embed) && !view.built;
        let loaded =
            matches!(self.step.delivered, Delivered::Loaded(of) | Delivered::Moved(of) if of == embed);
        self.demand(awaited, "settled once", || format!("e{embed}"));
        self.demand(
            result.is_err() || begins || loaded || answered,
            "settled well only once it has loaded",
            || format!("e{embed}"),
        );
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
        let (newer, awaited) = (view.is_newer(token, ledger), view.waits() || view.missed);
        let row = self.sources.get(&source);
        let cached = row.and_then(|row| row.cached).filter(|cached| cached.token == token);
        let brought = row.and_then(|row| {
            let mut latest = row.brought.iter().rev();
            latest.find(|brought| brought.token == token && brought.attempt > row.floor).copied()
        });
        // One that lies in cached for long is not among the latest any more.
        let brought = brought.or(cached);
        // A frame that is rebuilt by itself gets what was cached before, though the same token may have come again.
        let answers = awaited && matches!(self.step.delivered, Delivered::Answered { .. });
        let just_came = brought.filter(|brought| answers && brought.at == now);
        self.demand(active, "no token before it is opened, after a refusal or after close", say);
        self.demand(minted.user == user, "nothing to a wrong user", say);
        self.demand(minted.tenant == tenant, "nothing to a wrong origin", say);
        self.demand(brought.is_some(), "only what its source brought since it was last asked anew", say);
        self.demand(newer || afresh, "no token older than the last", say);
        let received = just_came.or(cached).or(brought)?.at;
        self.demand(received + Self::lifetime(ledger, token) > now, "no token that has expired", say);
        Some(Had { token, received })
    }

    fn judge_load(&mut self, embed: u32, token: Option<TokenId>, ledger: &Ledger) {
        let (now, visible) = (self.now, self.visible_since);
        let Some(view) = self.views.get(&embed) else { return };
        // What is rebuilt by itself does not begin with what it has had.
        let repeats = view.last.is_some_and(|last| Some(last.token) == token);
        let afresh = view.wants.is_some() || view.missed || !repeats;
        let had = self.judge_token(embed, token, afresh, ledger);
        let Some(view) = self.views.get_mut(&embed) else { return };
        let stood = view.left.take().unwrap_or(view.state);
        let grace = had.map_or(0, |had| grace(had.token, ledger));
        let since = |moment: Option<u64>| moment.is_some_and(|moment| moment + grace <= now);
        let in_time = since(view.cached_since) && since(visible) && view.degraded_since + grace <= now;
        let rebuilt = stood == State::Degraded && !view.manual && view.wants.is_none() && in_time;
        let right = view.wants.is_some() || view.missed || rebuilt;
        if view.last.is_some() || !view.built {
            view.asked = None;
        }
        (view.wants, view.missed, view.loading) = (None, false, true);
        (view.last, view.in_address) = (had.or(view.last), had.or(view.in_address));
        self.demand(right, "a frame is rebuilt only after a token was in cached for a while", || {
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
        let ignore_requests = view.ignore_requests;
        view.last = had.or(view.last);
        view.missed = false;
        view.posts += 1;
        self.step.posted = Some(embed);
        self.demand(asked.is_some(), "never a token unasked", || format!("e{embed}"));
        let requester = asked.is_some_and(|asked| asked.window == window);
        self.demand(requester, "an answer goes to the window that asked", || format!("e{embed}: {window}"));
        self.demand(current, "an answer goes to the window that the frame has now", || {
            format!("e{embed}: {window}")
        });
        self.demand(!ignore_requests, "no answer to what the former user's document asked", || {
            format!("e{embed}")
        });
        self.cause(self.views[&embed].source);
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
                Event::TokenSent { .. }
                | Event::StateChange { from: State::Degraded | State::Loading, to: State::Live },
            ),
            Act::Post { embed: of, .. },
        ) => embed == of,
        // A token that has expired when it comes in: its frame is navigated, and then it degrades. And no frame is navigated after a
        // refusal, so one that a late timer rebuilds in the same step was before it.
        (
            Act::Emit(
                embed,
                Event::StateChange { from: State::Loading, to: State::Degraded | State::Refused },
            ),
            Act::Load(of, _),
        ) => embed == of && !loads_later(embed),
        _ => false,
    }
}
