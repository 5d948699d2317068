//! The sizes that every contract accepts.

/// The largest body that is read unless the operation takes an image, in bytes.
pub const MAX_BODY: usize = 64 * 1024;

/// The largest body that is read where it may hold an image, in bytes. Such an operation authenticates its caller first.
pub const MAX_BODY_WITH_IMAGE: usize = 1024 * 1024;

/// The longest short text, in characters.
pub const MAX_CHARS: usize = 255;
