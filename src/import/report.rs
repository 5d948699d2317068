//! What an import tells while it runs.

use serde::Serialize;

use crate::auth::Outcome;

/// Is told what becomes of the lines, in their order.
pub trait Report {
    /// Why something cannot be told. It ends the import.
    type Error;

    /// An account came to this.
    fn count(&mut self, outcome: Outcome, has_password: bool);

    /// A line is not imported.
    ///
    /// # Errors
    /// When it cannot be told.
    fn refuse(&mut self, line: u64, username: Option<&str>, reason: &str) -> Result<(), Self::Error>;

    /// So many lines and bytes are read, and what was told is done.
    fn progress(&mut self, lines: u64, bytes: u64);
}

/// How many accounts have come to what.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Sums {
    /// Lines that hold an account, or should.
    pub rows: u64,
    /// New accounts.
    pub added: u64,
    /// Accounts that were there and have changed.
    pub updated: u64,
    /// Accounts that were there and are the same.
    pub unchanged: u64,
    /// Accounts that were there, differ and were left.
    pub skipped: u64,
    /// Lines that were not imported.
    pub refused: u64,
    /// New accounts without a password.
    pub without_password: u64,
}

impl Sums {
    /// Counts an account.
    pub fn count(&mut self, outcome: Outcome, has_password: bool) {
        self.rows += 1;
        match outcome {
            Outcome::Added => {
                self.added += 1;
                self.without_password += u64::from(!has_password);
            }
            Outcome::Updated => self.updated += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Skipped => self.skipped += 1,
        }
    }

    /// Counts a line that is not imported.
    pub fn refuse(&mut self) {
        self.rows += 1;
        self.refused += 1;
    }
}
