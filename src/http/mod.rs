//! Mechanics of HTTP that contracts and our own pages share, and that know nothing else of this crate.

pub mod ascii_json;
pub mod etag;
pub mod public;
