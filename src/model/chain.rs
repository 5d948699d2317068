//! Errors with their causes, for logs.

use std::error::Error;

/// An error and all that lies behind it, as one text: `could not do this: because of that: because of …`. The JSON
/// format of the log would show only the first link of an error value.
pub fn error_chain(error: &dyn Error) -> String {
    let mut chain = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        // A transparent wrapper says the same as what it wraps.
        if !chain.ends_with(&text) {
            chain.push_str(": ");
            chain.push_str(&text);
        }
        source = cause.source();
    }
    chain
}
