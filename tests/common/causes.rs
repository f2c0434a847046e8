//! Two lists of effects as one, in the order in which one thing led to another.
//!
//! The machine gives the effects that run code of the host in a list of their own, which is performed last. A rule that
//! follows causes (a guest asks before it is answered, a state changes before its frame is rebuilt) reads both lists as one.

/// Merges two lists, each of which keeps its own order. What is in `host` comes first, unless it `follows` something that is
/// still to come in `now`; it is asked with what comes behind it in `host`.
pub(crate) fn in_order_of_causes<T: Copy>(
    now: &[T],
    host: &[T],
    follows: impl Fn(&T, &[T], &T) -> bool,
) -> Vec<T> {
    let mut merged = Vec::new();
    let mut now = now.iter();
    let mut host = host;
    while let Some((effect, later)) = host.split_first() {
        while now.as_slice().iter().any(|cause| follows(effect, later, cause)) {
            merged.extend(now.next());
        }
        merged.push(*effect);
        host = later;
    }
    merged.extend(now);
    merged
}

#[test]
fn what_runs_code_of_the_host_comes_first_unless_it_follows() {
    // A capital follows the same letter in lower case.
    let follows = |effect: &char, _: &[char], cause: &char| effect.to_ascii_lowercase() == *cause;
    let rows = [
        ("", "", ""),
        ("ab", "", "ab"),
        ("", "AB", "AB"),
        ("ab", "AB", "aAbB"),
        ("ab", "BA", "abBA"),
        ("ab", "XB", "XabB"),
        ("ab", "AX", "aAXb"),
    ];
    for (now, host, merged) in rows {
        let [now, host]: [Vec<char>; 2] = [now, host].map(|list| list.chars().collect());
        let result: String = in_order_of_causes(&now, &host, follows).into_iter().collect();
        assert_eq!(result, merged);
    }
}
