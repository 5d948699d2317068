//! Whether a change of the documents breaks the clients that were generated from the last release's.
//!
//! `openapi/released/` holds the documents of all releases, a folder each. Every difference of today's to the last is sorted: a compatible one
//! is printed (`make spec-compat` shows it), a breaking one must be named in `openapi/BREAKING.md`, with its reason.
//! A keyword that nothing here knows counts as breaking when it differs, so no difference slips through.
//!
//! What a schema allows can get wider or narrower. Narrower breaks who sends (a request of yesterday may be refused),
//! wider breaks who reads (an answer may be what yesterday's client cannot take), and what is neither breaks both. That
//! is the whole rule; `schema.rs` says of each keyword which way it goes, `operations.rs` what applies where.

mod breaking;
mod changelog;
mod named;
mod operations;
mod schema;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use latchkey::contracts::all;
use serde_json::Value;

/// One difference between two documents.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Difference {
    /// Where, in words: `POST /v1/auth/login, request, username`.
    place: String,
    /// What: `is required now`.
    what: String,
    /// Whether it breaks somebody.
    breaks: bool,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// The differences found so far.
#[derive(Debug, Default)]
struct Differences(Vec<Difference>);

impl Differences {
    fn add(&mut self, place: &str, what: impl Into<String>, breaks: bool) {
        let (place, what) = (place.to_owned(), what.into());
        let new = Difference { place, what, breaks };
        if !self.0.contains(&new) {
            self.0.push(new);
        }
    }

    fn breaking(&self) -> BTreeSet<String> {
        let breaking = self.0.iter().filter(|one| one.breaks);
        breaking.map(ToString::to_string).collect()
    }
}

/// Every difference between two versions of a document.
fn differences(old: &Value, new: &Value) -> Differences {
    let mut found = Differences::default();
    operations::compare(old, new, &mut found);
    found
}

#[expect(clippy::print_stdout, reason = "`make spec-compat` shows it")]
fn print(line: fmt::Arguments<'_>) {
    println!("{line}");
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi")
}

/// The releases, the oldest first: versions and folders.
fn releases() -> Vec<(String, PathBuf)> {
    let entries = std::fs::read_dir(folder().join("released")).expect("openapi/released");
    let folders = entries.map(|entry| entry.expect("an entry").path());
    let mut all: Vec<_> = folders
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), path))
        .collect();
    let numbers = |version: &str| {
        version
            .split('.')
            .map(|part| part.parse().unwrap_or(0))
            .collect::<Vec<u32>>()
    };
    all.sort_by_key(|(version, _)| numbers(version));
    all
}

fn newest_release() -> PathBuf {
    releases().pop().expect("a release").1
}

/// The documents in a folder, by name, but for the combined one, which has nothing of its own.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut all: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    all.retain(|path| {
        path.extension().is_some_and(|extension| extension == "json") && !path.ends_with("latchkey.json")
    });
    all.sort();
    all
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn no_change_since_the_last_release_breaks_a_client_unless_it_is_named_with_its_reason() {
    let named = named::read(&std::fs::read_to_string(folder().join("BREAKING.md")).expect("openapi/BREAKING.md"));
    let mut complaints = named.faults.clone();
    let mut used = BTreeSet::new();
    for path in files(&newest_release()) {
        let ident = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let Some(contract) = all().find(|contract| contract.ident == ident) else {
            let gone = format!("{ident}: the document is gone");
            match named.entries.contains(&gone) {
                true => _ = used.insert(gone),
                false => complaints.push(gone),
            }
            continue;
        };
        let new = serde_json::from_str(contract.document).expect("a document");
        let found = differences(&read(&path), &new);
        for difference in &found.0 {
            let kind = if difference.breaks { "breaking" } else { "compatible" };
            print(format_args!("{kind:10} {ident}: {difference}"));
        }
        for breaking in found.breaking() {
            let name = format!("{ident}: {breaking}");
            match named.entries.contains(&name) {
                true => _ = used.insert(name),
                false => complaints.push(format!("breaks clients: {name}")),
            }
        }
    }
    for stale in named.entries.difference(&used) {
        complaints.push(format!("openapi/BREAKING.md names what is no difference: {stale}"));
    }
    assert!(
        complaints.is_empty(),
        "\n{}\n\nUndo it, or name it with its reason in openapi/BREAKING.md.",
        complaints.join("\n")
    );
}

#[test]
fn every_document_that_was_released_is_one_of_openapi_3_0_and_of_the_version_of_its_folder() {
    for (version, folder) in releases() {
        let documents = files(&folder);
        assert!(documents.len() >= 7, "{version}: {documents:?}");
        for path in documents {
            let document = read(&path);
            let openapi = document["openapi"].as_str().unwrap_or_default();
            assert!(openapi.starts_with("3.0."), "{}: {openapi}", path.display());
            assert_eq!(document["info"]["version"], version, "{}", path.display());
        }
    }
}
