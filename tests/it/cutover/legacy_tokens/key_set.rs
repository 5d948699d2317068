//! Keys that an old backend publishes.

use std::sync::{Arc, Mutex};

use jsonwebtoken::Algorithm;
use poem::http::StatusCode;
use poem::web::Json;
use poem::{IntoResponse, Response};
use serde_json::{Value, json};

use super::super::old_backend::OldBackend;
use super::key::Key;
use super::{ME, claims, with};
use crate::support::TestApp;
use crate::support::clock::seconds;

/// An address where keys are published, and what it answers.
struct Published {
    server: OldBackend,
    keys: Arc<Mutex<Option<Vec<Value>>>>,
}

impl Published {
    async fn start(keys: Vec<Value>) -> Self {
        let keys = Arc::new(Mutex::new(Some(keys)));
        let answered = keys.clone();
        let server = OldBackend::start(move |_| -> Response {
            match &*answered.lock().expect("no panic") {
                Some(keys) => Json(json!({ "keys": keys })).into_response(),
                None => StatusCode::BAD_GATEWAY.into(),
            }
        });
        Self {
            server: server.await,
            keys,
        }
    }

    fn publish(&self, keys: Vec<Value>) {
        *self.keys.lock().expect("no panic") = Some(keys);
    }

    fn fail(&self) {
        *self.keys.lock().expect("no panic") = None;
    }

    fn fetched(&self) -> usize {
        self.server.asked().len()
    }

    async fn app(&self) -> TestApp {
        TestApp::with(&format!(
            "[[contracts.staff.legacy_tokens]]\nalgorithm = \"ES256\"\njwks_url = \"{}/jwks\"\naccept_until = \
             \"2027-01-01\"\n",
            self.server.url()
        ))
        .await
    }
}

fn key() -> Key {
    Key::of(Algorithm::ES256)
}

fn token(key: &Key, id: &str, number: u32) -> String {
    key.sign_as(Some(id), &with("jti", json!(number)))
}

async fn status(app: &TestApp, token: &str) -> u16 {
    app.get(ME).bearer(token).send().await.status
}

#[tokio::test]
async fn a_published_key_is_fetched_when_a_token_needs_it_and_kept_for_ten_minutes() {
    let (first, second) = (key(), key());
    let old = Published::start(vec![
        first.jwk(json!({ "kid": "1" })),
        second.jwk(json!({ "kid": "2" })),
    ])
    .await;
    let app = old.app().await;
    assert_eq!(status(&app, &app.token("staff").await).await, 200);
    assert_eq!(old.fetched(), 0, "tokens of ours need none");
    for number in 0..3 {
        assert_eq!(status(&app, &token(&second, "2", number)).await, 200);
    }
    assert_eq!(
        status(&app, &first.sign(&claims("admin"))).await,
        200,
        "it names no key"
    );
    assert_eq!(old.fetched(), 1);
    app.pass(seconds(599));
    assert_eq!(status(&app, &token(&first, "1", 4)).await, 200);
    assert_eq!(old.fetched(), 1);
    app.pass(seconds(1));
    assert_eq!(status(&app, &token(&first, "1", 5)).await, 200);
    assert_eq!(old.fetched(), 2);
}

#[tokio::test]
async fn a_new_key_is_looked_for_once_a_minute_at_most_and_an_old_one_stops_with_its_publication() {
    let (before, after) = (key(), key());
    let old = Published::start(vec![before.jwk(json!({ "kid": "1" }))]).await;
    let app = old.app().await;
    let known = token(&before, "1", 1);
    assert_eq!(status(&app, &known).await, 200);
    old.publish(vec![after.jwk(json!({ "kid": "2" }))]);
    for number in 0..5 {
        assert_eq!(status(&app, &token(&after, "2", number)).await, 401);
    }
    assert_eq!(old.fetched(), 1, "it was fetched a moment ago");
    app.pass(seconds(60));
    assert_eq!(status(&app, &token(&after, "2", 0)).await, 200);
    assert_eq!(old.fetched(), 2);
    for number in 0..5 {
        assert_eq!(
            status(&app, &token(&key(), &format!("invented {number}"), 1)).await,
            401
        );
    }
    assert_eq!(old.fetched(), 2);
    assert_eq!(status(&app, &known).await, 401, "its key is published no more");
}

#[tokio::test]
async fn one_request_at_a_time_fetches_and_all_get_the_keys() {
    let only = key();
    let old = Published::start(vec![only.jwk(json!({ "kid": "1" }))]).await;
    let app = Arc::new(old.app().await);
    let requests = (0..10).map(|number| {
        let (app, token) = (app.clone(), token(&only, "1", number));
        crate::support::concurrently::task(async move { status(&app, &token).await })
    });
    assert_eq!(
        crate::support::concurrently::at_once(requests.collect()).await,
        [200; 10]
    );
    assert_eq!(old.fetched(), 1);
}

#[tokio::test]
async fn while_they_cannot_be_fetched_the_last_keys_stay_and_without_any_the_answer_is_503() {
    let only = key();
    let old = Published::start(vec![only.jwk(json!({ "kid": "1" }))]).await;
    old.fail();
    let app = old.app().await;
    for _ in 0..3 {
        assert_eq!(
            status(&app, &token(&only, "1", 1)).await,
            503,
            "nobody is logged out for it"
        );
    }
    assert_eq!(old.fetched(), 1);
    assert_eq!(status(&app, &app.token("staff").await).await, 200);
    old.publish(vec![only.jwk(json!({ "kid": "1" }))]);
    app.pass(seconds(60));
    assert_eq!(status(&app, &token(&only, "1", 1)).await, 200);
    old.fail();
    app.pass(seconds(1200));
    for number in 0..3 {
        assert_eq!(status(&app, &token(&only, "1", number)).await, 200);
    }
    assert_eq!(old.fetched(), 3);
}

#[tokio::test]
async fn keys_for_encryption_or_of_other_algorithms_verify_nothing() {
    let only = key();
    let old = Published::start(vec![
        only.jwk(json!({ "kid": "1", "use": "enc" })),
        Key::of(Algorithm::ES384).jwk(json!({ "kid": "1" })),
        json!({ "kty": "oct", "k": "c2VjcmV0", "kid": "1" }),
        json!("nonsense"),
    ])
    .await;
    let app = old.app().await;
    assert_eq!(status(&app, &token(&only, "1", 1)).await, 401);
    assert_eq!(old.fetched(), 1);
}
