//! Comma-separated values (RFC 4180), with a header.
//!
//! A quoted field may have line ends in it, so a record takes lines until its quotes are closed, and is refused with all
//! of them: what stands within quotes never becomes a record of its own. A quote within a field that does not begin with
//! one is a character like any other.

use std::collections::BTreeSet;
use std::io;

use csv_core::{ReaderBuilder, Terminator};
use futures_util::io::AsyncBufRead;

use super::cell::Cell;
use super::lines::Lines;
use super::mapping::Mapping;
use super::record::Record;
use super::refused::{Refused, wrong};

/// The longest record. Of a longer one the rest is read, and not kept.
const MAX_BYTES: usize = 1024 * 1024;
/// How many fields a record has at most.
const MAX_FIELDS: usize = 1000;

/// The fields of a record.
type Fields = Result<Vec<String>, Refused>;

/// Reads records.
pub struct CsvRecords {
    header: Vec<String>,
}

impl CsvRecords {
    /// Reads the header.
    pub async fn new<R: AsyncBufRead + Unpin>(
        lines: &mut Lines<R>,
        mapping: &Mapping,
        unknown: &mut BTreeSet<String>,
    ) -> io::Result<Result<Self, Refused>> {
        let header = next_raw(lines)
            .await?
            .map_or(Err(Refused::Missing("header")), |raw| raw.fields);
        Ok(header.and_then(|header| {
            let header: Vec<_> = header.iter().map(|name| name.trim().to_owned()).collect();
            mapping.check_header(&header)?;
            for name in header.iter().filter(|name| mapping.fields_of(name).is_none()) {
                mapping.note_unknown(name.clone(), unknown);
            }
            Ok(Self { header })
        }))
    }

    /// The next record, with the number of its line.
    pub async fn next<R: AsyncBufRead + Unpin>(
        &self,
        lines: &mut Lines<R>,
        mapping: &Mapping,
        unknown: &mut BTreeSet<String>,
    ) -> io::Result<Option<(u64, Result<Record, Refused>)>> {
        let Some(Raw { number, last, fields }) = next_raw(lines).await? else {
            return Ok(None);
        };
        let checked = fields.and_then(|fields| self.check(fields, mapping));
        let record = checked.map(|fields| {
            let cells = self.header.iter().cloned().zip(fields.into_iter().map(Cell::Text));
            Record::new(number, cells, mapping, unknown)
        });
        // All of its lines are refused with it.
        let record = record.map_err(|refused| match last > number {
            true => Refused::UpToLine {
                last,
                why: Box::new(refused),
            },
            false => refused,
        });
        Ok(Some((number, record)))
    }

    /// Refuses what has not the fields of the header, and a line end within what is imported.
    fn check(&self, fields: Vec<String>, mapping: &Mapping) -> Fields {
        let (expected, found) = (self.header.len(), fields.len());
        if expected != found {
            return Err(Refused::FieldCount { expected, found });
        }
        let with_line_end = self.header.iter().zip(&fields).find_map(|(column, text)| {
            let of = mapping.fields_of(column)?.first()?;
            text.contains('\n').then_some(*of)
        });
        match with_line_end {
            Some(field) => Err(wrong(field, "must not contain a line end")),
            None => Ok(fields),
        }
    }
}

/// A record.
struct Raw {
    /// Its first line.
    number: u64,
    /// Its last line.
    last: u64,
    fields: Fields,
}

/// The next record that is not blank.
async fn next_raw<R: AsyncBufRead + Unpin>(lines: &mut Lines<R>) -> io::Result<Option<Raw>> {
    let mut record: Option<Raw> = None;
    let (mut text, mut state) = (String::new(), State::Start);
    while let Some(line) = lines.next().await? {
        let is_first = record.is_none();
        let raw = record.get_or_insert(Raw {
            number: line.number,
            last: line.number,
            fields: Ok(Vec::new()),
        });
        raw.last = line.number;
        match line.text {
            Ok(next) if is_first && next.trim().is_empty() => {
                record = None;
                continue;
            }
            Ok(next) => {
                if !is_first {
                    text.push('\n');
                }
                if text.len() + next.len() > MAX_BYTES {
                    raw.fields = Err(Refused::LineTooLong { max: MAX_BYTES });
                    text.clear();
                }
                text.push_str(&next);
                state = next.bytes().fold(state, State::after);
            }
            // What cannot be read has no quotes that count, but those that are open stay open.
            Err(refused) => raw.fields = Err(refused),
        }
        if state != State::Quoted {
            break;
        }
        if !line.is_ended {
            raw.fields = Err(if is_first { Refused::CutOff } else { Refused::OpenQuote });
        }
    }
    let is_open = state == State::Quoted;
    Ok(record.map(|mut raw| {
        if raw.fields.is_ok() {
            raw.fields = if is_open { Err(Refused::OpenQuote) } else { split(&text) };
        }
        raw
    }))
}

