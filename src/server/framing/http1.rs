//! The requests of an HTTP/1.1 connection: head, body, the next head (RFC 9112).
//!
//! Of a head only its lines matter, and the two fields that say how long the body is. Everything else is left to the
//! library, which refuses what is malformed. Where this file understands a length, the library must understand the same
//! one, or else a body would be taken for a head. So whatever is not plain is refused, even if the library takes it.

use memchr::memchr;

use super::line::Line;

/// What the library gets in place of the LF of a head or a trailer, so that it refuses the request: no field may have a
/// NUL. It looks at a head that came in pieces only when its end is there, so an end follows.
pub const IN_HEAD: &[u8] = b"\0\r\n\r\n";
/// The same for the lines of chunks: the LF itself, which the library refuses in all places where this is needed, and
/// nothing after it. A NUL would be taken for part of an extension.
const IN_CHUNK: &[u8] = b"\n";

/// Where a request is refused: at this byte of what was read.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The offset of the byte. Neither it nor what follows is passed on.
    pub at: usize,
    /// What is passed on instead.
    pub instead: &'static [u8],
}

/// The requests of one connection.
#[derive(Debug)]
pub struct Requests {
    expected: Expected,
    line: Line,
    length: Option<u64>,
    is_chunked: bool,
}

/// What comes next.
#[derive(Debug, Clone, Copy)]
enum Expected {
    /// A request line. Empty lines may stand before it.
    RequestLine,
    /// A field of a head, or the empty line at its end.
    Field,
    /// This many bytes of a body.
    Body(u64),
    /// The line with the size of a chunk.
    ChunkSize,
    /// This many bytes of a chunk.
    Chunk(u64),
    /// The line end after a chunk.
    ChunkEnd,
    /// A field after the last chunk, or the empty line at the end.
    Trailer,
}

impl Requests {
    /// A connection on which nothing has been read.
    pub const fn new() -> Self {
        Self {
            expected: Expected::RequestLine,
            line: Line::new(),
            length: None,
            is_chunked: false,
        }
    }

    /// Looks at the next bytes, however they are cut.
    ///
    /// # Errors
    /// [`Refusal`]. Nothing may be looked at after it.
    pub fn inspect(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        let mut rest = bytes;
        while !rest.is_empty() {
            match self.expected {
                Expected::Body(left) => {
                    let left = skip(&mut rest, left);
                    self.expected = if left > 0 {
                        Expected::Body(left)
                    } else {
                        Expected::RequestLine
                    };
                }
                Expected::Chunk(left) => {
                    let left = skip(&mut rest, left);
                    self.expected = if left > 0 {
                        Expected::Chunk(left)
                    } else {
                        Expected::ChunkEnd
                    };
                }
                expected => {
                    let Some(end) = memchr(b'\n', rest) else {
                        self.line.extend(rest);
                        return Ok(());
                    };
                    let (line, after) = rest.split_at(end);
                    self.line.extend(line);
                    let refusal = |instead| Refusal {
                        at: bytes.len() - rest.len() + end,
                        instead,
                    };
                    self.expected = self.after_line(expected).map_err(refusal)?;
                    self.line.clear();
                    rest = after.get(1..).unwrap_or_default();
                }
            }
        }
        Ok(())
    }

    /// What follows a line; what to say instead of its LF where it is refused.
    fn after_line(&mut self, expected: Expected) -> Result<Expected, &'static [u8]> {
        match expected {
            Expected::RequestLine | Expected::Field | Expected::Trailer if !self.line.ends_in_cr() => Err(IN_HEAD),
            Expected::RequestLine if self.line.is_empty() => Ok(Expected::RequestLine),
            Expected::RequestLine => {
                (self.length, self.is_chunked) = (None, false);
                Ok(Expected::Field)
            }
            Expected::Field if self.line.is_empty() => self.body().ok_or(IN_HEAD),
            Expected::Field => self.field().map(|()| Expected::Field).ok_or(IN_HEAD),
            Expected::Trailer if self.line.is_empty() => Ok(Expected::RequestLine),
            Expected::Trailer => Ok(Expected::Trailer),
            Expected::ChunkSize | Expected::ChunkEnd if !self.line.ends_in_cr() => Err(IN_CHUNK),
            Expected::ChunkSize => match chunk_size(&self.line).ok_or(IN_CHUNK)? {
                0 => Ok(Expected::Trailer),
                size => Ok(Expected::Chunk(size)),
            },
            Expected::ChunkEnd if self.line.is_empty() => Ok(Expected::ChunkSize),
            // Bodies and chunks have no lines.
            Expected::ChunkEnd | Expected::Body(_) | Expected::Chunk(_) => Err(IN_CHUNK),
        }
    }

    /// What follows a head; `None` where its length is given in two ways (RFC 9112 section 6.3).
    fn body(&self) -> Option<Expected> {
        match (self.length, self.is_chunked) {
            (Some(_), true) => None,
            (None, true) => Some(Expected::ChunkSize),
            (None | Some(0), false) => Some(Expected::RequestLine),
            (Some(length), false) => Some(Expected::Body(length)),
        }
    }

    /// Takes a field into account; `None` where it makes the length unclear.
    fn field(&mut self) -> Option<()> {
        let line = self.line.beginning();
        let Some(colon) = memchr(b':', line) else {
            return Some(());
        };
        let name = line.split_at(colon).0;
        if name.eq_ignore_ascii_case(b"content-length") {
            let length = decimal(value(&self.line)?)?;
            let is_first = self.length.is_none_or(|first| first == length);
            self.length = Some(length);
            is_first.then_some(())
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            let is_plain = value(&self.line)?.eq_ignore_ascii_case(b"chunked") && !self.is_chunked;
            self.is_chunked = true;
            is_plain.then_some(())
        } else {
            Some(())
        }
    }
}

/// Skips up to `left` bytes, and returns how many are left.
fn skip(rest: &mut &[u8], left: u64) -> u64 {
    let skipped = usize::try_from(left).map_or(rest.len(), |left| left.min(rest.len()));
    *rest = rest.split_at(skipped).1;
    left.saturating_sub(u64::try_from(skipped).unwrap_or(u64::MAX))
}

/// The value of a field, without blanks around it; `None` if it is too long to be one of those that matter.
fn value(line: &Line) -> Option<&[u8]> {
    let line = line.whole()?;
    let value = line.get(memchr(b':', line)? + 1..)?;
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = value.iter().position(|byte| !is_blank(byte))?;
    let end = value.iter().rposition(|byte| !is_blank(byte))?;
    value.get(start..=end)
}

/// A number of nothing but digits.
fn decimal(text: &[u8]) -> Option<u64> {
    let is_plain = text.iter().all(u8::is_ascii_digit);
    let text = str::from_utf8(text).ok()?;
    is_plain.then(|| text.parse().ok()).flatten()
}

/// The size of a chunk: hexadecimal digits, then nothing, blanks or an extension (RFC 9112 section 7.1).
fn chunk_size(line: &Line) -> Option<u64> {
    let text = line.beginning();
    let digits = text.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let (size, rest) = text.split_at(digits);
    match rest.first() {
        Some(b' ' | b'\t' | b';') => {}
        None if line.whole().is_some() => {}
        _ => return None,
    }
    u64::from_str_radix(str::from_utf8(size).ok()?, 16).ok()
}
