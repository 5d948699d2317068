//! `X-Demo-Error: 429`: answers of a demonstration server with an error that the operation documents, because its
//! caller asks for one. Real servers know no such header.

use poem::http::StatusCode;
use poem::{Request, Response};

use super::problem::problem_because;

/// Names the error: its status, or the name of its example in the document.
const HEADER: &str = "x-demo-error";

/// What an operation can demonstrate: statuses with names.
type Demonstrable = Vec<(u16, &'static str)>;

/// Answers with a documented error of an operation, given by its identifier, or says which there are.
pub type Demonstrate = Box<dyn Fn(&str, &str) -> Result<Response, Demonstrable> + Send + Sync>;

/// The answer to a request that asks for an error; `None` for all others.
pub fn answer(demonstrate: &Demonstrate, operation: &str, request: &Request) -> Option<Response> {
    let wanted = request.headers().get(HEADER)?.to_str().unwrap_or_default();
    Some(demonstrate(operation, wanted).unwrap_or_else(|offered| refusal(&offered)))
}

fn refusal(offered: &Demonstrable) -> Response {
    let all: Vec<String> = offered
        .iter()
        .map(|(status, name)| format!("{status} {name}"))
        .collect();
    let detail = format!(
        "X-Demo-Error takes the status or the name of an error that this operation documents: {}.",
        all.join(", ")
    );
    problem_because(StatusCode::BAD_REQUEST, &detail)
}
