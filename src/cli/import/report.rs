//! What an import says: each refused line as it comes, progress, and the sums at the end.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::auth::Outcome;
use crate::cli::error::CliError;
use crate::cli::output::{add_row, print_json, print_line, print_note, table};
use crate::import::{Report, Sums};
use crate::telemetry::printable;

/// How many lines lie between two notes where there is no terminal.
const NOTE_EVERY: u64 = 25_000;
const BAR: &str = "{bar:40} {percent:>3} %  {msg}  ({eta} left)";
const SPINNER: &str = "{spinner} {msg}";

/// A line that is not imported.
#[derive(Debug, Serialize)]
struct RefusedLine<'a> {
    line: u64,
    username: Option<&'a str>,
    reason: &'a str,
}

/// See the module.
pub struct Printed {
    pub sums: Sums,
    json: bool,
    dry_run: bool,
    bar: Option<ProgressBar>,
    noted: u64,
}

impl Printed {
    /// `bytes` is the length of the file, if that is known.
    pub fn new(json: bool, dry_run: bool, bytes: Option<u64>) -> Self {
        Self {
            sums: Sums::default(),
            json,
            dry_run,
            bar: io::stderr().is_terminal().then(|| bar(bytes)),
            noted: 0,
        }
    }

    /// Prints the sums.
    pub fn finish(&self) -> Result<(), CliError> {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        if self.json {
            return print_json(&self.sums);
        }
        let sums = self.sums;
        let mut table = table(&["rows", "added", "updated", "unchanged", "skipped", "refused"]);
        let cells = [
            sums.rows,
            sums.added,
            sums.updated,
            sums.unchanged,
            sums.skipped,
            sums.refused,
        ];
        add_row(&mut table, cells.iter().map(u64::to_string).collect());
        print_line(table)?;
        if sums.without_password > 0 {
            let count = sums.without_password;
            print_note(format_args!(
                "accounts added without a password, which cannot log in before one is set: {count}"
            ));
        }
        if self.dry_run {
            print_note("this was a dry run: nothing was written");
        }
        Ok(())
    }
}

impl Report for Printed {
    type Error = CliError;

    fn count(&mut self, outcome: Outcome, has_password: bool) {
        self.sums.count(outcome, has_password);
    }

    fn refuse(&mut self, line: u64, username: Option<&str>, reason: &str) -> Result<(), CliError> {
        self.sums.refuse();
        let print = || {
            if self.json {
                return print_json(&RefusedLine { line, username, reason });
            }
            let name = username.map(|name| format!(" ({name})")).unwrap_or_default();
            print_note(printable(&format!("line {line}{name}: {reason}")));
            Ok(())
        };
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    fn progress(&mut self, lines: u64, bytes: u64) {
        let Sums {
            added,
            updated,
            refused,
            ..
        } = self.sums;
        let message = format!("{lines} lines read: {added} added, {updated} updated, {refused} refused");
        match &self.bar {
            Some(bar) => {
                bar.set_position(bytes);
                bar.set_message(message);
            }
            None if lines - self.noted >= NOTE_EVERY => {
                self.noted = lines;
                print_note(message);
            }
            None => {}
        }
    }
}

fn bar(bytes: Option<u64>) -> ProgressBar {
    let (bar, template) = match bytes {
        Some(bytes) => (ProgressBar::new(bytes), BAR),
        None => (ProgressBar::new_spinner(), SPINNER),
    };
    // The templates are constants; a wrong one would leave the usual style.
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
