//! Errors with their causes as one text, for the log and for the line that a failed command prints.

use std::error::Error;
use std::io;

/// An error with its causes, from the outermost to the innermost: `could not do this: because of that: …`.
///
/// A cause that repeats the end of the text before it is left out, as with transparent wrappers.
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

/// The message of the operating system, without its error code, for the middle of a sentence.
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
