//! Keys by which a creation that is sent again is recognised.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::administrator::Administrator;
use super::operation::AdminOperation;
use crate::auth::random::Random;
use crate::model::{Idempotency, PlainToken};

/// The fewest characters of a key: it also encrypts what can be shown only once.
const MIN_CHARS: usize = 16;
/// The most.
const MAX_CHARS: usize = 255;
/// The length of a nonce, in bytes.
const NONCE: usize = 12;

/// The key of a creation: 16 to 255 visible ASCII characters that nobody can guess, such as a random UUID.
#[derive(Debug, Clone)]
pub struct IdempotencyKey(PlainToken);

impl IdempotencyKey {
    /// Parses what was sent.
    pub fn parse(text: &str) -> Option<Self> {
        let is_key = (MIN_CHARS..=MAX_CHARS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_key.then(|| Self(PlainToken::new(text.to_owned())))
    }

    /// What a creation of this caller is recognised by. `request` is everything that it says.
    pub(super) fn of(&self, caller: &Administrator, operation: AdminOperation, request: &[u8]) -> Idempotency {
        let request = [operation.id().as_bytes(), b"\0", request].concat();
        Idempotency {
            caller: caller.context.actor.to_string(),
            key: self.0.hashed(),
            request: self.mac(&request),
            sealed: None,
        }
    }

    /// Encrypts what the answer has that can be made only once: nonce, ciphertext and tag.
    pub(super) fn seal(&self, text: &str, random: &dyn Random) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE];
        random.fill(&mut nonce);
        let mut bytes = text.as_bytes().to_vec();
        self.cipher()?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut bytes)
            .ok()?;
        Some([nonce.as_slice(), &bytes].concat())
    }

    /// Decrypts it.
    pub(super) fn open(&self, sealed: &[u8]) -> Option<String> {
        let (nonce, text) = sealed.split_at_checked(NONCE)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let open = self.cipher()?.open_in_place(nonce, Aad::empty(), &mut text).ok()?;
        String::from_utf8(open.to_vec()).ok()
    }

    fn cipher(&self) -> Option<LessSafeKey> {
        let key = self.mac(b"latchkey idempotency key, encryption\0");
        UnboundKey::new(&AES_256_GCM, &key).ok().map(LessSafeKey::new)
    }

    fn mac(&self, text: &[u8]) -> Vec<u8> {
        // HMAC takes a key of any length.
        let mac = Hmac::<Sha256>::new_from_slice(self.0.expose().as_bytes());
        mac.map(|mac| mac.chain_update(text).finalize().into_bytes().to_vec())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::IdempotencyKey;
    use crate::auth::SystemRandom;

    #[test]
    fn what_is_sealed_under_a_key_opens_under_that_key_alone() {
        let key = IdempotencyKey::parse("3f1d7f2e-8f2c-4c77").expect("a key");
        let sealed = key.seal("api_secret", &SystemRandom).expect("sealed");
        assert_eq!(key.open(&sealed).as_deref(), Some("api_secret"));
        let other = IdempotencyKey::parse("3f1d7f2e-8f2c-4c78").expect("a key");
        assert_eq!(other.open(&sealed), None);
        assert_eq!(key.open(&sealed[..NONCE_AND_LESS]), None);
    }

    const NONCE_AND_LESS: usize = 20;

    #[test]
    fn a_key_is_sixteen_to_255_visible_characters() {
        for (text, is_key) in [
            ("0123456789abcdef".to_owned(), true),
            ("0123456789abcde".to_owned(), false),
            ("0123456789 abcdef".to_owned(), false),
            ("0123456789abcdé".to_owned(), false),
            ("a".repeat(255), true),
            ("a".repeat(256), false),
        ] {
            assert_eq!(IdempotencyKey::parse(&text).is_some(), is_key, "{text}");
        }
    }
}
