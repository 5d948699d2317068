//! No file imports itself by way of others.
//!
//! A name is followed through re-exports to the file that has it, and a re-export alone is no import: a `mod.rs` may
//! pass on what its children have, and they may use what it defines.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{File, Mention};
use super::{assert_none, sources};

/// The files that still import in circles. Another one fails the test, and so does one that does so no more: take it
/// off the list.
const REMAINING: &[&str] = &[];

/// The files that each file imports, with the line where it does so first.
type Imports = BTreeMap<String, BTreeMap<String, usize>>;

struct Tree<'a> {
    files: BTreeMap<Vec<String>, &'a File>,
}

impl<'a> Tree<'a> {
    fn new(files: &'a [File]) -> Self {
        let is_test = |file: &File| file.module.iter().any(|part| part == "tests");
        let files = files.iter().filter(|file| !is_test(file));
        Self {
            files: files.map(|file| (file.module.clone(), file)).collect(),
        }
    }

    /// The file that has what this path leads to.
    fn file_of(&self, target: &[String], depth: usize) -> Option<&'a File> {
        let at = (1..=target.len())
            .rev()
            .find(|at| self.files.contains_key(&target[..*at]))?;
        let file = self.files[&target[..at]];
        let Some(name) = target.get(at).filter(|_| depth < 8) else {
            return Some(file);
        };
        let named = file.mentions.iter().find(|one| one.name.as_ref() == Some(name));
        match named.and_then(|mention| self.target(file, mention)) {
            Some(onwards) if onwards != target => self.file_of(&onwards, depth + 1),
            _ => Some(file),
        }
    }

    /// Where a path leads: from the crate's root, or to a child that it names without `self::`.
    fn target(&self, file: &File, mention: &Mention) -> Option<Vec<String>> {
        let child = || {
            let segments = &mention.segments[..];
            let path = [&file.module[..], segments].concat();
            let is_file = self.files.contains_key(&path[..=file.module.len()]);
            (segments.len() > 1 && is_file).then_some(path)
        };
        file.resolve(mention).or_else(child)
    }

    fn imports(&self) -> Imports {
        let mut all = Imports::new();
        for file in self.files.values() {
            let found = all.entry(file.path.clone()).or_default();
            for mention in file.mentions.iter().filter(|mention| !mention.exported) {
                let target = self.target(file, mention);
                let imported = target.and_then(|target| self.file_of(&target, 0));
                if let Some(imported) = imported.filter(|imported| imported.path != file.path) {
                    found.entry(imported.path.clone()).or_insert(mention.line);
                }
            }
        }
        all
    }
}

fn reachable(imports: &Imports, start: &str) -> BTreeSet<String> {
    let (mut found, mut open) = (BTreeSet::new(), vec![start.to_owned()]);
    while let Some(file) = open.pop() {
        for next in imports[&file].keys() {
            if found.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    found
}

/// The largest sets of files of which each leads to each.
fn circles(imports: &Imports) -> BTreeSet<Vec<String>> {
    let reached: BTreeMap<_, _> = imports.keys().map(|file| (file, reachable(imports, file))).collect();
    let in_circle = imports.keys().filter(|file| reached[file].contains(*file));
    let circle = |file: &String| {
        reached[file]
            .iter()
            .filter(|other| reached[other].contains(file))
            .cloned()
            .collect()
    };
    in_circle.map(circle).collect()
}

fn complaints(files: &[File], remaining: &[&str]) -> Vec<String> {
    let imports = Tree::new(files).imports();
    let mut complaints: Vec<String> = Vec::new();
    let mut found = BTreeSet::new();
    for circle in circles(&imports) {
        for file in &circle {
            let within = imports[file].iter().filter(|(imported, _)| circle.contains(imported));
            for (imported, line) in within.filter(|_| !remaining.contains(&file.as_str())) {
                complaints.push(format!("{file}:{line}: imports {imported}, which leads back to it"));
            }
        }
        found.extend(circle);
    }
    let gone = remaining.iter().filter(|file| !found.contains(**file));
    complaints.extend(gone.map(|file| format!("take {file} off REMAINING: it is in no circle")));
    complaints
}

#[test]
fn no_file_imports_in_a_circle() {
    assert_none(&complaints(&sources(), REMAINING));
}

#[test]
fn a_circle_is_found_through_re_exports_and_one_that_is_gone_is_found_on_the_list() {
    let files = [
        File::parse(
            "src/a/mod.rs",
            "mod b;\nmod c;\npub use b::B;\npub use c::C;\npub struct A;",
        ),
        File::parse("src/a/b.rs", "use super::A;\n\nuse super::C;\npub struct B;"),
        File::parse("src/a/c.rs", "pub struct C;\nfn f() -> crate::a::B {}"),
        File::parse("src/d.rs", "use crate::a::B;"),
    ];
    let expected = [
        "src/a/b.rs:3: imports src/a/c.rs, which leads back to it",
        "src/a/c.rs:2: imports src/a/b.rs, which leads back to it",
    ];
    assert_eq!(complaints(&files, &[]), expected);
    assert_none(&complaints(&files, &["src/a/b.rs", "src/a/c.rs"]));
    let gone = complaints(&files[..2], &["src/a/b.rs"]);
    assert_eq!(gone, ["take src/a/b.rs off REMAINING: it is in no circle"]);
}
