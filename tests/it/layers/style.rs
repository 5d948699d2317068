//! The form of the files.

use std::collections::BTreeSet;

use super::imports::contracts;
use super::source::{code, without_tests};
use super::{File, assert_lines, assert_none, files, root};

/// The longest that a file may get, in lines.
const MAX_LINES: usize = 400;

fn too_long(file: &File) -> Option<String> {
    let lines = file.text.lines().count();
    (lines > MAX_LINES).then(|| format!("{}:{lines}: longer than {MAX_LINES} lines", file.path))
}

#[test]
fn no_file_is_longer_than_400_lines() {
    let complaints: Vec<String> = files("src")
        .iter()
        .chain(&files("tests"))
        .filter_map(too_long)
        .collect();
    assert_none(&complaints);
}

#[test]
fn a_file_that_is_too_long_is_found() {
    let lines = |count| File::snippet("src/a.rs", &"x\n".repeat(count));
    assert_eq!(too_long(&lines(400)), None);
    assert!(too_long(&lines(401)).is_some());
}

/// What ends a request, or the process, without an answer.
const PANICS: [&str; 9] = [
    ".unwrap()",
    ".unwrap_err()",
    ".expect(",
    ".expect_err(",
    "panic!",
    "todo!",
    "unimplemented!",
    "unreachable!",
    "assert!",
];

fn panics(file: &File) -> Vec<String> {
    let code = without_tests(&code(&file.text));
    let mut complaints = Vec::new();
    for (number, line) in (1..).zip(code.lines()) {
        let dense: String = line.split_whitespace().collect();
        for panics in PANICS.into_iter().filter(|panics| dense.contains(panics)) {
            complaints.push(format!("{}:{number}: `{panics}` outside tests", file.path));
        }
    }
    complaints
}

/// Whether a file is part of what runs, and not a module of tests or an example.
fn is_in_use(file: &File) -> bool {
    let aside = |part| part == "tests" || part == "tests.rs" || part == "examples";
    !file.path.split('/').any(aside)
}

#[test]
fn nothing_panics_on_purpose() {
    let files = files("src").into_iter().filter(is_in_use);
    let complaints: Vec<String> = files.flat_map(|file| panics(&file)).collect();
    assert_none(&complaints);
}

#[test]
fn what_panics_is_found_and_what_only_looks_like_it_is_not() {
    for (text, lines) in [
        ("fn f() {\n    x.unwrap();\n}", &[2_usize] as &[usize]),
        ("fn f() { x.expect(\"y\") }", &[1]),
        ("fn f() { x\n.expect(\"y\") }", &[2]),
        ("fn f() { panic!(\"y\") }", &[1]),
        ("fn f() { todo!() }", &[1]),
        ("fn f() { unreachable!() }", &[1]),
        ("fn f() { std::panic!() }", &[1]),
        ("fn f() { x.unwrap_or_default().unwrap_or(1).unwrap_or_else(g) }", &[]),
        ("#[expect(clippy::x, reason = \"y\")]\nfn f() {}", &[]),
        ("// x.unwrap()\n/// panic!\nconst X: &str = \"todo!\";", &[]),
        ("#[cfg(test)]\nmod tests {\n    fn f() { x.unwrap() }\n}", &[]),
        (
            "#[cfg(test)]\nmod tests {\n    fn f() {}\n}\nfn g() { x.unwrap() }",
            &[5],
        ),
    ] {
        assert_lines(&panics(&File::snippet("src/a.rs", text)), lines);
    }
}

/// What is wrong with the files of a contract's folder.
fn folder_complaints(contract: &str, names: &BTreeSet<&str>) -> Vec<String> {
    let mut complaints = Vec::new();
    for needed in ["api.rs", "error.rs", "mod.rs"] {
        if !names.contains(needed) {
            complaints.push(format!("src/contracts/{contract} has no {needed}"));
        }
    }
    if names.contains("wire.rs") == names.contains("wire") {
        complaints.push(format!("src/contracts/{contract} needs wire.rs or wire/"));
    }
    let usual = ["api.rs", "error.rs", "mod.rs", "wire.rs", "wire", "security.rs"];
    for name in names.iter().filter(|name| !usual.contains(name)) {
        // This contract prescribes the claims of its tokens.
        if (contract, *name) != ("netxd", "claims.rs") {
            complaints.push(format!(
                "src/contracts/{contract}/{name} has no counterpart in its siblings"
            ));
        }
    }
    complaints
}

#[test]
fn all_contracts_have_the_same_files() {
    let mut complaints = Vec::new();
    for contract in contracts() {
        let folder = root().join("src/contracts").join(&contract);
        let entries = std::fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name());
        let names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
        complaints.extend(folder_complaints(
            &contract,
            &names.iter().map(String::as_str).collect(),
        ));
    }
    assert_none(&complaints);
}

#[test]
fn a_folder_that_is_not_like_its_siblings_is_found() {
    for (contract, names, complaints) in [
        ("a", &["api.rs", "error.rs", "mod.rs", "wire.rs"] as &[&str], 0),
        ("a", &["api.rs", "error.rs", "mod.rs", "wire", "security.rs"], 0),
        ("netxd", &["api.rs", "error.rs", "mod.rs", "wire.rs", "claims.rs"], 0),
        ("a", &["api.rs", "error.rs", "mod.rs", "wire.rs", "claims.rs"], 1),
        ("a", &["api.rs", "error.rs", "mod.rs", "wire.rs", "wire"], 1),
        ("a", &["api.rs", "mod.rs"], 2),
        ("a", &["api.rs", "error.rs", "mod.rs", "wire.rs", "helpers.rs"], 1),
    ] {
        let found = folder_complaints(contract, &names.iter().copied().collect());
        assert_eq!(found.len(), complaints, "{names:?}: {found:?}");
    }
}

/// The dependencies of a manifest without a comment above them that says what they are for.
fn unexplained(manifest: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let (mut lists, mut explained) = (false, false);
    for (number, line) in (1..).zip(manifest.lines()) {
        let line = line.trim();
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            lists = section.ends_with("dependencies");
            if section.contains("dependencies.") && !explained {
                complaints.push(format!("Cargo.toml:{number}: no comment above {section}"));
            }
        } else if lists
            && line.contains('=')
            && line.starts_with(|first: char| first.is_ascii_alphabetic())
            && !explained
        {
            let name = line.split('=').next().unwrap_or_default().trim();
            complaints.push(format!("Cargo.toml:{number}: no comment above {name}"));
        }
        explained = line.strip_prefix('#').is_some_and(|comment| comment.trim().len() >= 10);
    }
    complaints
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("[dependencies]"));
    assert_none(&unexplained(&manifest));
}

#[test]
fn a_dependency_without_a_comment_is_found() {
    for (manifest, lines) in [
        ("[dependencies]\n# Serves HTTP requests.\na = \"1\"\n", &[] as &[usize]),
        ("[dependencies]\n# Serves HTTP requests.\na = \"1\"\nb = \"1\"\n", &[4]),
        ("[dependencies]\n\n# Serves HTTP requests.\n\na = \"1\"\n", &[5]),
        ("[dependencies]\n#\na = \"1\"\n", &[3]),
        ("[dev-dependencies]\na = { version = \"1\" }\n", &[2]),
        ("[target.'cfg(unix)'.dependencies]\na = \"1\"\n", &[2]),
        ("[dependencies.a]\nversion = \"1\"\n", &[1]),
        ("[package]\nname = \"a\"\n[lints.rust]\nunsafe_code = \"forbid\"\n", &[]),
    ] {
        assert_lines(&unexplained(manifest), lines);
    }
}
