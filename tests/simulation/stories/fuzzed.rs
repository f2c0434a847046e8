//! A long story, told by bytes: steps of the short ones, and everything else that can happen to a page.

use arbitrary::{Arbitrary, Result, Unstructured};

use super::scene::{Mint, Mishap, Scene};
use crate::machine::{Error, ErrorCode};
use crate::tokens::Claims;

/// How many steps a story has at most.
const LENGTH: usize = 400;

/// The input is the story. Each step is judged by the rules of the simulation, and so is the peace that comes after the last one.
pub(crate) fn check(input: &[u8]) {
    let mut bytes = Unstructured::new(input);
    let mut scene = Scene::at_the_beginning();
    for _ in 0..LENGTH {
        if bytes.is_empty() || go_on(&mut scene, &mut bytes).is_err() {
            break;
        }
        judge(&scene);
    }
    scene.calm_down();
    judge(&scene);
}

fn judge(scene: &Scene) {
    assert_eq!(scene.broken(), None, "a rule is broken");
}

fn go_on(scene: &mut Scene, bytes: &mut Unstructured) -> Result<()> {
    if bytes.ratio(2, 3)? {
        let step = *bytes.choose(&scene.steps())?;
        scene.take(step);
    } else if let Some(mishap) = mishap(scene, bytes)? {
        scene.suffer(mishap);
    }
    Ok(())
}

/// Something that can happen now.
fn mishap(scene: &Scene, bytes: &mut Unstructured) -> Result<Option<Mishap>> {
    Ok(match bytes.int_in_range(0..=14)? {
        0 | 1 => Some(Mishap::Time(bytes.int_in_range(0..=120_000)?)),
        2 => Some(Mishap::Late(bytes.int_in_range(0..=400_000)?)),
        3 => Some(Mishap::ClockIsSet(bytes.arbitrary()?)),
        4 => Some(Mishap::Random(bytes.arbitrary()?)),
        5 => Some(Mishap::Online),
        6 => Some(Mishap::Mints(mint(bytes)?)),
        7 | 8 => one(bytes, &scene.called())?
            .map(|source| Ok(Mishap::Failed(source, error(bytes)?)))
            .transpose()?,
        9 => one(bytes, &scene.called())?.map(|source| Ok(Mishap::Text(source, text(bytes)?))).transpose()?,
        10 => one(bytes, &scene.sources())?.map(Mishap::Outdated),
        11 => one(bytes, &scene.embeds(true))?.map(Mishap::TakenOut),
        12 => one(bytes, &scene.embeds(false))?.map(Mishap::Reinsert),
        13 => Some(Mishap::Mounted(bytes.arbitrary()?)),
        _ => one(bytes, &scene.sources())?.map(Mishap::SourceClosed),
    })
}

fn one<T: Copy>(bytes: &mut Unstructured, all: &[T]) -> Result<Option<T>> {
    if all.is_empty() { Ok(None) } else { bytes.choose(all).copied().map(Some) }
}

fn mint(bytes: &mut Unstructured) -> Result<Mint> {
    let all = [
        Claims::Both,
        Claims::Ornate,
        Claims::OnlyIssued,
        Claims::OnlyExpiry,
        Claims::Unreadable,
        Claims::Noise,
    ];
    let lifetime = bytes.arbitrary::<u32>()? >> bytes.int_in_range(0..=31)?;
    Ok(Mint {
        claims: *bytes.choose(&all)?,
        lifetime: lifetime.max(1),
        states_lifetime: bytes.arbitrary()?,
        ahead: bytes.int_in_range(0..=120_000)?,
    })
}

/// Whatever a callback may throw, or a status may mean. A page reports itself that two users share a tenant.
fn error(bytes: &mut Unstructured) -> Result<Error> {
    let code = *bytes.choose(ErrorCode::ALL)?;
    let error = Error::new(if code == ErrorCode::UserConflict { ErrorCode::BackendStatus } else { code });
    let error = Option::<u16>::arbitrary(bytes)?.map_or(error, |status| error.with_status(status));
    let wait = if bytes.arbitrary()? { Some(bytes.int_in_range(0..=200_000)?) } else { None };
    Ok(wait.map_or(error, |seconds| error.with_retry_after(seconds)))
}

fn text(bytes: &mut Unstructured) -> Result<&'static str> {
    bytes
        .choose(&["", "null", "<!doctype html><title>Sign in</title>", "AAAA.AAAA", "AAAA.AA=A.AAAA"])
        .copied()
}
