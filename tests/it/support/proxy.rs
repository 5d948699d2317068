//! A proxy before PostgreSQL that fails on command.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::database::TestDatabase;

/// What becomes of connections.
#[derive(Clone, Copy, PartialEq)]
pub enum Mode {
    /// New ones work. Those that were open before go silent: open, and nothing comes or goes any more.
    Passing,
    /// All are closed at once, as if nothing were there.
    Closed,
}

/// Stands before the server of a database, and is gone when it is dropped.
pub struct Proxy {
    /// The URL of the database through the proxy.
    pub url: String,
    mode: watch::Sender<Mode>,
    _tasks: JoinSet<()>,
}

impl Proxy {
    /// None for SQLite, which has no server.
    pub async fn before(database: &TestDatabase, mode: Mode) -> Option<Self> {
        let mut url = url::Url::parse(&database.url())
            .ok()
            .filter(|url| url.scheme() != "sqlite")?;
        let host = url.host_str().and_then(|host| host.parse().ok());
        let server = SocketAddr::new(host.expect("a server over TCP"), url.port().unwrap_or(5432));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        url.set_port(Some(address.port())).expect("a URL with a port");
        let mode = watch::Sender::new(mode);
        let mut tasks = JoinSet::new();
        tasks.spawn(pass_on(listener, server, mode.clone()));
        Some(Self {
            url: url.to_string(),
            mode,
            _tasks: tasks,
        })
    }

    /// Changes what becomes of connections, those that are open included.
    pub fn turn(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }
}

async fn pass_on(listener: TcpListener, server: SocketAddr, mode: watch::Sender<Mode>) {
    let mut connections = JoinSet::new();
    while let Ok((mut client, _)) = listener.accept().await {
        let mut turned = mode.subscribe();
        if *turned.borrow_and_update() == Mode::Closed {
            continue;
        }
        connections.spawn(async move {
            let mut server = TcpStream::connect(server).await.expect("the server listens");
            tokio::select! {
                _ = copy_bidirectional(&mut client, &mut server) => return,
                _ = turned.changed() => {}
            }
            if *turned.borrow() == Mode::Passing {
                std::future::pending::<()>().await;
            }
        });
    }
}
