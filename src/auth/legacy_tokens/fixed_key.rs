//! A key that verifies an old backend's tokens, from a file.

use aws_lc_rs::rsa;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, ParsedPublicKey, VerificationAlgorithm,
};
use jsonwebtoken::{Algorithm, DecodingKey};
use rustls::pki_types::SubjectPublicKeyInfoDer;
use rustls::pki_types::pem::PemObject;

use crate::model::TokenAlgorithm;

/// The length of the shortest RSA key that is used, 2048 bits (RFC 7518 section 3.3), as a document of ASN.1, whose other
/// parts have a few bytes.
const SHORTEST_RSA: usize = 256 + 8;

/// A file has no key of the algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadLegacyKey {
    /// Nothing that begins with `-----BEGIN PUBLIC KEY-----`.
    #[error("it has no public key as PEM, `-----BEGIN PUBLIC KEY-----`")]
    NoPem,
    /// A public key of another kind, or with another curve.
    #[error("its public key is not one for {0}")]
    OtherKind(&'static str),
    /// An RSA key that can be broken.
    #[error("its RSA key has fewer than 2048 bits")]
    Weak,
}

/// The algorithm, as jsonwebtoken has it.
pub(super) fn algorithm(of: TokenAlgorithm) -> Algorithm {
    match of {
        TokenAlgorithm::Hs256 => Algorithm::HS256,
        TokenAlgorithm::Hs384 => Algorithm::HS384,
        TokenAlgorithm::Hs512 => Algorithm::HS512,
        TokenAlgorithm::Rs256 => Algorithm::RS256,
        TokenAlgorithm::Rs384 => Algorithm::RS384,
        TokenAlgorithm::Rs512 => Algorithm::RS512,
        TokenAlgorithm::Ps256 => Algorithm::PS256,
        TokenAlgorithm::Ps384 => Algorithm::PS384,
        TokenAlgorithm::Ps512 => Algorithm::PS512,
        TokenAlgorithm::Es256 => Algorithm::ES256,
        TokenAlgorithm::Es384 => Algorithm::ES384,
        TokenAlgorithm::EdDsa => Algorithm::EdDSA,
    }
}

/// Reads a public key of this algorithm. Returns it with its ASN.1.
pub(super) fn public_key(of: TokenAlgorithm, pem: &[u8]) -> Result<(DecodingKey, Vec<u8>), BadLegacyKey> {
    let document = SubjectPublicKeyInfoDer::from_pem_slice(pem).map_err(|_| BadLegacyKey::NoPem)?;
    let document = document.as_ref();
    let other_kind = || BadLegacyKey::OtherKind(of.as_str());
    let of_kind = |algorithm: &'static dyn VerificationAlgorithm| {
        ParsedPublicKey::new(algorithm, document).map_err(|_| other_kind())
    };
    let key = match of {
        TokenAlgorithm::Rs256
        | TokenAlgorithm::Rs384
        | TokenAlgorithm::Rs512
        | TokenAlgorithm::Ps256
        | TokenAlgorithm::Ps384
        | TokenAlgorithm::Ps512 => {
            let key = rsa::PublicKey::from_der(document).map_err(|_| other_kind())?;
            if key.as_ref().len() < SHORTEST_RSA {
                return Err(BadLegacyKey::Weak);
            }
            DecodingKey::from_rsa_der(document)
        }
        TokenAlgorithm::Es256 => of_kind(&ECDSA_P256_SHA256_FIXED).map(|_| DecodingKey::from_ec_der(document))?,
        TokenAlgorithm::Es384 => of_kind(&ECDSA_P384_SHA384_FIXED).map(|_| DecodingKey::from_ec_der(document))?,
        TokenAlgorithm::EdDsa => of_kind(&ED25519).map(|_| DecodingKey::from_ed_der(document))?,
        TokenAlgorithm::Hs256 | TokenAlgorithm::Hs384 | TokenAlgorithm::Hs512 => return Err(other_kind()),
    };
    Ok((key, document.to_vec()))
}
