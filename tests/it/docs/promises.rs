//! Every guarantee of `SECURITY.md` names its tests, and each of them exists.
//!
//! Promises stand in tables whose last column is `test` or `tests`. A name there is a path below `tests/it` or `src`, or
//! of a file in the project (`crates/a/tests/b::name`), or a script with what it prints of a check (`scripts/a: check`).

use std::fs;

use super::root;

const SHORT: &str = "SECURITY.md";
const LONG: &str = "docs/reference/security-tests.md";

/// A row of a table of promises.
struct Row<'a> {
    line: usize,
    first: &'a str,
    tests: Vec<&'a str>,
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The rows of all tables of promises on a page.
fn rows(page: &str) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    let mut of_promises = false;
    for (line, text) in (1..).zip(page.lines()) {
        let cells: Vec<_> = text.split('|').map(str::trim).collect();
        match cells.as_slice() {
            ["", .., "test" | "tests", ""] => of_promises = true,
            ["", first, .., last, ""] if of_promises && !last.starts_with("---") => rows.push(Row {
                line,
                first,
                tests: last.split('`').skip(1).step_by(2).collect(),
            }),
            ["", .., ""] => {}
            _ => of_promises = false,
        }
    }
    rows
}

/// What is wrong with the names on a page.
fn complaints(path: &str, page: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    for row in rows(page) {
        let says = |what: String| format!("{path}:{}: {what}", row.line);
        if row.tests.is_empty() {
            complaints.push(says("no test is named".to_owned()));
        }
        let missing = row.tests.iter().filter(|test| !exists(test));
        complaints.extend(missing.map(|test| says(format!("there is no test {test}"))));
    }
    complaints
}

fn exists(test: &str) -> bool {
    if let Some((script, check)) = test.split_once(": ") {
        return files_of_script(script).iter().any(|text| text.contains(check));
    }
    let Some((module, name)) = test.rsplit_once("::") else {
        return false;
    };
    let module = module.replace("::", "/");
    // Unit tests are in a file of their own, or at the end of what they test.
    let modules = [Some(module.as_str()), module.strip_suffix("/tests")];
    let of_modules = modules.into_iter().flatten().flat_map(|module| {
        ["tests/it/", "src/", ""].map(|folder| [format!("{folder}{module}.rs"), format!("{folder}{module}/mod.rs")])
    });
    let texts = of_modules
        .flatten()
        .filter_map(|path| fs::read_to_string(root().join(path)).ok());
    texts.into_iter().any(|text| declares(&text, name))
}

/// A script, and the modules in the folders that it imports: `scripts/attack` and `scripts/attacks/*.py`.
fn files_of_script(script: &str) -> Vec<String> {
    let Ok(text) = fs::read_to_string(root().join(script)) else {
        return Vec::new();
    };
    let imports = text.lines().filter_map(|line| line.strip_prefix("from "));
    let folders = imports.filter_map(|import| import.split(['.', ' ']).next());
    let entries = folders.filter_map(|folder| root().join("scripts").join(folder).read_dir().ok());
    let paths = entries.flatten().flatten().map(|entry| entry.path());
    let modules = paths.filter(|path| path.extension().is_some_and(|extension| extension == "py"));
    let texts = modules.filter_map(|path| fs::read_to_string(path).ok());
    let mut all: Vec<_> = texts.collect();
    all.push(text);
    all
}

/// Whether a source declares a test of this name.
fn declares(source: &str, name: &str) -> bool {
    let lines: Vec<_> = source.lines().map(str::trim).collect();
    let is_named = |line: &str| {
        let function = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
        let rest = function.and_then(|function| function.strip_prefix(name));
        rest.is_some_and(|rest| rest.starts_with('('))
    };
    let is_test = |line: &str| line.starts_with("#[test") || line.starts_with("#[tokio::test");
    lines.windows(2).any(|pair| is_test(pair[0]) && is_named(pair[1]))
}

/// The words in bold at the beginning of each guarantee.
fn guarantees(page: &str) -> Vec<&str> {
    let section = page.split("\n## ").find(|section| section.starts_with("Guarantees\n"));
    let paragraphs = section.unwrap_or_default().split("\n\n");
    let bold = paragraphs.filter_map(|paragraph| paragraph.strip_prefix("**")?.split_once("**"));
    bold.map(|(bold, _)| bold.trim_end_matches('.')).collect()
}

/// The guarantees that have no row on the short page, or no section with rows on the long one.
fn without_rows<'a>(short: &'a str, long: &str) -> Vec<&'a str> {
    let is_without = |guarantee: &&str| {
        let heading = format!("{guarantee}\n");
        let section = long.split("\n## ").find(|section| section.starts_with(&heading));
        let in_short = rows(short).iter().any(|row| row.first == *guarantee);
        !in_short || rows(section.unwrap_or_default()).is_empty()
    };
    guarantees(short).into_iter().filter(is_without).collect()
}

#[test]
fn every_guarantee_has_its_tests() {
    let (short, long) = (read(SHORT), read(LONG));
    let number = guarantees(&short).len();
    assert!(number >= 10, "only {number} guarantees were found");
    assert_eq!(without_rows(&short, &long), [""; 0]);
}

#[test]
fn every_test_that_is_named_exists() {
    let complaints: Vec<_> = [SHORT, LONG]
        .iter()
        .flat_map(|path| complaints(path, &read(path)))
        .collect();
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn a_name_that_is_made_up_and_a_guarantee_without_a_test_are_found() {
    let page = "\n## Guarantees\n\n**Ours.** a\n\n**Theirs** b\n\n| guarantee | promise | test |\n|---|---|---|\n\
                | Ours | a | `docs::promises::a_name_that_is_made_up_and_a_guarantee_without_a_test_are_found` |\n\
                | Ours | b | `docs::promises::nobody_wrote_this`, `docs::promises::declares` |\n\
                | Ours | c | `scripts/attack: nothing prints this`, `scripts/timing: unknown name` |\n\
                | Ours | d | none |\n\n| a | b |\n|---|---|\n| `c` | `d` |\n";
    let expected = [
        "a.md:11: there is no test docs::promises::nobody_wrote_this",
        "a.md:11: there is no test docs::promises::declares",
        "a.md:12: there is no test scripts/attack: nothing prints this",
        "a.md:13: no test is named",
    ];
    assert_eq!(complaints("a.md", page), expected);
    assert_eq!(
        without_rows(page, "# A\n\n## Ours\n\n| promise | tests |\n|---|---|\n| a | `b` |\n"),
        ["Theirs"]
    );
    assert_eq!(without_rows(page, "# A\n\n## Ours\n\n## Theirs\n"), ["Ours", "Theirs"]);
}
