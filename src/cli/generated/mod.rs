//! Files that the program generates from itself: it writes them, or compares them with the existing ones. No
//! configuration is read and no database is opened.

mod check;
mod files;

use std::fs;

use clap::Args;

use super::error::CliError;
use super::output::print_line;
pub use files::Generated;
use files::{failed, read, shown};

/// What to do with the generated files.
#[derive(Args)]
pub struct Mode {
    /// Write nothing; print how the files in DIR differ, and fail if they do
    #[arg(long)]
    pub check: bool,
}

impl Generated<'_> {
    /// Writes or checks the files.
    pub fn run(&self, mode: &Mode) -> Result<(), CliError> {
        match mode.check {
            true => check::check(self),
            false => self.write(),
        }
    }

    /// Files that are up to date are not written, so that their times mean something to build tools.
    fn write(&self) -> Result<(), CliError> {
        fs::create_dir_all(self.directory).map_err(|cause| failed("make the folder", self.directory, cause))?;
        let mut written = 0;
        for (name, text) in &self.files {
            let path = self.directory.join(name);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(|cause| failed("make the folder", folder, cause))?;
            }
            if read(&path)?.as_deref() != Some(text.as_bytes()) {
                fs::write(&path, text).map_err(|cause| failed("write", &path, cause))?;
                print_line(format_args!("wrote {}", shown(&path)))?;
                written += 1;
            }
        }
        match written {
            0 => print_line(format_args!("{} is up to date", shown(self.directory))),
            _ => Ok(()),
        }
    }
}
