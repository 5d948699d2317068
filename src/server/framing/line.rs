//! A line of HTTP/1.1 that may come in several pieces.

/// How many bytes of a line are kept. The lines that say how long a body is are far shorter.
const KEPT: usize = 64;

/// The beginning of a line, its length, and its last byte.
#[derive(Debug)]
pub struct Line {
    start: [u8; KEPT],
    length: usize,
    last: u8,
}

impl Line {
    /// An empty one.
    pub const fn new() -> Self {
        Self {
            start: [0; KEPT],
            length: 0,
            last: 0,
        }
    }

    /// Adds its next bytes, without the LF at its end.
    pub fn extend(&mut self, bytes: &[u8]) {
        let room = self.start.get_mut(self.length..).unwrap_or_default();
        let kept = room.len().min(bytes.len());
        room.split_at_mut(kept).0.copy_from_slice(bytes.split_at(kept).0);
        self.length = self.length.saturating_add(bytes.len());
        if let Some(last) = bytes.last() {
            self.last = *last;
        }
    }

    /// Begins the next one.
    pub fn clear(&mut self) {
        self.length = 0;
    }

    /// Whether a CR stands before the LF.
    pub fn ends_in_cr(&self) -> bool {
        self.length > 0 && self.last == b'\r'
    }

    /// Whether nothing stands before the CR.
    pub fn is_empty(&self) -> bool {
        self.length <= 1
    }

    /// The line without its CR, as far as it was kept.
    pub fn beginning(&self) -> &[u8] {
        let end = self.length.saturating_sub(1).min(KEPT);
        self.start.get(..end).unwrap_or_default()
    }

    /// The line without its CR; `None` if it is longer than what is kept.
    pub fn whole(&self) -> Option<&[u8]> {
        (self.length <= KEPT + 1).then(|| self.beginning())
    }
}
