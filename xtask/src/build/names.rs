//! Short names between the module and its glue.
//!
//! wasm-bindgen's names carry hashes and whole types, on both sides, and hardly compress: about a tenth of the package.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write;

/// The renaming that wasm-opt did in a module.
#[derive(Debug)]
pub(super) struct Names {
    /// The one module that it imports from, as JavaScript names it.
    module: String,
    imports: HashMap<String, String>,
    exports: HashMap<String, String>,
}

/// What wasm-opt calls every imported module.
const SHORT_MODULE: &str = "a";

/// How the glue reaches the module's exports.
const EXPORT: &str = "wasm.";

impl Names {
    /// Reads what `wasm-opt --minify-imports-and-exports-and-modules` prints.
    pub(super) fn parse(printed: &str) -> Result<Self> {
        let map: Value = serde_json::from_str(printed).context("wasm-opt printed no map of names")?;
        let imports = rows::<3>(&map, "imports")?;
        let (module, _) =
            imports.first().map(|[module, old, _]| (module, old)).context("the module imports nothing")?;
        ensure!(imports.iter().all(|[from, ..]| from == module), "the module imports from several modules");
        Ok(Self {
            module: module.clone(),
            imports: imports.iter().map(|[_, old, new]| (old.clone(), new.clone())).collect(),
            exports: rows::<2>(&map, "exports")?.into_iter().map(|[old, new]| (old, new)).collect(),
        })
    }

    /// Renames in the glue what was renamed in the module. A name that is left over on either side is an error.
    pub(super) fn shorten(&self, glue: &str) -> Result<String> {
        self.shorten_exports(&self.shorten_imports(glue)?)
    }

    /// Imports are the keys of an object, one on a line.
    fn shorten_imports(&self, glue: &str) -> Result<String> {
        let module_key = format!("\"{}\"", self.module);
        let mut found = 0;
        let mut shortened = String::with_capacity(glue.len());
        for line in glue.lines() {
            let key = line.trim_start().split(':').next().unwrap_or_default();
            let new = if key == module_key {
                Some(SHORT_MODULE)
            } else {
                self.imports.get(key).map(String::as_str)
            };
            found += usize::from(new.is_some());
            writeln!(shortened, "{}", new.map_or_else(|| line.to_owned(), |new| line.replacen(key, new, 1)))?;
        }
        let expected = self.imports.len() + 1;
        ensure!(found == expected, "the glue provides {found} of {expected} imported names");
        Ok(shortened)
    }

    fn shorten_exports(&self, glue: &str) -> Result<String> {
        let mut pieces = glue.split(EXPORT);
        let mut shortened = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            shortened.push_str(EXPORT);
            let end = piece.find(|char: char| !is_part_of_name(char)).unwrap_or(piece.len());
            let (old, rest) = piece.split_at(end);
            let Some(new) = self.exports.get(old) else { bail!("the glue calls {old}, which is no export") };
            shortened.push_str(new);
            shortened.push_str(rest);
        }
        Ok(shortened)
    }
}

fn is_part_of_name(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_' || char == '$'
}

/// The rows of one table of the map, each of `N` strings.
fn rows<const N: usize>(map: &Value, table: &str) -> Result<Vec<[String; N]>> {
    let rows = map.get(table).with_context(|| format!("wasm-opt's map has no {table}"))?;
    serde_json::from_value::<Vec<Vec<String>>>(rows.clone())?
        .into_iter()
        .map(|row| row.try_into().ok().with_context(|| format!("wasm-opt's map of {table} has another form")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Names;

    const MAP: &str = r#"{
        "imports": [["./glue_bg.js", "__wbg_now_67a7", "a"], ["./glue_bg.js", "__wbg_now_67a75", "b"]],
        "exports": [["mount", "c"], ["mounted", "d"], ["memory", "e"], ["unused", "f"]]
    }"#;

    const GLUE: &str = r#"
export function mount(x) {
    wasm.mount(x, wasm.mounted);
}
const import0 = {
    __wbg_now_67a75: function(arg0) {
        return Date.now();
    },
    __wbg_now_67a7: function() { return wasm.memory.buffer; },
};
return {
    "./glue_bg.js": import0,
};
"#;

    #[test]
    fn both_sides_of_the_border_are_renamed_and_nothing_else() {
        let expected = r"
export function mount(x) {
    wasm.c(x, wasm.d);
}
const import0 = {
    b: function(arg0) {
        return Date.now();
    },
    a: function() { return wasm.e.buffer; },
};
return {
    a: import0,
};
";
        assert_eq!(Names::parse(MAP).unwrap().shorten(GLUE).unwrap(), expected);
    }

    #[test]
    fn an_import_that_the_glue_does_not_provide_is_an_error() {
        let error = Names::parse(MAP).unwrap().shorten(&GLUE.replace("__wbg_now_67a7:", "now:")).unwrap_err();
        assert_eq!(error.to_string(), "the glue provides 2 of 3 imported names");
    }

    #[test]
    fn a_call_of_what_the_module_does_not_export_is_an_error() {
        let error =
            Names::parse(MAP).unwrap().shorten(&GLUE.replace("wasm.mount(", "wasm.unmount(")).unwrap_err();
        assert_eq!(error.to_string(), "the glue calls unmount, which is no export");
    }

    #[test]
    fn imports_from_two_modules_are_an_error() {
        let map = MAP.replacen("./glue_bg.js", "./snippet.js", 1);
        assert_eq!(Names::parse(&map).unwrap_err().to_string(), "the module imports from several modules");
    }
}
