//! The reference of the configuration, out of the defaults and their comments.

use std::fmt::Write;

use super::note::NOTE;
use crate::config::{DEFAULTS, variable_name};
use crate::contracts;
use crate::settings::UPSTREAM_DEFAULTS;

const INTRODUCTION: &str =
    "Every key with its default and its environment variable. [Configure](../operate/configuration.md)
says how a configuration is put together.
";

/// The page.
pub fn page() -> String {
    let mut page = format!("# Configuration\n\n{NOTE}\n\n{INTRODUCTION}");
    describe("", DEFAULTS, &mut page);
    for contract in contracts::settings(contracts::all()) {
        let section = contract.section();
        begin(&section, &mut page);
        describe(&section, contract.defaults, &mut page);
    }
    // The same for all login contracts.
    let section = "contracts.<ident>.upstream";
    begin(section, &mut page);
    describe(section, UPSTREAM_DEFAULTS, &mut page);
    page
}

fn begin(section: &str, page: &mut String) {
    // A text takes whatever is written to it.
    let _ = write!(page, "\n## `[{section}]`\n");
}

/// The keys of a TOML text, each with the comment above it.
fn describe(section: &str, toml: &str, page: &mut String) {
    let mut section = section.to_owned();
    let mut comment: Vec<&str> = Vec::new();
    for line in toml.lines() {
        if let Some(text) = line.strip_prefix('#') {
            comment.push(text.trim());
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
            section = name.to_owned();
            begin(&section, page);
        } else if let Some((key, default)) = line.split_once(" = ") {
            let key = format!("{section}.{key}");
            let variable = variable_name(&key);
            let meaning = comment.join("\n");
            let _ = write!(
                page,
                "\n### `{key}`\n\n{meaning}\n\nDefault: `{default}`. Environment variable: `{variable}`.\n"
            );
        }
        comment.clear();
    }
}