/// Where in a record a byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the beginning of a field.
    Start,
    /// In a field without quotes, or behind those of one.
    Plain,
    /// Within quotes.
    Quoted,
    /// At a quote within quotes, which ends them unless another quote follows.
    Closed,
}

impl State {
    fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Start | Self::Closed, b'"') => Self::Quoted,
            (Self::Quoted, b'"') => Self::Closed,
            (Self::Quoted, _) => Self::Quoted,
            (Self::Start | Self::Plain | Self::Closed, b',') => Self::Start,
            (Self::Start | Self::Plain | Self::Closed, _) => Self::Plain,
        }
    }
}

/// Splits a record.
fn split(text: &str) -> Fields {
    let line = format!("{text}\n");
    let mut reader = ReaderBuilder::new().terminator(Terminator::Any(b'\n')).build();
    let (mut output, mut ends) = (vec![0; line.len()], vec![0; MAX_FIELDS]);
    let (_, read, _, count) = reader.read_record(line.as_bytes(), &mut output, &mut ends);
    if read != line.len() {
        return Err(Refused::TooManyFields { max: MAX_FIELDS });
    }
    let mut start = 0;
    let fields = ends.iter().take(count).map(|end| {
        let field = output.get(start..*end).unwrap_or_default();
        start = *end;
        // Cut out of a text at ASCII characters, so it is one.
        String::from_utf8_lossy(field).into_owned()
    });
    Ok(fields.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(file: &str) -> Vec<(u64, u64, Result<Vec<String>, String>)> {
        let mut lines = Lines::new(file.as_bytes());
        let mut found = Vec::new();
        while let Some(raw) = next_raw(&mut lines).await.unwrap() {
            found.push((raw.number, raw.last, raw.fields.map_err(|refused| refused.to_string())));
        }
        found
    }

    fn ok(first: u64, last: u64, fields: &[&str]) -> (u64, u64, Result<Vec<String>, String>) {
        (
            first,
            last,
            Ok(fields.iter().map(|field| (*field).to_owned()).collect()),
        )
    }

    #[tokio::test]
    async fn fields_may_be_quoted_and_hold_anything() {
        assert_eq!(
            read("a,\"b,c\",\"d\"\"e\",\n\n\"two\nlines\",x\r\nlast,\"line\"").await,
            [
                ok(1, 1, &["a", "b,c", "d\"e", ""]),
                ok(3, 4, &["two\nlines", "x"]),
                ok(5, 5, &["last", "line"])
            ]
        );
    }

    #[tokio::test]
    async fn a_quote_within_a_field_is_a_character_and_draws_nothing_in() {
        assert_eq!(
            read("ana,5\" L\nbob,x\nrui,7\" M\na\rb,c\n").await,
            [
                ok(1, 1, &["ana", "5\" L"]),
                ok(2, 2, &["bob", "x"]),
                ok(3, 3, &["rui", "7\" M"]),
                ok(4, 4, &["a\rb", "c"]),
            ]
        );
    }

    #[tokio::test]
    async fn a_quote_that_is_not_closed_takes_the_rest_and_says_so() {
        let open = "has a quoted field that does not end".to_owned();
        let file = format!("a,\"b\n{}c,d\n", "x,y\n".repeat(150));
        assert_eq!(read(&file).await, [(1, 152, Err(open.clone()))]);
        assert_eq!(
            read("a,b\nc,\"d").await,
            [ok(1, 1, &["a", "b"]), (2, 2, Err("ends in the middle".to_owned()))]
        );
        let many = ",".repeat(1000);
        assert_eq!(read(&many).await, [(1, 1, Err("has more than 1000 fields".to_owned()))]);
        let long = format!("a,\"{}\"\nb,c\n", "x\n".repeat(600_000));
        assert_eq!(
            read(&long).await,
            [
                (1, 600_001, Err("is longer than 1048576 bytes".to_owned())),
                ok(600_002, 600_002, &["b", "c"])
            ]
        );
    }
}
