//! `latchkey import`: accounts of another system, from a file of any length.
//!
//! The file is read by [`crate::import`], and `report.rs` prints what that tells.

mod format;
mod report;

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use futures_util::io::AllowStdIo;

pub use self::format::FileFormat;
use self::report::Printed;
use super::error::CliError;
use super::global::Global;
use super::open_app::{with_auth, with_auth_for_trial};
use super::output::print_note;
use crate::auth::{AuthService, ConflictPolicy, HashFormat};
use crate::import::{ImportedAccount, Map, Mapping, Records, Stopped, map, run};
use crate::model::{Subscriber, User};
use crate::telemetry::printable;

/// How many accounts are written at a time: a login of a running server waits for all of them.
const BATCH: usize = 2500;
/// How much of the file is read at a time.
const BUFFER: usize = 64 * 1024;
const STDIN: &str = "-";

/// Import accounts of another system with their password hashes
///
/// Each line is imported whole or not at all; a wrong one is reported with its number, and does not stop the others. What
/// is there already and the same counts as unchanged, so an import that was interrupted goes on when it is run again.
/// Works while servers run. Exits with 1 if a line was refused.
#[derive(Subcommand)]
pub enum ImportCommand {
    /// Import users: administrators, staff, resellers
    Users(ImportArgs),
    /// Import subscribers: the operator's customers
    Subscribers(ImportArgs),
}

/// The arguments of `latchkey import`.
#[derive(Args)]
pub struct ImportArgs {
    /// The file; `-` is standard input
    file: PathBuf,
    /// The format [default: csv for a file called *.csv, otherwise ndjson]
    #[arg(long)]
    format: Option<FileFormat>,
    /// The column or member that has a field, or with `==` a text that is the same for all; may be repeated
    #[arg(long = "map", value_name = "FIELD=COLUMN", value_parser = map)]
    maps: Vec<Map>,
    /// What password_hash has: `auto` recognizes each hash by its form; digests without a salt have to be named
    #[arg(long, value_name = "FORMAT", default_value = "auto")]
    hash_format: HashForm,
    /// Do everything but write
    #[arg(long)]
    dry_run: bool,
    /// What to do with an account that is there already, with other data
    #[arg(long, value_name = "WHAT", default_value = "fail")]
    on_conflict: OnConflict,
    /// Print one JSON object for each refused line, and one with the sums
    #[arg(long)]
    json: bool,
}

/// `--hash-format`.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum HashForm {
    /// Recognize each hash by its form
    Auto,
    /// MD5 digests without a salt, in hexadecimal
    Md5,
    /// SHA-1 digests without a salt, in hexadecimal
    Sha1,
}

/// `--on-conflict`.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum OnConflict {
    /// Leave the account as it is
    Skip,
    /// Change the account; its password only while it is still the imported one
    Update,
    /// Refuse the line
    Fail,
}

impl ImportCommand {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        match self {
            Self::Users(args) => args.run::<User>(global).await,
            Self::Subscribers(args) => args.run::<Subscriber>(global).await,
        }
    }
}

impl ImportArgs {
    async fn run<A: ImportedAccount>(self, global: &Global) -> Result<(), CliError> {
        let mapping = Mapping::new(A::FIELDS, A::REQUIRED, &self.maps).map_err(CliError::Usage)?;
        let (input, bytes) = self.open()?;
        let action = async |auth: &AuthService| self.import::<A>(auth, &mapping, input, bytes).await;
        match self.dry_run {
            true => with_auth_for_trial(global, action).await,
            false => with_auth(global, action).await,
        }
    }

    /// The file, and how long it is.
    fn open(&self) -> Result<(Box<dyn BufRead>, Option<u64>), CliError> {
        if self.file == Path::new(STDIN) {
            return Ok((Box::new(BufReader::with_capacity(BUFFER, io::stdin())), None));
        }
        let file = File::open(&self.file).map_err(|cause| self.cannot_read(cause))?;
        let length = file.metadata().ok().filter(std::fs::Metadata::is_file);
        let length = length.map(|metadata| metadata.len());
        Ok((Box::new(BufReader::with_capacity(BUFFER, file)), length))
    }

    fn cannot_read(&self, cause: io::Error) -> CliError {
        if self.file == Path::new(STDIN) {
            return CliError::Input(cause);
        }
        CliError::File {
            attempt: "read",
            path: self.file.clone(),
            cause,
        }
    }

    async fn import<A: ImportedAccount>(
        &self,
        auth: &AuthService,
        mapping: &Mapping,
        input: Box<dyn BufRead>,
        bytes: Option<u64>,
    ) -> Result<(), CliError> {
        let policy = match self.on_conflict {
            OnConflict::Skip => ConflictPolicy::Skip,
            OnConflict::Update => ConflictPolicy::Update,
            OnConflict::Fail => ConflictPolicy::Fail,
        };
        let format = match self.hash_format {
            HashForm::Auto => HashFormat::Auto,
            HashForm::Md5 => HashFormat::Md5,
            HashForm::Sha1 => HashFormat::Sha1,
        };
        let mut import = auth.begin_import::<A>(policy, self.dry_run)?;
        let mut report = Printed::new(self.json, self.dry_run, bytes);
        let format_of_file = FileFormat::of(self.format, &self.file);
        let mut records = Records::new(format_of_file, AllowStdIo::new(input));
        let imported = run(&mut import, &mut records, mapping, format, BATCH, &mut report).await;
        if !records.unknown.is_empty() {
            let names: Vec<_> = records.unknown.iter().map(String::as_str).collect();
            let names = printable(&names.join(", "));
            print_note(format_args!("not imported, as no field is called so: {names}"));
        }
        let done = report.finish();
        match imported {
            Ok(()) => done?,
            Err(Stopped::File(cause)) => return Err(self.cannot_read(cause)),
            Err(Stopped::Database { line, cause }) => return Err(CliError::ImportStopped { line, cause }),
            Err(Stopped::Report(error)) => return Err(error),
        }
        match report.sums.refused {
            0 => Ok(()),
            count => Err(CliError::LinesRefused { count }),
        }
    }
}
