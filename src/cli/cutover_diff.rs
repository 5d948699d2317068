//! What `latchkey cutover diff` prints.

use serde::Serialize;

use super::error::CliError;
use super::output::{Listing, Row};
use super::times::rfc3339;
use crate::model::CutoverDifference;

/// A difference in a list.
#[derive(Serialize)]
struct DifferenceRow {
    contract: String,
    operation: String,
    kind: String,
    place: String,
    expected: String,
    actual: String,
    count: i64,
    first_at: String,
    last_at: String,
}

impl From<CutoverDifference> for DifferenceRow {
    fn from(one: CutoverDifference) -> Self {
        Self {
            contract: one.contract,
            operation: one.operation,
            kind: one.kind,
            place: one.place,
            expected: one.expected,
            actual: one.actual,
            count: one.count,
            first_at: rfc3339(one.first_at),
            last_at: rfc3339(one.last_at),
        }
    }
}

impl Row for DifferenceRow {
    const HEADER: &'static [&'static str] = &[
        "contract",
        "operation",
        "kind",
        "place",
        "old backend",
        "here",
        "count",
        "last",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.contract.clone(),
            self.operation.clone(),
            self.kind.clone(),
            self.place.clone(),
            self.expected.clone(),
            self.actual.clone(),
            self.count.to_string(),
            self.last_at.clone(),
        ]
    }
}

/// Prints differences, and fails where there are any.
pub(super) fn print_differences(all: Vec<CutoverDifference>, json: bool) -> Result<(), CliError> {
    let is_same = all.is_empty();
    let mut listing = Listing::of::<DifferenceRow>(json);
    for one in all {
        listing.add(&DifferenceRow::from(one));
    }
    listing.finish()?;
    match is_same {
        true => Ok(()),
        false => Err(CliError::Different),
    }
}
