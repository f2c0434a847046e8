//! Serves the demo.

use crate::project::Project;
use crate::{build, report};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Builds the package and the server, and serves the demo until it is ended.
pub(crate) fn run(project: &Project, port: u16, open: bool) -> Result<()> {
    let package = build::package(project)?;
    let examples = build::examples(project, &package)?;
    let executable = build::server(project)?;
    let mut server = start(project, &executable, &package.folder, &examples, port)?;
    let output = server.stdout.take().context("the demo server has no output")?;
    let mut lines = BufReader::new(output).lines();
    let first = lines.next().context("the demo server ended at once; is the port taken?")??;
    let entrance = Entrance::read(&first)?;
    announce(&entrance.address)?;
    if open && entrance.open(&project.path("target/demo.html")).is_err() {
        report::note("No browser could be opened here.");
    }
    lines.try_for_each(|line| line.map(|line| println!("{line}")))?;
    let status = server.wait()?;
    if !status.success() {
        bail!("the demo server ended with {status}");
    }
    Ok(())
}

fn start(project: &Project, executable: &Path, package: &Path, examples: &str, port: u16) -> Result<Child> {
    let [wisdom, attacker, melody] = next_ports(port)?;
    Command::new(executable)
        .current_dir(project.path(""))
        .args(["--host-port", &port.to_string()])
        .args(["--wisdom-port", &wisdom.to_string()])
        .args(["--attacker-port", &attacker.to_string()])
        .args(["--melody-port", &melody.to_string()])
        .arg("--package")
        .arg(package)
        .args(["--mount", examples])
        // However this command ends, its end of the pipe closes, and the server ends with it.
        .arg("--exit-with-stdin")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start the demo server")
}

/// The ports of the guest page, of the attacker and of the auth server. Zero asks the system for free ones.
fn next_ports(port: u16) -> Result<[u16; 3]> {
    if port == 0 {
        return Ok([0; 3]);
    }
    let melody = port.checked_add(3).context("--port leaves no room for the three ports after it")?;
    Ok([port + 1, port + 2, melody])
}

fn announce(address: &str) -> Result<()> {
    println!("\n    The demo is at {address}\n    Ctrl-C ends it.\n");
    Ok(std::io::stdout().flush()?)
}

/// The address to open.
#[derive(Debug, PartialEq, Eq)]
struct Entrance {
    address: String,
    /// Whether the address has the code in it with which the demo lets a browser in.
    secret: bool,
}

impl Entrance {
    /// What the first line says that the server prints.
    fn read(line: &str) -> Result<Self> {
        let said: Value = serde_json::from_str(line).context("the demo server's first line is not JSON")?;
        if let Some(address) = said.get("open").and_then(Value::as_str) {
            return Ok(Self { address: address.to_owned(), secret: true });
        }
        let host = said.get("host").and_then(Value::as_str);
        let host = host.context("the demo server's first line names no host")?;
        Ok(Self { address: format!("{host}/"), secret: false })
    }

    /// Opens it in the browser. Every user of the machine can read command lines, so one with a code is in a file that
    /// leads there.
    fn open(&self, file: &Path) -> Result<()> {
        if !self.secret {
            return Ok(open::that(&self.address)?);
        }
        let page = format!("<meta http-equiv=\"refresh\" content=\"0; url={}\">\n", self.address);
        write_private(file, &page)?;
        Ok(open::that(file)?)
    }
}

/// Writes a file that nobody else can read.
fn write_private(path: &Path, text: &str) -> Result<()> {
    if path.exists() {
        fs::remove_file(path)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(path)?.write_all(text.as_bytes())?)
}

#[cfg(test)]
mod tests {
    use super::{Entrance, next_ports, write_private};

    #[test]
    fn the_four_ports_follow_each_other() {
        assert_eq!(next_ports(8600).unwrap(), [8601, 8602, 8603]);
        assert_eq!(next_ports(0).unwrap(), [0, 0, 0]);
        assert!(next_ports(65_533).is_err());
    }

    #[test]
    fn the_address_comes_from_the_servers_first_line() {
        let line = r#"{"host":"http://localhost:8600","wisdom":"http://127.0.0.1:8601"}"#;
        let entrance = Entrance { address: "http://localhost:8600/".into(), secret: false };
        assert_eq!(Entrance::read(line).unwrap(), entrance);
        assert!(Entrance::read("listening").is_err());
    }

    #[test]
    fn the_address_with_the_code_is_taken_where_there_is_one() {
        let line = r#"{"host":"http://localhost:8600","open":"http://localhost:8600/#code=1f"}"#;
        let entrance = Entrance { address: "http://localhost:8600/#code=1f".into(), secret: true };
        assert_eq!(Entrance::read(line).unwrap(), entrance);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_private_replaces_what_was_there_and_can_be_read_by_nobody_else() {
        use std::os::unix::fs::PermissionsExt;
        let path = std::env::temp_dir().join(format!("embed-host-xtask-{}", std::process::id()));
        std::fs::write(&path, "an older and longer text").unwrap();
        write_private(&path, "new").unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!((mode & 0o777, text.as_str()), (0o600, "new"));
    }
}
