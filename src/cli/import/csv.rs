//! Comma-separated values (RFC 4180), with a header.
//!
//! A quoted field may have line ends in it, so a record takes lines until its quotes are balanced. Where they never are, or
//! where the record is refused, its first line is refused and reading goes on with the second: one stray quote does not
//! cost what follows.

use std::collections::{BTreeSet, VecDeque};
use std::io::{self, BufRead};

use csv_core::Reader;

use super::cell::Cell;
use super::lines::{Line, Lines};
use super::mapping::Mapping;
use super::record::{Record, Refused, wrong};

/// How many lines a record has at most.
const MAX_LINES: usize = 100;
/// How many fields a record has at most.
const MAX_FIELDS: usize = 1000;

/// The fields of a record.
type Fields = Result<Vec<String>, Refused>;

/// Reads records.
pub struct CsvRecords {
    header: Vec<String>,
    /// Lines that were read to find the end of a quoted field, and were not part of it.
    waiting: VecDeque<Line>,
}

impl CsvRecords {
    /// Reads the header.
    pub fn new<R: BufRead>(lines: &mut Lines<R>) -> io::Result<Result<Self, Refused>> {
        let mut records = Self {
            header: Vec::new(),
            waiting: VecDeque::new(),
        };
        let header = records.next_raw(lines)?.map(|raw| raw.fields);
        Ok(header.unwrap_or(Err(Refused::Missing("header"))).map(|header| {
            records.header = header.iter().map(|name| name.trim().to_owned()).collect();
            records
        }))
    }

    /// The next record, with the number of its line.
    pub fn next<R: BufRead>(
        &mut self,
        lines: &mut Lines<R>,
        mapping: &Mapping,
        unknown: &mut BTreeSet<String>,
    ) -> io::Result<Option<(u64, Result<Record, Refused>)>> {
        let Some(raw) = self.next_raw(lines)? else {
            return Ok(None);
        };
        let checked = raw.fields.and_then(|fields| self.check(fields, mapping));
        if checked.is_err() {
            // Perhaps a stray quote has drawn in what follows, which is not to be lost.
            raw.rest
                .into_iter()
                .rev()
                .for_each(|line| self.waiting.push_front(line));
        }
        let record = checked.map(|fields| {
            let cells = self.header.iter().cloned().zip(fields.into_iter().map(Cell::Text));
            Record::new(raw.number, cells, mapping, unknown)
        });
        Ok(Some((raw.number, record)))
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

    fn next_line<R: BufRead>(&mut self, lines: &mut Lines<R>) -> io::Result<Option<Line>> {
        match self.waiting.pop_front() {
            Some(line) => Ok(Some(line)),
            None => lines.next(),
        }
    }

    /// The next record that is not blank.
    fn next_raw<R: BufRead>(&mut self, lines: &mut Lines<R>) -> io::Result<Option<Raw>> {
        loop {
            let Some(first) = self.next_line(lines)? else {
                return Ok(None);
            };
            let number = first.number;
            let mut text = match first.text {
                Ok(text) if text.trim().is_empty() => continue,
                Ok(text) => text,
                Err(refused) => {
                    let (fields, rest) = (Err(refused), Vec::new());
                    return Ok(Some(Raw { number, fields, rest }));
                }
            };
            let mut rest = Vec::new();
            while !is_balanced(&text) && rest.len() < MAX_LINES {
                let Some(line) = self.next_line(lines)? else { break };
                let next = line.text.clone();
                rest.push(line);
                let Ok(next) = next else { break };
                text.push('\n');
                text.push_str(&next);
            }
            let is_whole = is_balanced(&text) && rest.iter().all(|line| line.text.is_ok());
            let is_cut_off = rest.is_empty() && !first.is_ended;
            let fields = match (is_whole, is_cut_off) {
                (true, _) => Ok(fields(&text)),
                (false, true) => Err(Refused::CutOff),
                (false, false) => Err(Refused::OpenQuote),
            };
            return Ok(Some(Raw { number, fields, rest }));
        }
    }
}

/// A record.
struct Raw {
    number: u64,
    fields: Fields,
    /// Its lines but the first.
    rest: Vec<Line>,
}

/// Whether every quote has its second one. Within a quoted field a quote is written twice.
fn is_balanced(text: &str) -> bool {
    memchr::memchr_iter(b'"', text.as_bytes()).count().is_multiple_of(2)
}

/// Splits a record.
fn fields(text: &str) -> Vec<String> {
    let line = format!("{text}\n");
    let (mut output, mut ends) = (vec![0; line.len()], vec![0; MAX_FIELDS]);
    let (_, _, _, count) = Reader::new().read_record(line.as_bytes(), &mut output, &mut ends);
    let mut start = 0;
    let fields = ends.iter().take(count).map(|end| {
        let field = output.get(start..*end).unwrap_or_default();
        start = *end;
        // Cut out of a text at ASCII characters, so it is one.
        String::from_utf8_lossy(field).into_owned()
    });
    fields.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::import::lines::Lines;

    fn read(file: &str) -> Vec<(u64, Result<Vec<String>, String>)> {
        let mut lines = Lines::new(file.as_bytes());
        let mut records = CsvRecords {
            header: Vec::new(),
            waiting: VecDeque::new(),
        };
        let mut found = Vec::new();
        while let Some(raw) = records.next_raw(&mut lines).unwrap() {
            if raw.fields.is_err() {
                raw.rest
                    .into_iter()
                    .rev()
                    .for_each(|line| records.waiting.push_front(line));
            }
            found.push((raw.number, raw.fields.map_err(|refused| refused.to_string())));
        }
        found
    }

    fn ok(line: u64, fields: &[&str]) -> (u64, Result<Vec<String>, String>) {
        (line, Ok(fields.iter().map(|field| (*field).to_owned()).collect()))
    }

    #[test]
    fn fields_may_be_quoted_and_hold_anything() {
        assert_eq!(
            read("a,\"b,c\",\"d\"\"e\",\n\n\"two\nlines\",x\r\nlast,\"line\""),
            [
                ok(1, &["a", "b,c", "d\"e", ""]),
                ok(3, &["two\nlines", "x"]),
                ok(5, &["last", "line"])
            ]
        );
    }

    #[test]
    fn a_stray_quote_costs_one_line() {
        let open = |line| (line, Err("has a quoted field that does not end".to_owned()));
        let file = format!("a,\"b\n{}c,d\n", "x,y\n".repeat(150));
        let found = read(&file);
        assert_eq!(found.len(), 152);
        assert_eq!(found[0], open(1));
        assert_eq!(found[1], ok(2, &["x", "y"]));
        assert_eq!(found[151], ok(152, &["c", "d"]));
        assert_eq!(
            read("a,b\nc,\"d"),
            [ok(1, &["a", "b"]), (2, Err("ends in the middle".to_owned()))]
        );
    }
}
