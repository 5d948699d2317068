//! A password as bcrypt takes it.

use zeroize::Zeroize;

use super::state::SUBKEYS;

/// bcrypt reads no more of a password, in bytes.
const PASSWORD_BYTES: usize = 4 * SUBKEYS;

/// A password, as the words that are mixed into the subkeys.
///
/// On the heap, so that it can be moved without leaving copies behind. Wiped when dropped.
pub(super) struct Key(Box<[u32; SUBKEYS]>);

impl Key {
    /// The password and a NUL, over and over, until there are 72 bytes; of a longer one the first 72, and no NUL.
    pub(super) fn new(password: &[u8]) -> Self {
        let mut key = Self(Box::new([0; SUBKEYS]));
        let mut bytes = password.iter().take(PASSWORD_BYTES).chain(std::iter::once(&0)).cycle();
        for word in key.0.iter_mut() {
            for byte in bytes.by_ref().take(4) {
                *word = *word << 8 | u32::from(*byte);
            }
        }
        key
    }

    pub(super) fn words(&self) -> &[u32; SUBKEYS] {
        &self.0
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(password: &[u8]) -> Vec<u8> {
        Key::new(password)
            .words()
            .iter()
            .flat_map(|word| word.to_be_bytes())
            .collect()
    }

    #[test]
    fn a_key_is_the_password_and_a_nul_over_and_over() {
        assert_eq!(bytes(b""), [0; 72]);
        assert_eq!(bytes(b"abc"), b"abc\0".repeat(18));
        assert_eq!(bytes(b"\xffb"), b"\xffb\0".repeat(24));
        assert_eq!(bytes(&[7; 71]), [vec![7; 71], vec![0]].concat());
    }

    #[test]
    fn of_a_long_password_a_key_is_the_first_72_bytes_without_a_nul() {
        let long: Vec<u8> = (1..=100).collect();
        assert_eq!(bytes(&long), &long[..72]);
        assert_eq!(bytes(&long[..72]), &long[..72]);
    }
}
