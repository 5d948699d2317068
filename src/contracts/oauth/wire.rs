//! Bodies, with the standards' names.

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use crate::auth::Introspection;
use crate::contracts::kit::example::RequestExamples;
use crate::contracts::kit::field::{Field, Ignored, Optional, Token};
use crate::contracts::kit::formatted::{self as format, Formatted};
use crate::contracts::kit::literal::{RealmName, literals};
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::model::PlainToken;

literals! {
    /// The type of a token (RFC 6750).
    pub struct Bearer = "Bearer";
}

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

impl RequestExamples for TokenRequest {}

/// The state of the token (RFC 7662 section 2.2). An inactive token has only the member `active`.
#[derive(Object, Default, Serialize)]
#[oai(example, skip_serializing_if_is_none)]
pub struct IntrospectionResponse {
    /// Whether the token is active.
    active: bool,
    /// The id of the account within its realm.
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    /// The realm of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<RealmName>,
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
    sid: Option<Formatted<format::Uuid>>,
    /// The API that the session was opened through, by the name of its document, such as `staff`.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    /// Always `Bearer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<Bearer>,
}

impl From<Option<Introspection>> for IntrospectionResponse {
    fn from(found: Option<Introspection>) -> Self {
        let Some(found) = found else { return Self::default() };
        Self {
            active: true,
            sub: Some(found.account.id.to_string()),
            aud: Some(found.account.realm.into()),
            username: Some(found.username),
            iss: Some(found.issuer),
            exp: Some(found.expires_at.seconds()),
            iat: Some(found.issued_at.seconds()),
            nbf: Some(found.not_before.seconds()),
            jti: Some(found.token.to_string()),
            sid: Some(found.session.to_string().into()),
            client_id: Some(found.contract),
            token_type: Some(Bearer),
        }
    }
}

impl Example for IntrospectionResponse {
    fn example() -> Self {
        let text = |text: &str| Some(text.to_owned());
        Self {
            active: true,
            sub: text("1"),
            aud: Some(RealmName::Users),
            username: text("admin"),
            iss: text("latchkey"),
            exp: Some(1_767_229_200),
            iat: Some(1_767_225_600),
            nbf: Some(1_767_225_600),
            jti: text("5f6e3b1c9d0a4c7f8b2a1d0e9c8b7a65"),
            sid: Some("0b0cb60c-54ac-4f0e-8f0f-2d3c7d6f5c1a".into()),
            client_id: text("staff"),
            token_type: Some(Bearer),
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
