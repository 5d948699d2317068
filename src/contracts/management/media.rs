//! The content types of bodies.

use crate::contracts::kit::body::Media;

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

    fn takes(essence: &str) -> bool {
        let suffixed = essence
            .strip_prefix("application/")
            .and_then(|subtype| subtype.strip_suffix("+json"));
        matches!(essence, "application/json" | "text/json") || suffixed.is_some_and(|name| !name.is_empty())
    }
}
