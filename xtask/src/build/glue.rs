//! What the glue brings along for browsers and callers that this package does not have.

mod arrows;

use anyhow::{Result, bail};

/// Pieces of wasm-bindgen's output, each from its first words to its last, and what stands in their place.
const CUTS: [(&str, &str, &str); 13] = [
    // Every browser that compiles this module's instructions has `TextEncoder.encodeInto`.
    ("if (!('encodeInto' in cachedTextEncoder)) {", "\n}\n", ""),
    // The face passes an object with a compiled module, as it should, and does so once.
    ("    if (wasm !== undefined) return wasm;\n\n\n", "\n    }\n", "    ({ module } = module);\n"),
    ("    if (!(module instanceof WebAssembly.Module)) {", "\n    }\n", ""),
    ("    wasmInstance = instance;", "\n", ""),
    ("    wasmModule = module;", "\n", ""),
    ("let wasmModule, wasmInstance,", " ", "let "),
    // The imports are an object's own members, whatever its prototype is.
    ("const import0 = {\n        __proto__: null,", "\n", "const import0 = {\n"),
    ("return {\n        __proto__: null,", "\n", "return {\n"),
    // A view of the memory, and a decoder, are made when needed: the one is never that of a memory which has grown
    // since, the other never one that has decoded more than WebKit allows.
    (
        "let cachedDataViewMemory0 = null;",
        "\n}\n",
        "function getDataViewMemory0() { return new DataView(wasm.memory.buffer); }\n",
    ),
    (
        "let cachedUint8ArrayMemory0 = null;",
        "\n}\n",
        "function getUint8ArrayMemory0() { return new Uint8Array(wasm.memory.buffer); }\n",
    ),
    ("    cachedDataViewMemory0 = null;\n    cachedUint8ArrayMemory0 = null;", "\n", ""),
    (
        "let cachedTextDecoder = ",
        "\n}\n",
        "function decodeText(bytes) { return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes); }\n",
    ),
    // Strings are encoded at once, rather than letter by letter into memory that has to grow for other than ASCII.
    (
        "function passStringToWasm0(arg, malloc, realloc) {",
        "\n}\n",
        "function passStringToWasm0(arg, malloc) {
    const bytes = cachedTextEncoder.encode(arg);
    const pointer = malloc(bytes.length, 1) >>> 0;
    getUint8ArrayMemory0().set(bytes, pointer);
    WASM_VECTOR_LEN = bytes.length;
    return pointer;
}
",
    ),
];

/// The same, where the module hands out closures. Every one of them is owned, and freed, on the other side: none is left to
/// the garbage collector.
const CUTS_OF_CLOSURES: [(&str, &str, &str); 3] = [
    ("const CLOSURE_DTORS = ", ";\n", ""),
    ("            CLOSURE_DTORS.unregister(state);", "\n", ""),
    ("    CLOSURE_DTORS.register(real, state, state);", "\n", ""),
];

/// The argument that [`CUTS`] took from the function that passes strings.
const REALLOC: &str = ", wasm.__wbindgen_realloc)";

/// Cuts them out, and writes shorter what is left.
pub(super) fn trim(glue: &str) -> Result<String> {
    let glue = CUTS
        .iter()
        .chain(CUTS_OF_CLOSURES.iter().filter(|_| glue.contains("CLOSURE_DTORS")))
        .try_fold(glue.to_owned(), |glue, &(first, last, instead)| cut(&glue, first, last, instead))?;
    arrows::rewrite(&glue.replace(REALLOC, ")"))
}

/// A piece that is not there exactly once is an error: wasm-bindgen has changed, and the list has to.
fn cut(glue: &str, first: &str, last: &str, instead: &str) -> Result<String> {
    let mut parts = glue.split(first);
    let (before, behind) = (parts.next(), parts.next().and_then(|behind| behind.split_once(last)));
    match (before, behind, parts.next()) {
        (Some(before), Some((_, behind)), None) => Ok([before, instead, behind].concat()),
        _ => bail!("the glue does not hold `{first}` once"),
    }
}

#[cfg(test)]
mod tests {
    use super::{CUTS, cut};

    const GLUE: &str = "const a = 1;
if (!('encodeInto' in cachedTextEncoder)) {
    cachedTextEncoder.encodeInto = function () {
        return {};
    };
}
function initSync(module) {
    return module;
}
";

    #[test]
    fn the_piece_goes_and_the_rest_stays() {
        let [(first, last, instead), ..] = CUTS;
        let expected = "const a = 1;
function initSync(module) {
    return module;
}
";
        assert_eq!(cut(GLUE, first, last, instead).unwrap(), expected);
    }

    #[test]
    fn glue_of_another_form_is_an_error() {
        let [(first, last, instead), ..] = CUTS;
        for other in [GLUE.replace("encodeInto", "encode"), GLUE.repeat(2)] {
            let error = cut(&other, first, last, instead).unwrap_err().to_string();
            assert_eq!(error, "the glue does not hold `if (!('encodeInto' in cachedTextEncoder)) {` once");
        }
    }
}
