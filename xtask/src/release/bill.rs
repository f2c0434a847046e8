//! What is inside the package, as CycloneDX: the crates in its modules, those that only built them, and the standard library.
//!
//! cargo-cyclonedx describes the crates, and npm the package. Two things come from elsewhere, since cargo-cyclonedx neither knows
//! macros from code nor one member of the workspace from another: cargo's tree says what is in the modules, and rustc which
//! standard library.

use super::tree::{Crate, Tree};
use crate::build::{Package, features};
use crate::project::{Project, read};
use crate::report;
use crate::setup::cargo_tools::Tool;
use crate::setup::node;
use crate::setup::wasm_target::TARGET;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use xshell::cmd;

/// The file's name, without its extension, as cargo-cyclonedx takes it.
const NAME: &str = "bill-of-materials";

/// A list of what is inside.
#[derive(Debug)]
pub(super) struct Bill {
    /// The list.
    pub(super) content: Value,
    /// How many crates are in the modules.
    pub(super) inside: usize,
    /// How many are not, and built them.
    pub(super) built_with: usize,
}

/// Lists what is in a package that was built in a copy of the work tree: cargo-cyclonedx writes into it.
pub(super) fn of_package(copy: &Project, package: &Package, time: &str) -> Result<Bill> {
    report::step("Listing what is inside");
    let tree = Tree::of_modules(copy)?;
    let cargo = described_by_cargo(copy, time)?;
    let npm = described_by_npm(copy, package)?;
    let rust = version_of_rust(copy)?;
    Bill::compose(cargo, &npm, &tree, &rust)
}

/// The crates that cargo knows of, with their licences and hashes.
fn described_by_cargo(copy: &Project, time: &str) -> Result<Value> {
    let shell = copy.shell()?;
    let tool = Tool::CargoCyclonedx.set_up(copy)?;
    let features = features().collect::<Vec<_>>().join(",");
    let build = ["--target", TARGET, "--no-default-features", "--features", &features];
    let output = ["--format", "json", "--spec-version", "1.5", "--override-filename", NAME];
    // With a time of its own each list would be another one.
    cmd!(shell, "{tool} cyclonedx --quiet {build...} {output...}").env("SOURCE_DATE_EPOCH", time).run()?;
    let list = read(&copy.path(&format!("{NAME}.json")))?;
    serde_json::from_str(&list).context("cargo-cyclonedx wrote no JSON")
}

/// The package, as npm describes it, with the hash of its tarball.
fn described_by_npm(copy: &Project, package: &Package) -> Result<Value> {
    let (shell, npm) = (copy.shell()?, node::program("npm")?);
    let _inside = shell.push_dir(&package.folder);
    let list = cmd!(shell, "{npm} sbom --sbom-format cyclonedx").quiet().read()?;
    let list: Value = serde_json::from_str(&list).context("npm sbom printed no JSON")?;
    let mut component = list.pointer("/metadata/component").context("npm sbom describes no package")?.clone();
    set(&mut component, "hashes", json!([{ "alg": "SHA-512", "content": package.hash()? }]))?;
    Ok(component)
}

fn version_of_rust(copy: &Project) -> Result<String> {
    let shell = copy.shell()?;
    let version = cmd!(shell, "rustc --version --verbose").quiet().read()?;
    let release = version.lines().find_map(|line| line.strip_prefix("release: "));
    Ok(release.context("rustc does not name its version")?.to_owned())
}

impl Bill {
    /// Puts the crates below the package, says of each whether it is inside, and leaves out those of other builds.
    fn compose(mut cargo: Value, npm: &Value, tree: &Tree, rust: &str) -> Result<Self> {
        let own = cargo.pointer_mut("/metadata/component").context("cargo-cyclonedx describes no crate")?;
        let own = Own::new(std::mem::replace(own, npm.clone()))?;
        let components = list(&mut cargo, "components")?;
        components.push(own.component);
        components.retain(|component| tree.built.contains(&Crate::of(component)));
        components.iter_mut().try_for_each(|component| set_scope(component, tree))?;
        let known: BTreeSet<String> = components.iter().map(reference).collect::<Result<_>>()?;
        components.push(standard_library(rust));
        let dependencies = list(&mut cargo, "dependencies")?;
        *dependencies = dependencies.iter().filter_map(|it| among(it, &known, &own.names)).collect();
        dependencies.push(json!({ "ref": reference(npm)?, "dependsOn": [own.names.published] }));
        let (inside, built) = (tree.inside.len(), tree.built.len());
        Ok(Self { content: cargo, inside, built_with: built - inside })
    }
}

/// The crate of this project.
struct Own {
    component: Value,
    names: Names,
}

/// What the list calls it.
struct Names {
    /// By where it lies on this machine.
    local: String,
    /// By where the registry of crates has it.
    published: String,
}

impl Own {
    /// Calls a crate that cargo found here what it is called once it is published, and leaves out what cargo would make of it.
    fn new(mut component: Value) -> Result<Self> {
        let Crate { name, version } = Crate::of(&component);
        let names = Names { local: reference(&component)?, published: format!("pkg:cargo/{name}@{version}") };
        for name in ["purl", "bom-ref"] {
            set(&mut component, name, names.published.clone().into())?;
        }
        set(&mut component, "components", json!([]))?;
        Ok(Self { component, names })
    }
}

