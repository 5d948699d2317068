//! URLs that messages can be posted to.

use std::net::IpAddr;

use url::{Host, Url};

use super::addresses::AddressRules;

/// The longest URL, in bytes.
const MAX_LENGTH: usize = 2048;

/// Why a URL is refused. `Display` is what to say after its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlRefused {
    /// Not an absolute URL with a host.
    #[error("must be a URL such as https://example.com/hooks")]
    Syntax,
    /// More than 2,048 bytes.
    #[error("must not be longer than {MAX_LENGTH} bytes")]
    TooLong,
    /// Another scheme than https, or http where no address may be called without TLS.
    #[error("must begin with https://; http:// is for addresses in webhooks.allowed_networks")]
    Scheme,
    /// A username or password, which would be stored and shown in the clear.
    #[error("must not contain a username or password: the signature tells who sends")]
    Credentials,
    /// A fragment, which no server gets.
    #[error("must not contain a fragment, the part after #")]
    Fragment,
    /// An address that is not public and not allowed.
    #[error("must not be at {0}, which is not a public address; webhooks.allowed_networks allows others")]
    Address(IpAddr),
}

/// Checks a URL as far as it can be without looking its host up. What its name leads to is checked with each message.
pub(super) fn checked(text: &str, rules: &AddressRules) -> Result<String, UrlRefused> {
    if text.len() > MAX_LENGTH {
        return Err(UrlRefused::TooLong);
    }
    let url = Url::parse(text).map_err(|_| UrlRefused::Syntax)?;
    let is_encrypted = match url.scheme() {
        "https" => true,
        "http" if rules.has_allowed() => false,
        _ => return Err(UrlRefused::Scheme),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(UrlRefused::Credentials);
    }
    if url.fragment().is_some() {
        return Err(UrlRefused::Fragment);
    }
    let address = match url.host() {
        None => return Err(UrlRefused::Syntax),
        Some(Host::Domain(_)) => None,
        Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
    };
    match address {
        Some(address) if !rules.permit(address, is_encrypted) => Err(UrlRefused::Address(address)),
        Some(_) | None => Ok(url.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::{AddressRules, UrlRefused, checked};

    fn refusal(url: &str) -> UrlRefused {
        checked(url, &AddressRules::default()).expect_err(url)
    }

    #[test]
    fn a_url_is_stored_as_it_is_called() {
        for (given, stored) in [
            ("https://example.com", "https://example.com/"),
            ("HTTPS://Example.com:443/a?b=c", "https://example.com/a?b=c"),
            ("https://1.1.1.1:8443/hook", "https://1.1.1.1:8443/hook"),
        ] {
            assert_eq!(checked(given, &AddressRules::default()).as_deref(), Ok(stored));
        }
    }

    #[test]
    fn an_address_is_found_however_it_is_spelled() {
        for url in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://169.254.169.254/",
            "https://10.0.0.1:8080/",
        ] {
            assert!(matches!(refusal(url), UrlRefused::Address(_)), "{url}");
        }
    }

    #[test]
    fn what_is_no_place_for_messages_is_refused() {
        for (url, expected) in [
            ("", UrlRefused::Syntax),
            ("example.com/hook", UrlRefused::Syntax),
            ("https://", UrlRefused::Syntax),
            ("http://example.com/", UrlRefused::Scheme),
            ("http://127.0.0.1/", UrlRefused::Scheme),
            ("ftp://example.com/", UrlRefused::Scheme),
            ("file:///etc/passwd", UrlRefused::Scheme),
            ("https://ana@example.com/", UrlRefused::Credentials),
            ("https://:secret@example.com/", UrlRefused::Credentials),
            ("https://example.com/#a", UrlRefused::Fragment),
        ] {
            assert_eq!(refusal(url), expected, "{url}");
        }
        assert_eq!(
            refusal(&format!("https://example.com/{}", "a".repeat(2048))),
            UrlRefused::TooLong
        );
    }

    #[test]
    fn plain_http_is_for_allowed_networks() {
        let rules = AddressRules::new(&["127.0.0.0/8".parse().expect("a network")]);
        assert!(checked("http://127.0.0.1:9000/hook", &rules).is_ok());
        assert!(
            checked("http://receiver.internal/hook", &rules).is_ok(),
            "its addresses are checked later"
        );
        assert!(matches!(
            checked("http://1.1.1.1/", &rules),
            Err(UrlRefused::Address(_))
        ));
    }
}
