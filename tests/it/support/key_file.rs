//! Files with keys, which only their owner may read.

use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Writes a file that only its owner can read.
pub fn write_key_file(path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> io::Result<()> {
    let path = path.as_ref();
    std::fs::write(path, content)?;
    set_mode(path, 0o600)
}

/// Gives a file another mode.
pub fn set_mode(path: impl AsRef<Path>, mode: u32) -> io::Result<()> {
    std::fs::set_permissions(path, Permissions::from_mode(mode))
}
