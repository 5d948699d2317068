//! Every link within the project leads somewhere, and every page is in the summary.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::markdown::Page;
use super::{pages, root};

/// What is wrong with the links of these pages.
fn broken(pages: &[Page], exists: impl Fn(&str) -> bool) -> Vec<String> {
    let mut complaints = Vec::new();
    for page in pages {
        for (line, link) in page.links.iter().filter(|(_, link)| !link.contains(':')) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() {
                page.path.clone()
            } else {
                joined(&page.path, file)
            };
            let known = pages.iter().find(|one| one.path == target);
            let says = |what: &str| format!("{}:{line}: {link}: {what}", page.path);
            if known.is_none() && !exists(&target) {
                complaints.push(says("there is no such file"));
            } else if let Some(known) = known.filter(|known| !anchor.is_empty() && !known.anchors.contains(anchor)) {
                complaints.push(says(&format!("{} has no such heading", known.path)));
            }
        }
    }
    complaints
}

/// The path that a link of a page leads to, from the root of the project.
fn joined(page: &str, link: &str) -> String {
    let mut path = PathBuf::from(page);
    path.pop();
    for part in Path::new(link).components() {
        match part {
            Component::ParentDir => drop(path.pop()),
            other => path.push(other),
        }
    }
    path.display().to_string()
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    let exists = |path: &str| root().join(path).exists();
    let complaints = broken(&pages(), exists);
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn every_page_of_the_book_is_in_its_summary() {
    let summary = Page::read("docs/SUMMARY.md");
    let linked: Vec<String> = summary
        .links
        .iter()
        .map(|(_, link)| joined(&summary.path, link))
        .collect();
    let distinct: BTreeSet<_> = linked.iter().cloned().collect();
    let pages = pages().into_iter().map(|page| page.path);
    let book: BTreeSet<_> = pages
        .filter(|path| path.starts_with("docs/") && *path != summary.path)
        .collect();
    assert_eq!(distinct, book);
    assert_eq!(distinct.len(), linked.len(), "a page is in the summary twice");
}

#[test]
fn a_broken_link_is_found() {
    let pages = [
        Page::parse(
            "docs/a.md",
            "# A\n\n[b](b/b.md#b) [a](#a)\n[x](x.md)\n[b](b/b.md#c)\n[web](https://example.com/x)",
        ),
        Page::parse("docs/b/b.md", "# B\n\n[a](../a.md)\n[readme](../../README.md)"),
    ];
    let found = broken(&pages, |path| path == "README.md");
    let expected = [
        "docs/a.md:4: x.md: there is no such file",
        "docs/a.md:5: b/b.md#c: docs/b/b.md has no such heading",
    ];
    assert_eq!(found, expected);
}
