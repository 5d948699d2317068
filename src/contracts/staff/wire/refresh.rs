//! Refreshing the token.

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use super::{Bearer, TOKEN};
use crate::auth::Refreshed;
use crate::contracts::kit::literal::True;

/// The next token of the session.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct RefreshResponse {
    /// Always true.
    success: True,
    /// The token.
    data: TokenData,
}

/// A token.
#[derive(Object, Serialize)]
pub struct TokenData {
    /// The bearer token. Send it as `Authorization: Bearer <token>`.
    token: String,
    /// Always `bearer`.
    token_type: Bearer,
    /// Lifetime of the token in seconds: an hour, or what is left of the session.
    expires_in: i64,
}

impl From<Refreshed> for RefreshResponse {
    fn from(refreshed: Refreshed) -> Self {
        let token = refreshed.token.expose().to_owned();
        let data = TokenData {
            token,
            token_type: Bearer,
            expires_in: refreshed.expires_in,
        };
        Self { success: True, data }
    }
}

impl Example for RefreshResponse {
    fn example() -> Self {
        let data = TokenData {
            token: TOKEN.to_owned(),
            token_type: Bearer,
            expires_in: 3600,
        };
        Self { success: True, data }
    }
}
