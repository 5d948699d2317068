//! The shape of the source: which module may import which, which words belong where, how long a file may get. Each
//! check names the file and line of a broken rule, and is itself tried on snippets that break it.
//!
//! What clippy forbids (`clippy.toml`, `[lints]` in `Cargo.toml`) is not repeated here.

mod circles;
mod files;
mod imports;
mod source;
mod words;

use std::path::{Path, PathBuf};

use source::File;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Path and text of all Rust files below a folder of the project, in order.
fn texts(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(&root().join(folder), &mut found);
    found.sort_unstable();
    assert!(found.len() > 20, "only {} files below {folder}", found.len());
    found
}

/// All files of the application.
fn sources() -> Vec<File> {
    let parsed = texts("src").into_iter().map(|(path, text)| File::parse(&path, &text));
    parsed.collect()
}

fn collect(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in folder.read_dir().expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("a text file");
            let path = path.strip_prefix(root()).expect("below the root").display().to_string();
            found.push((path.replace('\\', "/"), text));
        }
    }
}

/// Fails with all complaints at once.
#[track_caller]
fn assert_none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// Asserts that a check complains about exactly these lines of a snippet.
#[track_caller]
fn assert_lines(complaints: &[String], lines: &[usize]) {
    let line = |complaint: &String| complaint.split(':').nth(1).and_then(|line| line.parse().ok());
    let mut found: Vec<usize> = complaints.iter().filter_map(line).collect();
    found.dedup();
    assert_eq!(found, lines, "{complaints:#?}");
}
