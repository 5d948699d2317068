//! What anybody may know of the server: its metadata and its public keys.

use poem_openapi::Object;
use poem_openapi::types::{Example, ParseFromJSON};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::auth::PUBLISHED_FOR;
use crate::contracts::kit::cacheable_json::Published;
use crate::contracts::kit::formatted::{self as format, Formatted};
use crate::contracts::kit::literal::literals;
use crate::http::etag::Caching;

literals! {
    /// How a client authenticates (RFC 8414 section 2).
    pub enum AuthMethod {
        None = "none",
        ClientSecretBasic = "client_secret_basic",
        Bearer = "Bearer",
    }
    /// The family of a key (RFC 7518 section 6.1, RFC 8037 section 2).
    pub enum KeyType {
        Ec = "EC",
        Okp = "OKP",
        Rsa = "RSA",
    }
    /// The algorithm of a signature (RFC 7518 section 3.1, RFC 8037 section 3.1).
    pub enum SignatureAlgorithm {
        Es256 = "ES256",
        EdDsa = "EdDSA",
        Rs256 = "RS256",
    }
    /// The curve of a key.
    pub enum Curve {
        P256 = "P-256",
        Ed25519 = "Ed25519",
    }
    /// What a key is for: signatures.
    pub struct SignatureUse = "sig";
}

/// The server metadata (RFC 8414 section 2). Empty lists are sent because omitting them would mean the standard's
/// defaults: there is no OAuth flow that issues tokens, only the login APIs.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct Metadata {
    /// The public URL of this server. The `iss` of tokens is `tokens.issuer`, which may differ.
    issuer: Formatted<format::Uri>,
    /// URL of token introspection.
    introspection_endpoint: Formatted<format::Uri>,
    /// How a client authenticates there: an API key with its client secret, or an API key as a bearer token.
    introspection_endpoint_auth_methods_supported: Vec<AuthMethod>,
    /// URL of token revocation.
    revocation_endpoint: Formatted<format::Uri>,
    /// How a client authenticates there: not at all, or with an API key and its client secret.
    revocation_endpoint_auth_methods_supported: Vec<AuthMethod>,
    /// URL of the public keys that verify tokens.
    jwks_uri: Formatted<format::Uri>,
    /// Always empty.
    #[oai(validator(max_items = 0))]
    response_types_supported: Vec<String>,
    /// Always empty.
    #[oai(validator(max_items = 0))]
    grant_types_supported: Vec<String>,
}

impl Metadata {
    /// Of a server at this address.
    pub fn of(address: &str) -> Self {
        Self {
            issuer: address.into(),
            introspection_endpoint: format!("{address}/oauth/introspect").into(),
            introspection_endpoint_auth_methods_supported: vec![AuthMethod::ClientSecretBasic, AuthMethod::Bearer],
            revocation_endpoint: format!("{address}/oauth/revoke").into(),
            revocation_endpoint_auth_methods_supported: vec![AuthMethod::None, AuthMethod::ClientSecretBasic],
            jwks_uri: format!("{address}/.well-known/jwks.json").into(),
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

impl Published for Metadata {
    const CONTENT_TYPE: &'static str = "application/json";
    const CACHING: Caching = Caching::Revalidate;
}

/// The public keys that verify tokens, a JWK Set (RFC 7517 section 5).
#[derive(Object, Serialize)]
#[oai(example)]
pub struct KeySet {
    /// The keys; none when tokens are signed with a secret.
    #[oai(validator(max_items = 100))]
    keys: Vec<PublicKey>,
}

/// A public key, a JWK (RFC 7517 section 4).
#[derive(Object, Serialize)]
#[oai(skip_serializing_if_is_none)]
pub struct PublicKey {
    /// The id of the key, which the header of a token names.
    kid: String,
    /// The family of the key.
    kty: KeyType,
    /// Always `sig`.
    #[oai(rename = "use")]
    #[serde(rename = "use")]
    usage: SignatureUse,
    /// The algorithm that the key is used with.
    alg: SignatureAlgorithm,
    /// The curve; not for RSA.
    #[serde(skip_serializing_if = "Option::is_none")]
    crv: Option<Curve>,
    /// The x coordinate, or the public key of EdDSA, base64url; not for RSA.
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<String>,
    /// The y coordinate, base64url; for EC alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<String>,
    /// The modulus, base64url; for RSA alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<String>,
    /// The exponent, base64url; for RSA alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    e: Option<String>,
}

impl KeySet {
    /// The set of these keys. One of a kind that is not documented is left out, so that clients meet none.
    pub fn of(keys: Vec<Map<String, Value>>) -> Self {
        let keys = keys.into_iter().map(Value::Object);
        Self {
            keys: keys
                .filter_map(|key| PublicKey::parse_from_json(Some(key)).ok())
                .collect(),
        }
    }
}

impl Example for KeySet {
    fn example() -> Self {
        Self {
            keys: vec![PublicKey {
                kid: "3f2a9c51-7d0e-4b86-9a1c-5e8d2f604b73".to_owned(),
                kty: KeyType::Okp,
                usage: SignatureUse,
                alg: SignatureAlgorithm::EdDsa,
                crv: Some(Curve::Ed25519),
                x: Some("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo".to_owned()),
                y: None,
                n: None,
                e: None,
            }],
        }
    }
}

impl Published for KeySet {
    const CONTENT_TYPE: &'static str = "application/jwk-set+json";
    const CACHING: Caching = Caching::For(PUBLISHED_FOR);
}
