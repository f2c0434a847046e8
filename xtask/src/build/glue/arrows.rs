//! The functions that the module imports, as arrow functions: half of the minified JavaScript is their keywords.

use anyhow::{Result, ensure};

/// How wasm-bindgen begins and ends an import that may throw, and how an arrow function does.
const CATCHING: [(&str, &str); 2] =
    [(": function() { return handleError(function (", ": handleError(("), ("}, arguments); },", "}),")];

/// The same, once: it makes the function instead of calling one.
const CATCH: [(&str, &str); 2] = [
    ("function handleError(f, args) {\n    try {", "const handleError = (f) => (...args) => {\n    try {"),
    ("return f.apply(this, args);", "return f(...args);"),
];

/// Rewrites them. A form that is not there is an error: wasm-bindgen has changed, and the lists have to. A module may do
/// without imports that may throw.
pub(super) fn rewrite(glue: &str) -> Result<String> {
    let mut glue = glue.to_owned();
    let catches = glue.contains("handleError");
    for (old, new) in CATCH.into_iter().chain(CATCHING).filter(|_| catches) {
        ensure!(glue.contains(old), "the glue does not hold `{old}`");
        glue = glue.replace(old, new);
    }
    let mut lines: Vec<String> = Vec::new();
    for line in glue.lines() {
        match lines.last_mut() {
            Some(last) if line.trim() == "return ret;" && is_result(last) => returned(last, "return ", ""),
            Some(last) if line.trim() == "return addHeapObject(ret);" && is_result(last) => {
                returned(last, "return addHeapObject(", ")");
            }
            _ => lines.push(arrow(line)),
        }
    }
    Ok(lines.join("\n") + "\n")
}

/// The word with which every result begins.
const RESULT: &str = "const ret = ";

fn is_result(line: &str) -> bool {
    line.contains(RESULT) && line.ends_with(';')
}

/// Makes the line that names a result the one that returns it.
fn returned(line: &mut String, before: &str, behind: &str) {
    let value = line.trim_start().trim_start_matches(RESULT).trim_end_matches(';');
    *line = format!("{before}{value}{behind};");
}

/// The first line of a member that is a function, as the first line of an arrow function.
fn arrow(line: &str) -> String {
    let is_function = line.contains(": function(") || line.contains(": handleError((");
    if is_function {
        line.replace(": function(", ": (").replacen(") {", ") => {", 1)
    } else {
        line.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::rewrite;

    const GLUE: &str = "const imports = {
    now: function() {
        const ret = Date.now();
        return ret;
    },
    data: function(arg0) {
        const ret = getObject(arg0).data;
        return addHeapObject(ret);
    },
    parse: function() { return handleError(function (arg0) {
        const ret = JSON.parse(getObject(arg0));
        return addHeapObject(ret);
    }, arguments); },
    flag: function(arg0) {
        const ret = getObject(arg0);
        return isLikeNone(ret) ? 2 : 1;
    },
};
function handleError(f, args) {
    try {
        return f.apply(this, args);
    } catch (e) {
        wasm.store(addHeapObject(e));
    }
}
";

    #[test]
    fn imports_become_arrow_functions_that_return_at_once() {
        let expected = "const imports = {
    now: () => {
return Date.now();
    },
    data: (arg0) => {
return addHeapObject(getObject(arg0).data);
    },
    parse: handleError((arg0) => {
return addHeapObject(JSON.parse(getObject(arg0)));
    }),
    flag: (arg0) => {
        const ret = getObject(arg0);
        return isLikeNone(ret) ? 2 : 1;
    },
};
const handleError = (f) => (...args) => {
    try {
        return f(...args);
    } catch (e) {
        wasm.store(addHeapObject(e));
    }
}
";
        assert_eq!(rewrite(GLUE).unwrap(), expected);
    }

    #[test]
    fn glue_of_another_form_is_an_error() {
        let error = rewrite(&GLUE.replace("apply", "call")).unwrap_err().to_string();
        assert_eq!(error, "the glue does not hold `return f.apply(this, args);`");
    }
}
