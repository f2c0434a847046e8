//! Impersonation sessions: what a page, its user, its auth server and its browser do, in whatever order.

use arbitrary::{Result, Unstructured};
use embed_host::protocol::Secret;
use embed_host::protocol::impersonation::{Claims, Grant, Response, StorageKind};

use crate::impersonation::drawer::Health;
use crate::impersonation::watched::{Given, Happening, MELODY, Opened, Watched};
use crate::impersonation::world::NOON;

/// How many things happen at most.
const LENGTH: usize = 200;

/// A moment that is far enough for every deadline, in milliseconds.
const LONG: u64 = 130_000;

/// The input says what happens.
pub(crate) fn check(input: &[u8]) {
    watch(&mut Unstructured::new(input)).expect("bytes that run out stand for zeros");
}

/// The rules of `watched.rs` hold after every step.
fn watch(bytes: &mut Unstructured) -> Result<()> {
    let storage = *bytes.choose(&[StorageKind::Session, StorageKind::Memory, MELODY])?;
    let mut page = Watched::new(storage);
    let mut reloaded = false;
    for _ in 0..LENGTH {
        if bytes.is_empty() {
            break;
        }
        match bytes.int_in_range(0..=19)? {
            0 => {
                page.reload();
                reloaded = true;
            }
            1..=3 => strange_answer(&mut page, bytes)?,
            _ => page.happen(happening(bytes)?),
        }
    }
    page.all_is_quiet();
    if !reloaded {
        page.all_is_as_it_was(storage);
    }
    Ok(())
}

fn happening(bytes: &mut Unstructured) -> Result<Happening> {
    Ok(match bytes.int_in_range(0..=16)? {
        0..=2 => {
            // A link that two apps of one page open has two ends, which the rules do not tell apart.
            let (link, is_other) = (opened(bytes)?, bytes.ratio(1, 10)?);
            let other_app = is_other && !matches!(link, Opened::Page);
            Happening::Open { link, other_app, needs_confirmation: bytes.ratio(1, 3)? }
        }
        3 => Happening::LinkComes(bytes.int_in_range(0..=5)?),
        4..=7 => Happening::Response(bytes.int_in_range(0..=7)?, given(bytes)?),
        8 => Happening::Confirm(bytes.ratio(4, 5)?),
        9 => Happening::WantToken,
        10 => Happening::End,
        11 if bytes.arbitrary()? => Happening::Restored,
        11 => Happening::CheckStorage,
        12 => Happening::Health(*bytes.choose(&[Health::Well, Health::Full, Health::Blocked])?),
        13 => Happening::TimerGoesOffUntil(bytes.int_in_range(0..=LONG)?),
        14 => Happening::TimerIsLate(bytes.int_in_range(0..=100 * LONG)?),
        15 => Happening::WallClockJumps(bytes.arbitrary::<i32>()?.into()),
        _ => Happening::Chance(bytes.arbitrary()?),
    })
}

fn opened(bytes: &mut Unstructured) -> Result<Opened> {
    Ok(match bytes.int_in_range(0..=5)? {
        0 => Opened::None,
        1 | 2 => Opened::Page,
        _ => Opened::Given(bytes.int_in_range(0..=3)?, bytes.arbitrary()?),
    })
}

fn given(bytes: &mut Unstructured) -> Result<Given> {
    Ok(match bytes.int_in_range(0..=11)? {
        0..=5 => Given::Good { life: *bytes.choose(&[1800, 60, 5])?, rotates: bytes.arbitrary()? },
        6 => Given::WrongApp,
        7 => Given::Ordinary,
        8 => Given::Nothing,
        9 => Given::Unreachable,
        _ => Given::Status(bytes.int_in_range(100..=599)?),
    })
}

/// The auth server answers a call with a grant that may hold anything, or asks to wait.
fn strange_answer(page: &mut Watched, bytes: &mut Unstructured) -> Result<()> {
    let Some(attempt) = page.world.calls.first().copied() else { return Ok(()) };
    let response = if bytes.ratio(1, 8)? {
        Response::Failure { status: bytes.int_in_range(100..=599)?, retry_after: bytes.arbitrary()? }
    } else {
        Response::Success(Some(Box::new(grant(page.number_tokens(), bytes)?)))
    };
    page.answer_with(attempt, response);
    Ok(())
}

/// It is nearly always nearly right.
fn grant(number: u32, bytes: &mut Unstructured) -> Result<Grant> {
    let texts = |right: &[&str]| -> Vec<Option<String>> {
        let wrong = [None, Some(""), Some("https://evil.test"), Some("mallory")];
        right
            .iter()
            .map(|text| Some(*text))
            .cycle()
            .take(12)
            .chain(wrong)
            .map(|text| text.map(Into::into))
            .collect()
    };
    let claims = Claims {
        issuer: bytes.choose(&texts(&["https://auth.test", "https://auth.test/"]))?.clone(),
        authorized_party: bytes.choose(&texts(&["app", "app", "other"]))?.clone(),
        subject: bytes.choose(&texts(&["tess"]))?.clone(),
        impersonated_by: bytes.choose(&texts(&["adam"]))?.clone(),
        issued_at: moment(bytes)?,
        expires_at: moment(bytes)?,
        roles: Vec::new(),
    };
    let named = |name: &str| format!("{name}{number}");
    let access_token = if bytes.ratio(1, 20)? { String::new() } else { named("strange") };
    let refresh_token = match bytes.int_in_range(0..=4)? {
        0 => Some(Secret::new(String::new())),
        1 => Some(Secret::new(named("rotated-strange"))),
        _ => None,
    };
    let expires_in =
        if bytes.arbitrary()? { Some(bytes.int_in_range(0..=3_600)?) } else { bytes.arbitrary()? };
    Ok(Grant {
        access_token: Secret::new(access_token),
        refresh_token,
        expires_in,
        expires_on: moment(bytes)?,
        claims,
    })
}

/// A time by the server's clock, in seconds since the epoch: most often about noon.
fn moment(bytes: &mut Unstructured) -> Result<Option<u64>> {
    if bytes.ratio(3, 4)? { Ok(Some(NOON + bytes.int_in_range(0..=3_600)?)) } else { bytes.arbitrary() }
}
