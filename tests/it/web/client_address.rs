//! Whose request it is, with proxies in front and without.

use std::error::Error;
use std::net::SocketAddr;

use poem::http::uri::Scheme;
use poem::http::{HeaderName, HeaderValue};
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Body, Endpoint, Request, RequestParts};

use super::{Outcome, TestSite};

const FORWARDED: &str = "forwarded";
const X_FORWARDED_FOR: &str = "x-forwarded-for";

/// The address that a handler sees. The proxies are 10.0.0.0/8, 192.0.2.1 and 2001:db8:f::/48.
async fn seen(peer: &str, headers: &[(&str, &str)]) -> Result<String, Box<dyn Error>> {
    seen_where(peer, headers, true, true).await
}

/// The same where only some of the headers are looked at.
async fn seen_where(
    peer: &str,
    headers: &[(&str, &str)],
    forwarded: bool,
    x_forwarded_for: bool,
) -> Result<String, Box<dyn Error>> {
    let mut setup = TestSite::new().await?;
    setup.proxies.networks = [
        "10.0.0.0/8".parse()?,
        "192.0.2.1/32".parse()?,
        "2001:db8:f::/48".parse()?,
    ]
    .into();
    (setup.proxies.forwarded, setup.proxies.x_forwarded_for) = (forwarded, x_forwarded_for);
    let (mut parts, ()) = poem::http::Request::builder().uri("/api/me").body(())?.into_parts();
    for (name, value) in headers {
        let value = HeaderValue::from_bytes(value.as_bytes())?;
        parts.headers.append(name.parse::<HeaderName>()?, value);
    }
    let remote = RemoteAddr(Addr::from(peer.parse::<SocketAddr>()?));
    let parts = RequestParts::from((parts, LocalAddr::default(), remote, Scheme::HTTP));
    let request = Request::from_parts(parts, Body::empty());
    let text = setup.build()?.call(request).await?.into_body().into_string().await?;
    let address = text.split('"').nth(1).ok_or("no address")?;
    Ok(address.to_owned())
}

#[tokio::test]
async fn nobody_but_a_trusted_proxy_is_believed() -> Outcome {
    let headers = [(FORWARDED, "for=198.51.100.9"), (X_FORWARDED_FOR, "198.51.100.9")];
    for (peer, client) in [
        ("203.0.113.5:1", "203.0.113.5"),
        ("192.0.2.2:1", "192.0.2.2"),
        ("11.0.0.1:1", "11.0.0.1"),
        ("[2001:db8:e::1]:1", "2001:db8:e::1"),
        ("10.0.0.1:1", "198.51.100.9"),
        ("192.0.2.1:1", "198.51.100.9"),
        ("[::ffff:10.0.0.1]:1", "198.51.100.9"),
        ("[2001:db8:f::1]:1", "198.51.100.9"),
    ] {
        assert_eq!(seen(peer, &headers).await?, client, "{peer}");
    }
    Ok(())
}

#[tokio::test]
async fn a_proxy_that_says_nothing_is_the_client_itself() -> Outcome {
    assert_eq!(seen("10.0.0.1:1", &[]).await?, "10.0.0.1");
    for empty in ["", " ", ",", " , ,"] {
        assert_eq!(seen("10.0.0.1:1", &[(X_FORWARDED_FOR, empty)]).await?, "10.0.0.1");
        assert_eq!(seen("10.0.0.1:1", &[(FORWARDED, empty)]).await?, "10.0.0.1");
    }
    assert_eq!(seen("10.0.0.1:1", &[("x-real-ip", "198.51.100.9")]).await?, "10.0.0.1");
    Ok(())
}

#[tokio::test]
async fn the_client_is_the_rightmost_hop_that_is_no_proxy_whatever_stands_left_of_it() -> Outcome {
    for (list, client) in [
        ("198.51.100.9", "198.51.100.9"),
        ("203.0.113.1, 198.51.100.9", "198.51.100.9"),
        ("203.0.113.1, 198.51.100.9, 10.1.1.1", "198.51.100.9"),
        ("203.0.113.1,198.51.100.9,192.0.2.1 ,10.1.1.1", "198.51.100.9"),
        ("127.0.0.1, 198.51.100.9", "198.51.100.9"),
        ("10.3.3.3, 198.51.100.9, 10.1.1.1", "198.51.100.9"),
        ("198.51.100.9, , 10.1.1.1,", "198.51.100.9"),
        ("10.3.3.3, 10.2.2.2", "10.3.3.3"),
        ("<script>, 198.51.100.9", "198.51.100.9"),
        ("for=\"open, 198.51.100.9", "198.51.100.9"),
    ] {
        assert_eq!(seen("10.0.0.1:1", &[(X_FORWARDED_FOR, list)]).await?, client, "{list}");
    }
    for (list, client) in [
        ("for=198.51.100.9", "198.51.100.9"),
        (
            "for=203.0.113.1, for=198.51.100.9;proto=https;by=10.1.1.1",
            "198.51.100.9",
        ),
        (
            "for=203.0.113.1, By=_x ; FOR=198.51.100.9, for=10.1.1.1",
            "198.51.100.9",
        ),
        ("for=\"10.3.3.3\",for=10.2.2.2", "10.3.3.3"),
        // A quote that the client left open, before the proxy added its hop.
        ("for=\"open, for=198.51.100.9", "198.51.100.9"),
        ("for=203.0.113.1;x=\", for=198.51.100.9", "198.51.100.9"),
    ] {
        assert_eq!(seen("10.0.0.1:1", &[(FORWARDED, list)]).await?, client, "{list}");
    }
    Ok(())
}

