//! Importing accounts of another system from a text of any length: a file, or the body of a request.
//!
//! `lines.rs` reads lines, `ndjson.rs` and `csv.rs` make records of them, `mapping.rs` gives their values the names of
//! our fields, `fields.rs` makes accounts of them, `run.rs` hands them on by the batch, and `report.rs` is what is
//! told meanwhile, which `collect.rs` keeps. The use case is [`crate::auth::Import`]: it gets a batch of accounts at a
//! time, and what it says about them is in the database.
//!
//! **To import another field:** its name and its line in `fields.rs`. **Another format:** a file beside `csv.rs`, a
//! variant of [`Format`] and an arm in `records.rs`.

mod cell;
mod collect;
mod csv;
mod fields;
mod lines;
mod mapping;
mod ndjson;
mod record;
mod records;
mod refused;
mod report;
mod run;

pub use collect::{Collected, MAX_REFUSALS, Refusal, collect};
pub use fields::ImportedAccount;
pub use mapping::{Map, Mapping, map};
pub use record::Record;
pub use records::{Format, Records};
pub use refused::Refused;
pub use report::{Report, Sums};
pub use run::{Stopped, run};
