//! Looks at HTTP before the library of the web server reads it, and refuses what that is too lenient about.
//!
//! - A request that two programs could read differently (request smuggling) is refused with 400, and its connection is
//!   closed: a line that ends in LF alone, a length beside `Transfer-Encoding`, any coding but `chunked` (`http1.rs`).
//! - An HTTP/2 connection that sends far more frames than its requests need is closed (`http2.rs`).
//! - HTTP/2 without TLS is refused unless `http.h2c` allows it (`protocol.rs`).
//!
//! This is a layer above TLS, so that it sees what the library sees. It keeps no copy of anything but the beginning of a
//! line (`line.rs`), and passes on every byte at once (`stream.rs`).

mod http1;
mod http2;
mod line;
mod protocol;
mod stream;
#[cfg(test)]
mod tests;

use std::io;
use std::sync::Arc;

use poem::http::uri::Scheme;
use poem::listener::Acceptor;
use poem::web::{LocalAddr, RemoteAddr};

use self::stream::{Notices, Stream};

/// Another acceptor's connections, whose requests are looked at.
pub struct StrictAcceptor<A> {
    inner: A,
    h2c: bool,
    notices: Arc<Notices>,
}

impl<A> StrictAcceptor<A> {
    /// The connections of `inner`, which says of each whether it has TLS. `h2c` allows HTTP/2 without it.
    pub fn new(inner: A, h2c: bool) -> Self {
        Self {
            inner,
            h2c,
            notices: Arc::default(),
        }
    }
}

impl<A: Acceptor> Acceptor for StrictAcceptor<A> {
    type Io = Stream<A::Io>;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.inner.local_addr()
    }

    async fn accept(&mut self) -> io::Result<(Self::Io, LocalAddr, RemoteAddr, Scheme)> {
        let (io, local, remote, scheme) = self.inner.accept().await?;
        let takes_http2 = self.h2c || scheme == Scheme::HTTPS;
        let stream = Stream::new(io, takes_http2, self.notices.clone());
        Ok((stream, local, remote, scheme))
    }
}
