//! A file that is there whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Is written beside the file that it becomes. Dropped before [`NewFile::finish`], it is removed.
pub struct NewFile {
    out: BufWriter<File>,
    unfinished: PathBuf,
    path: PathBuf,
}

impl NewFile {
    /// Creates it, so that only its owner can read it. A link leads to the file that it becomes; what is there and is no
    /// file, such as a device, is refused.
    pub fn create(path: &Path) -> io::Result<Self> {
        let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                "it is there and is no file",
            ));
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.unfinished", std::process::id()));
        let unfinished = path.with_file_name(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Self {
            out: BufWriter::new(options.open(&unfinished)?),
            unfinished,
            path: path.to_owned(),
        })
    }

    /// Puts it where it belongs, once it is on the disk.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        fs::rename(&self.unfinished, &self.path)
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // After `finish` it has another name, and there is nothing to remove.
        drop(fs::remove_file(&self.unfinished));
    }
}
