//! The sizes that every contract accepts.

/// The largest body that is read, in bytes.
pub const MAX_BODY: usize = 64 * 1024;

/// The longest short text, in characters.
pub const MAX_CHARS: usize = 255;
