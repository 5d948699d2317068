//! Bodies, with the standards' names.

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use crate::auth::Introspection;
use crate::contracts::kit::field::{Field, Ignored, Optional, Token};
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::model::PlainToken;

const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

/// A token (RFC 7662 section 2.1, RFC 7009 section 2.1).
#[derive(Object)]
#[oai(example)]
pub struct TokenRequest {
    /// The bearer token, as returned by a login.
    token: Field<Token>,
    /// The type of the token. Ignored, because the token itself tells.
    token_type_hint: Optional<Ignored>,
}

impl TokenRequest {
    /// The token, or what is wrong with the request.
    pub fn into_token(self) -> Result<PlainToken, FieldErrors> {
        let mut check = Validator::default();
        let token = check.required("token", self.token);
        check.optional("token_type_hint", self.token_type_hint);
        check.finish(token.map(PlainToken::new))
    }
}

impl Example for TokenRequest {
    fn example() -> Self {
        Self {
            token: Field::of(TOKEN),
            token_type_hint: Field::of("access_token"),
        }
    }
}

/// The state of the token (RFC 7662 section 2.2). An inactive token has only the member `active`.
#[derive(Object, Default, Serialize)]
#[oai(example, skip_serializing_if_is_none)]
pub struct IntrospectionResponse {
    /// Whether the token is active.
    active: bool,
    /// The id of the account within its realm.
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    /// The realm of the account: `users` or `subscribers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<String>,
    /// The username of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    /// The issuer of the token, as configured.
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<String>,
    /// When the token expires, in Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    /// When the token was issued, in Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    iat: Option<i64>,
    /// When the token becomes valid, in Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    /// Unique id of the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
    /// Id of the session, shared by all tokens of one login.
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    /// The API that the session was opened through, by the name of its document, such as `staff`.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    /// Always `Bearer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<String>,
}

impl From<Option<Introspection>> for IntrospectionResponse {
    fn from(found: Option<Introspection>) -> Self {
        let Some(found) = found else { return Self::default() };
        Self {
            active: true,
            sub: Some(found.account.id.to_string()),
            aud: Some(found.account.realm.as_str().to_owned()),
            username: Some(found.username),
            iss: Some(found.issuer),
            exp: Some(found.expires_at.seconds()),
            iat: Some(found.issued_at.seconds()),
            nbf: Some(found.not_before.seconds()),
            jti: Some(found.token.to_string()),
            sid: Some(found.session.to_string()),
            client_id: Some(found.contract),
            token_type: Some("Bearer".to_owned()),
        }
    }
}

impl Example for IntrospectionResponse {
    fn example() -> Self {
        let text = |text: &str| Some(text.to_owned());
        Self {
            active: true,
            sub: text("1"),
            aud: text("users"),
            username: text("admin"),
            iss: text("latchkey"),
            exp: Some(1_767_229_200),
            iat: Some(1_767_225_600),
            nbf: Some(1_767_225_600),
            jti: text("5f6e3b1c9d0a4c7f8b2a1d0e9c8b7a65"),
            sid: text("0b0cb60c-54ac-4f0e-8f0f-2d3c7d6f5c1a"),
            client_id: text("staff"),
            token_type: text("Bearer"),
        }
    }
}

/// The token is revoked. The standard gives the body no meaning; it is an empty object.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct RevocationResponse {}

impl RevocationResponse {
    /// The only one there is.
    pub fn done() -> Self {
        Self {}
    }
}

impl Example for RevocationResponse {
    fn example() -> Self {
        Self::done()
    }
}

/// The server metadata (RFC 8414 section 2). Empty lists are sent because omitting them would mean the standard's
/// defaults: there is no OAuth flow that issues tokens, only the login APIs.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct Metadata {
    /// The public URL of this server. The `iss` of tokens is `tokens.issuer`, which may differ.
    issuer: String,
    /// URL of token introspection.
    introspection_endpoint: String,
    /// How a client authenticates there: an API key with its client secret, or an API key as a bearer token.
    introspection_endpoint_auth_methods_supported: Vec<String>,
    /// URL of token revocation.
    revocation_endpoint: String,
    /// How a client authenticates there: not at all, or with an API key and its client secret.
    revocation_endpoint_auth_methods_supported: Vec<String>,
    /// URL of the public keys that verify tokens.
    jwks_uri: String,
    /// Always empty.
    response_types_supported: Vec<String>,
    /// Always empty.
    grant_types_supported: Vec<String>,
}

impl Metadata {
    /// Of a server at this address.
    pub fn of(address: &str) -> Self {
        let methods = |all: &[&str]| all.iter().copied().map(str::to_owned).collect();
        Self {
            issuer: address.to_owned(),
            introspection_endpoint: format!("{address}/oauth/introspect"),
            introspection_endpoint_auth_methods_supported: methods(&["client_secret_basic", "Bearer"]),
            revocation_endpoint: format!("{address}/oauth/revoke"),
            revocation_endpoint_auth_methods_supported: methods(&["none", "client_secret_basic"]),
            jwks_uri: format!("{address}/.well-known/jwks.json"),
            response_types_supported: Vec::new(),
            grant_types_supported: Vec::new(),
        }
    }
}

impl Example for Metadata {
    fn example() -> Self {
        Self::of("https://login.example.com")
    }
}
