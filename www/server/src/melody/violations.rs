//! Violations of a form, as the validator of the real server reports them: an array that echoes what was sent.

use std::collections::BTreeMap;

use serde::Serialize;

use super::refusal::{INTERNAL, Refusal};

/// One invalid field of a form.
#[derive(Serialize)]
pub(super) struct Violation<'a, T, V: ?Sized> {
    target: &'a T,
    property: &'static str,
    value: &'a V,
    children: [(); 0],
    constraints: BTreeMap<&'static str, String>,
}

impl<'a, T> Violation<'a, T, str> {
    /// The field must not be empty.
    pub(super) fn of_emptiness(target: &'a T, property: &'static str, value: &'a str) -> Option<Self> {
        let complaint = format!("{property} should not be empty");
        value.is_empty().then(|| Self::new(target, property, value, ("isNotEmpty", complaint)))
    }

    /// The field must be one of these.
    pub(super) fn of_choice(
        target: &'a T,
        property: &'static str,
        value: &'a str,
        choices: &[&str],
    ) -> Option<Self> {
        let complaint = format!("{property} must be one of the following values: {}", choices.join(", "));
        (!choices.contains(&value)).then(|| Self::new(target, property, value, ("isEnum", complaint)))
    }
}

impl<'a, T> Violation<'a, T, [String]> {
    /// The list must not be empty.
    pub(super) fn of_shortage(target: &'a T, property: &'static str, value: &'a [String]) -> Option<Self> {
        let complaint = format!("{property} must contain at least 1 elements");
        value.is_empty().then(|| Self::new(target, property, value, ("arrayMinSize", complaint)))
    }
}

impl<'a, T, V: ?Sized> Violation<'a, T, V> {
    fn new(target: &'a T, property: &'static str, value: &'a V, constraint: (&'static str, String)) -> Self {
        Self { target, property, value, children: [], constraints: [constraint].into() }
    }
}

/// Refuses a form that has any violation.
pub(super) fn none<'a, T: Serialize + 'a, V: Serialize + ?Sized + 'a>(
    violations: impl IntoIterator<Item = Option<Violation<'a, T, V>>>,
) -> Result<(), Refusal> {
    let violations: Vec<Violation<'_, T, V>> = violations.into_iter().flatten().collect();
    if violations.is_empty() {
        return Ok(());
    }
    Err(serde_json::to_string(&violations).map_or(INTERNAL, Refusal::invalid))
}
