//! Errors as problem details (RFC 9457), for the APIs that no product prescribes.
//!
//! [`problems`] declares the types for a list of error codes: each API documents the codes that its operations have, and
//! no others.

/// The path of the pages about the types of problems.
pub const PROBLEMS: &str = "/problems/";

/// An example of a request id.
pub const REQUEST_ID: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// Declares `ErrorCode` with these codes, `Problem` and `ValidationProblem`, and the functions that make their bodies.
#[macro_export]
macro_rules! problems {
    ($($variant:ident = $code:literal,)+) => {
        $crate::contracts::kit::literal::literals! {
            /// A machine-readable error code.
            pub enum ErrorCode { $($variant = $code,)+ }
            /// The code of a validation error.
            pub struct InvalidFields = "invalid_fields";
            /// The type of a validation error.
            pub struct InvalidFieldsType = "/problems/invalid_fields";
            /// The detail of a validation error.
            pub struct RequestNotValid = "The request is not valid.";
        }

        /// Problem details (RFC 9457).
        #[derive(poem_openapi::Object)]
        pub struct Problem {
            /// The type of the problem: a page about it on this server.
            #[oai(rename = "type")]
            kind: $crate::contracts::kit::formatted::Formatted<$crate::contracts::kit::formatted::UriReference>,
            /// The reason phrase of the status.
            title: String,
            /// The HTTP status.
            status: u16,
            /// A human-readable error message.
            detail: String,
            /// What went wrong.
            code: ErrorCode,
            /// The request id, also in the header `X-Request-Id` and in the server log.
            request_id: String,
        }

        /// Validation error as problem details (RFC 9457).
        #[derive(poem_openapi::Object)]
        pub struct ValidationProblem {
            /// The type of the problem: a page about it on this server.
            #[oai(rename = "type")]
            kind: InvalidFieldsType,
            /// The reason phrase of the status.
            title: String,
            /// The HTTP status.
            status: u16,
            /// Always `The request is not valid.`
            detail: RequestNotValid,
            /// Always `invalid_fields`.
            code: InvalidFields,
            /// The request id, also in the header `X-Request-Id` and in the server log.
            request_id: String,
            /// The errors by field.
            errors: $crate::contracts::kit::field_errors::FieldErrors,
        }

        /// The body of a problem.
        fn problem(
            said: &$crate::contracts::kit::description::Description,
            code: ErrorCode,
            detail: &str,
        ) -> $crate::contracts::kit::error_response::Body {
            $crate::contracts::kit::error_response::Body::new(Problem {
                kind: format!("{}{}", $crate::contracts::kit::problem::PROBLEMS, said.name).into(),
                title: said.status.canonical_reason().unwrap_or_default().to_owned(),
                status: said.status.as_u16(),
                detail: detail.to_owned(),
                code,
                request_id: String::new(),
            })
        }

        /// The body of a validation error.
        fn invalid(
            said: &$crate::contracts::kit::description::Description,
            errors: $crate::contracts::kit::field_errors::FieldErrors,
        ) -> $crate::contracts::kit::error_response::Body {
            $crate::contracts::kit::error_response::Body::new(ValidationProblem {
                kind: InvalidFieldsType,
                title: said.status.canonical_reason().unwrap_or_default().to_owned(),
                status: said.status.as_u16(),
                detail: RequestNotValid,
                code: InvalidFields,
                request_id: String::new(),
                errors,
            })
        }
    };
}

pub use problems;
