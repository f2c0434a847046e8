//! The end of a token is noticed whatever happens to the clocks.

use embed_host::protocol::{Recover, State, TokenGrant};

use super::recovery::{HOUR, visible, visible_with};

#[test]
fn sleep_is_noticed_soon_after_waking_though_the_timers_slept_too() {
    let (mut world, _, embed) = visible(Recover::Reload);
    world.advance(60_000);
    world.happened();
    // Eight hours in which neither the monotonic clock nor the timers moved.
    world.time.now.wall += 8 * HOUR;
    world.advance_until(30_000, |world| world.page.state(embed) != State::Live);
    world.then_calls(&["call s1#2 recover", "e1: live > degraded"]);
}

#[test]
fn a_clock_that_is_set_either_way_ends_no_token_too_late() {
    for jump in [-86_400_000_i64, -3_600_000, -1] {
        let (mut world, _, embed) = visible(Recover::Reload);
        world.advance(1_800_000);
        world.time.now.wall = world.time.now.wall.saturating_add_signed(jump);
        world.advance(1_799_999);
        assert_eq!(world.page.state(embed), State::Live, "{jump}");
        world.advance(1);
        assert_eq!(world.page.state(embed), State::Degraded, "{jump}");
    }
}

#[test]
fn a_lifetime_that_nobody_states_is_an_hour_and_one_of_a_month_is_waited_for() {
    for (lifetime, end) in [(None, HOUR), (Some(30), 30_000), (Some(30 * 86_400), 30 * 24 * HOUR)] {
        let first = TokenGrant { expires_in: lifetime, ..TokenGrant::new("AA.AA.AAAA") };
        let (mut world, _, embed) = visible_with(first, Recover::Reload);
        world.advance(end - 1);
        assert_eq!(world.page.state(embed), State::Live, "{lifetime:?}");
        world.advance(1);
        assert_eq!(world.page.state(embed), State::Degraded, "{lifetime:?}");
    }
}
