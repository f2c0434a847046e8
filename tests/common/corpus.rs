//! What fuzzing has found: inputs that each take another way through the code, in `fuzz/corpus`.

use std::fs;
use std::path::Path;

/// Checks the rules of a fuzz target for each input of its corpus, in order. A rule that is broken panics, and names the file.
pub(crate) fn replay(target: &str, check: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 3, "{target} has a corpus");
    for file in files {
        let input = fs::read(&file).unwrap();
        let named = Named(&file);
        check(&input);
        drop(named);
    }
}

/// Names the file whose input broke a rule.
struct Named<'file>(&'file Path);

impl Drop for Named<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.0.display());
        }
    }
}
