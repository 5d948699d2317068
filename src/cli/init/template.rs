//! The configuration file that `latchkey init` writes: every setting with its comment and default, none of them set.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use crate::cli::error::CliError;
use crate::config::DEFAULTS;
use crate::contracts;

const HEAD: &str = "\
# The configuration of latchkey. Every setting is here with its default, commented out: remove the '#' before a key to
# set it. `latchkey config` prints what is in effect, and an unknown key or an invalid value stops the start.
";
const URL: &str = "url = ";

/// Writes the file, unless it is there. Only its owner can read it, because the address of a database may have a password
/// in it. Returns whether it was written.
pub fn create(path: &Path, database_url: Option<&str>) -> Result<bool, CliError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = match options.open(path) {
        Ok(mut file) => file.write_all(text(database_url).as_bytes()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(false),
        Err(error) => Err(error),
    };
    written.map_err(|cause: io::Error| CliError::File {
        attempt: "write",
        path: path.to_owned(),
        cause,
    })?;
    Ok(true)
}

/// The text of the file. A database that was given is set.
fn text(database_url: Option<&str>) -> String {
    let mut text = HEAD.to_owned();
    // What the defaults begin with is about themselves.
    let defaults = DEFAULTS
        .find("\n[")
        .and_then(|at| DEFAULTS.get(at..))
        .unwrap_or(DEFAULTS);
    let mut section = String::new();
    for line in defaults.lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']').to_owned();
        }
        match database_url {
            Some(url) if section == "database" && line.starts_with(URL) => {
                text.push_str(&format!("{URL}{}\n", toml::Value::from(url)));
            }
            _ => push(&mut text, line),
        }
    }
    for contract in contracts::settings(contracts::all()) {
        text.push_str(&format!("\n[{}]\n", contract.section()));
        contract.defaults.lines().for_each(|line| push(&mut text, line));
    }
    text
}

/// Appends a line; a setting as a comment.
fn push(text: &mut String, line: &str) {
    let is_setting = line.starts_with(|first: char| first.is_ascii_lowercase());
    text.push_str(if is_setting { "#" } else { "" });
    text.push_str(line);
    text.push('\n');
}
