//! A file that keeps the admin's newest refresh token over a restart.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use tempfile::NamedTempFile;

use crate::host_backend::secret::Secret;

/// A file that only its owner can read. It may be empty or missing until there is something to keep.
#[derive(Clone, Debug)]
pub(crate) struct TokenFile {
    path: PathBuf,
    folder: PathBuf,
}

impl TokenFile {
    /// Checks that the file can be used: a token that a server has issued cannot be had a second time.
    ///
    /// # Errors
    ///
    /// When others than its owner may read or write it, or nothing can be written there. The message never contains the
    /// path.
    pub(super) fn open(path: &str) -> anyhow::Result<Self> {
        let path = resolved(Path::new(path))?;
        let folder = path.parent().context("expected a file")?.to_owned();
        if let Ok(metadata) = path.metadata() {
            ensure!(metadata.is_file(), "expected a file, not a folder or a device");
            ensure!(is_private(&metadata), "others may read or write this file: its mode must be 0600");
        }
        if NamedTempFile::new_in(&folder).is_err() {
            bail!("no file can be written to the folder of this one");
        }
        Ok(Self { path, folder })
    }

    /// The token that was kept last.
    pub(super) fn read(&self) -> anyhow::Result<Option<Secret>> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => bail!("the file cannot be read: {}", error.kind()),
        };
        let token = text.trim();
        let is_token = token.chars().all(|c| c.is_ascii_graphic());
        ensure!(is_token, "expected a refresh token in the file, and nothing else");
        Ok((!token.is_empty()).then(|| Secret::new(token.to_owned())))
    }

    /// Replaces the file by one with this token. Whenever the program ends, either the one or the other is there.
    pub(super) fn store(&self, token: &Secret) -> io::Result<()> {
        // Only the owner can read what this crate creates.
        let mut new = NamedTempFile::new_in(&self.folder)?;
        new.write_all(token.expose().as_bytes())?;
        new.as_file().sync_all()?;
        new.persist(&self.path)?;
        sync(&self.folder)
    }
}

/// The file itself where the path is a link, since a new file takes its place.
fn resolved(path: &Path) -> anyhow::Result<PathBuf> {
    Ok(fs::canonicalize(path).or_else(|_| std::path::absolute(path))?)
}

#[cfg(unix)]
fn is_private(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    const GROUP_AND_OTHERS: u32 = 0o077;
    metadata.permissions().mode() & GROUP_AND_OTHERS == 0
}

/// Elsewhere a file has no such mode: who can read it is decided by its folder.
#[cfg(not(unix))]
fn is_private(_: &fs::Metadata) -> bool {
    true
}

/// The new name lasts once its folder is written.
#[cfg(unix)]
fn sync(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::TokenFile;
    use crate::host_backend::secret::Secret;

    /// What comes of a file with this text, for its owner only.
    fn read(text: &str) -> Result<Option<String>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hush-name");
        let file = TokenFile::open(path.to_str().unwrap()).unwrap();
        file.store(&Secret::new(text.to_owned())).unwrap();
        let file = TokenFile::open(path.to_str().unwrap()).unwrap();
        let token = file.read().map_err(|error| format!("{error:#}"))?;
        Ok(token.map(|token| token.expose().to_owned()))
    }

    fn refusal(path: &std::path::Path) -> String {
        format!("{:#}", TokenFile::open(path.to_str().unwrap()).unwrap_err())
    }

    #[test]
    fn a_file_has_one_token_or_none() {
        for (text, token) in [("1.abc", Some("1.abc")), ("1.abc\n", Some("1.abc")), ("", None), (" \n", None)]
        {
            assert_eq!(read(text), Ok(token.map(str::to_owned)), "{text:?}");
        }
        for text in ["1.hush 2.hush", "TOKEN=1.hush\n# x", "1.hush\u{fc}"] {
            let error = read(text).unwrap_err();
            assert!(error.contains("expected a refresh token") && !error.contains("hush"), "{error}");
        }
    }

    #[test]
    fn where_nothing_can_be_kept_is_told_at_once_without_the_path() {
        let folder = tempfile::tempdir().unwrap();
        for (path, reason) in [
            (folder.path().join("hush/hush"), "no file can be written"),
            (folder.path().to_owned(), "expected a file"),
        ] {
            let error = refusal(&path);
            assert!(error.contains(reason) && !error.contains("hush"), "{error}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_use_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hush-name");
        fs::write(&path, "1.hush").unwrap();
        for mode in [0o644, 0o640, 0o604, 0o620, 0o601] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = refusal(&path);
            assert!(error.contains("must be 0600") && !error.contains("hush"), "{mode:o}: {error}");
        }
        for mode in [0o600, 0o400] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert!(TokenFile::open(path.to_str().unwrap()).is_ok(), "{mode:o}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_to_the_newest() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        fs::write(&target, "").unwrap();
        fs::set_permissions(&target, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        TokenFile::open(link.to_str().unwrap()).unwrap().store(&Secret::new("1.next".to_owned())).unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "1.next");
    }
}
