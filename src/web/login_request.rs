//! The login of a contract, as its requests look.

use poem::http::HeaderMap;

use crate::auth::LoginName;
use crate::model::PlainToken;

/// Finds the name in the body of a login, given its content type.
pub type LoginNameOf = Box<dyn Fn(&str, &[u8]) -> Option<LoginName> + Send + Sync>;

/// How to read who sends a request to a contract.
pub struct LoginRequest {
    /// The operation id of the login.
    pub operation: &'static str,
    /// The name in the body of a login, given its content type.
    pub name: LoginNameOf,
    /// Reads the bearer token of a request, if it carries one.
    pub token: fn(&HeaderMap) -> Option<PlainToken>,
    /// Reads its API key, if it carries one.
    pub api_key: fn(&HeaderMap) -> Option<PlainToken>,
}
