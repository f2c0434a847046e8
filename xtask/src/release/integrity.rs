//! The hashes by which a browser refuses any other content of a file (Subresource Integrity).

use crate::build::served_by_address;
use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha384};
use std::fs;
use std::path::Path;

/// What stands in `integrity`, for each file that a page loads by its address.
pub(super) fn of_package(folder: &Path) -> Result<Vec<(&'static str, String)>> {
    served_by_address()
        .map(|name| {
            let content = fs::read(folder.join(name)).with_context(|| format!("cannot read {name}"))?;
            Ok((name, integrity(&content)))
        })
        .collect()
}

fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(content)))
}

#[cfg(test)]
mod tests {
    use super::integrity;

    #[test]
    fn the_hash_is_the_one_of_the_specification() {
        // The example of section 3.1 in Subresource Integrity.
        assert_eq!(
            integrity(b"alert('Hello, world.');"),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
    }
}
