//! `latchkey record`: a reverse proxy that writes down what passes.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use poem::endpoint::make;
use poem::listener::TcpAcceptor;
use poem::{Request, Server};
use url::Url;

use super::error::CliError;
use super::old_server::{Asking, server_url};
use super::output::print_note;
use crate::auth::{Clock, SystemClock};
use crate::recording::{Masker, Recorder, RecorderOptions, Writer};
use crate::server::{self, ServeError};

/// How many requests the old backend gets at once.
const MAX_CONCURRENT: usize = 256;
/// How long open requests may take after the signal.
const GRACE: Duration = Duration::from_secs(5);

/// Record what an old backend answers, as a reverse proxy in front of it
///
/// Point clients to the address that it prints, and stop it with Ctrl-C or SIGTERM. Passwords, tokens, keys and cookies
/// are replaced by placeholders such as {{password:1}}, and bodies that are neither JSON nor forms are left out. Names,
/// addresses and whatever else is in the responses is written: keep the file as you keep the accounts. Only you can read
/// it. `latchkey replay` sends it again.
#[derive(Args)]
pub struct Record {
    /// The recording, which must not exist: HAR if its name ends in .har, otherwise one exchange a line
    file: PathBuf,
    /// The address of the old backend; a path in it goes before those of the requests
    #[arg(long, value_name = "URL", value_parser = server_url)]
    upstream: Url,
    /// The IP address and port to listen on; port 0 is any free port
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// Write passwords, tokens, keys and cookies as they are
    #[arg(long)]
    unmasked: bool,
    #[command(flatten)]
    asking: Asking,
}

impl Record {
    pub(super) async fn run(self) -> Result<(), CliError> {
        let server = self.asking.server(&self.upstream, MAX_CONCURRENT)?;
        let socket = server::bind(self.listen)?;
        let stop = server::shutdown_signal().map_err(ServeError::Io)?;
        let cannot_write = |cause| CliError::File {
            attempt: "write",
            path: self.file.clone(),
            cause,
        };
        let recorder = Arc::new(Recorder::new(RecorderOptions {
            server,
            writer: Writer::create(&self.file).map_err(cannot_write)?,
            masker: (!self.unmasked).then(Masker::default),
            now: || SystemClock.now(),
        }));
        let address = socket.address();
        let acceptor = TcpAcceptor::from_tokio(socket.listen()?).map_err(ServeError::Io)?;
        if !address.ip().is_loopback() {
            print_note(format_args!("passwords reach {address} without encryption"));
        }
        print_note(format_args!("http://{address} records {}", self.upstream));
        let answering = recorder.clone();
        let endpoint = make(move |request: Request| {
            let recorder = answering.clone();
            async move { Ok::<_, poem::Error>(recorder.answer(request).await) }
        });
        let stop = async {
            tokio::select! {
                () = stop => {}
                () = recorder.failed() => {}
            }
        };
        let server = Server::new_with_acceptor(acceptor);
        let served = server.run_with_graceful_shutdown(endpoint, stop, Some(GRACE)).await;
        served.map_err(ServeError::Io)?;
        let count = recorder.finish().map_err(cannot_write)?;
        print_note(format_args!("recorded exchanges: {count}"));
        Ok(())
    }
}
