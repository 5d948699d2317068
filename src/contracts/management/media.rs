//! The content types of bodies.

use crate::contracts::kit::body::{Media, is_json};

/// The content types of this contract's bodies, which may also be left out.
pub struct VendorJson;

impl Media for VendorJson {
    const LISTED: &'static [&'static str] = &[
        "application/json-patch+json",
        "application/json",
        "text/json",
        "application/*+json",
    ];
    const REQUIRED: bool = false;
    const IGNORES_CASE: bool = true;

    fn takes(essence: &str) -> bool {
        is_json(essence)
    }
}
