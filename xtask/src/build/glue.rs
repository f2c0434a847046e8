//! What the glue brings along for browsers and callers that this package does not have.

use anyhow::{Result, bail};

/// Pieces of wasm-bindgen's output, each from its first words to its last, and what stands in their place.
const CUTS: [(&str, &str, &str); 2] = [
    // Every browser that compiles this module's instructions has `TextEncoder.encodeInto`.
    ("if (!('encodeInto' in cachedTextEncoder)) {", "\n}\n", ""),
    // The face passes an object, as it should.
    ("if (module !== undefined) {", "\n    }\n", "({ module } = module);\n"),
];

/// Cuts them out. One that is not there exactly once is an error: wasm-bindgen has changed, and this list has to.
pub(super) fn trim(glue: &str) -> Result<String> {
    CUTS.iter().try_fold(glue.to_owned(), |glue, (first, last, instead)| {
        let mut parts = glue.split(first);
        let (before, behind) = (parts.next(), parts.next().and_then(|behind| behind.split_once(last)));
        match (before, behind, parts.next()) {
            (Some(before), Some((_, behind)), None) => Ok([before, instead, behind].concat()),
            _ => bail!("the glue does not hold `{first}` once"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::trim;

    const GLUE: &str = "const a = 1;
if (!('encodeInto' in cachedTextEncoder)) {
    cachedTextEncoder.encodeInto = function () {
        return {};
    };
}
function initSync(module) {
    if (module !== undefined) {
        if (plain) {
            ({module} = module)
        }
    }
    return module;
}
";

    #[test]
    fn the_pieces_go_and_the_rest_stays() {
        let expected = "const a = 1;
function initSync(module) {
    ({ module } = module);
    return module;
}
";
        assert_eq!(trim(GLUE).unwrap(), expected);
    }

    #[test]
    fn glue_of_another_form_is_an_error() {
        for other in [GLUE.replace("encodeInto", "encode"), GLUE.repeat(2)] {
            let error = trim(&other).unwrap_err().to_string();
            assert_eq!(error, "the glue does not hold `if (!('encodeInto' in cachedTextEncoder)) {` once");
        }
    }
}
