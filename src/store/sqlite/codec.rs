//! Rows as few bytes as can be: column after column, as they come.
//!
//! What is packed here is unpacked here, by the same program, at nearly every request. Of the general formats, serde's
//! take five times as long for a row of forty columns, most of which are empty.

use uuid::Uuid;

/// What can be a column.
pub(super) trait Codec: Sized {
    /// Appends it.
    fn encode(&self, to: &mut Vec<u8>);

    /// Takes it away from the beginning. Nothing where that is something else.
    fn decode(from: &mut &[u8]) -> Option<Self>;
}

impl Codec for bool {
    fn encode(&self, to: &mut Vec<u8>) {
        to.push(u8::from(*self));
    }

    #[inline]
    fn decode(from: &mut &[u8]) -> Option<Self> {
        Some(*from.split_off_first()? != 0)
    }
}

impl Codec for i64 {
    fn encode(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(&self.to_le_bytes());
    }

    #[inline]
    fn decode(from: &mut &[u8]) -> Option<Self> {
        Some(Self::from_le_bytes(array(from)?))
    }
}

impl Codec for Uuid {
    fn encode(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(self.as_bytes());
    }

    #[inline]
    fn decode(from: &mut &[u8]) -> Option<Self> {
        Some(Self::from_bytes(array(from)?))
    }
}

impl Codec for Vec<u8> {
    fn encode(&self, to: &mut Vec<u8>) {
        encode_length(self.len(), to);
        to.extend_from_slice(self);
    }

    #[inline]
    fn decode(from: &mut &[u8]) -> Option<Self> {
        let length = decode_length(from)?;
        Some(from.split_off(..length)?.to_vec())
    }
}

impl Codec for String {
    fn encode(&self, to: &mut Vec<u8>) {
        encode_length(self.len(), to);
        to.extend_from_slice(self.as_bytes());
    }

    #[inline]
    fn decode(from: &mut &[u8]) -> Option<Self> {
        let length = decode_length(from)?;
        Some(str::from_utf8(from.split_off(..length)?).ok()?.to_owned())
    }
}

impl<T: Codec> Codec for Option<T> {
    fn encode(&self, to: &mut Vec<u8>) {
        self.is_some().encode(to);
        if let Some(value) = self {
            value.encode(to);
        }
    }

    #[inline]
    fn decode(from: &mut &[u8]) -> Option<Self> {
        match bool::decode(from)? {
            true => T::decode(from).map(Some),
            false => Some(None),
        }
    }
}

impl Codec for Vec<String> {
    fn encode(&self, to: &mut Vec<u8>) {
        encode_length(self.len(), to);
        self.iter().for_each(|one| one.encode(to));
    }

    #[inline]
    fn decode(from: &mut &[u8]) -> Option<Self> {
        (0..decode_length(from)?).map(|_| String::decode(from)).collect()
    }
}

#[inline]
fn array<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
    from.split_off(..N)?.try_into().ok()
}

/// Lengths below this take one byte; of others, it stands in front of eight.
const LONG: u8 = u8::MAX;

fn encode_length(length: usize, to: &mut Vec<u8>) {
    match u8::try_from(length) {
        Ok(short) if short < LONG => to.push(short),
        _ => {
            to.push(LONG);
            to.extend_from_slice(&length.to_le_bytes());
        }
    }
}

#[inline]
fn decode_length(from: &mut &[u8]) -> Option<usize> {
    match *from.split_off_first()? {
        LONG => Some(usize::from_le_bytes(array(from)?)),
        short => Some(short.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comes_back<T: Codec + PartialEq + std::fmt::Debug>(values: impl IntoIterator<Item = T>) {
        for value in values {
            let mut packed = vec![7];
            value.encode(&mut packed);
            value.encode(&mut packed);
            let mut from = &packed[1..];
            assert_eq!(T::decode(&mut from).as_ref(), Some(&value));
            let rest = from.len();
            assert_eq!(T::decode(&mut from), Some(value));
            assert!(from.is_empty());
            // What was cut off is nothing, and no panic.
            for cut in 0..rest {
                assert_eq!(T::decode(&mut &packed[1..][..cut]), None);
            }
        }
    }

    #[test]
    fn every_column_comes_back_as_it_was() {
        comes_back([true, false]);
        comes_back([i64::MIN, -1, 0, 1, i64::MAX]);
        comes_back([Uuid::nil(), Uuid::from_u128(u128::MAX)]);
        comes_back([vec![], vec![0, 255]]);
        comes_back([0, 1, 254, 255, 256, 70_000].map(|length| "é".repeat(length)));
        comes_back([None, Some(String::new()), Some("a".to_owned())]);
        comes_back([vec![], vec![String::new()], vec!["a".to_owned(), "ß".repeat(300)]]);
    }

    #[test]
    fn what_is_no_text_is_not_taken_for_one() {
        assert_eq!(String::decode(&mut [1, 0xFF].as_slice()), None);
    }
}
