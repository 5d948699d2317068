//! Looking into tokens, and making ones that the application did not make.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use latchkey::model::{Session, SessionId, SigningKey};
use serde_json::{Map, Value};
use sha2::{Sha256, Sha512};
use uuid::Uuid;

use super::TestApp;

/// A part of a token, as text.
pub fn encode(part: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(part)
}

/// One of a token's first two parts.
fn decode(token: &str, part: usize) -> Map<String, Value> {
    let text = token.split('.').nth(part).expect("a part");
    let bytes = URL_SAFE_NO_PAD.decode(text).expect("base64");
    serde_json::from_slice(&bytes).expect("a JSON object")
}

/// What a token says, believed.
pub fn claims(token: &str) -> Map<String, Value> {
    decode(token, 1)
}

/// A claim that is a text.
pub fn claim(token: &str, name: &str) -> String {
    claims(token)[name].as_str().expect("a text").to_owned()
}

/// The session of a token.
pub fn session_id(token: &str) -> SessionId {
    SessionId(Uuid::try_parse(&claim(token, "sid")).expect("a UUID"))
}

/// A token written by hand: a header of any text, any claims, any key.
#[derive(Clone)]
pub struct Forged {
    header: String,
    claims: Map<String, Value>,
    key: Vec<u8>,
}

impl Forged {
    /// One that says the same as a genuine one, with a key of the test's choice.
    pub fn like(token: &str, key: &[u8]) -> Self {
        Self {
            header: Value::Object(decode(token, 0)).to_string(),
            claims: claims(token),
            key: key.to_vec(),
        }
    }

    /// With a header of this text, which need not be JSON.
    pub fn header(mut self, text: impl Into<String>) -> Self {
        self.header = text.into();
        self
    }

    /// With this member in the header.
    pub fn header_member(mut self, name: &str, value: impl Into<Value>) -> Self {
        let mut header = self.header_members();
        header.insert(name.to_owned(), value.into());
        self.header = Value::Object(header).to_string();
        self
    }

    /// Without this member in the header.
    pub fn without_header_member(mut self, name: &str) -> Self {
        let mut header = self.header_members();
        assert!(header.remove(name).is_some(), "there is no member {name}");
        self.header = Value::Object(header).to_string();
        self
    }

    fn header_members(&self) -> Map<String, Value> {
        serde_json::from_str(&self.header).expect("a JSON object")
    }

    /// With this claim.
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(name.to_owned(), value.into());
        self
    }

    /// Without this claim.
    pub fn without(mut self, name: &str) -> Self {
        assert!(self.claims.remove(name).is_some(), "there is no claim {name}");
        self
    }

    /// A whole number that is a claim, moved.
    pub fn shifted(self, name: &str, by: i64) -> Self {
        let number = self.claims[name].as_i64().expect("a whole number");
        self.claim(name, number + by)
    }

    /// The two parts that are signed.
    pub fn unsigned(&self) -> String {
        let claims = Value::Object(self.claims.clone()).to_string();
        format!("{}.{}", encode(&self.header), encode(claims))
    }

    /// Signed by HMAC-SHA256.
    pub fn sign(&self) -> String {
        self.sign_text(&self.unsigned())
    }

    /// Any text with its signature by HMAC-SHA256 behind it.
    pub fn sign_text(&self, text: &str) -> String {
        let mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("any key will do");
        let signature = mac.chain_update(text).finalize().into_bytes();
        format!("{text}.{}", encode(signature))
    }

    /// Signed by HMAC-SHA512.
    pub fn sign_sha512(&self) -> String {
        let text = self.unsigned();
        let mac = Hmac::<Sha512>::new_from_slice(&self.key).expect("any key will do");
        let signature = mac.chain_update(&text).finalize().into_bytes();
        format!("{text}.{}", encode(signature))
    }
}

impl TestApp {
    /// The key that signs.
    pub async fn signing_key(&self) -> SigningKey {
        let keys = self.store.signing_keys().await.expect("the keys can be read");
        keys.into_iter().next().expect("there is a key")
    }

    /// A token to be forged: so far it says what this genuine one says, and is signed by the real key.
    pub async fn forge(&self, token: &str) -> Forged {
        Forged::like(token, self.signing_key().await.expose())
    }

    /// The session of a token, as it is stored.
    pub async fn session_of(&self, token: &str) -> Arc<Session> {
        self.flush().await;
        let found = self.store.session(session_id(token)).await;
        found.expect("the session can be read").expect("there is a session")
    }

    /// A token that says what this one says and is the current one of its session.
    pub async fn newest_token(&self, token: &str) -> String {
        let current = self.session_of(token).await.token_id;
        self.forge(token).await.claim("jti", current.to_string()).sign()
    }
}
