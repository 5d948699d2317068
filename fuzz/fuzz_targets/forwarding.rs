//! The forwarding headers: whatever an untrusted peer writes into them, it cannot choose the address that it is taken
//! for.
//!
//! The input is lines: of `Forwarded` if they begin with `F`, of `X-Forwarded-For` otherwise.

#![no_main]

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use latchkey::web::TrustedProxies;
use libfuzzer_sys::fuzz_target;
use poem::http::uri::Scheme;
use poem::http::{HeaderMap, HeaderName, HeaderValue};
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Body, Request, RequestParts};

const FORWARDED: HeaderName = HeaderName::from_static("forwarded");
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// Of the trusted network 10.0.0.0/8.
const PROXY: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
/// Of no trusted network.
const STRANGER: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 9));

fuzz_target!(|bytes: &[u8]| {
    let headers = headers(bytes);
    for (forwarded, x_forwarded_for) in [(true, true), (true, false), (false, true), (false, false)] {
        let proxies = TrustedProxies {
            networks: ["10.0.0.0/8".parse().unwrap(), "2001:db8:f::/48".parse().unwrap()].into(),
            forwarded,
            x_forwarded_for,
        };
        check(&proxies, &headers);
    }
    check_plain_list(&headers);
});

fn headers(bytes: &[u8]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in bytes.split(|byte| *byte == b'\n').take(16) {
        let (name, line) = match line.strip_prefix(b"F") {
            Some(rest) => (FORWARDED, rest),
            None => (X_FORWARDED_FOR, line),
        };
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(name, value);
        }
    }
    headers
}

fn check(proxies: &TrustedProxies, headers: &HeaderMap) {
    let from_stranger = client(proxies, STRANGER, headers);
    assert_eq!(from_stranger, STRANGER, "an untrusted peer was believed");
    let client_of_proxy = client(proxies, PROXY, headers);
    assert_eq!(
        client_of_proxy,
        client_of_proxy.to_canonical(),
        "one address, two spellings"
    );
    if !(proxies.forwarded || proxies.x_forwarded_for) {
        assert_eq!(client_of_proxy, PROXY);
    }
    // What the stranger has sent, as a proxy passes it on: with the stranger's address behind it.
    for (header, hop, is_looked_at, other) in [
        (FORWARDED, "for=198.51.100.9", proxies.forwarded, X_FORWARDED_FOR),
        (X_FORWARDED_FOR, "198.51.100.9", proxies.x_forwarded_for, FORWARDED),
    ] {
        if !is_looked_at {
            continue;
        }
        let mut passed_on = headers.clone();
        passed_on.append(header, HeaderValue::from_static(hop));
        // The other header may be all the stranger's own.
        let chosen = client(proxies, PROXY, &passed_on);
        assert!(
            [STRANGER, PROXY].contains(&chosen),
            "the stranger chose {chosen}: {passed_on:?}"
        );
        passed_on.remove(other);
        assert_eq!(client(proxies, PROXY, &passed_on), STRANGER, "{passed_on:?}");
    }
}

/// A list of addresses and nothing else, read by hand: the rightmost that is no proxy's, or the leftmost.
fn check_plain_list(headers: &HeaderMap) {
    let proxies = TrustedProxies {
        networks: ["10.0.0.0/8".parse().unwrap()].into(),
        forwarded: false,
        x_forwarded_for: true,
    };
    let lines = headers.get_all(X_FORWARDED_FOR).iter();
    let hops = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    let addresses = hops.map(|hop| str::from_utf8(hop).ok()?.trim_matches(' ').parse::<IpAddr>().ok());
    let Some(addresses) = addresses.collect::<Option<Vec<_>>>() else {
        return;
    };
    let addresses: Vec<IpAddr> = addresses.iter().map(IpAddr::to_canonical).collect();
    let is_proxy = |address: &&IpAddr| matches!(address, IpAddr::V4(v4) if v4.octets()[0] == 10);
    let stranger = addresses.iter().rev().find(|address| !is_proxy(address));
    let expected = stranger.or(addresses.first()).unwrap_or(&PROXY);
    assert_eq!(client(&proxies, PROXY, headers), *expected, "{headers:?}");
}

fn client(proxies: &TrustedProxies, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let (mut parts, ()) = poem::http::Request::new(()).into_parts();
    parts.headers = headers.clone();
    let remote = RemoteAddr(Addr::from(SocketAddr::new(peer, 4711)));
    let parts = RequestParts::from((parts, LocalAddr::default(), remote, Scheme::HTTP));
    proxies.client(&Request::from_parts(parts, Body::empty()))
}
