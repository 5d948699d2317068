//! Tokens are verified strictly: whatever is not exactly as we write it is refused, even where its signature is good.

mod claims;
mod encrypted_keys;
mod external_secret;
mod header;
mod keys;
mod published;
mod rotation;
mod session;
mod shape;
mod times;
mod verified;

use serde_json::json;

use crate::support::TestApp;
use crate::support::tokens::Forged;

/// An application, a genuine token of the user `admin`, and the same token to be forged with the real key.
struct Bench {
    app: TestApp,
    token: String,
    forged: Forged,
}

impl Bench {
    async fn set_up() -> Self {
        let app = TestApp::start().await;
        let token = app.token("staff").await;
        let forged = app.forge(&token).await;
        Self { app, token, forged }
    }

    /// Asserts that each of these is answered with the contract's 401, and that an honest token signed by the same
    /// hand is not: otherwise nothing would be shown about the forged ones.
    async fn assert_refused<'a>(&self, tokens: impl IntoIterator<Item = (&'a str, String)>) {
        assert!(self.app.accepts(&self.forged.sign()).await, "an honest token by hand");
        let mut accepted = Vec::new();
        for (what, token) in tokens {
            if !is_refused(&self.app, &token).await {
                accepted.push(what);
            }
        }
        assert!(accepted.is_empty(), "not refused as they should be: {accepted:?}");
        assert!(self.app.accepts(&self.token).await, "the genuine token, afterwards");
    }
}

/// Whether the answer is the whole 401 of a bad token.
async fn is_refused(app: &TestApp, token: &str) -> bool {
    let answer = app.me(token).await;
    answer.status == 401
        && answer.json() == json!({ "success": false, "message": "Unauthenticated" })
        && answer.header("www-authenticate") == Some("Bearer error=\"invalid_token\"")
}
