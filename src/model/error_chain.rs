//! Errors with their causes, as one text: for the log, and for the one line that a failed command prints.

use std::error::Error;
use std::io;

/// An error with its causes, from the outermost to the innermost: `could not do this: because of that: …`.
///
/// A cause that the text before it already ends with is left out: a transparent wrapper says the same as what it wraps.
pub fn error_chain(error: &dyn Error) -> String {
    let mut chain = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        if !chain.ends_with(&text) && !chain.ends_with(&without_code(&text)) {
            chain.push_str(": ");
            chain.push_str(&text);
        }
        source = cause.source();
    }
    chain
}

/// What the operating system says, without its error code, and fit for the middle of a sentence.
pub fn os_reason(error: &io::Error) -> String {
    without_code(&error.to_string())
}

fn without_code(text: &str) -> String {
    let text = text.split(" (os error").next().unwrap_or(text);
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}
