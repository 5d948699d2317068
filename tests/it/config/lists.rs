//! Lists: networks and origins.

use super::{Outcome, Place, toml_of, variable};

const PROXIES: &str = "http.trusted_proxies";
const ORIGINS: &str = "http.cors_origins";
const RECEIVERS: &str = "webhooks.allowed_networks";

/// What is said about a list with this item, whether it is in the file or in the environment.
fn refusal(key: &str, item: &str) -> Result<String, Box<dyn std::error::Error>> {
    let refusal = Place::new()?.file(&toml_of(key, &format!("['{item}']")))?.refusal()?;
    let from_file = refusal
        .strip_prefix(&format!("{key} (latchkey.toml): "))
        .ok_or_else(|| refusal.clone())?;
    let name = variable(key);
    let refusal = Place::new()?.env(&name, item).refusal()?;
    assert_eq!(refusal, format!("{key} (environment variable {name}): {from_file}"));
    Ok(from_file.to_owned())
}

#[test]
fn a_variable_separates_the_items_of_a_list_by_commas() -> Outcome {
    let list = "[http]\ntrusted_proxies = ['10.0.0.0/8', '2001:db8::7']\ncors_origins = ['https://a.example', \
                'http://localhost:3000']\n";
    let from_file = Place::new()?.file(list)?.load()?;
    let from_environment = Place::new()?
        .env(&variable(PROXIES), "10.0.0.0/8,2001:db8::7")
        .env(&variable(ORIGINS), " https://a.example , http://localhost:3000 ")
        .load()?;
    assert_eq!(from_file, from_environment);
    let taken_away = Place::new()?.file(list)?.env(&variable(PROXIES), " ").load()?;
    assert!(taken_away.http.trusted_proxies.as_slice().is_empty());
    Ok(())
}

#[test]
fn a_network_is_one_address_or_a_whole_network() -> Outcome {
    for (written, meant) in [
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("10.1.2.3/8", "10.0.0.0/8"),
        ("192.0.2.7", "192.0.2.7/32"),
        ("2001:db8::7", "2001:db8::7/128"),
        ("2001:DB8::/32", "2001:db8::/32"),
        ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
        ("::ffff:192.0.2.7", "192.0.2.7/32"),
    ] {
        let config = Place::new()?.env(&variable(PROXIES), written).load()?;
        let networks: Vec<String> = config.http.trusted_proxies.into();
        assert_eq!(networks, [meant], "{written}");
    }
    for everybody in ["0.0.0.0/0", "::/0", "10.0.0.1/0", "::ffff:0.0.0.0/96"] {
        let said = format!("must name the proxies, not `{everybody}`: everybody would be believed");
        assert_eq!(refusal(PROXIES, everybody)?, said);
    }
    for wrong in [
        "10.0.0.0/33",
        "10.0.0",
        "proxy.example",
        "10.0.0.1:80",
        "10.0.0.0/8;::1",
        "*",
    ] {
        let said = format!("must be a list of networks or addresses such as 10.0.0.0/8 or 2001:db8::7, not `{wrong}`");
        assert_eq!(refusal(PROXIES, wrong)?, said);
    }
    Ok(())
}

#[test]
fn networks_of_receivers_are_written_alike_and_never_everything() -> Outcome {
    let config = Place::new()?.env(&variable(RECEIVERS), "10.1.2.3/8,::1").load()?;
    let networks: Vec<String> = config.webhooks.allowed_networks.into();
    assert_eq!(networks, ["10.0.0.0/8", "::1/128"]);
    let said = "must name the networks of receivers, not `::/0`: every address could be called";
    assert_eq!(refusal(RECEIVERS, "::/0")?, said);
    let said = "must be a list of networks or addresses such as 10.1.2.0/24 or 2001:db8::7, not `receiver`";
    assert_eq!(refusal(RECEIVERS, "receiver")?, said);
    Ok(())
}

#[test]
fn an_origin_is_named_as_browsers_write_it_and_never_everybody() -> Outcome {
    for everybody in ["*", "null"] {
        let said = format!(
            "must name each origin, not `{everybody}`: it would let every web page that somebody visits log in as \
             them and read their tokens"
        );
        assert_eq!(refusal(ORIGINS, everybody)?, said);
    }
    for wrong in [
        "app.example",
        "https://",
        "https://a:b@app.example",
        "file:///index.html",
        "data:text/html",
    ] {
        let said = format!("must be a list of origins such as https://app.example.com, not `{wrong}`");
        assert_eq!(refusal(ORIGINS, wrong)?, said);
    }
    for wildcard in [
        "https://*",
        "https://*.com",
        "https://*.*.example",
        "https://a.*.example",
        "*.app.example",
    ] {
        let said = format!(
            "must have `*` only as the first label below a domain, such as https://*.example.com, not `{wildcard}`"
        );
        assert_eq!(refusal(ORIGINS, wildcard)?, said);
    }
    for (found, wanted) in [
        ("https://app.example/", "https://app.example"),
        ("https://app.example/path", "https://app.example"),
        ("https://App.Example", "https://app.example"),
        ("https://app.example:443", "https://app.example"),
        ("http://app.example:80", "http://app.example"),
        ("https://app.example?x", "https://app.example"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://*.App.Example", "https://*.app.example"),
        ("Capacitor://localhost", "capacitor://localhost"),
        ("app://host/path", "app://host"),
    ] {
        let said = format!("must be written as browsers write it, `{wanted}`, not `{found}`");
        assert_eq!(refusal(ORIGINS, found)?, said);
    }
    Ok(())
}

#[test]
fn an_origin_may_be_that_of_an_app_in_a_web_view_or_have_one_label_open() -> Outcome {
    let origins = [
        "capacitor://localhost",
        "ionic://localhost",
        "app://com.example.selfcare",
        "http://localhost:8100",
        "https://*.example.com",
        "https://*.apps.example.com:8443",
    ];
    let config = Place::new()?.env(&variable(ORIGINS), origins.join(",")).load()?;
    assert_eq!(config.http.cors_origins.as_slice(), origins);
    Ok(())
}

#[test]
fn a_certificate_needs_a_key_and_a_key_a_certificate_wherever_they_are_set() -> Outcome {
    let refusal = Place::new()?.file("http.tls_cert = 'cert.pem'\n")?.refusal()?;
    assert_eq!(refusal, "http.tls_cert (latchkey.toml): needs http.tls_key beside it");
    let refusal = Place::new()?.env("LATCHKEY_HTTP_TLS_KEY", "key.pem").refusal()?;
    let place = "environment variable LATCHKEY_HTTP_TLS_KEY";
    assert_eq!(
        refusal,
        format!("http.tls_key ({place}): needs http.tls_cert beside it")
    );
    let both = Place::new()?
        .file("http.tls_cert = 'cert.pem'\n")?
        .env("LATCHKEY_HTTP_TLS_KEY", "key.pem");
    let config = both.load()?;
    assert!(config.http.is_https());
    assert_eq!(config.http.tls_cert, Some("cert.pem".into()));
    Ok(())
}

#[test]
fn a_server_with_a_certificate_has_no_public_url_without_tls() -> Outcome {
    let with = |url: &str| {
        let text = format!("http.tls_cert = 'cert.pem'\nhttp.tls_key = 'key.pem'\nhttp.public_url = '{url}'\n");
        Place::new()?.file(&text)
    };
    assert_eq!(
        with("http://login.example.com")?.refusal()?,
        "http.public_url (latchkey.toml): must be an https:// address, because http.tls_cert is set"
    );
    assert!(with("https://login.example.com")?.load()?.http.is_https());
    Ok(())
}
