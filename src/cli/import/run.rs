//! Reading a file and importing it, a batch at a time.

use std::io;

use super::mapping::Mapping;
use super::realm::ImportedAccount;
use super::record::Record;
use super::records::Records;
use super::report::Report;
use crate::auth::{HashFormat, Import, ImportRow, NewAccount, ServiceError};
use crate::cli::error::CliError;

/// How many accounts are written at a time: with more it is faster, but on SQLite a login of a running server waits for
/// all of them.
const BATCH: usize = 2500;
/// How many digests are hashed before what is done is written. Each takes as long as a login.
const DIGESTS: usize = 50;

/// Why an import ended early.
pub enum Stopped {
    /// The file cannot be read.
    File(io::Error),
    /// The accounts from this line on cannot be written.
    Database { line: u64, cause: ServiceError },
    /// The report cannot be printed.
    Output(CliError),
}

impl From<CliError> for Stopped {
    fn from(error: CliError) -> Self {
        Self::Output(error)
    }
}

/// Imports a whole file.
pub async fn run<A: ImportedAccount>(
    import: &Import<A>,
    records: &mut Records,
    mapping: &Mapping,
    format: HashFormat,
    report: &mut Report,
) -> Result<(), Stopped> {
    let (mut rows, mut digests) = (Vec::with_capacity(BATCH), 0);
    loop {
        let next = records.next(mapping).map_err(Stopped::File)?;
        let is_over = next.is_none();
        if let Some((line, record)) = next {
            let username = record.as_ref().ok().and_then(Record::username);
            match record.and_then(|record| A::row(record, format)) {
                Ok(row) => {
                    digests += usize::from(row.digest.is_some());
                    rows.push(row);
                }
                Err(refused) => report.refuse(line, username.as_deref(), &refused.to_string())?,
            }
        }
        if rows.len() == BATCH || digests == DIGESTS || (is_over && !rows.is_empty()) {
            digests = 0;
            write(import, std::mem::take(&mut rows), report).await?;
            report.progress(records.line, records.bytes_read());
        }
        if is_over {
            return Ok(());
        }
    }
}

/// Imports a batch and reports it.
async fn write<A: ImportedAccount>(
    import: &Import<A>,
    rows: Vec<ImportRow<A>>,
    report: &mut Report,
) -> Result<(), Stopped> {
    let described = rows.iter().map(|row| {
        let has_password = row.digest.is_some() || row.account.new.password_hash().is_some();
        (row.line, row.account.new.username().to_owned(), has_password)
    });
    let described: Vec<_> = described.collect();
    let line = described.first().map_or(0, |(line, ..)| *line);
    let outcomes = import.batch(rows).await;
    let outcomes = outcomes.map_err(|cause| Stopped::Database { line, cause })?;
    for ((line, username, has_password), outcome) in described.iter().zip(outcomes) {
        match outcome {
            Ok(outcome) => report.count(outcome, *has_password),
            Err(refused) => report.refuse(*line, Some(username), &refused.to_string())?,
        }
    }
    Ok(())
}
