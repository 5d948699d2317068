//! Serves metrics and health checks on an address of their own, over plain HTTP.

use std::sync::Arc;

use poem::{EndpointExt, Server};
use tokio::net::TcpListener;

use super::accept::{self, Connections, Deadlines, LimitedAcceptor, PeerLimits, Tcp};
use super::error::ServeError;
use super::framing::StrictAcceptor;
use super::socket::{BoundSocket, bind};
use crate::app::App;
use crate::config::{AdminListenAddress, Http};

/// How many connections there may be: a few scrapers and probes.
const MAX_CONNECTIONS: usize = 64;
/// How many of them one address may have, so that it cannot keep probes out.
const MAX_PER_PEER: u32 = 16;

/// Binds the configured address. One that was not chosen by anybody may be taken: by another server beside this one.
///
/// # Errors
/// [`ServeError::Listen`] if the configured address cannot be had.
pub fn bind_admin(http: &Http) -> Result<Option<BoundSocket>, ServeError> {
    let Some(address) = http.admin_listen.address(http.listen.0) else {
        return Ok(None);
    };
    match (http.admin_listen, bind(address)) {
        (_, Ok(socket)) => Ok(Some(socket)),
        (AdminListenAddress::Auto, Err(error)) => {
            not_served(&error);
            Ok(None)
        }
        (AdminListenAddress::At(_) | AdminListenAddress::Off, Err(error)) => Err(error),
    }
}

/// Begins to listen, as [`bind_admin`] does.
///
/// # Errors
/// [`ServeError::Listen`] if the configured address cannot be had.
pub fn listen_admin(http: &Http, socket: Option<BoundSocket>) -> Result<Option<TcpListener>, ServeError> {
    match (http.admin_listen, socket.map(BoundSocket::listen).transpose()) {
        (_, Ok(listener)) => Ok(listener),
        (AdminListenAddress::Auto, Err(error)) => {
            not_served(&error);
            Ok(None)
        }
        (AdminListenAddress::At(_) | AdminListenAddress::Off, Err(error)) => Err(error),
    }
}

fn not_served(error: &ServeError) {
    tracing::warn!(
        error = error as &dyn std::error::Error,
        "metrics are not served: set http.admin_listen"
    );
}

/// Serves, until this is dropped.
pub async fn serve_admin(app: &App, http: &Http, listener: TcpListener) {
    let deadlines = Deadlines {
        head: http.head_timeout.get(),
        idle: http.idle_timeout.get(),
    };
    let limits = PeerLimits {
        max: MAX_PER_PEER,
        exempt: Arc::default(),
    };
    let connections = Connections::new(deadlines, limits);
    let acceptor = LimitedAcceptor::new(Tcp(listener), MAX_CONNECTIONS, connections.clone());
    let endpoint = app
        .monitoring()
        .around(move |next, request| accept::track_requests(connections.clone(), next, request));
    let served = Server::new_with_acceptor(StrictAcceptor::new(acceptor, false))
        .run(endpoint)
        .await;
    if let Err(error) = served {
        tracing::error!(%error, "metrics are not served any more");
    }
}
