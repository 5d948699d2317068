//! Keys of old backends: making them, and signing with them.

use std::sync::LazyLock;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    Ed25519KeyPair, KeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use super::SECRET;

/// What stands before the RSA key in a PKCS#8 document.
const PKCS8_RSA_HEAD: usize = 26;

/// Making one takes a while.
static RSA: LazyLock<(Vec<u8>, Vec<u8>)> = LazyLock::new(|| {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key");
    let private: Pkcs8V1Der<'_> = pair.as_der().expect("a document");
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der().expect("a document");
    (private.as_ref()[PKCS8_RSA_HEAD..].to_vec(), public.as_ref().to_vec())
});

/// A key and its algorithm.
#[derive(Clone)]
pub struct Key {
    pub algorithm: Algorithm,
    encoding: EncodingKey,
    /// Its public half; none of a secret.
    public: Option<Vec<u8>>,
}

impl Key {
    /// The secret, for HS256.
    pub fn secret() -> Self {
        Self::of(Algorithm::HS256)
    }

    /// One of this algorithm: a new one, unless it is a secret or for RSA.
    pub fn of(algorithm: Algorithm) -> Self {
        let (encoding, public) = match algorithm {
            Algorithm::ES256 => ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING),
            Algorithm::ES384 => ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING),
            Algorithm::EdDSA => {
                let pair = Ed25519KeyPair::generate().expect("a key");
                let private = pair.to_pkcs8v1().expect("a document");
                let public: PublicKeyX509Der<'_> = pair.public_key().as_der().expect("a document");
                (
                    EncodingKey::from_ed_der(private.as_ref()),
                    Some(public.as_ref().to_vec()),
                )
            }
            Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512 => {
                (EncodingKey::from_secret(SECRET.as_bytes()), None)
            }
            _ => (EncodingKey::from_rsa_der(&RSA.0), Some(RSA.1.clone())),
        };
        Self {
            algorithm,
            encoding,
            public,
        }
    }

    /// A secret of other bytes.
    pub fn of_bytes(algorithm: Algorithm, secret: &[u8]) -> Self {
        Self {
            algorithm,
            encoding: EncodingKey::from_secret(secret),
            public: None,
        }
    }

    /// What the file of the old backend's key has in it.
    pub fn file(&self) -> Vec<u8> {
        match &self.public {
            Some(public) => pem(public).into_bytes(),
            None => SECRET.as_bytes().to_vec(),
        }
    }

    /// The public half.
    pub fn public(&self) -> &[u8] {
        self.public.as_deref().expect("a public key")
    }

    /// The key of the configuration that names the file.
    pub fn kind(&self) -> &'static str {
        match self.public {
            Some(_) => "public_key_file",
            None => "secret_file",
        }
    }

    /// A token.
    pub fn sign(&self, claims: &Value) -> String {
        self.sign_as(None, claims)
    }

    /// A token that names its key.
    pub fn sign_as(&self, id: Option<&str>, claims: &Value) -> String {
        let mut header = Header::new(self.algorithm);
        header.kid = id.map(str::to_owned);
        jsonwebtoken::encode(&header, claims, &self.encoding).expect("a token")
    }

    /// As a member of a JWK Set, with further members.
    pub fn jwk(&self, more: Value) -> Value {
        let key = Jwk::from_encoding_key(&self.encoding, self.algorithm).expect("a public key");
        let mut key = json!(key);
        for (name, value) in more.as_object().expect("an object") {
            key[name] = value.clone();
        }
        key
    }
}

fn ecdsa(algorithm: &'static EcdsaSigningAlgorithm) -> (EncodingKey, Option<Vec<u8>>) {
    let pair = EcdsaKeyPair::generate(algorithm).expect("a key");
    let private = pair.to_pkcs8v1().expect("a document");
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der().expect("a document");
    (
        EncodingKey::from_ec_der(private.as_ref()),
        Some(public.as_ref().to_vec()),
    )
}

fn pem(document: &[u8]) -> String {
    format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        STANDARD.encode(document)
    )
}