/// Whether a crate is in the modules, in the words of the specification.
fn set_scope(component: &mut Value, tree: &Tree) -> Result<()> {
    let is_inside = tree.inside.contains(&Crate::of(component));
    set(component, "scope", if is_inside { "required" } else { "excluded" }.into())
}

/// On whom a component depends, among those of the list; nothing if it is none of them.
fn among(dependency: &Value, known: &BTreeSet<String>, own: &Names) -> Option<Value> {
    let rename = |name: &str| if name == own.local { own.published.clone() } else { name.to_owned() };
    let name = rename(dependency.get("ref")?.as_str()?);
    let on = dependency.get("dependsOn").and_then(Value::as_array).into_iter().flatten();
    let on = on.filter_map(Value::as_str).map(rename).filter(|name| known.contains(name));
    known.contains(&name).then(|| json!({ "ref": name, "dependsOn": on.collect::<Vec<_>>() }))
}

/// Cargo does not know of it. Databases of vulnerabilities know it by this name.
fn standard_library(rust: &str) -> Value {
    json!({
        "type": "library",
        "bom-ref": format!("rust-std@{rust}"),
        "name": "rust-std",
        "version": rust,
        "description": "The standard library of Rust, compiled into the modules",
        "scope": "required",
        "licenses": [{ "expression": "MIT OR Apache-2.0" }],
        "cpe": format!("cpe:2.3:a:rust-lang:rust:{rust}:*:*:*:*:*:*:*"),
    })
}

fn list<'list>(bill: &'list mut Value, name: &str) -> Result<&'list mut Vec<Value>> {
    let list = bill.get_mut(name).and_then(Value::as_array_mut);
    list.with_context(|| format!("cargo-cyclonedx lists no {name}"))
}

fn reference(component: &Value) -> Result<String> {
    let reference = component.get("bom-ref").and_then(Value::as_str);
    Ok(reference.context("a component has no bom-ref")?.to_owned())
}

fn set(component: &mut Value, name: &str, value: Value) -> Result<()> {
    let fields = component.as_object_mut().context("a component is not an object")?;
    fields.insert(name.to_owned(), value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Bill, Crate, Tree};
    use serde_json::{Value, json};

    const OWN: &str = "path+file:///home/mia/embed-host#0.1.0";

    /// What cargo-cyclonedx writes: a crate of the library, one of a macro, and one of another member of the workspace.
    fn by_cargo() -> Value {
        let component = |reference: &str, name, version| json!({ "bom-ref": reference, "name": name, "version": version });
        let mut own = component(OWN, "embed-host", "0.1.0");
        own["purl"] = "pkg:cargo/embed-host@0.1.0?download_url=file://.".into();
        own["components"] = json!([component(&format!("{OWN} bin-target-0"), "embed_host", "0.1.0")]);
        json!({
            "metadata": { "component": own },
            "components": [
                component("x#serde", "serde", "1.0.0"),
                component("x#syn", "syn", "2.0.0"),
                component("x#tokio", "tokio", "1.0.0"),
            ],
            "dependencies": [
                { "ref": OWN, "dependsOn": ["x#serde", "x#tokio"] },
                { "ref": "x#serde", "dependsOn": ["x#syn"] },
                { "ref": "x#syn" },
                { "ref": "x#tokio" },
            ],
        })
    }

    fn bill() -> Bill {
        let npm = json!({ "bom-ref": "embed-host@0.1.0", "purl": "pkg:npm/embed-host@0.1.0" });
        let crates = |lines: &[&str]| lines.iter().filter_map(|line| Crate::parse(line)).collect();
        let tree = Tree {
            inside: crates(&["embed-host v0.1.0 (/home/mia/embed-host)", "serde v1.0.0"]),
            built: crates(&["embed-host v0.1.0 (/home/mia/embed-host)", "serde v1.0.0 (*)", "syn v2.0.0"]),
        };
        Bill::compose(by_cargo(), &npm, &tree, "1.95.0").unwrap()
    }

    #[test]
    fn the_list_says_what_is_inside_and_what_only_built_it() {
        let Bill { content, inside, built_with } = bill();
        let components = content["components"].as_array().unwrap();
        let scopes: Vec<_> =
            components.iter().map(|it| (it["name"].as_str(), it["scope"].as_str())).collect();
        let expected = [
            ("serde", "required"),
            ("syn", "excluded"),
            ("embed-host", "required"),
            ("rust-std", "required"),
        ];
        assert_eq!(scopes, expected.map(|(name, scope)| (Some(name), Some(scope))));
        assert_eq!((inside, built_with), (2, 1));
    }

    #[test]
    fn the_list_is_about_the_package_of_npm_which_depends_on_the_crate() {
        let content = bill().content;
        assert_eq!(content["metadata"]["component"]["purl"], "pkg:npm/embed-host@0.1.0");
        assert_eq!(
            content["dependencies"],
            json!([
                { "ref": "pkg:cargo/embed-host@0.1.0", "dependsOn": ["x#serde"] },
                { "ref": "x#serde", "dependsOn": ["x#syn"] },
                { "ref": "x#syn", "dependsOn": [] },
                { "ref": "embed-host@0.1.0", "dependsOn": ["pkg:cargo/embed-host@0.1.0"] },
            ])
        );
    }

    #[test]
    fn the_list_names_no_folder_of_this_machine() {
        let text = bill().content.to_string();
        assert!(!text.contains("file:") && !text.contains("/home/mia"), "{text}");
    }
}
