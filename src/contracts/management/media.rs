//! The content types of bodies.

use serde_json::Value;

use crate::contracts::kit::body::{Media, is_json};
use crate::contracts::kit::limits::MAX_BODY_WITH_IMAGE;
use crate::contracts::kit::number_texts;

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

    fn parse(_content_type: &str, bytes: &[u8]) -> Option<Value> {
        number_texts::parse(bytes).ok()
    }
}

/// The same for a body that may hold an image.
pub struct VendorJsonWithImage;

impl Media for VendorJsonWithImage {
    const LISTED: &'static [&'static str] = VendorJson::LISTED;
    const REQUIRED: bool = VendorJson::REQUIRED;
    const MAX_BYTES: usize = MAX_BODY_WITH_IMAGE;
    const IGNORES_CASE: bool = VendorJson::IGNORES_CASE;

    fn takes(essence: &str) -> bool {
        VendorJson::takes(essence)
    }

    fn parse(content_type: &str, bytes: &[u8]) -> Option<Value> {
        VendorJson::parse(content_type, bytes)
    }
}
