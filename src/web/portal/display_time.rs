//! Times on a page. Without scripts a page does not know its reader's time zone, so they are in UTC and say so.

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use crate::model::Timestamp;

const FOR_MACHINES: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
const FOR_PEOPLE: &[BorrowedFormatItem<'_>] =
    format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC");

/// A time, in two forms.
#[derive(Debug)]
pub struct DisplayTime {
    /// For the `datetime` attribute.
    pub machine: String,
    /// For people.
    pub text: String,
}

impl From<Timestamp> for DisplayTime {
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
