//! The connections that are open: whose they are, and which of them a request came over.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ipnet::IpNet;
use poem::http::Version;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Request};

use super::connection::{AtWork, Connection, Deadlines};

/// How many connections one peer may have.
#[derive(Debug, Clone)]
pub struct PeerLimits {
    /// This many.
    pub max: u32,
    /// Unless it is in one of these networks.
    pub exempt: Arc<[IpNet]>,
}

/// All connections that are open.
pub struct Connections {
    deadlines: Deadlines,
    limits: PeerLimits,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    /// By both ends: the web server below hands these, and nothing else of a connection, to the requests.
    by_ends: HashMap<Ends, Arc<Connection>>,
    /// How many each peer has.
    by_peer: HashMap<IpAddr, u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Ends {
    local: SocketAddr,
    remote: SocketAddr,
}

/// A connection's place among those that are open, until this is dropped.
pub struct Admitted {
    /// Its state.
    pub connection: Arc<Connection>,
    connections: Arc<Connections>,
    ends: Option<Ends>,
}

impl Connections {
    /// None so far.
    pub fn new(deadlines: Deadlines, limits: PeerLimits) -> Arc<Self> {
        Arc::new(Self {
            deadlines,
            limits,
            open: Mutex::default(),
        })
    }

    /// Adds a connection; `None` when its peer has as many as it may.
    pub fn admit(self: &Arc<Self>, local: &LocalAddr, remote: &RemoteAddr) -> Option<Admitted> {
        let connection = Arc::new(Connection::new(self.deadlines));
        let ends = ends(local, remote);
        if let Some(ends) = ends {
            let mut open = self.lock();
            if let Some(peer) = self.counted(ends) {
                let count = open.by_peer.entry(peer).or_default();
                if *count >= self.limits.max {
                    return None;
                }
                *count += 1;
            }
            open.by_ends.insert(ends, connection.clone());
        }
        Some(Admitted {
            connection,
            connections: self.clone(),
            ends,
        })
    }

    /// The connection of this request has work to do until the result is dropped.
    pub fn at_work(&self, request: &Request) -> Option<AtWork> {
        let ends = ends(request.local_addr(), request.remote_addr())?;
        let connection = self.lock().by_ends.get(&ends)?.clone();
        Some(connection.at_work(request.version() == Version::HTTP_2))
    }

    /// The peer as it is counted; none, when it is not. A client of IPv6 has a whole /64 network to itself.
    fn counted(&self, ends: Ends) -> Option<IpAddr> {
        let address = ends.remote.ip().to_canonical();
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

fn ends(local: &Addr, remote: &Addr) -> Option<Ends> {
    Some(Ends {
        local: *local.as_socket_addr()?,
        remote: *remote.as_socket_addr()?,
    })
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let Some(ends) = self.ends else { return };
        let mut open = self.connections.lock();
        // A broken connection may still be here when its client connects once more from the same port.
        if open
            .by_ends
            .get(&ends)
            .is_some_and(|known| Arc::ptr_eq(known, &self.connection))
        {
            open.by_ends.remove(&ends);
        }
        if let Some(peer) = self.connections.counted(ends)
            && let Some(count) = open.by_peer.get_mut(&peer)
        {
            *count -= 1;
            if *count == 0 {
                open.by_peer.remove(&peer);
            }
        }
    }
}
