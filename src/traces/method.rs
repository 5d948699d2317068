//! Methods of requests. A client makes up any word.

use poem::http::Method;

/// The methods that mean something.
const KNOWN: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT",
];
/// What OpenTelemetry's semantic conventions call all others.
const OTHER: &str = "_OTHER";

/// The method as a span has it: never what a client made up.
pub fn method(method: &Method) -> &'static str {
    let known = KNOWN.into_iter().find(|known| *known == method.as_str());
    known.unwrap_or(OTHER)
}

#[cfg(test)]
mod tests {
    use super::{Method, method};

    #[test]
    fn a_method_that_a_client_makes_up_is_not_repeated() {
        assert_eq!(method(&Method::PATCH), "PATCH");
        let made_up = Method::from_bytes(b"ANN-SMITH").unwrap();
        assert_eq!(method(&made_up), "_OTHER");
    }
}
