//! Bodies as Laravel reads them: JSON of any name, forms, and multipart forms all fill the same fields. The canonical form,
//! and the only one in the documents, is JSON.

use std::convert::Infallible;

use futures_util::{FutureExt, stream};
use multer::Multipart;
use serde_json::{Map, Value};

use super::body::{Media, essence, is_json};
use super::{form, json};

/// JSON, `application/x-www-form-urlencoded`, or `multipart/form-data`.
///
/// All are read as strictly: no field may stand twice, and texts are UTF-8. Files are no fields.
pub struct JsonOrForm;

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

impl Media for JsonOrForm {
    const LISTED: &'static [&'static str] = &["application/json"];
    const REQUIRED: bool = true;

    fn takes(essence: &str) -> bool {
        is_json(essence) || matches!(essence, FORM | MULTIPART)
    }

    fn parse(content_type: &str, bytes: &[u8]) -> Option<Value> {
        match essence(content_type).as_str() {
            FORM => form::parse(bytes),
            MULTIPART => parse_multipart(content_type, bytes),
            _ => json::parse(bytes).ok(),
        }
    }
}

fn parse_multipart(content_type: &str, bytes: &[u8]) -> Option<Value> {
    let boundary = multer::parse_boundary(content_type).ok()?;
    let whole = bytes.to_vec();
    let body = stream::once(async move { Ok::<_, Infallible>(whole) });
    // The whole body is there already, so that nothing is waited for.
    fields(Multipart::new(body, boundary)).now_or_never()?
}

async fn fields(mut parts: Multipart<'_>) -> Option<Value> {
    let mut all = Map::new();
    while let Some(part) = parts.next_field().await.ok()? {
        let name = part.name()?.to_owned();
        if part.file_name().is_some() {
            continue;
        }
        let bytes = part.bytes().await.ok()?;
        form::add(&mut all, name, String::from_utf8(bytes.to_vec()).ok()?)?;
    }
    Some(Value::Object(all))
}
