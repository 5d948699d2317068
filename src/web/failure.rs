//! What an operator must know of, in the log.

use std::error::Error;

use crate::model::error_chain;

/// Logs a failure once, where it becomes an answer. The chain of causes is written as a value, which every format of
/// the log escapes.
pub fn log(what: &'static str, error: &dyn Error) {
    tracing::error!(error = error_chain(error), "{what}");
}
