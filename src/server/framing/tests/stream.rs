//! The stream.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

use super::super::stream::{Notices, Stream};

/// What is read with a buffer of so many bytes, until the stream ends.
async fn read(sent: &[u8], buffer: usize) -> std::io::Result<Vec<u8>> {
    let (here, mut there) = duplex(1024);
    there.write_all(sent).await?;
    let mut stream = Stream::new(here, true, Arc::<Notices>::default());
    let (mut all, mut buffer) = (Vec::new(), vec![0; buffer]);
    loop {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            return Ok(all);
        }
        all.extend_from_slice(&buffer[..read]);
    }
}

#[tokio::test]
async fn after_a_refusal_the_stream_ends_although_the_client_goes_on() -> std::io::Result<()> {
    for buffer in [1, 2, 3, 7, 1000] {
        let read = read(b"GET / HTTP/1.1\nHost: a\r\n\r\nmore", buffer).await?;
        assert_eq!(read, b"GET / HTTP/1.1\0\r\n\r\n");
    }
    Ok(())
}

#[tokio::test]
async fn after_too_many_frames_reading_fails_and_the_stream_ends() -> std::io::Result<()> {
    let (here, mut there) = duplex(1 << 20);
    there.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await?;
    there.write_all(&b"\0\0\0\x04\0\0\0\0\0".repeat(50_000)).await?;
    let mut stream = Stream::new(here, true, Arc::<Notices>::default());
    let mut read = Vec::new();
    let error = stream.read_to_end(&mut read).await.err();
    assert_eq!(
        error.map(|error| error.kind()),
        Some(std::io::ErrorKind::ConnectionAborted)
    );
    assert_eq!(stream.read(&mut [0; 9]).await?, 0);
    Ok(())
}
