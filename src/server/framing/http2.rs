//! The frames of an HTTP/2 connection, and how many a client may send (RFC 9113 section 10.5).
//!
//! Each frame is work, however small it is: an answer to a PING, an entry for a stream that is reset at once. So a
//! client has a budget of frames. Answers add to it, more the longer they are, and so does time. It lasts for whatever
//! requests need, at any rate, as long as they are answered. What a client sends beside them uses it up.
//!
//! Only the nine bytes in front of each frame are looked at.

use std::time::Duration;

use tokio::time::Instant;

/// How many frames a client may send at once, beyond those of its answered requests.
const BURST: u32 = 1_000;
/// How long it takes until it may send one more: a hundred a second.
const ONE_MORE: Duration = Duration::from_millis(10);
/// How many come with each answer: those of the request itself, and what clients send about it, such as WINDOW_UPDATE
/// for the connection and the stream, or PRIORITY.
const PER_ANSWER: u32 = 8;
/// The bytes of an answer's content that come with one more: a client may confirm them with WINDOW_UPDATE bit by bit.
const BYTES_PER_FRAME: u32 = 512;
/// The content of a DATA frame that costs nothing. Bodies have a limit of their own.
const FREE_DATA: u32 = 256;

/// The length of what stands in front of each frame.
const HEADER: usize = 9;
const DATA: u8 = 0;
const HEADERS: u8 = 1;
/// The flag of a DATA frame that may have padding in place of content.
const PADDED: u8 = 8;

/// A client has sent more frames than it may.
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyFrames;

/// One connection.
#[derive(Debug)]
pub struct Traffic {
    received: Frames,
    sent: Frames,
    budget: u32,
    /// When time was last added to the budget.
    counted: Instant,
    /// Bytes of answers that were not yet added.
    answered: u32,
}

impl Traffic {
    /// A connection on which only the preface has been read.
    pub fn new(now: Instant) -> Self {
        Self {
            received: Frames::default(),
            sent: Frames::default(),
            budget: BURST,
            counted: now,
            answered: 0,
        }
    }

    /// Looks at the next bytes from the client, however they are cut. `now` is asked only when the budget is used up.
    ///
    /// # Errors
    /// [`TooManyFrames`].
    pub fn received(&mut self, mut bytes: &[u8], now: impl Fn() -> Instant) -> Result<(), TooManyFrames> {
        while let Some(frame) = self.received.next(&mut bytes) {
            let is_free = frame.kind == DATA && frame.length >= FREE_DATA && frame.flags & PADDED == 0;
            if is_free {
                continue;
            }
            if self.budget == 0 {
                self.add_time(now());
            }
            self.budget = self.budget.checked_sub(1).ok_or(TooManyFrames)?;
        }
        Ok(())
    }

    /// Looks at the next bytes to the client.
    pub fn sent(&mut self, mut bytes: &[u8]) {
        while let Some(frame) = self.sent.next(&mut bytes) {
            match frame.kind {
                HEADERS => self.add(PER_ANSWER),
                DATA => {
                    let answered = self.answered + frame.length;
                    self.add(answered / BYTES_PER_FRAME);
                    self.answered = answered % BYTES_PER_FRAME;
                }
                _ => {}
            }
        }
    }

    fn add(&mut self, frames: u32) {
        self.budget = self.budget.saturating_add(frames).min(BURST);
    }

    /// Adds what the time since the last time is worth. Parts of a frame wait for the next time.
    fn add_time(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.counted);
        let frames = passed.as_nanos() / ONE_MORE.as_nanos();
        match u32::try_from(frames) {
            Ok(frames) if frames <= BURST => {
                self.counted += ONE_MORE * frames;
                self.add(frames);
            }
            Ok(_) | Err(_) => {
                self.counted = now;
                self.add(BURST);
            }
        }
    }
}

/// What stands in front of a frame.
#[derive(Debug, PartialEq, Eq)]
struct Frame {
    /// The bytes that follow, less than 2^24.
    length: u32,
    kind: u8,
    flags: u8,
}

/// Cuts one direction of a connection into frames.
#[derive(Debug, Default)]
struct Frames {
    header: [u8; HEADER],
    /// How many bytes of the header are there.
    filled: usize,
    /// How many bytes of the last frame's content are still to come.
    left: usize,
}

impl Frames {
    /// The next frame whose header is whole, and takes it and what is there of its content off `bytes`.
    fn next(&mut self, bytes: &mut &[u8]) -> Option<Frame> {
        self.skip_content(bytes);
        let missing = self.header.get_mut(self.filled..).unwrap_or_default();
        let taken = missing.len().min(bytes.len());
        let (header, rest) = bytes.split_at(taken);
        missing.split_at_mut(taken).0.copy_from_slice(header);
        self.filled += taken;
        *bytes = rest;
        if self.filled < HEADER {
            return None;
        }
        self.filled = 0;
        let [high, middle, low, kind, flags, ..] = self.header;
        let length = u32::from_be_bytes([0, high, middle, low]);
        self.left = usize::try_from(length).unwrap_or(usize::MAX);
        self.skip_content(bytes);
        Some(Frame { length, kind, flags })
    }

    fn skip_content(&mut self, bytes: &mut &[u8]) {
        let skipped = self.left.min(bytes.len());
        self.left -= skipped;
        *bytes = bytes.split_at(skipped).1;
    }
}
