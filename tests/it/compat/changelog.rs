//! `openapi/CHANGELOG.md`: how the documents of each release differ from those of the release before.

use std::fmt::Write;
use std::path::Path;

use super::{differences, files, folder, read, releases};

const HEAD: &str = "# Changelog of the documents

How the documents of each release differ from those of the release before, as `make spec-compat` sorts it. Made by `make
spec-release`. Changes of words alone are not listed.
";

/// The whole file.
fn changelog() -> String {
    let mut text = HEAD.to_owned();
    let releases = releases();
    for (index, (version, folder)) in releases.iter().enumerate().rev() {
        let _ = write!(text, "\n## {version}\n");
        match index.checked_sub(1).and_then(|before| releases.get(before)) {
            Some((_, before)) => changes(&mut text, before, folder),
            None => text.push_str("\nThe first release.\n"),
        }
    }
    text
}

fn changes(text: &mut String, before: &Path, after: &Path) {
    for path in files(after) {
        let name = path.file_name().expect("a name");
        let mut lines = Vec::new();
        match before.join(name) {
            old if old.exists() => {
                for difference in differences(&read(&old), &read(&path)).0 {
                    let is_words =
                        difference.what.starts_with("has another") || difference.what == "says something else";
                    if !is_words {
                        let kind = if difference.breaks { "**Breaking**: " } else { "" };
                        lines.push(format!("- {kind}{difference}"));
                    }
                }
            }
            _ => lines.push("- The document is new.".to_owned()),
        }
        if !lines.is_empty() {
            let _ = write!(text, "\n### {}\n\n{}\n", name.display(), lines.join("\n"));
        }
    }
}

/// With `UPDATE_CHANGELOG` set it is written, as `make spec-release` does.
#[test]
fn the_changelog_is_what_the_released_documents_say() {
    let path = folder().join("CHANGELOG.md");
    let expected = changelog();
    if std::env::var_os("UPDATE_CHANGELOG").is_some() {
        std::fs::write(&path, &expected).expect("openapi/CHANGELOG.md");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(committed, expected, "run `UPDATE_CHANGELOG=1 make spec-compat`");
}

#[test]
fn a_change_between_two_releases_is_listed_under_the_later_one() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let document =
        |operations: serde_json::Value| serde_json::json!({ "openapi": "3.0.0", "paths": operations }).to_string();
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    for (release, paths) in [
        (&old, serde_json::json!({ "/gone": { "get": {} } })),
        (&new, serde_json::json!({ "/added": { "get": {} } })),
    ] {
        std::fs::create_dir(release).expect("a folder");
        std::fs::write(release.join("one.json"), document(paths)).expect("a file");
    }
    std::fs::write(new.join("two.json"), document(serde_json::json!({}))).expect("a file");
    let mut text = String::new();
    changes(&mut text, &old, &new);
    assert_eq!(
        text,
        "\n### one.json\n\n- **Breaking**: GET /gone: is gone\n- GET /added: is new\n\n### two.json\n\n- The document is new.\n"
    );
}
