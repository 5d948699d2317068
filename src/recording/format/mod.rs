//! Files of recordings: one exchange a line (`line.rs`), or HAR 1.2 (`har.rs`, `har_out.rs`). A name that ends in `.har`
//! means the latter. `values.rs` has what both are made of, and `filter.rs` chooses which exchanges are meant.

mod filter;
mod har;
mod har_out;
mod line;
mod unreadable;
mod values;
mod writer;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

pub use filter::{Filter, Read};
pub use unreadable::Unreadable;
pub use writer::Writer;

/// The largest file that is read, in MiB. Browsers save all images of a page with it.
const MAX_FILE: u64 = 512;
const MIB: u64 = 1024 * 1024;

/// Whether a file of this name is HAR.
fn is_har(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("har"))
}

/// Reads a recording.
///
/// # Errors
/// [`Unreadable`].
pub fn read(path: &Path, filter: &Filter) -> Result<Read, Unreadable> {
    let mut text = String::new();
    let mut file = File::open(path).map_err(Unreadable::Io)?.take(MAX_FILE * MIB + 1);
    let length = file.read_to_string(&mut text).map_err(Unreadable::Io)?;
    if u64::try_from(length).is_ok_and(|length| length > MAX_FILE * MIB) {
        return Err(Unreadable::TooLong { mib: MAX_FILE });
    }
    // Some tools on Windows begin files with it.
    let text = text.trim_start_matches('\u{feff}');
    let all = if is_har(path) {
        har::parse(text)?
    } else {
        line::parse(text)?
    };
    Ok(filter.apply(all))
}
