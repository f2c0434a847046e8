//! What passed in an engine is kept for the tree of the repository that it passed on, and not run again there: a failure in one
//! engine costs the time of that engine alone.

use super::Row;
use crate::project::Project;
use crate::test::Engine;
use anyhow::Result;
use std::fs;
use std::path::PathBuf;
use xshell::cmd;

/// The place of what passed in one engine.
pub(super) struct Record {
    path: PathBuf,
    tree: String,
}

impl Record {
    /// That of the tree which is checked out. There is none where something is not committed, and outside of a repository.
    pub(super) fn of(engine: Engine, project: &Project) -> Result<Option<Self>> {
        let Some(tree) = tree(project)? else { return Ok(None) };
        let path = project.cached("engines").join(&tree).join(format!("{}.json", engine.title()));
        Ok(Some(Self { path, tree }))
    }

    /// What passed there before.
    pub(super) fn read(&self) -> Option<Row> {
        serde_json::from_slice(&fs::read(&self.path).ok()?).ok()
    }

    /// Keeps what has passed, unless the tree was changed meanwhile.
    pub(super) fn keep(&self, row: &Row, project: &Project) -> Result<()> {
        if tree(project)?.as_ref() == Some(&self.tree) {
            project.shell()?.write_file(&self.path, serde_json::to_vec(row)?)?;
        }
        Ok(())
    }
}

fn tree(project: &Project) -> Result<Option<String>> {
    let shell = project.shell()?;
    let changes = cmd!(shell, "git status --porcelain").quiet().ignore_stderr().read();
    if !changes.is_ok_and(|changes| changes.is_empty()) {
        return Ok(None);
    }
    let of_commit = "HEAD^{tree}";
    Ok(cmd!(shell, "git rev-parse {of_commit}").quiet().ignore_stderr().read().ok())
}
