//! What tokens are signed with: making keys of each algorithm, and getting stored ones ready.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Validation};
use serde_json::{Map, Value};

use crate::auth::random::Random;
use crate::model::KeyId;

/// The length of HMAC keys, in bytes: that of the hash (RFC 7518 section 3.2).
const HMAC_BYTES: usize = 32;
/// 128 bits of strength, which NIST SP 800-57 asks for beyond 2030; 2048 bits, the least that RFC 7518 section 3.3
/// allows, have 112. Making one takes about a second once in `rotate_every`, and signing is still little
/// beside the hash of a password.
const RSA_SIZE: KeySize = KeySize::Rsa3072;
/// What stands before the `RSAPrivateKey` of a PKCS#8 document (RFC 8017 appendix A.1.2, RFC 5958): a sequence, its
/// version and algorithm, and an octet string, both lengths in two bytes.
const PKCS8_RSA_HEAD: usize = 26;

/// How tokens are signed (RFC 7518 section 3.1, RFC 8037).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SigningAlgorithm {
    /// HMAC with SHA-256: who can verify a token can make one.
    #[default]
    Hs256,
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
    /// RSA (PKCS #1 v1.5) with SHA-256.
    Rs256,
}

/// A key could not be made, or is not what its algorithm says.
#[derive(Debug, thiserror::Error)]
#[error("not a key of its algorithm")]
pub struct BadKey;

/// A key that is ready for use.
pub(in crate::auth) struct ReadyKey {
    pub(super) algorithm: Algorithm,
    /// As in the `alg` of its tokens.
    pub(super) name: &'static str,
    /// Has a token's signature checked and nothing else.
    pub(super) signature_only: Validation,
    pub(super) encoding: EncodingKey,
    pub(super) decoding: DecodingKey,
    /// Its public half as a member of a JWK Set (RFC 7517); none of a secret.
    pub(super) public: Option<Map<String, Value>>,
}

impl SigningAlgorithm {
    /// As in the `alg` of a token.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
            Self::Rs256 => "RS256",
        }
    }

    /// The one of this name. A key of any other was made by a newer node, and is left alone.
    pub(in crate::auth) fn named(name: &str) -> Option<Self> {
        [Self::Hs256, Self::Es256, Self::EdDsa, Self::Rs256]
            .into_iter()
            .find(|one| one.name() == name)
    }

    /// The material of a new key: the bytes of a secret, or a PKCS#8 document. Key pairs come from AWS-LC's own
    /// generator, which offers no way to hand in another.
    pub(in crate::auth) fn make(self, random: &dyn Random) -> Result<Vec<u8>, BadKey> {
        let unspecified = |_| BadKey;
        Ok(match self {
            Self::Hs256 => {
                let mut secret = vec![0; HMAC_BYTES];
                random.fill(&mut secret);
                secret
            }
            Self::Es256 => {
                let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(unspecified)?;
                pair.to_pkcs8v1().map_err(unspecified)?.as_ref().to_vec()
            }
            Self::EdDsa => {
                let pair = Ed25519KeyPair::generate().map_err(unspecified)?;
                pair.to_pkcs8v1().map_err(unspecified)?.as_ref().to_vec()
            }
            Self::Rs256 => {
                let pair = RsaKeyPair::generate(RSA_SIZE).map_err(unspecified)?;
                let document: Pkcs8V1Der<'_> = pair.as_der().map_err(unspecified)?;
                document.as_ref().to_vec()
            }
        })
    }

    /// Gets a key ready. What verifies is made of the published half alone, so that the two cannot differ.
    pub(in crate::auth) fn ready(self, id: KeyId, material: &[u8]) -> Result<ReadyKey, BadKey> {
        let (algorithm, encoding) = match self {
            Self::Hs256 => {
                return Ok(ReadyKey {
                    algorithm: Algorithm::HS256,
                    name: self.name(),
                    signature_only: signature_only(Algorithm::HS256),
                    encoding: EncodingKey::from_secret(material),
                    decoding: DecodingKey::from_secret(material),
                    public: None,
                });
            }
            Self::Es256 => (Algorithm::ES256, EncodingKey::from_ec_der(material)),
            Self::EdDsa => (Algorithm::EdDSA, EncodingKey::from_ed_der(material)),
            Self::Rs256 => (Algorithm::RS256, EncodingKey::from_rsa_der(rsa_private_key(material)?)),
        };
        let mut public = Jwk::from_encoding_key(&encoding, algorithm).map_err(|_| BadKey)?;
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        public.common.key_id = Some(id.to_string());
        let decoding = DecodingKey::from_jwk(&public).map_err(|_| BadKey)?;
        Ok(ReadyKey {
            algorithm,
            name: self.name(),
            signature_only: signature_only(algorithm),
            encoding,
            decoding,
            public: published(&public),
        })
    }
}

/// Has the signature checked, by this algorithm alone: claims are for others to check. Made once for each key, as every token
/// is verified with it.
pub(in crate::auth) fn signature_only(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation.set_required_spec_claims::<&str>(&[]);
    validation
}

/// The members to publish. A secret has none, whatever else goes wrong.
fn published(key: &Jwk) -> Option<Map<String, Value>> {
    match (&key.algorithm, serde_json::to_value(key)) {
        (AlgorithmParameters::OctetKey(_), _) => None,
        (_, Ok(Value::Object(members))) => Some(members),
        (_, Ok(_) | Err(_)) => None,
    }
}

/// jsonwebtoken takes RSA keys without the PKCS#8 around them, and AWS-LC gives them with it.
fn rsa_private_key(pkcs8: &[u8]) -> Result<&[u8], BadKey> {
    let (head, key) = pkcs8.split_at_checked(PKCS8_RSA_HEAD).ok_or(BadKey)?;
    let length = u16::try_from(key.len()).map_err(|_| BadKey)?.to_be_bytes();
    match head {
        [.., 0x04, 0x82, high, low] if [*high, *low] == length => Ok(key),
        _ => Err(BadKey),
    }
}
