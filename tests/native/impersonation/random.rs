//! Random histories of a page, judged by the rules of `watched.rs`.

use embed_host::protocol::impersonation::StorageKind;
use proptest::prelude::*;

use super::drawer::Health;
use super::watched::{Given, Happening, MELODY, Opened, Watched};

fn given() -> impl Strategy<Value = Given> {
    let life = prop::sample::select(vec![5, 60, 1800]);
    prop_oneof![
        8 => (life, prop::bool::weighted(0.3)).prop_map(|(life, rotates)| Given::Good { life, rotates }),
        1 => Just(Given::WrongApp),
        1 => Just(Given::Ordinary),
        1 => Just(Given::Nothing),
        2 => prop::sample::select(vec![400, 401, 429, 503]).prop_map(Given::Status),
        1 => Just(Given::Unreachable),
    ]
}

fn happening() -> impl Strategy<Value = Happening> {
    let link = prop_oneof![
        5 => (0_u8..4, any::<bool>()).prop_map(|(number, dated)| Opened::Given(number, dated)),
        3 => Just(Opened::Page),
        2 => Just(Opened::None),
    ];
    let moment = prop_oneof![0_u64..700, 0_u64..12_000, 0_u64..900_000];
    let health = prop::sample::select(vec![Health::Well, Health::Well, Health::Full, Health::Blocked]);
    prop_oneof![
        5 => (link, prop::bool::weighted(0.1), prop::bool::weighted(0.3))
            .prop_map(|(link, other_app, needs_confirmation)| Happening::Open { link, other_app, needs_confirmation }),
        3 => (0_u8..6).prop_map(Happening::LinkComes),
        12 => (any::<usize>(), given()).prop_map(|(number, given)| Happening::Response(number, given)),
        3 => prop::bool::weighted(0.8).prop_map(Happening::Confirm),
        5 => Just(Happening::WantToken),
        2 => Just(Happening::End),
        1 => Just(Happening::CheckStorage),
        1 => Just(Happening::Restored),
        1 => health.prop_map(Happening::Health),
        4 => moment.clone().prop_map(Happening::TimerGoesOffUntil),
        2 => moment.prop_map(Happening::TimerIsLate),
        1 => (-100_000_i64..100_000).prop_map(Happening::WallClockJumps),
        1 => any::<u32>().prop_map(Happening::Chance),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_rules_hold_after_every_step(
        happenings in prop::collection::vec(happening(), 1..80),
        storage in prop::sample::select(vec![StorageKind::Session, StorageKind::Memory, MELODY]),
    ) {
        let mut page = Watched::new(storage);
        for happening in happenings {
            page.happen(happening);
        }
        page.all_is_quiet();
        page.all_is_as_it_was(storage);
    }
}
