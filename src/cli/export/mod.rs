//! `latchkey export`: writes what `latchkey import` reads.

mod csv;
mod file;
mod stopped;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;

pub use self::file::NewFile;
use self::stopped::Stopped;
use super::account::CliAccount;
use super::error::CliError;
use super::global::Global;
use super::import::FileFormat;
use super::open_app::with_auth_read_only;
use super::output::print_note;
use crate::auth::{AuthService, Exported};
use crate::import::{Format, ImportedAccount};
use crate::model::{Subscriber, User};

const STDOUT: &str = "-";
const HASH: &str = "password_hash";

/// Export all accounts, as import reads them
///
/// Without --with-hashes the accounts have no passwords where they are imported.
#[derive(Subcommand)]
pub enum ExportCommand {
    /// Export users: administrators, staff, resellers
    Users(ExportArgs),
    /// Export subscribers: the operator's customers
    Subscribers(ExportArgs),
}

/// The arguments of `latchkey export`.
#[derive(Args)]
pub struct ExportArgs {
    /// The file, which only you can read; `-` is standard output. A file that is there is replaced once all is written
    #[arg(default_value = STDOUT)]
    file: PathBuf,
    /// The format [default: csv for a file called *.csv, otherwise ndjson]
    #[arg(long)]
    format: Option<FileFormat>,
    /// Export password hashes, too
    #[arg(long)]
    with_hashes: bool,
}

/// An account in a file: what a list shows of it, and its password hash.
#[derive(Serialize)]
struct Line<'a, R> {
    #[serde(flatten)]
    row: R,
    #[serde(skip_serializing_if = "Option::is_none")]
    password_hash: Option<&'a str>,
}

impl ExportCommand {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        match self {
            Self::Users(args) => args.run::<User>(global).await,
            Self::Subscribers(args) => args.run::<Subscriber>(global).await,
        }
    }
}

impl ExportArgs {
    async fn run<A: ImportedAccount + CliAccount>(self, global: &Global) -> Result<(), CliError> {
        let count = with_auth_read_only(global, async |auth| self.export::<A>(auth).await).await?;
        print_note(format_args!("{count} {}s exported", A::NOUN));
        Ok(())
    }

    async fn export<A: ImportedAccount + CliAccount>(&self, auth: &AuthService) -> Result<u64, CliError> {
        if self.file == Path::new(STDOUT) {
            let mut out = io::BufWriter::new(io::stdout());
            let written = self.write::<A>(auth, &mut out).await;
            return written.map_err(|stopped| self.error(stopped, CliError::Output));
        }
        let cannot_write = |cause| CliError::File {
            attempt: "write",
            path: self.file.clone(),
            cause,
        };
        let mut file = NewFile::create(&self.file).map_err(cannot_write)?;
        let written = self.write::<A>(auth, &mut file).await;
        let count = written.map_err(|stopped| self.error(stopped, cannot_write))?;
        file.finish().map_err(cannot_write)?;
        Ok(count)
    }

    fn error(&self, stopped: Stopped, of_writing: impl FnOnce(io::Error) -> CliError) -> CliError {
        match stopped {
            Stopped::Write(cause) => of_writing(cause),
            Stopped::Service(error) => error.into(),
            Stopped::Unfit(why) => CliError::Usage(why),
        }
    }

    async fn write<A: ImportedAccount + CliAccount>(
        &self,
        auth: &AuthService,
        out: &mut (impl Write + Send),
    ) -> Result<u64, Stopped> {
        let format = FileFormat::of(self.format, &self.file);
        let fields: Vec<_> = A::FIELDS
            .iter()
            .copied()
            .filter(|field| self.with_hashes || *field != HASH)
            .collect();
        if format == Format::Csv {
            csv::write_header(out, &fields)?;
        }
        let mut count = 0;
        auth.export::<A, Stopped>(self.with_hashes, |exported: Exported<A>| {
            count += 1;
            let line = Line {
                row: A::Row::from(&exported.account),
                password_hash: exported.password_hash.as_ref().map(|hash| hash.expose()),
            };
            match format {
                Format::Ndjson => {
                    serde_json::to_writer(&mut *out, &line).map_err(io::Error::from)?;
                    Ok(out.write_all(b"\n")?)
                }
                Format::Csv => csv::write_row(out, &fields, &line),
            }
        })
        .await?;
        out.flush()?;
        Ok(count)
    }
}
