//! What each part of a module costs, by the names of its functions.

use anyhow::Result;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use wasmparser::{BinaryReaderError, KnownCustom, Name, NameSectionReader, Parser, Payload, TypeRef};

/// The parts that have functions, and how the paths of these begin. The first that fits counts, so what begins with
/// another one's words stands before it. What begins with none of them is an export that carries its JavaScript name.
const PARTS: [(&str, &[&str]); 7] = [
    ("core (protocol)", &["embed_host::protocol"]),
    ("futures and timers", &["wasm_bindgen_futures", "js_sys::futures", "futures", "gloo"]),
    ("serde, outbound", &["serde"]),
    ("allocator", &["dlmalloc", "lol_alloc", "talc", "__rust_", "__rustc", "__rdl_", "__rg_"]),
    (
        "bindings (wasm-bindgen, js-sys, web-sys)",
        &["wasm_bindgen", "js_sys", "web_sys", "__wbindgen", "__wbg", "__externref"],
    ),
    (
        "std, alloc, core",
        &[
            "std",
            "alloc",
            "core",
            "compiler_builtins",
            "hashbrown",
            "mem",
            "rust_",
            "f32",
            "f64",
            "i128",
            "u128",
        ],
    ),
    (BROWSER, &[""]),
];

const BROWSER: &str = "browser and exports";

/// The bytes of a module, part by part.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Parts {
    rows: Vec<(&'static str, u64)>,
}

/// What one pass over a module finds.
#[derive(Default)]
struct Contents<'module> {
    imported_functions: u32,
    /// The size of each function, in order, behind the imported ones.
    functions: Vec<u64>,
    names: HashMap<u32, &'module str>,
    data: u64,
    /// Types, imports, exports, tables.
    rest: u64,
}

impl Parts {
    /// Reads a module whose functions have names.
    pub(super) fn of(module: &[u8]) -> Result<Self> {
        let contents = Contents::read(module)?;
        let mut rows: Vec<(&str, u64)> = PARTS.iter().map(|(part, _)| (*part, 0)).collect();
        for (index, size) in (contents.imported_functions..).zip(&contents.functions) {
            let part = part_of(contents.names.get(&index).copied().unwrap_or_default());
            if let Some((_, sum)) = rows.iter_mut().find(|(name, _)| *name == part) {
                *sum += size;
            }
        }
        rows.extend([("data (texts and tables)", contents.data), ("imports, exports, types", contents.rest)]);
        Ok(Self { rows })
    }
}

impl<'module> Contents<'module> {
    fn read(module: &'module [u8]) -> Result<Self> {
        let mut contents = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            contents.add(payload?)?;
        }
        Ok(contents)
    }

    fn add(&mut self, payload: Payload<'module>) -> Result<(), BinaryReaderError> {
        match payload {
            Payload::CodeSectionEntry(body) => self.functions.push(length(&body.range())),
            Payload::DataSection(section) => self.data += length(&section.range()),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    self.names = function_names(names)?;
                }
            }
            Payload::ImportSection(section) => {
                self.rest += length(&section.range());
                for import in section.into_imports() {
                    self.imported_functions += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            // The code section as a whole was counted function by function.
            Payload::CodeSectionStart { .. } => {}
            other => self.rest += other.as_section().map_or(0, |(_, range)| length(&range)),
        }
        Ok(())
    }
}

fn function_names(names: NameSectionReader<'_>) -> Result<HashMap<u32, &str>, BinaryReaderError> {
    let mut found = HashMap::new();
    for subsection in names {
        if let Name::Function(functions) = subsection? {
            for naming in functions {
                let naming = naming?;
                found.insert(naming.index, naming.name);
            }
        }
    }
    Ok(found)
}

fn length(range: &Range<u64>) -> u64 {
    range.end - range.start
}

/// The part that a function belongs to. The path may be that of a type in brackets: `<embed_host::Page as Drop>::drop`.
fn part_of(function: &str) -> &'static str {
    let path = function.trim_start_matches(['<', '&', '(', '[', '*']).trim_start_matches("mut ");
    let fits = |starts: &[&str]| starts.iter().any(|start| path.starts_with(start));
    PARTS.iter().find(|(_, starts)| fits(starts)).map_or(BROWSER, |(part, _)| part)
}

impl fmt::Display for Parts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total: u64 = self.rows.iter().map(|(_, bytes)| bytes).sum();
        let mut row = |name: &str, bytes: u64| {
            let per_mille = bytes * 1000 / total.max(1);
            writeln!(formatter, "{name:<42} {bytes:>8} {:>4}.{} %", per_mille / 10, per_mille % 10)
        };
        self.rows.iter().try_for_each(|(name, bytes)| row(name, *bytes))?;
        row("sum, raw", total)?;
        writeln!(
            formatter,
            "Compressed sizes do not add up: what gzip saves in one part depends on the others."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{BROWSER, Parts, part_of};

    #[test]
    fn a_function_belongs_to_the_part_of_its_path() {
        for (function, part) in [
            ("embed_host::protocol::page::Page::open::h5dd1", "core (protocol)"),
            ("<embed_host::protocol::Secret as core::ops::Drop>::drop", "core (protocol)"),
            ("embed_host::browser::shell::step", BROWSER),
            ("addSource", BROWSER),
            ("wasm_bindgen_futures::task::Task::run", "futures and timers"),
            ("wasm_bindgen::convert::closures::invoke", "bindings (wasm-bindgen, js-sys, web-sys)"),
            ("__externref_table_alloc", "bindings (wasm-bindgen, js-sys, web-sys)"),
            ("<&mut serde_wasm_bindgen::Serializer as serde::Serializer>::serialize_str", "serde, outbound"),
            ("__rustc[6e7d]::__rdl_alloc", "allocator"),
            ("core[c593]::fmt::write", "std, alloc, core"),
            ("memcpy", "std, alloc, core"),
        ] {
            assert_eq!(part_of(function), part, "{function}");
        }
    }

    /// A module that imports one function and has two: `memcpy`, of four bytes, and `mount`, of two.
    const MODULE: &[u8] = &[
        0, b'a', b's', b'm', 1, 0, 0, 0, // the header
        1, 4, 1, 0x60, 0, 0, // a type
        2, 7, 1, 1, b'a', 1, b'b', 0, 0, // an import
        3, 3, 2, 0, 0, // two functions of this type
        10, 9, 2, 4, 0, 1, 1, 11, 2, 0, 11, // their code
        0, 23, 4, b'n', b'a', b'm', b'e', // their names
        1, 16, 2, 1, 6, b'm', b'e', b'm', b'c', b'p', b'y', 2, 5, b'm', b'o', b'u', b'n', b't',
    ];

    #[test]
    fn code_is_counted_by_part_and_names_are_not_counted() {
        let parts = Parts::of(MODULE).unwrap();
        let bytes = |part| parts.rows.iter().find(|(name, _)| *name == part).unwrap().1;
        assert_eq!(bytes("std, alloc, core"), 4);
        assert_eq!(bytes(BROWSER), 2);
        assert_eq!(bytes("data (texts and tables)"), 0);
        assert_eq!(bytes("imports, exports, types"), 4 + 7 + 3);
        assert!(
            parts.to_string().contains("sum, raw                                         20  100.0 %"),
            "{parts}"
        );
    }

    #[test]
    fn what_is_no_module_is_an_error() {
        assert!(Parts::of(b"text").is_err());
    }
}
