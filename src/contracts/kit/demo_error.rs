//! Documented errors on request, for people who write clients: `latchkey serve --demo --demo-failures`.
//!
//! The answer is made by the code that makes it when the error happens, so it cannot differ from the real one. What an
//! operation may answer is the list in its contract's `error.rs`; a test compares it with the document.

use poem::Response;

use super::error_response::{ErrorFormat, say};
use super::failure::Failure;

/// What an operation may be asked to demonstrate: statuses with the names of their examples in the document.
pub type Demonstrable = Vec<(u16, &'static str)>;

/// Answers with the failure of this name or, of those with this status, the first.
///
/// # Errors
/// What there is, when that is not.
pub fn demonstrate<V: ErrorFormat>(failures: &[Failure], wanted: &str) -> Result<Response, Demonstrable> {
    let status = |failure: &Failure| V::status(failure).as_u16();
    let name = |failure: &Failure| V::documented(failure).0;
    let found = failures
        .iter()
        .find(|failure| name(failure) == wanted || status(failure).to_string() == wanted);
    match found {
        Some(failure) => Ok(say::<V>(failure)),
        None => {
            let mut all: Demonstrable = failures.iter().map(|one| (status(one), name(one))).collect();
            all.sort_by_key(|(status, _)| *status);
            Err(all)
        }
    }
}
