//! Which of a file's columns or members is which field: `--map FIELD=COLUMN`, and `--map FIELD==TEXT` for a constant.

use std::collections::{BTreeSet, HashMap};

use super::cell::Cell;
use super::refused::Refused;

/// What lists and exports print besides fields.
const NOT_IMPORTED: [&str; 3] = ["id", "last_login_at", "updated_at"];
/// How many unknown names are remembered.
const MAX_UNKNOWN: usize = 20;
/// How long they are at most, in characters.
const MAX_NAME: usize = 64;

/// One `--map`.
#[derive(Debug, Clone)]
pub struct Map {
    field: String,
    to: Source,
}

#[derive(Debug, Clone)]
enum Source {
    Column(String),
    Constant(String),
}

/// Parses `FIELD=COLUMN` or `FIELD==TEXT`.
///
/// # Errors
/// What it must be.
pub fn map(text: &str) -> Result<Map, String> {
    let (field, rest) = text.split_once('=').ok_or("must be FIELD=COLUMN or FIELD==TEXT")?;
    let to = match rest.strip_prefix('=') {
        Some(text) => Source::Constant(text.to_owned()),
        None if rest.is_empty() => return Err("must name a column, FIELD=COLUMN".to_owned()),
        None => Source::Column(rest.to_owned()),
    };
    let field = field.to_owned();
    Ok(Map { field, to })
}

/// All of them.
pub struct Mapping {
    required: &'static [&'static str],
    columns: HashMap<String, Vec<&'static str>>,
    constants: HashMap<&'static str, Cell>,
    mapped: Vec<Map>,
}

impl Mapping {
    /// Each field is the column of its own name.
    pub fn of_fields(fields: &'static [&'static str], required: &'static [&'static str]) -> Self {
        let columns = fields.iter().map(|field| ((*field).to_owned(), vec![*field]));
        Self {
            required,
            columns: columns.collect(),
            constants: HashMap::new(),
            mapped: Vec::new(),
        }
    }

    /// A field that is not mapped is the column of its own name.
    ///
    /// # Errors
    /// What is wrong with the maps.
    pub fn new(
        fields: &'static [&'static str],
        required: &'static [&'static str],
        maps: &[Map],
    ) -> Result<Self, String> {
        let (mut columns, mut constants) = (HashMap::<String, Vec<_>>::new(), HashMap::new());
        let mut mapped = BTreeSet::new();
        for Map { field, to } in maps {
            let known = fields.iter().find(|known| *known == field);
            let field =
                *known.ok_or_else(|| format!("--map: {field} is no field; these are: {}", fields.join(", ")))?;
            if !mapped.insert(field) {
                return Err(format!("--map: {field} is mapped twice"));
            }
            match to {
                Source::Column(column) => columns.entry(column.clone()).or_default().push(field),
                Source::Constant(text) => {
                    constants.insert(field, Cell::Text(text.clone()));
                }
            }
        }
        for field in fields.iter().filter(|field| !mapped.contains(**field)) {
            columns.entry((*field).to_owned()).or_default().push(*field);
        }
        Ok(Self {
            required,
            columns,
            constants,
            mapped: maps.to_vec(),
        })
    }

    /// Refuses the header of a file that lacks a column that is required or was mapped, or has one twice. Where there is
    /// no header, its place has an account, so only names of ours are quoted.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn check_header(&self, header: &[String]) -> Result<(), Refused> {
        for field in self
            .required
            .iter()
            .filter(|field| !self.constants.contains_key(**field))
        {
            let has_it = |name: &String| self.fields_of(name).is_some_and(|of| of.contains(field));
            if !header.iter().any(has_it) {
                return Err(Refused::NoColumn((*field).to_owned()));
            }
        }
        for map in &self.mapped {
            match &map.to {
                Source::Column(column) if !header.contains(column) => return Err(Refused::NoColumn(column.clone())),
                Source::Column(_) | Source::Constant(_) => {}
            }
        }
        let twice = |name: &&String| header.iter().filter(|other| other == name).count() > 1;
        match self.columns.keys().find(twice) {
            Some(name) => Err(Refused::ColumnTwice(name.clone())),
            None => Ok(()),
        }
    }

    /// The fields that a column of the file is.
    pub fn fields_of(&self, column: &str) -> Option<&[&'static str]> {
        self.columns.get(column).map(Vec::as_slice)
    }

    /// The fields that are the same in every record.
    pub fn constants(&self) -> &HashMap<&'static str, Cell> {
        &self.constants
    }

    /// Remembers a column that is no field, so that a misspelt one is noticed.
    pub fn note_unknown(&self, column: String, unknown: &mut BTreeSet<String>) {
        // What begins like a hash, or is that long, is no name.
        let is_name = column.chars().count() <= MAX_NAME && !column.starts_with('$');
        if is_name && unknown.len() < MAX_UNKNOWN && !NOT_IMPORTED.contains(&column.as_str()) {
            unknown.insert(column);
        }
    }
}
