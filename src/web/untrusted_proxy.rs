//! Says that a proxy is not trusted, once: its forwarding headers are ignored, and all its clients look like one.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};

use poem::Request;

use super::client_address::TrustedProxies;
use crate::auth::AuthService;

/// What has been said.
#[derive(Debug, Default)]
pub struct UntrustedProxy {
    of_internal: AtomicBool,
    of_external: AtomicBool,
}

impl UntrustedProxy {
    /// Says it, if this request shows it for the first time. `latchkey doctor` says it too, of an address that is not of
    /// the internet: any client may send such headers, but those are proxies.
    pub fn look_for(&self, proxies: &TrustedProxies, request: &Request, auth: &AuthService) {
        if self.of_internal.load(Ordering::Relaxed) && self.of_external.load(Ordering::Relaxed) {
            return;
        }
        let Some(address) = proxies.ignored(request) else {
            return;
        };
        if !is_internal(address) {
            if !self.of_external.swap(true, Ordering::Relaxed) {
                tracing::warn!(
                    "a client sent forwarding headers, which are ignored; if that is your proxy, name it in \
                     http.trusted_proxies"
                );
            }
            return;
        }
        if self.of_internal.swap(true, Ordering::Relaxed) {
            return;
        }
        tracing::warn!(
            proxy = %address,
            "forwarding headers of a proxy that http.trusted_proxies does not name are ignored: all its clients look like \
             one, and share its rate limits"
        );
        let auth = auth.clone();
        drop(tokio::spawn(async move {
            if let Err(error) = auth.note_untrusted_proxy(address).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "a notice could not be kept");
            }
        }));
    }
}

/// Whether an address is of a private network or of this machine (RFC 1918, 3927, 4193, 4291).
fn is_internal(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_internal;

    #[test]
    fn addresses_of_private_networks_are_internal() {
        for (address, expected) in [
            ("127.0.0.1", true),
            ("10.1.2.3", true),
            ("192.168.1.1", true),
            ("169.254.0.1", true),
            ("172.32.0.1", false),
            ("203.0.113.5", false),
            ("::1", true),
            ("fd00::1", true),
            ("fe80::1", true),
            ("2001:db8::1", false),
        ] {
            assert_eq!(is_internal(address.parse().unwrap()), expected, "{address}");
        }
    }
}
