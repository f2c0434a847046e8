//! Bytes as lower-case hexadecimal digits.

use aws_lc_rs::digest::{SHA256, digest};
use rand::rngs::OsRng;
use rand::{Rng, TryRngCore};

/// The SHA-256 of these bytes: 64 digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    of(digest(&SHA256, bytes).as_ref())
}

/// `N` random bytes from the system.
pub(crate) fn random<const N: usize>() -> String {
    of(&OsRng.unwrap_err().random::<[u8; N]>())
}

fn of(bytes: &[u8]) -> String {
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.filter_map(|half| char::from_digit(half.into(), 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::{random, sha256};

    #[test]
    fn a_digest_is_the_well_known_one() {
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn random_digits_are_of_the_wanted_length_and_never_the_same() {
        assert_eq!(random::<32>().len(), 64);
        assert_ne!(random::<32>(), random::<32>());
    }
}
