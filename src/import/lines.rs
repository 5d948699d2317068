//! The lines of a file, of any length and in any encoding, in memory of a fixed size.

use std::io;

use futures_util::io::{AsyncBufRead, AsyncBufReadExt};

use super::refused::Refused;

/// The longest line: an account takes a few hundred bytes.
const MAX_BYTES: usize = 256 * 1024;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A line, without its end.
#[derive(Debug)]
pub struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// Its text.
    pub text: Result<String, Refused>,
    /// Whether a line end follows. A file that was cut off has none at its end.
    pub is_ended: bool,
}

/// Reads lines.
pub struct Lines<R> {
    input: R,
    number: u64,
    read: u64,
}

impl<R: AsyncBufRead + Unpin> Lines<R> {
    pub fn new(input: R) -> Self {
        Self {
            input,
            number: 0,
            read: 0,
        }
    }

    /// How many bytes have been read.
    pub fn bytes_read(&self) -> u64 {
        self.read
    }

    /// The next line.
    pub async fn next(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let (mut is_ended, mut is_too_long, mut is_empty) = (false, false, true);
        while !is_ended {
            let chunk = self.input.fill_buf().await?;
            if chunk.is_empty() {
                break;
            }
            is_empty = false;
            let end = memchr::memchr(b'\n', chunk);
            let taken = end.map_or(chunk.len(), |end| end + 1);
            is_ended = end.is_some();
            if bytes.len() + taken <= MAX_BYTES {
                bytes.extend_from_slice(chunk.get(..taken).unwrap_or_default());
            } else {
                is_too_long = true;
            }
            self.input.consume_unpin(taken);
            self.read += u64::try_from(taken).unwrap_or(u64::MAX);
        }
        if is_empty {
            return Ok(None);
        }
        self.number += 1;
        let text = match is_too_long {
            true => Err(Refused::LineTooLong { max: MAX_BYTES }),
            false => self.decode(bytes),
        };
        Ok(Some(Line {
            number: self.number,
            text,
            is_ended,
        }))
    }

    fn decode(&self, mut bytes: Vec<u8>) -> Result<String, Refused> {
        if self.number == 1 {
            if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
                return Err(Refused::Utf16);
            }
            if bytes.starts_with(BYTE_ORDER_MARK) {
                bytes.drain(..BYTE_ORDER_MARK.len());
            }
        }
        for end in *b"\n\r" {
            if bytes.last() == Some(&end) {
                bytes.pop();
            }
        }
        String::from_utf8(bytes).map_err(|error| Refused::NotUtf8 {
            byte: error.utf8_error().valid_up_to() + 1,
        })
    }
}

#[cfg(test)]
mod tests {
    use futures_util::io::BufReader;

    use super::*;

    async fn lines(bytes: &[u8]) -> Vec<(u64, Result<String, String>, bool)> {
        // A small buffer, so that lines lie across its ends.
        let mut lines = Lines::new(BufReader::with_capacity(3, bytes));
        let mut found = Vec::new();
        while let Some(line) = lines.next().await.unwrap() {
            let text = line.text.map_err(|refused| refused.to_string());
            found.push((line.number, text, line.is_ended));
        }
        assert_eq!(lines.bytes_read(), bytes.len() as u64);
        found
    }

    #[tokio::test]
    async fn lines_have_numbers_and_say_whether_they_are_ended() {
        assert_eq!(lines(b"").await, []);
        assert_eq!(
            lines(b"one\r\n\ntwo").await,
            [
                (1, Ok("one".to_owned()), true),
                (2, Ok(String::new()), true),
                (3, Ok("two".to_owned()), false)
            ]
        );
    }

    #[tokio::test]
    async fn a_byte_order_mark_is_no_part_of_the_first_line() {
        assert_eq!(lines(b"\xef\xbb\xbfone\n").await, [(1, Ok("one".to_owned()), true)]);
    }

    #[tokio::test]
    async fn a_line_that_is_no_text_or_too_long_does_not_end_the_file() {
        let long = "x".repeat(MAX_BYTES + 1);
        let file = [b"a\xffb\n".as_slice(), long.as_bytes(), b"\nok\n"].concat();
        assert_eq!(
            lines(&file).await,
            [
                (1, Err("is not UTF-8: byte 2 is wrong".to_owned()), true),
                (2, Err("is longer than 262144 bytes".to_owned()), true),
                (3, Ok("ok".to_owned()), true)
            ]
        );
        assert_eq!(
            lines(b"\xff\xfea\0\n\0").await,
            [
                (1, Err("is UTF-16: convert the file to UTF-8".to_owned()), true),
                (2, Ok("\0".to_owned()), false)
            ]
        );
    }
}
