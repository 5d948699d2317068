//! What can be wrong with a configuration, said in one line that names the key and the place it came from.

use std::io;

use figment::error::{Actual, Kind};
use thiserror::Error;

/// Why there is no configuration to start with. `Display` is one line, meant for the person who wrote the setting;
/// it never repeats a database URL, which may hold a password.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read, or was named and is not there.
    #[error("cannot read the configuration file {}: {reason}", one_line(file))]
    Unreadable {
        /// The file's path, as it was given.
        file: String,
        /// What the operating system says.
        reason: io::Error,
    },
    /// The file is not TOML.
    #[error("{} line {line}: {}", one_line(file), one_line(problem))]
    Syntax {
        /// The file's path, as it was given.
        file: String,
        /// The line of the mistake, from 1.
        line: usize,
        /// What the parser says.
        problem: String,
    },
    /// A key that does not exist, or a value that it cannot have.
    #[error("{} ({}): {}", one_line(key), one_line(origin), one_line(problem))]
    Invalid {
        /// The key, with its section: `passwords.bcrypt_cost`.
        key: String,
        /// The file, environment variable or flag that set it.
        origin: String,
        /// What is wrong, and what would be right.
        problem: String,
    },
    /// An environment variable that begins like ours, but has no section or no key.
    #[error(
        "environment variable {} names no key; the form is LATCHKEY_<SECTION>_<KEY> or LATCHKEY_CONTRACTS_<CONTRACT>_<KEY>",
        one_line(variable)
    )]
    NamesNoKey {
        /// The variable's name.
        variable: String,
    },
    /// The file that a variable names cannot be read.
    #[error("cannot read the file that {variable} names: {reason}")]
    UnreadableValue {
        /// The variable's name.
        variable: String,
        /// What the operating system says.
        reason: io::Error,
    },
    /// A value is given, and a file with it too.
    #[error("both {variable} and {variable}_FILE are set: one of them is enough")]
    FileBesideValue {
        /// The name of the variable with the value.
        variable: String,
    },
    /// The configuration cannot be written as TOML.
    #[error("cannot print the configuration: {0}")]
    Show(#[from] toml::ser::Error),
}

impl ConfigError {
    pub(super) fn invalid(key: impl Into<String>, origin: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Invalid {
            key: key.into(),
            origin: origin.into(),
            problem: problem.into(),
        }
    }

    pub(super) fn syntax(file: String, text: &str, error: &toml::de::Error) -> Self {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        Self::Syntax {
            file,
            line: before.matches('\n').count() + 1,
            problem: error.message().to_owned(),
        }
    }
}

impl From<figment::Error> for ConfigError {
    fn from(error: figment::Error) -> Self {
        // The layer's name; a key that no layer has is one that the built-in defaults lack.
        let origin = error
            .metadata
            .as_ref()
            .map_or("built-in defaults", |layer| layer.name.as_ref());
        Self::invalid(error.path.join("."), origin, problem(&error))
    }
}

/// figment's errors speak of Rust types; these are the same in an operator's words.
fn problem(error: &figment::Error) -> String {
    match &error.kind {
        Kind::Message(message) => message.clone(),
        Kind::InvalidType(found, expected) => format!("must be {}, not {}", wanted(expected), kind_of(found)),
        Kind::UnknownVariant(found, known) => format!("must be one of {}, not `{found}`", known.join(", ")),
        Kind::UnknownField(_, known) => match error.path.split_last() {
            Some((_, section)) if !section.is_empty() => {
                format!("unknown key; [{}] has {}", section.join("."), known.join(", "))
            }
            _ => format!("unknown section; there are {}", known.join(", ")),
        },
        other => other.to_string(),
    }
}

fn wanted(expected: &str) -> &str {
    match expected {
        "i64" => "a whole number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "a table",
        table if table.starts_with("struct ") => "a table",
        other => other,
    }
}

/// The kind of a value, without the value: it may be a secret in the wrong place.
fn kind_of(found: &Actual) -> &'static str {
    match found {
        Actual::Bool(_) => "true or false",
        Actual::Unsigned(_) | Actual::Signed(_) => "a number",
        Actual::Float(_) => "a fraction",
        Actual::Char(_) | Actual::Str(_) => "a string",
        Actual::Seq => "a list",
        Actual::Map => "a table",
        Actual::Other(what) if what.starts_with("integer") => "one that large",
        _ => "this",
    }
}

/// Keeps a message on its line, whatever a file's name, a key or a value contains.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}
