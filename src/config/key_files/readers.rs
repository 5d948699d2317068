//! Who can read a file.

use std::fs::Metadata;
use std::io;
use std::path::Path;

use thiserror::Error;

use crate::config::Files;

/// Who can read a file, as far as its mode says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner and nobody else.
    Owner,
    /// Root, who owns it, and its group: so root hands a file to one service. Kubernetes does, with `fsGroup`.
    RootAndGroup,
    /// Others, too.
    Others {
        /// The mode, without the kind of file.
        mode: u32,
    },
}

/// A file with a key that other users can read.
#[derive(Debug, Error)]
#[error("other users can read it (mode {mode:04o}); run `chmod 600`, or set files.allow_readable_keys")]
pub struct Exposed {
    mode: u32,
}

impl Readers {
    /// The readers of a file. Where systems have no such modes, that is its owner.
    ///
    /// # Errors
    /// The operating system's.
    pub fn of(path: &Path) -> io::Result<Self> {
        Ok(Self::by(&std::fs::metadata(path)?))
    }

    /// The rule of PostgreSQL for its own keys: only the owner, or root and a group.
    #[cfg(unix)]
    fn by(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;

        const ROOT: u32 = 0;
        let mode = metadata.mode() & 0o7777;
        match (mode & 0o040 != 0, mode & 0o004 != 0) {
            (false, false) => Self::Owner,
            (true, false) if metadata.uid() == ROOT => Self::RootAndGroup,
            (true, false) | (_, true) => Self::Others { mode },
        }
    }

    #[cfg(not(unix))]
    fn by(_: &Metadata) -> Self {
        Self::Owner
    }
}

impl Files {
    /// Whether this file may hold a key.
    ///
    /// # Errors
    /// [`Exposed`].
    pub fn check_key(self, metadata: &Metadata) -> Result<(), Exposed> {
        match Readers::by(metadata) {
            Readers::Others { mode } if !self.allow_readable_keys => Err(Exposed { mode }),
            Readers::Owner | Readers::RootAndGroup | Readers::Others { .. } => Ok(()),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use super::Readers;

    #[test]
    fn a_group_may_read_what_root_owns_and_nothing_else() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let is_roots = file.as_file().metadata().expect("metadata").uid() == 0;
        for (mode, readers) in [
            (0o600, Readers::Owner),
            (0o400, Readers::Owner),
            (0o711, Readers::Owner),
            (0o644, Readers::Others { mode: 0o644 }),
            (0o604, Readers::Others { mode: 0o604 }),
            (0o444, Readers::Others { mode: 0o444 }),
            (
                0o640,
                match is_roots {
                    true => Readers::RootAndGroup,
                    false => Readers::Others { mode: 0o640 },
                },
            ),
        ] {
            std::fs::set_permissions(file.path(), Permissions::from_mode(mode)).expect("permissions");
            assert_eq!(Readers::of(file.path()).expect("metadata"), readers, "{mode:o}");
        }
    }
}
