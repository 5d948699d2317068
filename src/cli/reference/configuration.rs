//! The reference of the configuration, out of the defaults and their comments.

use std::fmt::Write;

use super::note::NOTE;
use crate::config::{DEFAULTS, variable_name};
use crate::contracts;
use crate::settings::{LEGACY_TOKENS_DEFAULTS, UPSTREAM_DEFAULTS};

const INTRODUCTION: &str =
    "Every key with its default and its environment variable. [Configure](../operate/configuration.md)
says how a configuration is put together.
";

const LEGACY_TOKENS: &str =
    "Each such table is an issuer of [tokens that are accepted](../migrate/cutover.md#old-tokens-live-on) though they are not
of this server. There may be several for one contract, so they are set in the file, and have no environment variables.
";
/// What the comment of a key says that has to be set.
const REQUIRED: &str = "Required.";

/// The page.
pub fn page() -> String {
    let mut page = format!("# Configuration\n\n{NOTE}\n\n{INTRODUCTION}");
    describe("", DEFAULTS, InVariables::Yes, &mut page);
    for contract in contracts::settings(contracts::all()) {
        let section = contract.section();
        begin(&section, &mut page);
        describe(&section, contract.defaults, InVariables::Yes, &mut page);
    }
    // The same for all login contracts.
    let section = "contracts.<ident>.upstream";
    begin(section, &mut page);
    describe(section, UPSTREAM_DEFAULTS, InVariables::Yes, &mut page);
    let section = "contracts.<ident>.legacy_tokens";
    let _ = write!(page, "\n## `[[{section}]]`\n\n{LEGACY_TOKENS}");
    describe(section, LEGACY_TOKENS_DEFAULTS, InVariables::No, &mut page);
    page
}

/// Whether keys can be set by environment variables, too.
#[derive(Clone, Copy)]
enum InVariables {
    Yes,
    /// Those of tables of which there may be several: a variable would have to number them.
    No,
}

fn begin(section: &str, page: &mut String) {
    // A text takes whatever is written to it.
    let _ = write!(page, "\n## `[{section}]`\n");
}

/// The keys of a TOML text, each with the comment above it.
fn describe(section: &str, toml: &str, in_variables: InVariables, page: &mut String) {
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
            let meaning = comment.join("\n");
            let _ = write!(page, "\n### `{key}`\n\n{meaning}\n");
            match in_variables {
                InVariables::Yes => {
                    let variable = variable_name(&key);
                    let _ = write!(page, "\nDefault: `{default}`. Environment variable: `{variable}`.\n");
                }
                InVariables::No if meaning.ends_with(REQUIRED) => {}
                InVariables::No => {
                    let _ = write!(page, "\nDefault: `{default}`.\n");
                }
            }
        }
        comment.clear();
    }
}
