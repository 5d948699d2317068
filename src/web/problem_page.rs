//! `/problems/<code>`: what a type of problem is, for people who follow the `type` of an error response (RFC 9457 section
//! 3.1.1).

use askama::Template;
use poem::http::StatusCode;
use poem::web::Path;
use poem::{EndpointExt, Response, handler};

use super::page::{self, asset};
use super::problem::problem;
use crate::routing::Route;

/// A type of problem.
#[derive(Debug, Clone)]
pub struct ProblemType {
    /// Its code, the last segment of its address.
    pub code: &'static str,
    /// The status that it comes with.
    pub status: StatusCode,
    /// A sentence about it.
    pub meaning: &'static str,
}

#[derive(Template)]
#[template(path = "problem_page.html")]
struct ProblemPage<'a> {
    style: String,
    code: &'a str,
    status: u16,
    reason: &'static str,
    meaning: String,
    others: Vec<&'static str>,
}

/// The pages about these types.
pub fn route(types: Vec<ProblemType>) -> Route {
    Route::get("/problems/{code}", "problem", show.data(Types(types)))
}

#[derive(Clone)]
struct Types(Vec<ProblemType>);

#[handler]
fn show(types: poem::web::Data<&Types>, Path(code): Path<String>) -> Response {
    let all = &types.0.0;
    match all.iter().find(|one| one.code == code) {
        Some(found) => page::response(
            StatusCode::OK,
            &ProblemPage {
                style: asset::style_url(),
                code: found.code,
                status: found.status.as_u16(),
                reason: found.status.canonical_reason().unwrap_or_default(),
                // The marks of code are for Markdown.
                meaning: found.meaning.replace('`', ""),
                others: all
                    .iter()
                    .map(|one| one.code)
                    .filter(|one| *one != found.code)
                    .collect(),
            },
        ),
        None => problem(StatusCode::NOT_FOUND),
    }
}
