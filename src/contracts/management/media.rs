//! The content types of bodies.

use serde_json::Value;

use crate::contracts::kit::body::{Media, is_json};
use crate::contracts::kit::limits::MAX_BODY;
use crate::contracts::kit::number_texts;

/// The content types of this contract's bodies, which may also be left out and have at most so many bytes.
pub struct VendorJson<const MAX: usize = MAX_BODY>;

impl<const MAX: usize> Media for VendorJson<MAX> {
    const LISTED: &'static [&'static str] = &[
        "application/json-patch+json",
        "application/json",
        "text/json",
        "application/*+json",
    ];
    const REQUIRED: bool = false;
    const MAX_BYTES: usize = MAX;
    const IGNORES_CASE: bool = true;

    fn takes(essence: &str) -> bool {
        is_json(essence)
    }

    fn parse(_content_type: &str, bytes: &[u8]) -> Option<Value> {
        number_texts::parse(bytes).ok()
    }
}
