//! The length of files, the files of a contract, and the manifest.

use std::collections::BTreeSet;

use super::imports::contracts;
use super::{assert_lines, assert_none, root, texts};

/// The longest that a file may get, in lines.
const MAX_LINES: usize = 400;

fn too_long((path, text): &(String, String)) -> Option<String> {
    let lines = text.lines().count();
    (lines > MAX_LINES).then(|| format!("{path}:{lines}: longer than {MAX_LINES} lines"))
}

#[test]
fn no_file_is_longer_than_400_lines() {
    let files = ["src", "tests", "crates"].into_iter().flat_map(texts);
    let complaints: Vec<String> = files.filter_map(|file| too_long(&file)).collect();
    assert_none(&complaints);
    let lines = |count| too_long(&("src/a.rs".to_owned(), "x\n".repeat(count)));
    assert_eq!((lines(400), lines(401).is_some()), (None, true));
}

fn folder_complaints(contract: &str, names: &BTreeSet<String>) -> Vec<String> {
    let has = |name: &str| names.contains(name);
    let needed = ["error.rs", "mod.rs"].into_iter().filter(|name| !has(name));
    let mut complaints: Vec<String> = needed
        .map(|name| format!("src/contracts/{contract} has no {name}"))
        .collect();
    for name in ["api", "wire"] {
        if has(&format!("{name}.rs")) == has(name) {
            complaints.push(format!("src/contracts/{contract} needs {name}.rs or {name}/"));
        }
    }
    complaints
}

#[test]
fn every_contract_has_the_files_in_which_its_siblings_have_theirs() {
    let folder_of = |contract: &String| {
        root()
            .join("src/contracts")
            .join(contract)
            .read_dir()
            .expect("a folder")
    };
    let complaints: Vec<String> = contracts()
        .iter()
        .flat_map(|contract| {
            let names = folder_of(contract).map(|entry| entry.expect("an entry").file_name());
            folder_complaints(
                contract,
                &names.map(|name| name.to_string_lossy().into_owned()).collect(),
            )
        })
        .collect();
    assert_none(&complaints);
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(
        folder_complaints("a", &names(&["api.rs", "error.rs", "mod.rs", "wire", "claims.rs"])).len(),
        0
    );
    assert_eq!(folder_complaints("a", &names(&["api.rs", "mod.rs"])).len(), 2);
}

/// The dependencies of a manifest without a comment above them that says what they are for.
fn unexplained(manifest: &str) -> Vec<String> {
    let (mut lists, mut explained, mut complaints) = (false, false, Vec::new());
    for (number, line) in (1..).zip(manifest.lines()) {
        if line.starts_with('[') {
            lists = line.ends_with("dependencies]");
        } else if lists && !explained && line.contains('=') && !line.starts_with('#') {
            complaints.push(format!("Cargo.toml:{number}: no comment above `{line}`"));
        }
        explained = line.starts_with("# ");
    }
    complaints
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    assert_none(&unexplained(&manifest));
    assert_lines(
        &unexplained("[dev-dependencies]\n# Serves HTTP.\na = \"1\"\nb = \"1\"\n"),
        &[4],
    );
}
