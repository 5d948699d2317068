//! What can go wrong on the command line, in one line each, with its exit code.

use std::error::Error;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use super::printable::printable;
use super::serve::TlsError;
use crate::app::AppError;
use crate::config::ConfigError;
use crate::identity::{self, AddError, NewPasswordError, PasswordRefused};
use crate::model::{NameError, PasswordError};

/// The exit code when something stood in the way: the same command may succeed later, or with another name.
pub const FAILED: u8 = 1;
/// The exit code when the command or the configuration has to be changed. It is clap's own, too.
pub const WRONG_USAGE: u8 = 2;

/// Why a command failed. `Display` says what failed, the sources say why.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The arguments are fine one by one, but not together.
    #[error("{0}")]
    Usage(String),
    /// The configuration is refused.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// What was sent on standard input can be nobody's password.
    #[error("the password on standard input {0}")]
    Password(#[from] PasswordError),
    /// What was sent on standard input is no password to set.
    #[error("the password on standard input {0}")]
    PasswordRefused(#[from] PasswordRefused),
    /// What was sent on standard input is no text.
    #[error("the password on standard input is not valid UTF-8")]
    PasswordNotText,
    /// Standard input cannot be read.
    #[error("cannot read standard input: {}", reason(.0))]
    Input(#[source] io::Error),
    /// Standard output cannot be written. Where its reader went away, that is no failure.
    #[error("cannot write to standard output: {}", reason(.0))]
    Output(#[source] io::Error),
    /// The service cannot be had.
    #[error(transparent)]
    App(#[from] AppError),
    /// A use case failed.
    #[error(transparent)]
    Identity(#[from] identity::Error),
    /// An account could not be added.
    #[error(transparent)]
    Add(#[from] AddError),
    /// A name that is built in is none.
    #[error("a built-in name {0}")]
    BuiltInName(#[from] NameError),
    /// There is nothing of this name or number.
    #[error("there is no {what} {name}")]
    NoSuch {
        /// What was looked for.
        what: &'static str,
        /// Its name or number, as it was given.
        name: String,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {}", reason(.cause))]
    Listen {
        /// Which one.
        address: SocketAddr,
        /// What the operating system says.
        #[source]
        cause: io::Error,
    },
    /// The server cannot run.
    #[error("cannot serve: {}", reason(.0))]
    Serve(#[source] io::Error),
    /// The certificate or its key cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// A file or folder cannot be read or written.
    #[error("cannot {attempt} {}: {}", .path.display(), reason(.cause))]
    File {
        /// What was tried.
        attempt: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        cause: io::Error,
    },
    /// `doctor` has found problems.
    #[error("problems: {count}")]
    Unwell {
        /// How many.
        count: usize,
    },
    /// Documents are not what the handlers say.
    #[error("{count} of the documents in {directory} differ from what the handlers say; this mends it: {remedy}")]
    Outdated {
        /// How many.
        count: usize,
        /// Where.
        directory: String,
        /// The command.
        remedy: String,
    },
}

impl From<NewPasswordError> for CliError {
    fn from(error: NewPasswordError) -> Self {
        match error {
            NewPasswordError::Refused(reason) => reason.into(),
            NewPasswordError::Other(error) => error.into(),
        }
    }
}

impl CliError {
    /// Prints the line to standard error and returns the exit code.
    pub(super) fn finish(&self) -> ExitCode {
        if self.is_reader_gone() {
            return ExitCode::SUCCESS;
        }
        // Whatever a name, a path or the database has put into it, it stays one line. There is nobody to tell when
        // it cannot be written.
        let _ = writeln!(io::stderr(), "latchkey: {}", printable(&chain(self)));
        ExitCode::from(self.exit_code())
    }

    fn is_reader_gone(&self) -> bool {
        matches!(self, Self::Output(cause) if cause.kind() == io::ErrorKind::BrokenPipe)
    }

    fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_)
            | Self::Config(_)
            | Self::Tls(_)
            | Self::Password(_)
            | Self::PasswordRefused(_)
            | Self::PasswordNotText
            | Self::App(AppError::KeyFile(_)) => WRONG_USAGE,
            Self::Input(_)
            | Self::Output(_)
            | Self::App(AppError::Database { .. } | AppError::Site(_))
            | Self::Identity(_)
            | Self::Add(_)
            | Self::BuiltInName(_)
            | Self::NoSuch { .. }
            | Self::Listen { .. }
            | Self::Serve(_)
            | Self::File { .. }
            | Self::Unwell { .. }
            | Self::Outdated { .. } => FAILED,
        }
    }
}

/// An error with its causes, from the outermost to the innermost. A cause that the one before it has already told is
/// left out.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let said = cause.to_string();
        if !text.ends_with(&said) && !text.ends_with(&reason_in(&said)) {
            text.push_str(": ");
            text.push_str(&said);
        }
        next = cause.source();
    }
    text
}

/// What the operating system says, without its number and fit for the middle of a sentence.
pub fn reason(error: &io::Error) -> String {
    reason_in(&error.to_string())
}

fn reason_in(said: &str) -> String {
    let said = said.split(" (os error").next().unwrap_or(said);
    let mut characters = said.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}
