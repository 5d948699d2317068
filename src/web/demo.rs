//! The header `X-Demo-Error: 429`: a demonstration server responds with that documented error of the operation. Other
//! servers ignore the header.

use poem::http::StatusCode;
use poem::{Request, Response};

use super::problem::problem_because;

/// Selects the error, by its status or by the name of its example in the document.
const HEADER: &str = "x-demo-error";

/// What an operation can demonstrate: statuses with names.
type Demonstrable = Vec<(u16, String)>;

/// Makes a documented error response of an operation, given its operation id and the header's value.
pub type Demonstrate = Box<dyn Fn(&str, &str) -> Result<Response, Demonstrable> + Send + Sync>;

/// The error response that a request selects; `None` when it has no such header.
pub fn error_response(demonstrate: &Demonstrate, operation: &str, request: &Request) -> Option<Response> {
    let selected = request.headers().get(HEADER)?.to_str().unwrap_or_default();
    Some(demonstrate(operation, selected).unwrap_or_else(|known| unknown_error(&known)))
}

fn unknown_error(known: &Demonstrable) -> Response {
    let all: Vec<String> = known.iter().map(|(status, name)| format!("{status} {name}")).collect();
    let detail = format!(
        "X-Demo-Error takes the status or the name of an error that this operation documents: {}.",
        all.join(", ")
    );
    problem_because(StatusCode::BAD_REQUEST, &detail)
}
