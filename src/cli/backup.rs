//! `latchkey backup` and `latchkey restore`: a copy of an SQLite database, and the way back.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::doctor::sqlite_file;
use super::error::CliError;
use super::global::Global;
use super::output::print_line;
use crate::app;
use crate::config::Config;

const BAR: &str = "{bar:40} {percent:>3} %  ({eta} left)";

/// Back up an SQLite database while servers use it
///
/// The file is written beside its place, checked, and put there at once, so that it is never half a backup. A file that
/// is there is replaced. It holds password hashes and keys, and only its owner can read it.
#[derive(Args)]
pub struct Backup {
    /// The file to write
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Put a backup in the place of an SQLite database
///
/// The servers have to be stopped. The backup is checked first, and the database that is there is kept under another
/// name.
#[derive(Args)]
pub struct Restore {
    /// The file that `latchkey backup` has written
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Backup {
    pub(super) fn run(&self, global: &Global) -> Result<(), CliError> {
        let config = global.load()?;
        let database = file_of(&config)?;
        if !database.exists() {
            return Err(CliError::NoDatabase {
                url: config.database.url,
            });
        }
        let bar = bar();
        let length = app::back_up(&database, &self.file, &mut |done, all| show(bar.as_ref(), done, all));
        finish(bar);
        let length = length.map_err(|cause| CliError::Backup { cause })?;
        print_line(format_args!("backed up to {}: {length} bytes", self.file.display()))
    }
}

impl Restore {
    pub(super) fn run(&self, global: &Global) -> Result<(), CliError> {
        let config = global.load()?;
        let database = file_of(&config)?;
        let bar = bar();
        let kept = app::restore(&database, &self.file, &mut |done, all| show(bar.as_ref(), done, all));
        finish(bar);
        let kept = kept.map_err(|cause| CliError::Restore { cause })?;
        print_line(format_args!("restored {}", self.file.display()))?;
        match kept {
            Some(kept) => print_line(format_args!("the database that was there is {}", kept.display())),
            None => Ok(()),
        }
    }
}

/// The file of the configured database.
fn file_of(config: &Config) -> Result<PathBuf, CliError> {
    sqlite_file(config.database.url.expose()).ok_or_else(|| {
        let why = "the database is not an SQLite file; back up PostgreSQL with pg_dump";
        CliError::Usage(why.to_owned())
    })
}

/// A progress bar, if somebody sees it.
fn bar() -> Option<ProgressBar> {
    let style = ProgressStyle::with_template(BAR).ok()?;
    io::stderr()
        .is_terminal()
        .then(|| ProgressBar::new(0).with_style(style))
}

fn show(bar: Option<&ProgressBar>, done: u64, all: u64) {
    if let Some(bar) = bar {
        bar.set_length(all);
        bar.set_position(done);
    }
}

fn finish(bar: Option<ProgressBar>) {
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
}
