//! Reading a file and importing it, a batch at a time.

use std::io;

use futures_util::io::AsyncBufRead;

use super::fields::ImportedAccount;
use super::mapping::Mapping;
use super::record::Record;
use super::records::Records;
use super::report::Report;
use crate::auth::{HashFormat, Import, ImportRow, NewAccount, ServiceError};

/// How many digests are hashed before what is done is written. Each takes as long as a login.
const DIGESTS: usize = 50;

/// Why an import ended early.
#[derive(Debug)]
pub enum Stopped<E> {
    /// The file cannot be read.
    File(io::Error),
    /// The accounts from this line on cannot be written.
    Database {
        /// The line.
        line: u64,
        /// Why.
        cause: ServiceError,
    },
    /// The report cannot be made.
    Report(E),
}

/// Imports a whole file, so many accounts at a time. With more it is faster, but on SQLite a login waits for all of them.
///
/// # Errors
/// [`Stopped`]. What the report says until then is done.
pub async fn run<A: ImportedAccount, R: AsyncBufRead + Unpin, P: Report>(
    import: &mut Import<A>,
    records: &mut Records<R>,
    mapping: &Mapping,
    format: HashFormat,
    batch: usize,
    report: &mut P,
) -> Result<(), Stopped<P::Error>> {
    let (mut rows, mut digests) = (Vec::with_capacity(batch), 0);
    loop {
        // Other tasks of this thread get their turn between two lines.
        tokio::task::consume_budget().await;
        let next = records.next(mapping).await.map_err(Stopped::File)?;
        let is_over = next.is_none();
        if let Some((line, record)) = next {
            let username = record.as_ref().ok().and_then(Record::username);
            match record.and_then(|record| A::row(record, format)) {
                Ok(row) => {
                    digests += usize::from(row.digest.is_some());
                    rows.push(row);
                }
                Err(refused) => {
                    let refused = report.refuse(line, username.as_deref(), &refused.to_string());
                    refused.map_err(Stopped::Report)?;
                }
            }
        }
        if rows.len() == batch || digests == DIGESTS || (is_over && !rows.is_empty()) {
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
async fn write<A: ImportedAccount, P: Report>(
    import: &mut Import<A>,
    rows: Vec<ImportRow<A>>,
    report: &mut P,
) -> Result<(), Stopped<P::Error>> {
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
            Err(refused) => {
                let refused = report.refuse(*line, Some(username), &refused.to_string());
                refused.map_err(Stopped::Report)?;
            }
        }
    }
    Ok(())
}
