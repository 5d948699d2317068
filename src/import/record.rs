//! A record of a file, of either format: values by the names of our fields.

use std::collections::{BTreeSet, HashMap};

use super::cell::Cell;
use super::mapping::Mapping;
use super::refused::{Refused, wrong};

/// How many characters of a username name a record.
const MAX_NAMED: usize = 255;
/// What separates the items of a list within a text.
const SEPARATOR: char = ';';

/// A record.
pub struct Record {
    /// The line that it begins in.
    pub line: u64,
    cells: HashMap<&'static str, Cell>,
}

impl Record {
    /// The fields of a record, under the names that the file has. Those that mean nothing are added to `unknown`.
    pub fn new(
        line: u64,
        found: impl IntoIterator<Item = (String, Cell)>,
        mapping: &Mapping,
        unknown: &mut BTreeSet<String>,
    ) -> Self {
        let mut cells = mapping.constants().clone();
        for (name, cell) in found {
            match mapping.fields_of(&name) {
                Some(fields) => cells.extend(fields.iter().map(|field| (*field, cell.clone()))),
                None => mapping.note_unknown(name, unknown),
            }
        }
        Self { line, cells }
    }

    /// The beginning of the username, as it stands there, for naming the record.
    pub fn username(&self) -> Option<String> {
        match self.cells.get("username") {
            Some(Cell::Text(text) | Cell::Number(text)) if !text.is_empty() => {
                Some(text.chars().take(MAX_NAMED).collect())
            }
            Some(Cell::Text(_) | Cell::Number(_) | Cell::List(_) | Cell::Other(_)) | None => None,
        }
    }

    /// A text. An empty one is none.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn text(&mut self, field: &'static str) -> Result<Option<String>, Refused> {
        match self.cells.remove(field) {
            None => Ok(None),
            Some(Cell::Text(text)) if text.is_empty() => Ok(None),
            Some(Cell::Text(text) | Cell::Number(text)) => Ok(Some(text)),
            Some(Cell::List(_)) => Err(wrong(field, "must be a text, not a list")),
            Some(Cell::Other(what)) => Err(wrong(field, &format!("must be a text, not {what}"))),
        }
    }

    /// A whole number.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn number(&mut self, field: &'static str) -> Result<Option<i64>, Refused> {
        let refused = || wrong(field, "must be a whole number");
        let Some(text) = self.text(field).map_err(|_| refused())? else {
            return Ok(None);
        };
        text.trim().parse().map(Some).map_err(|_| refused())
    }

    /// A list: of JSON, or a text with items that `;` separates.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn list(&mut self, field: &'static str) -> Result<Vec<String>, Refused> {
        match self.cells.remove(field) {
            None => Ok(Vec::new()),
            Some(Cell::List(items)) => Ok(items),
            Some(Cell::Text(text) | Cell::Number(text)) => {
                let items = text.split(SEPARATOR).map(str::trim).filter(|item| !item.is_empty());
                Ok(items.map(str::to_owned).collect())
            }
            Some(Cell::Other(what)) => Err(wrong(field, &format!("must be a list, not {what}"))),
        }
    }

    /// What a text stands for, if it is there.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn parsed<T, E>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Refused>
    where
        Refused: From<(&'static str, E)>,
    {
        let Some(text) = self.text(field)? else { return Ok(None) };
        Ok(Some(parse(&text).map_err(|error| (field, error))?))
    }
}
