//! Recordings of what clients and an old backend say to each other: making one, and sending it again.
//!
//! - `exchange.rs` is what a recording holds, and `format/` how a file holds it: one exchange a line, or HAR 1.2.
//!   `body.rs` tells what a body is made of.
//! - [`Recorder`] stands in front of an old backend as a reverse proxy and writes what passes.
//! - `mask/` puts a placeholder such as `{{token:1}}` in the place of each secret before it is written.
//!   `placeholder.rs` reads them, and `capture.rs` what stands in their place.
//! - [`Replay`] sends a recording again. `session.rs` has what one server has given out, which the requests that follow
//!   carry, and `settle.rs` makes a recorded answer comparable with one of today.
//! - `report.rs` is what came of it, and `page.rs` shows that in a browser.
//!
//! What is compared, and how, is the business of [`crate::compare`]. Nothing here knows what a request means.
//!
//! **To read one more format:** add a file in `format/` and an arm where [`read`] chooses. **To mask one more kind of
//! secret:** add its word in `mask/kind.rs`.

mod body;
mod capture;
mod exchange;
mod format;
mod mask;
mod page;
mod placeholder;
mod recorder;
mod replay;
mod report;
mod session;
mod settle;

pub use exchange::{Body, Recorded, RecordedAnswer, RecordedRequest};
pub use format::{Filter, Read, Unreadable, Writer, read};
pub use mask::Masker;
pub use page::page;
pub use placeholder::{Secrets, UnreadableSecrets};
pub use recorder::{Recorder, RecorderOptions};
pub use replay::{Replay, ReplayOptions};
pub use report::{Counts, Finding, Outcome, Report, Row};
