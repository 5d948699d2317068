//! Points in time, as people read them. A page without scripts does not know its reader's time zone, so each says that
//! it is UTC.

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use crate::model::Timestamp;

const FOR_MACHINES: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
const FOR_PEOPLE: &[BorrowedFormatItem<'_>] =
    format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC");

/// A point in time, twice.
#[derive(Debug)]
pub struct Moment {
    /// For the `datetime` attribute.
    pub machine: String,
    /// For people.
    pub text: String,
}

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        let at = OffsetDateTime::from(at);
        // Neither format asks for anything that a date with an offset lacks, so neither can fail.
        let format = |items| at.format(items).unwrap_or_default();
        Self {
            machine: format(FOR_MACHINES),
            text: format(FOR_PEOPLE),
        }
    }
}
