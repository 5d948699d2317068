//! The shape of the source: which module may import which, whose words stand where, how long a file gets. Each broken
//! rule is named with its file and line. Every check is tried on snippets that break it.

mod imports;
mod paths;
mod source;
mod style;
mod words;

use std::path::{Path, PathBuf};

/// A file of the source.
struct File {
    /// Its path from the root of the project, with `/`.
    path: String,
    text: String,
}

impl File {
    /// A made-up one, to try a check on.
    fn snippet(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below a folder of the project.
fn files(folder: &str) -> Vec<File> {
    let mut found = Vec::new();
    collect(&root().join(folder), &mut found);
    found.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(found.len() > 20, "only {} files below {folder}", found.len());
    found
}

fn collect(folder: &Path, found: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("a text");
            let path = path.strip_prefix(root()).expect("below the root").display().to_string();
            let path = path.replace('\\', "/");
            found.push(File { path, text });
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
    let at = |complaint: &String| complaint.split(':').nth(1).and_then(|line| line.parse().ok());
    let mut found: Vec<usize> = complaints.iter().filter_map(at).collect();
    found.dedup();
    assert_eq!(found, lines, "{complaints:#?}");
}
