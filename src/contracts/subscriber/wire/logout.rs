//! Logging out.

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use crate::contracts::kit::literal::{True, literals};

literals! {
    /// The message of a logout.
    pub struct LoggedOut = "Successfully logged out";
    /// The message of a logout from all devices.
    pub struct LoggedOutEverywhere = "Successfully logged out from all devices";
}

/// The session has ended.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct LogoutResponse {
    /// Always true.
    success: True,
    /// Always `Successfully logged out`.
    message: LoggedOut,
}

impl LogoutResponse {
    /// The only one there is.
    pub fn done() -> Self {
        Self {
            success: True,
            message: LoggedOut,
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
    success: True,
    /// Always `Successfully logged out from all devices`.
    message: LoggedOutEverywhere,
}

impl LogoutAllResponse {
    /// The only one there is.
    pub fn done() -> Self {
        Self {
            success: True,
            message: LoggedOutEverywhere,
        }
    }
}

impl Example for LogoutAllResponse {
    fn example() -> Self {
        Self::done()
    }
}
