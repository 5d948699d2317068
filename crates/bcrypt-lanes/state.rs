//! The state of a bcrypt: how it begins, what is mixed into it, and what is left of it at the end.

use zeroize::Zeroize;

use super::pi::PI;
use super::refill::encrypt;

/// The words of a state: 18 subkeys and four boxes of 256.
pub(super) const WORDS: usize = SUBKEYS + 4 * BOX;
/// The words of a key, as many as there are subkeys.
pub(super) const SUBKEYS: usize = 18;
/// The words of a box, one for each byte.
const BOX: usize = 256;

/// "OrpheanBeholderScryDoubt", which a finished state encrypts.
const TEXT: [[u32; 2]; 3] = [
    [0x4f72_7068, 0x6561_6e42],
    [0x6568_6f6c, 0x6465_7253],
    [0x6372_7944, 0x6f75_6274],
];

/// The state of one Blowfish: its subkeys, then its boxes, in the order in which they are filled.
pub(super) struct State([u32; WORDS]);

impl State {
    /// A state that belongs to nobody.
    pub(super) const fn empty() -> Self {
        Self([0; WORDS])
    }

    /// Begins a bcrypt: `InitState` and `ExpandKey(state, salt, key)` of the paper.
    pub(super) fn begin(&mut self, key: &[u32; SUBKEYS], salt: &[u32; 4]) {
        self.0 = PI;
        self.mix(key);
        let [mut left, mut right] = [[0], [0]];
        let [a, b, c, d] = *salt;
        for (pair, [salt_left, salt_right]) in [[a, b], [c, d]].into_iter().cycle().take(WORDS / 2).enumerate() {
            left[0] ^= salt_left;
            right[0] ^= salt_right;
            encrypt(std::array::from_ref(self), &mut left, &mut right);
            self.put(pair, left[0], right[0]);
        }
    }

    /// Mixes words into the subkeys, over and over from the first: how `ExpandKey` begins.
    pub(super) fn mix(&mut self, words: &[u32]) {
        for (subkey, word) in self.0[..SUBKEYS].iter_mut().zip(words.iter().cycle()) {
            *subkey ^= word;
        }
    }

    /// What is left when all rounds are done: the text, encrypted 64 times, less its last byte.
    pub(super) fn digest(&self) -> [u8; 23] {
        let words = TEXT.map(|[left, right]| {
            let [mut left, mut right] = [[left], [right]];
            for _ in 0..64 {
                encrypt(std::array::from_ref(self), &mut left, &mut right);
            }
            [left[0], right[0]]
        });
        let mut digest = [0; 23];
        for (byte, of_text) in digest
            .iter_mut()
            .zip(words.as_flattened().iter().flat_map(|word| word.to_be_bytes()))
        {
            *byte = of_text;
        }
        digest
    }

    /// Leaves nothing behind.
    pub(super) fn wipe(&mut self) {
        self.0.zeroize();
    }

    /// Fills the next two words.
    #[inline(always)]
    pub(super) fn put(&mut self, pair: usize, left: u32, right: u32) {
        self.0[2 * pair] = left;
        self.0[2 * pair + 1] = right;
    }

    #[inline(always)]
    pub(super) fn subkey(&self, number: usize) -> u32 {
        self.0[number]
    }

    /// Blowfish's `F`. An index is a byte, so it is within its box, and the compiler needs no check.
    ///
    /// The bytes are taken by shifts, from the highest: `to_be_bytes` becomes a `bswap` first, on the way that
    /// everything waits for, and costs a tenth of the speed.
    #[inline(always)]
    pub(super) fn scramble(&self, word: u32) -> u32 {
        let a = self.0[SUBKEYS + (word >> 24) as usize];
        let b = self.0[SUBKEYS + BOX + usize::from((word >> 16) as u8)];
        let c = self.0[SUBKEYS + 2 * BOX + usize::from((word >> 8) as u8)];
        let d = self.0[SUBKEYS + 3 * BOX + usize::from(word as u8)];
        (a.wrapping_add(b) ^ c).wrapping_add(d)
    }
}

impl Drop for State {
    fn drop(&mut self) {
        self.wipe();
    }
}

#[cfg(test)]
impl State {
    pub(super) fn is_empty(&self) -> bool {
        self.0 == [0; WORDS]
    }

    pub(super) fn words(&self) -> &[u32; WORDS] {
        &self.0
    }
}
