//! Logging out.

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

/// The session has ended.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct LogoutResponse {
    /// Always true.
    success: bool,
    /// Always `Successfully logged out`.
    message: String,
}

impl LogoutResponse {
    /// The only one there is.
    pub fn done() -> Self {
        Self {
            success: true,
            message: "Successfully logged out".to_owned(),
        }
    }
}

impl Example for LogoutResponse {
    fn example() -> Self {
        Self::done()
    }
}

/// All sessions have ended.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct LogoutAllResponse {
    /// Always true.
    success: bool,
    /// Always `Successfully logged out from all devices`.
    message: String,
}

impl LogoutAllResponse {
    /// The only one there is.
    pub fn done() -> Self {
        Self {
            success: true,
            message: "Successfully logged out from all devices".to_owned(),
        }
    }
}

impl Example for LogoutAllResponse {
    fn example() -> Self {
        Self::done()
    }
}
