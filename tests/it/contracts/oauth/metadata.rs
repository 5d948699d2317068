//! `GET /.well-known/oauth-authorization-server`

use serde_json::json;

use crate::support::TestApp;

const METADATA: &str = "/.well-known/oauth-authorization-server";

#[tokio::test]
async fn the_metadata_name_everything_below_the_address_that_clients_see() {
    for (configuration, address) in [
        ("", "http://127.0.0.1:8080"),
        ("[http]\nlisten = \"[::1]:9000\"", "http://[::1]:9000"),
        (
            "[http]\npublic_url = \"https://login.example.com\"",
            "https://login.example.com",
        ),
    ] {
        let app = TestApp::with(configuration).await;
        let metadata = json!({
            "issuer": address,
            "introspection_endpoint": format!("{address}/oauth/introspect"),
            "introspection_endpoint_auth_methods_supported": ["client_secret_basic", "Bearer"],
            "revocation_endpoint": format!("{address}/oauth/revoke"),
            "revocation_endpoint_auth_methods_supported": ["none", "client_secret_basic"],
            "jwks_uri": format!("{address}/.well-known/jwks.json"),
            "response_types_supported": [],
            "grant_types_supported": [],
        });
        let answer = app.get(METADATA).send().await;
        assert_eq!((answer.status, answer.json()), (200, metadata));
        assert_eq!(answer.header("cache-control"), Some("no-cache"), "{answer:?}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{answer:?}");
    }
}

#[tokio::test]
async fn they_are_only_looked_at() {
    let app = TestApp::start().await;
    let answer = app.call("POST", METADATA).send().await;
    answer.has_headers(&[("allow", "GET, HEAD")]);
    assert_eq!(answer.status, 405);
}
