//! The errors of the command line, one line each, with their exit codes.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use url::Url;

use crate::app::{AppError, BackupError};
use crate::auth::{
    AddError, AddRoleError, NewPasswordError, PasswordRefused, ServiceError, SetSettingError, SigningKeyError,
    Unreadable, UpdateError, UpdateRoleError, WebhookError,
};
use crate::config::{ConfigError, DatabaseUrl};
use crate::model::{NameError, PasswordError, error_chain, os_reason};
use crate::recording::{Unreadable as UnreadableRecording, UnreadableSecrets};
use crate::server::ServeError;
use crate::telemetry::{TracesError, printable};
use crate::upstream::BadOldBackend;
use crate::webhooks::SendFailure;

/// The exit code of a failed command. The same command may succeed later, or with another name.
pub const FAILED: u8 = 1;
/// The exit code of a wrong command or configuration. It is also clap's own.
pub const WRONG_USAGE: u8 = 2;

/// Why a command failed. `Display` says what failed, and the sources say why.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The arguments are valid one by one, but not together.
    #[error("{0}")]
    Usage(String),
    /// The configuration is invalid.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The text on standard input cannot be a password.
    #[error("the password on standard input {0}")]
    Password(#[from] PasswordError),
    /// The password policy refuses the password on standard input.
    #[error("the password on standard input {0}")]
    PasswordRefused(#[from] PasswordRefused),
    /// The bytes on standard input are not text.
    #[error("the password on standard input is not valid UTF-8")]
    PasswordNotText,
    /// Standard input cannot be read.
    #[error("cannot read standard input: {}", os_reason(.0))]
    Input(#[source] io::Error),
    /// Standard output cannot be written. A closed pipe is not a failure.
    #[error("cannot write to standard output: {}", os_reason(.0))]
    Output(#[source] io::Error),
    /// The application cannot be opened or closed.
    #[error(transparent)]
    App(#[from] AppError),
    /// The account service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// A signing key cannot be used.
    #[error(transparent)]
    SigningKey(#[from] SigningKeyError),
    /// The secret of a webhook endpoint cannot be used.
    #[error(transparent)]
    Webhook(#[from] WebhookError),
    /// The secret of the endpoint that a test is for cannot be decrypted.
    #[error("the secret of the endpoint cannot be read: {0}")]
    WebhookSecret(Unreadable),
    /// A test message was not taken.
    #[error("not taken: {failure} after {took} ms")]
    NotTaken {
        /// Why.
        failure: SendFailure,
        /// How long that took, in milliseconds.
        took: u128,
    },
    /// The answers of an old backend and ours are not the same.
    #[error("the answers differ")]
    Different,
    /// An account could not be added.
    #[error(transparent)]
    Add(#[from] AddError),
    /// An account could not be changed.
    #[error(transparent)]
    Update(#[from] UpdateError),
    /// A role was not added.
    #[error(transparent)]
    AddRole(#[from] AddRoleError),
    /// A role was not changed.
    #[error(transparent)]
    UpdateRole(#[from] UpdateRoleError),
    /// A setting was not made.
    #[error(transparent)]
    SetSetting(#[from] SetSettingError),
    /// A built-in name is invalid.
    #[error("a built-in name {0}")]
    BuiltInName(#[from] NameError),
    /// There is no backup.
    #[error("no backup was made")]
    Backup {
        /// Why.
        #[source]
        cause: BackupError,
    },
    /// A backup was not put back.
    #[error("nothing was restored")]
    Restore {
        /// Why.
        #[source]
        cause: BackupError,
    },
    /// There is no database for a command that changes none.
    #[error("there is no database at {url}; is --database-url right?")]
    NoDatabase {
        /// Where; displayed without its password.
        url: DatabaseUrl,
    },
    /// The database does not respond to a command that changes nothing.
    #[error("the database at {url} did not respond within {} seconds", .after.as_secs())]
    NoResponse {
        /// Where; displayed without its password.
        url: DatabaseUrl,
        /// How long it had.
        after: Duration,
    },
    /// The file was copied without its write-ahead log.
    #[error(
        "there are no tables in the database at {url}; it was copied without its write-ahead log, the file that ends in \
         -wal: use `latchkey backup`"
    )]
    NoLog {
        /// Where; displayed without its password.
        url: DatabaseUrl,
    },
    /// There are no tables in the database, for a command that changes none.
    #[error("there are no tables of latchkey in the database at {url}; is --database-url right?")]
    NoTables {
        /// Where; displayed without its password.
        url: DatabaseUrl,
    },
    /// The schema lacks steps, for a command that changes none.
    #[error("the schema is outdated: `latchkey migrate` updates it")]
    SchemaOutdated,
    /// Nothing has this name or number.
    #[error("there is no {what} {name}")]
    NotFound {
        /// What was searched for.
        what: &'static str,
        /// Its name or number, as given.
        name: String,
    },
    /// Traces cannot be sent as they are configured.
    #[error(transparent)]
    Traces(#[from] TracesError),
    /// The server cannot start or run.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// A file or folder cannot be read or written.
    #[error("cannot {attempt} {}: {}", .path.display(), os_reason(.cause))]
    File {
        /// What was attempted.
        attempt: &'static str,
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        cause: io::Error,
    },
    /// A file is no recording.
    #[error("{} cannot be replayed", .path.display())]
    Recording {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        cause: UnreadableRecording,
    },
    /// A file does not have the secrets of a recording.
    #[error("the secrets in {}", .path.display())]
    Secrets {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        cause: UnreadableSecrets,
    },
    /// A server cannot be asked at all.
    #[error("the server {url}")]
    OldServer {
        /// Its address.
        url: Url,
        /// Why.
        #[source]
        cause: BadOldBackend,
    },
    /// A replay did not get the expected answers.
    #[error("requests without the expected response: {count}")]
    NotTheSame {
        /// How many.
        count: usize,
    },
    /// A server is not ready, or does not respond.
    #[error("the server {url}: {reason}")]
    Unhealthy {
        /// Its address.
        url: Url,
        /// What it said, or why it said nothing.
        reason: String,
    },
    /// `doctor` found problems.
    #[error("problems: {count}")]
    ProblemsFound {
        /// How many.
        count: usize,
    },
    /// Some lines of a file were not imported.
    #[error("lines that were not imported: {count}")]
    LinesRefused {
        /// How many.
        count: u64,
    },
    /// An import ended early.
    #[error("stopped at line {line}: what is counted is done, and the same command goes on from there")]
    ImportStopped {
        /// The first line that was not imported.
        line: u64,
        /// Why.
        #[source]
        cause: ServiceError,
    },
    /// Generated files are out of date.
    #[error("{count} of the files in {directory} differ from what is generated; to fix them, run: {remedy}")]
    Outdated {
        /// How many.
        count: usize,
        /// Where.
        directory: String,
        /// The command that fixes them.
        remedy: String,
    },
}

impl From<NewPasswordError> for CliError {
    fn from(error: NewPasswordError) -> Self {
        match error {
            NewPasswordError::Refused(reason) => reason.into(),
            NewPasswordError::Service(error) => error.into(),
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
        if self.is_closed_pipe() {
            return ExitCode::SUCCESS;
        }
        // A name, a path or the database may have put anything into it; it stays one line. A failure to write it
        // cannot be reported anywhere.
        let _ = writeln!(io::stderr(), "latchkey: {}", printable(&error_chain(self)));
        ExitCode::from(self.exit_code())
    }

    fn is_closed_pipe(&self) -> bool {
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
            | Self::Recording { .. }
            | Self::Secrets { .. }
            | Self::OldServer { .. }
            | Self::Traces(_)
            | Self::App(AppError::KeyFile(_) | AppError::OldBackend(_)) => WRONG_USAGE,
            Self::Input(_)
            | Self::Output(_)
            | Self::App(AppError::Database { .. } | AppError::Settings(_) | AppError::Site(_))
            | Self::Service(_)
            | Self::SigningKey(_)
            | Self::Webhook(_)
            | Self::WebhookSecret(_)
            | Self::NotTaken { .. }
            | Self::Different
            | Self::Add(_)
            | Self::Update(_)
            | Self::AddRole(_)
            | Self::UpdateRole(_)
            | Self::SetSetting(_)
            | Self::BuiltInName(_)
            | Self::Backup { .. }
            | Self::Restore { .. }
            | Self::NoDatabase { .. }
            | Self::NoResponse { .. }
            | Self::NoLog { .. }
            | Self::NoTables { .. }
            | Self::SchemaOutdated
            | Self::NotFound { .. }
            | Self::Serve(
                ServeError::Listen { .. } | ServeError::Inherited(_) | ServeError::Io(_) | ServeError::App(_),
            )
            | Self::File { .. }
            | Self::NotTheSame { .. }
            | Self::Unhealthy { .. }
            | Self::ProblemsFound { .. }
            | Self::LinesRefused { .. }
            | Self::ImportStopped { .. }
            | Self::Outdated { .. } => FAILED,
        }
    }
}