#[tokio::test]
async fn several_lines_are_one_list() -> Outcome {
    let lines = [
        (X_FORWARDED_FOR, "203.0.113.1, 198.51.100.9"),
        (X_FORWARDED_FOR, "10.1.1.1"),
    ];
    assert_eq!(seen("10.0.0.1:1", &lines).await?, "198.51.100.9");
    let lines = [
        (FORWARDED, "for=203.0.113.1"),
        (FORWARDED, "for=198.51.100.9"),
        (FORWARDED, "for=10.1.1.1"),
    ];
    assert_eq!(seen("10.0.0.1:1", &lines).await?, "198.51.100.9");
    Ok(())
}

#[tokio::test]
async fn addresses_are_read_in_every_form_that_proxies_write() -> Outcome {
    for (hop, client) in [
        ("198.51.100.9", "198.51.100.9"),
        ("198.51.100.9:4711", "198.51.100.9"),
        ("\"198.51.100.9:4711\"", "198.51.100.9"),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("\"[2001:db8::7]:4711\"", "2001:db8::7"),
        ("\"[2001:DB8:0::7]\"", "2001:db8::7"),
        ("::ffff:198.51.100.9", "198.51.100.9"),
        ("[::ffff:198.51.100.9]:1", "198.51.100.9"),
    ] {
        assert_eq!(seen("10.0.0.1:1", &[(X_FORWARDED_FOR, hop)]).await?, client, "{hop}");
        let element = format!("proto=https;for={hop}");
        assert_eq!(seen("10.0.0.1:1", &[(FORWARDED, &element)]).await?, client, "{element}");
    }
    Ok(())
}

#[tokio::test]
async fn a_hop_that_is_no_address_ends_the_reading_at_the_one_before_it() -> Outcome {
    for hop in [
        "unknown",
        "_hidden",
        "_hidden:4711",
        "198.51.100.256",
        "198.51.100.9:x",
        "198.51.100.9:65536",
        "198.51.100",
        "0x7f.1",
        "[198.51.100.9]",
        "[2001:db8::7",
        "2001:db8::7]",
        "fe80::1%eth0",
        "\"198.51.100.9",
        "198.51.100.9\"",
        "localhost",
        "é",
    ] {
        let list = format!("203.0.113.1, {hop}, 10.1.1.1");
        assert_eq!(
            seen("10.0.0.1:1", &[(X_FORWARDED_FOR, &list)]).await?,
            "10.1.1.1",
            "{list}"
        );
        let list = format!("for=203.0.113.1, for={hop}, for=10.1.1.1");
        assert_eq!(seen("10.0.0.1:1", &[(FORWARDED, &list)]).await?, "10.1.1.1", "{list}");
    }
    for element in [
        "proto=https",
        "for",
        "for=",
        "198.51.100.9",
        "for=198.51.100.9;for=203.0.113.1",
        "before=1.1.1.1",
    ] {
        let list = format!("for=203.0.113.1, {element}");
        assert_eq!(seen("10.0.0.1:1", &[(FORWARDED, &list)]).await?, "10.0.0.1", "{list}");
    }
    Ok(())
}

#[tokio::test]
async fn of_two_headers_that_do_not_agree_neither_is_believed_unless_the_operator_names_one() -> Outcome {
    let both = [(X_FORWARDED_FOR, "198.51.100.9"), (FORWARDED, "for=203.0.113.1")];
    assert_eq!(seen("10.0.0.1:1", &both).await?, "10.0.0.1");
    let agreed = [
        (X_FORWARDED_FOR, "203.0.113.5, 198.51.100.9"),
        (FORWARDED, "for=\"198.51.100.9:4711\", for=10.1.1.1"),
    ];
    assert_eq!(seen("10.0.0.1:1", &agreed).await?, "198.51.100.9");
    assert_eq!(seen_where("10.0.0.1:1", &both, true, false).await?, "203.0.113.1");
    assert_eq!(seen_where("10.0.0.1:1", &both, false, true).await?, "198.51.100.9");
    let [x_forwarded_for, forwarded] = both;
    assert_eq!(
        seen_where("10.0.0.1:1", &[x_forwarded_for], true, false).await?,
        "10.0.0.1"
    );
    assert_eq!(seen_where("10.0.0.1:1", &[forwarded], false, true).await?, "10.0.0.1");
    // A hidden hop in the one is no reason to believe the other.
    for hidden in ["for=unknown", ""] {
        let both = [(X_FORWARDED_FOR, "198.51.100.9"), (FORWARDED, hidden)];
        assert_eq!(seen("10.0.0.1:1", &both).await?, "10.0.0.1");
    }
    Ok(())
}

#[tokio::test]
async fn a_comma_between_quotes_makes_no_hop() -> Outcome {
    for list in [
        "for=198.51.100.9;host=\"x, for=203.0.113.1\"",
        "for=198.51.100.9;host=\"x, for=203.0.113.1, \"",
        "for=198.51.100.9;host=\"x, for=203.0.113.1;x=\"",
        "for=198.51.100.9;host=\"x, for=203.0.113.1;x=\\\"\"",
        "for=198.51.100.9;host=\"x\", for=203.0.113.1;x=\\",
    ] {
        assert_eq!(seen("10.0.0.1:1", &[(FORWARDED, list)]).await?, "10.0.0.1", "{list}");
    }
    let list = "for=\"198.51.100.9\";host=\"x\"";
    assert_eq!(seen("10.0.0.1:1", &[(FORWARDED, list)]).await?, "198.51.100.9");
    Ok(())
}
