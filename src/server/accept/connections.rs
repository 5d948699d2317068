//! The open connections, by peer and by request.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ipnet::IpNet;
use poem::http::Version;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Request};

use super::connection::{Connection, Deadlines, OpenRequest};

/// The limit of connections from one peer.
#[derive(Debug, Clone)]
pub struct PeerLimits {
    /// The most connections.
    pub max: u32,
    /// Peers in these networks have no limit.
    pub exempt: Arc<[IpNet]>,
}

/// All open connections.
pub struct Connections {
    deadlines: Deadlines,
    limits: PeerLimits,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    /// By both addresses: the web server gives requests these, and nothing else of their connection.
    by_endpoints: HashMap<Endpoints, Arc<Connection>>,
    /// The number of connections of each peer.
    by_peer: HashMap<IpAddr, u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Endpoints {
    local: SocketAddr,
    remote: SocketAddr,
}

/// A connection that counts as open until this is dropped.
pub struct Admitted {
    /// Its state.
    pub connection: Arc<Connection>,
    connections: Arc<Connections>,
    endpoints: Option<Endpoints>,
}

impl Connections {
    /// No connections.
    pub fn new(deadlines: Deadlines, limits: PeerLimits) -> Arc<Self> {
        Arc::new(Self {
            deadlines,
            limits,
            open: Mutex::default(),
        })
    }

    /// Adds a connection; `None` if its peer has reached its limit.
    pub fn admit(self: &Arc<Self>, local: &LocalAddr, remote: &RemoteAddr) -> Option<Admitted> {
        let connection = Arc::new(Connection::new(self.deadlines));
        let endpoints = endpoints(local, remote);
        if let Some(endpoints) = endpoints {
            let mut open = self.lock();
            if let Some(peer) = self.peer_key(endpoints) {
                let count = open.by_peer.entry(peer).or_default();
                if *count >= self.limits.max {
                    return None;
                }
                *count += 1;
            }
            open.by_endpoints.insert(endpoints, connection.clone());
        }
        Some(Admitted {
            connection,
            connections: self.clone(),
            endpoints,
        })
    }

    /// Begins a request on its connection. It is open until the result is dropped.
    pub fn begin_request(&self, request: &Request) -> Option<OpenRequest> {
        let endpoints = endpoints(request.local_addr(), request.remote_addr())?;
        let connection = self.lock().by_endpoints.get(&endpoints)?.clone();
        Some(connection.begin_request(request.version() == Version::HTTP_2))
    }

    /// What connections of this peer are counted by; `None` for an exempt peer. One IPv6 client has a whole /64
    /// network.
    fn peer_key(&self, endpoints: Endpoints) -> Option<IpAddr> {
        let address = endpoints.remote.ip().to_canonical();
        if self.limits.exempt.iter().any(|network| network.contains(&address)) {
            return None;
        }
        Some(match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn endpoints(local: &Addr, remote: &Addr) -> Option<Endpoints> {
    Some(Endpoints {
        local: *local.as_socket_addr()?,
        remote: *remote.as_socket_addr()?,
    })
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let Some(endpoints) = self.endpoints else { return };
        let mut open = self.connections.lock();
        // A broken connection may still be listed when its client connects again from the same port.
        if open
            .by_endpoints
            .get(&endpoints)
            .is_some_and(|known| Arc::ptr_eq(known, &self.connection))
        {
            open.by_endpoints.remove(&endpoints);
        }
        if let Some(peer) = self.connections.peer_key(endpoints)
            && let Some(count) = open.by_peer.get_mut(&peer)
        {
            *count -= 1;
            if *count == 0 {
                open.by_peer.remove(&peer);
            }
        }
    }
}
