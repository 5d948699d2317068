//! Documented errors on request, for people who write clients: `latchkey serve --demo --demo-failures`.
//!
//! What an operation can answer, and each answer, comes from the error type of its handler, as the document does.

use poem::Response;
use poem::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use poem_openapi::OpenApi;
use poem_openapi::registry::{MetaPath, MetaResponse, MetaSchemaRef};
use serde_json::Value;

use super::example::listed;

/// What an operation may be asked to demonstrate: statuses with the names of their examples in the document.
pub type Demonstrable = Vec<(u16, String)>;

/// An answer to demonstrate.
struct Example {
    status: u16,
    name: String,
    content_type: &'static str,
    sent: Value,
}

/// Answers with the error of this name or, of those with this status, the first.
///
/// # Errors
/// What there is, when that is not.
pub fn demonstrate<A: OpenApi>(operation: &str, wanted: &str) -> Result<Response, Demonstrable> {
    let paths = A::meta().into_iter().flat_map(|api| api.paths);
    let (path, examples) = paths
        .map(|path| {
            let of_operation = path.operations.iter().filter(|one| one.operation_id == Some(operation));
            let examples: Vec<Example> = of_operation
                .flat_map(|one| &one.responses.responses)
                .flat_map(examples)
                .collect();
            (path, examples)
        })
        .find(|(_, examples)| !examples.is_empty())
        .ok_or_else(Vec::new)?;
    let found = examples
        .iter()
        .find(|one| one.name == wanted || one.status.to_string() == wanted);
    match found {
        Some(example) => Ok(example.answer(&path)),
        None => Err(examples.into_iter().map(|one| (one.status, one.name)).collect()),
    }
}

fn examples(response: &MetaResponse) -> Vec<Example> {
    let (Some(status @ 400..), Some(media)) = (response.status, response.content.first()) else {
        return Vec::new();
    };
    let MetaSchemaRef::Inline(schema) = &media.schema else {
        return Vec::new();
    };
    let all = schema.example.as_ref().and_then(listed);
    all.into_iter()
        .flatten()
        .map(|sent| Example {
            status,
            name: sent["name"].as_str().unwrap_or_default().to_owned(),
            content_type: media.content_type,
            sent: sent.clone(),
        })
        .collect()
}

impl Example {
    fn answer(&self, path: &MetaPath) -> Response {
        let mut response = Response::builder()
            .status(poem::http::StatusCode::from_u16(self.status).unwrap_or_default())
            .header(CONTENT_TYPE, self.content_type)
            .header(CACHE_CONTROL, "no-store");
        for (name, value) in self.sent["headers"].as_object().into_iter().flatten() {
            let value = match name == ALLOW.as_str() {
                true => allow(path),
                false => value.as_str().unwrap_or_default().to_owned(),
            };
            response = response.header(name.as_str(), value);
        }
        response.body(self.sent["body"].to_string())
    }
}

/// The methods of a path. Where there is `GET`, there is `HEAD`.
fn allow(path: &MetaPath) -> String {
    let mut methods = Vec::new();
    for operation in &path.operations {
        methods.push(operation.method.as_str());
        if operation.method == poem::http::Method::GET {
            methods.push("HEAD");
        }
    }
    methods.join(", ")
}
