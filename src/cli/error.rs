//! What can go wrong on the command line, in one line each, with its exit code.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::app::AppError;
use crate::auth::{self, AddError, NewPasswordError, PasswordRefused};
use crate::config::ConfigError;
use crate::model::{NameError, PasswordError, error_chain, os_reason};
use crate::server::ServeError;
use crate::telemetry::printable;

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
    #[error("cannot read standard input: {}", os_reason(.0))]
    Input(#[source] io::Error),
    /// Standard output cannot be written. Where its reader went away, that is no failure.
    #[error("cannot write to standard output: {}", os_reason(.0))]
    Output(#[source] io::Error),
    /// The service cannot be had.
    #[error(transparent)]
    App(#[from] AppError),
    /// A use case failed.
    #[error(transparent)]
    Auth(#[from] auth::Error),
    /// An account could not be added.
    #[error(transparent)]
    Add(#[from] AddError),
    /// A name that is built in is none.
    #[error("a built-in name {0}")]
    BuiltInName(#[from] NameError),
    /// There is nothing of this name or number.
    #[error("there is no {what} {name}")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// Its name or number, as it was given.
        name: String,
    },
    /// The server cannot start or run.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// A file or folder cannot be read or written.
    #[error("cannot {attempt} {}: {}", .path.display(), os_reason(.cause))]
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
    /// There is no account of this name.
    pub(super) fn not_found(what: &'static str, name: &str) -> Self {
        Self::NotFound {
            what,
            name: format!("\"{name}\""),
        }
    }

    /// Prints the line to standard error and returns the exit code.
    pub(super) fn finish(&self) -> ExitCode {
        if self.is_reader_gone() {
            return ExitCode::SUCCESS;
        }
        // Whatever a name, a path or the database has put into it, it stays one line. There is nobody to tell when
        // it cannot be written.
        let _ = writeln!(io::stderr(), "latchkey: {}", printable(&error_chain(self)));
        ExitCode::from(self.exit_code())
    }

    fn is_reader_gone(&self) -> bool {
        matches!(self, Self::Output(cause) if cause.kind() == io::ErrorKind::BrokenPipe)
    }

    fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_)
            | Self::Config(_)
            | Self::Serve(ServeError::Tls(_))
            | Self::Password(_)
            | Self::PasswordRefused(_)
            | Self::PasswordNotText
            | Self::App(AppError::KeyFile(_)) => WRONG_USAGE,
            Self::Input(_)
            | Self::Output(_)
            | Self::App(AppError::Database { .. } | AppError::Site(_))
            | Self::Auth(_)
            | Self::Add(_)
            | Self::BuiltInName(_)
            | Self::NotFound { .. }
            | Self::Serve(ServeError::Listen { .. } | ServeError::Io(_) | ServeError::App(_))
            | Self::File { .. }
            | Self::Unwell { .. }
            | Self::Outdated { .. } => FAILED,
        }
    }
}
