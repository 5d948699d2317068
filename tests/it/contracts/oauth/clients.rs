//! Who may ask: services with an API key.

use latchkey::model::{Permissions, UserId};

use super::{CHALLENGE, INTROSPECT, REVOKE, is_error, with_token};
use crate::support::clock::days;
use crate::support::http::Call;
use crate::support::{DEMO_KEY, TestApp};

const ADMIN: UserId = UserId(1);
const MISSING: (&str, &str) = ("invalid_client", "An API key is needed.");
const INVALID: (&str, &str) = ("invalid_client", "The API key is not valid.");

fn basic(pair: &str) -> String {
    use base64::Engine;
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
}

async fn asks<'a>(app: &'a TestApp, path: &str) -> Call<'a> {
    let token = app.token("staff").await;
    with_token(app, path, &token)
}

#[tokio::test]
async fn a_key_is_taken_in_its_header_as_a_bearer_token_and_with_its_secret_as_basic() {
    let app = TestApp::start().await;
    let created = app.add_key(ADMIN, Permissions::READ, |_| ()).await;
    let (key, secret) = (created.key.expose(), created.client_secret.expose());
    let pair = basic(&format!("{key}:{secret}"));
    for path in [INTROSPECT, REVOKE] {
        for call in [
            asks(&app, path).await.api_key(key),
            asks(&app, path).await.bearer(key),
            asks(&app, path).await.header("authorization", &format!("bearer {key}")),
            asks(&app, path).await.header("authorization", &pair),
            asks(&app, path)
                .await
                .header("authorization", &pair.replace("Basic", "bAsIc")),
        ] {
            let answer = call.send().await;
            assert_eq!(answer.status, 200, "{answer:?}");
        }
    }
}

#[tokio::test]
async fn a_bad_credential_is_never_ignored() {
    let app = TestApp::start().await;
    let created = app.add_key(ADMIN, Permissions::READ, |_| ()).await;
    let other = app.add_key(ADMIN, Permissions::READ, |_| ()).await;
    let (key, secret) = (created.key.expose(), created.client_secret.expose());
    let token = app.token("staff").await;
    for path in [INTROSPECT, REVOKE] {
        for call in [
            asks(&app, path).await.api_key("api_wrong"),
            asks(&app, path).await.api_key(""),
            asks(&app, path).await.api_key(&key[..key.len() - 1]),
            asks(&app, path).await.api_key("' OR '1'='1"),
            asks(&app, path).await.api_key(secret),
            asks(&app, path).await.header(
                "authorization",
                &basic(&format!("{key}:{}", &secret[..secret.len() - 1])),
            ),
            asks(&app, path)
                .await
                .header("authorization", &basic(&format!("{key}:{secret}\r\n"))),
            asks(&app, path)
                .await
                .header("authorization", &basic(&format!("{key}:{}", "0".repeat(6_000)))),
            asks(&app, path).await.api_key(key).api_key(key),
            asks(&app, path).await.bearer("api_wrong"),
            asks(&app, path).await.bearer(&token),
            asks(&app, path).await.header("authorization", "Bearer"),
            asks(&app, path).await.header("authorization", "Digest x"),
            asks(&app, path).await.header("authorization", &basic(key)),
            asks(&app, path)
                .await
                .header("authorization", &basic(&format!("{key}:"))),
            asks(&app, path)
                .await
                .header("authorization", &basic(&format!("{key}:wrong"))),
            asks(&app, path)
                .await
                .header("authorization", &basic(&format!("{secret}:{key}"))),
            asks(&app, path).await.header(
                "authorization",
                &basic(&format!("{key}:{}", other.client_secret.expose())),
            ),
            asks(&app, path).await.header("authorization", &basic("api_\0:x")),
            asks(&app, path).await.header("authorization", &basic(":")),
            asks(&app, path).await.header("authorization", "Basic ###"),
            asks(&app, path)
                .await
                .header("authorization", &basic(&format!("{key}:{secret}")))
                .header("authorization", &basic(&format!("{key}:{secret}"))),
            // Two ways at once.
            asks(&app, path).await.api_key(key).bearer(key),
            asks(&app, path)
                .await
                .api_key(key)
                .header("authorization", &basic(&format!("{key}:{secret}"))),
        ] {
            is_error(&call.send().await, 401, INVALID, &[CHALLENGE]);
        }
    }
}

#[tokio::test]
async fn only_an_introspection_needs_a_key_and_the_key_needs_read() {
    let app = TestApp::start().await;
    is_error(&asks(&app, INTROSPECT).await.send().await, 401, MISSING, &[CHALLENGE]);
    let writer = app.add_key(ADMIN, Permissions::WRITE, |_| ()).await;
    let answer = asks(&app, INTROSPECT).await.api_key(writer.key.expose()).send().await;
    let said = ("unauthorized_client", "The API key lacks the Read permission.");
    is_error(&answer, 403, said, &[]);
    let answer = asks(&app, REVOKE).await.api_key(writer.key.expose()).send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn a_key_that_stopped_working_stops_working_here_too() {
    let app = TestApp::start().await;
    let until = |days_on| {
        use latchkey::auth::Clock;
        app.clock.now().plus(days(days_on))
    };
    let (ends, end) = (until(1), until(2));
    let expiring = app
        .add_key(ADMIN, Permissions::READ, |new| new.expires_at = Some(ends))
        .await;
    let revoked = app
        .add_key(ADMIN, Permissions::READ, |new| new.expires_at = Some(end))
        .await;
    for key in [&expiring, &revoked] {
        assert_eq!(
            asks(&app, INTROSPECT)
                .await
                .api_key(key.key.expose())
                .send()
                .await
                .status,
            200
        );
    }
    assert!(app.app.auth.revoke_api_key(revoked.id).await.expect("a database"));
    app.pass(days(1));
    for key in [&expiring, &revoked] {
        let answer = asks(&app, INTROSPECT).await.api_key(key.key.expose()).send().await;
        is_error(&answer, 401, INVALID, &[CHALLENGE]);
    }
    assert_eq!(asks(&app, INTROSPECT).await.api_key(DEMO_KEY).send().await.status, 200);
}
