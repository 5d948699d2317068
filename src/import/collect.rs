//! An import whose report is one answer.

use std::collections::BTreeSet;
use std::convert::Infallible;

use futures_util::io::AsyncBufRead;

use super::fields::ImportedAccount;
use super::mapping::Mapping;
use super::records::{Format, Records};
use super::report::{Report, Sums};
use super::run::{Stopped, run};
use crate::auth::{HashFormat, Import, Outcome};

/// How many accounts are written at a time: others are served on the same thread.
const BATCH: usize = 250;
/// How many refused lines are kept. All of them are counted.
pub const MAX_REFUSALS: usize = 1000;

/// What an import has told.
#[derive(Debug, Default)]
pub struct Collected {
    /// How many accounts have come to what.
    pub sums: Sums,
    /// The first [`MAX_REFUSALS`] lines that were not imported.
    pub refusals: Vec<Refusal>,
    /// Names that stand there and are no field.
    pub unknown: BTreeSet<String>,
}

/// A line that was not imported.
#[derive(Debug)]
pub struct Refusal {
    /// The line, from 1.
    pub line: u64,
    /// The username that it has.
    pub username: Option<String>,
    /// Why it was not imported.
    pub reason: String,
}

impl Report for Collected {
    type Error = Infallible;

    fn count(&mut self, outcome: Outcome, has_password: bool) {
        self.sums.count(outcome, has_password);
    }

    fn refuse(&mut self, line: u64, username: Option<&str>, reason: &str) -> Result<(), Infallible> {
        self.sums.refuse();
        if self.refusals.len() < MAX_REFUSALS {
            self.refusals.push(Refusal {
                line,
                username: username.map(str::to_owned),
                reason: reason.to_owned(),
            });
        }
        Ok(())
    }

    fn progress(&mut self, _: u64, _: u64) {}
}

/// Imports lines of JSON, whose members are the fields.
///
/// # Errors
/// [`Stopped`]. Batches before are imported.
pub async fn collect<A: ImportedAccount>(
    import: &mut Import<A>,
    input: impl AsyncBufRead + Unpin,
    format: HashFormat,
) -> Result<Collected, Stopped<Infallible>> {
    let mut collected = Collected::default();
    let mapping = Mapping::of_fields(A::FIELDS, A::REQUIRED);
    let mut records = Records::new(Format::Ndjson, input);
    run(import, &mut records, &mapping, format, BATCH, &mut collected).await?;
    collected.unknown = records.unknown;
    Ok(collected)
}
