//! The WAL-index reader: whatever the file holds, it takes its first 48 bytes or refuses them, and nothing behind them
//! matters.

#![no_main]

use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sqlite_inline::fuzzing::wal_index_header;

/// <https://www.sqlite.org/walformat.html#the_wal_index_header>: how long it is, the only version there is, and where
/// it says that it is initialized.
const HEADER: usize = 48;
const VERSION: u32 = 3_007_000;
const IS_INITIALIZED: usize = 12;

/// A database without a file: only its WAL-index is there. The fuzzer's temporary folder is removed with all in it.
static DATABASE: LazyLock<PathBuf> =
    LazyLock::new(|| std::env::temp_dir().join(format!("wal-index-{}", std::process::id())));

/// It is written in place: a file system may flush one that is truncated and written, and the reader opens one file once.
static INDEX: LazyLock<File> = LazyLock::new(|| {
    let mut path = DATABASE.clone().into_os_string();
    path.push("-shm");
    File::create(path).unwrap()
});

fuzz_target!(|bytes: &[u8]| {
    let read = read(bytes);
    let Some(header) = bytes.first_chunk::<HEADER>() else {
        assert_eq!(read, Err(ErrorKind::UnexpectedEof));
        return;
    };
    let is_known = header.starts_with(&VERSION.to_ne_bytes()) && header[IS_INITIALIZED] != 0;
    assert_eq!(
        read,
        if is_known {
            Ok(*header)
        } else {
            Err(ErrorKind::InvalidData)
        }
    );
    assert_eq!(self::read(header), read, "what follows the header matters");
});

fn read(bytes: &[u8]) -> Result<[u8; HEADER], ErrorKind> {
    INDEX.set_len(bytes.len() as u64).unwrap();
    INDEX.write_all_at(bytes, 0).unwrap();
    wal_index_header(&DATABASE).map_err(|error| error.kind())
}
