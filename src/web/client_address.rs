//! The client's address.
//!
//! It is the address of the connection's peer, unless that peer is a trusted proxy. A proxy appends the address it got
//! the request from to a list (`Forwarded`, RFC 7239, or `X-Forwarded-For`). Everything further left may have been
//! written by anybody. So the list is read from its end: as long as an entry's writer is a trusted proxy, the entry is
//! believed.
//!
//! - The client is the first hop from the right that is no trusted proxy; where all are, the leftmost.
//! - A hop that is not an address (`unknown`, `_hidden`, nonsense) ends the reading: the client is what its writer was.
//! - A comma may stand between quotes, within something that a client chose and a proxy wrote down, and what follows
//!   then only looks like a hop. The list is cut there all the same, and a piece with an odd number of quotes, or with a
//!   backslash, is no address: nothing left of it is read.
//! - Where either header may be believed and both are there, they must name the same client. A proxy that writes one of
//!   them lets a client's own version of the other one through, and which is which does not show: the client is then
//!   the proxy.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use ipnet::IpNet;
use poem::Request;
use poem::http::header::FORWARDED;
use poem::http::{HeaderMap, HeaderName};
use poem::web::RemoteAddr;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Which proxies are trusted, and which of their headers.
#[derive(Debug, Clone)]
pub struct TrustedProxies {
    /// Their networks.
    pub networks: Arc<[IpNet]>,
    /// Whether `Forwarded` is looked at.
    pub forwarded: bool,
    /// Whether `X-Forwarded-For` is looked at.
    pub x_forwarded_for: bool,
}

impl TrustedProxies {
    /// The address of the client that a request comes from.
    pub fn client(&self, request: &Request) -> IpAddr {
        let peer = peer(request.remote_addr());
        if !self.trusts(peer) {
            return peer;
        }
        let headers = request.headers();
        let standard = (self.forwarded && headers.contains_key(FORWARDED))
            .then(|| self.walk(peer, &joined(headers, &FORWARDED), forwarded_hop));
        let other = (self.x_forwarded_for && headers.contains_key(X_FORWARDED_FOR))
            .then(|| self.walk(peer, &joined(headers, &X_FORWARDED_FOR), node));
        match (standard, other) {
            (Some(one), Some(two)) if one != two => peer,
            (Some(client), _) | (None, Some(client)) => client,
            (None, None) => peer,
        }
    }

    /// The address of a peer whose forwarding headers are ignored, because it is not trusted.
    pub fn ignored(&self, request: &Request) -> Option<IpAddr> {
        let headers = request.headers();
        if !headers.contains_key(FORWARDED) && !headers.contains_key(X_FORWARDED_FOR) {
            return None;
        }
        let peer = peer(request.remote_addr());
        (!self.trusts(peer)).then_some(peer)
    }

    /// Whether a request comes from one of them.
    pub fn have_sent(&self, request: &Request) -> bool {
        self.trusts(peer(request.remote_addr()))
    }

    /// Whether this is a proxy of ours.
    fn trusts(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&address))
    }

    /// Reads the list from its end. It is cut at every comma, even at one between quotes: a quote that a client left
    /// open must not swallow what a proxy has put behind it, and no address has a comma. The piece of a quoted text that
    /// was cut so is not whole, and ends the reading.
    fn walk(&self, peer: IpAddr, list: &str, read: fn(&str) -> Option<IpAddr>) -> IpAddr {
        let mut client = peer;
        for hop in list.rsplit(',').map(str::trim).filter(|hop| !hop.is_empty()) {
            let Some(address) = is_whole(hop).then(|| read(hop)).flatten() else {
                break;
            };
            client = address;
            if !self.trusts(client) {
                break;
            }
        }
        client
    }
}

/// The other end of the connection. An IPv4 client of a socket that listens on IPv6 has one address, not two. A
/// connection that is not from the network, as over a Unix socket, is from this machine.
fn peer(peer: &RemoteAddr) -> IpAddr {
    peer.as_socket_addr()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |socket| socket.ip().to_canonical())
}

/// All lines of a header as the one list that they are (RFC 9110 section 5.3). Bytes that are no text make no address.
fn joined(headers: &HeaderMap, name: &HeaderName) -> String {
    let lines = headers.get_all(name).iter();
    let texts: Vec<_> = lines.map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    texts.join(",")
}

/// Whether a piece of the list is sure to be an element of it, and not of a quoted text with a comma in it.
fn is_whole(piece: &str) -> bool {
    piece.matches('"').count().is_multiple_of(2) && !piece.contains('\\')
}

/// The address in `for=`, of one element of `Forwarded` (RFC 7239 section 4). None where it is not there, or twice.
fn forwarded_hop(element: &str) -> Option<IpAddr> {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let mut fors = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
    let (Some((_, only)), None) = (fors.next(), fors.next()) else {
        return None;
    };
    node(only.trim())
}

/// An address with or without a port, in quotes or not: `192.0.2.7`, `192.0.2.7:80`, `"[2001:db8::7]:80"`. Without
/// brackets, which some proxies leave away in `X-Forwarded-For`, an IPv6 address has no port.
fn node(text: &str) -> Option<IpAddr> {
    let text = match text.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"')?,
        None => text,
    };
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    let with_port = || text.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    let address = text.parse().ok().or_else(bracketed).or_else(with_port)?;
    Some(address.to_canonical())
}
