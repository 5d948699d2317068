//! The picture of a user: the one value that may be larger than a body usually is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::stream;
use latchkey::model::Permissions;
use poem::Body;
use serde_json::{Value, json};

use super::{LOGIN, LOGOUT, USER, key, profile, update, with_ana};
use crate::parity::situation::{Situation, said};
use crate::support::accounts::ANA;
use crate::support::login::Login;

/// The largest body of an update, and that of everything else.
const LIMITS: (usize, usize) = (1024 * 1024, 64 * 1024);

/// An update of exactly so many bytes, with an image of base64.
fn of_bytes(bytes: usize) -> (String, String) {
    let around = json!({"user": {"image": ""}}).to_string().len();
    let image = "iVBO".repeat(bytes / 4 + 1)[..bytes - around].to_owned();
    let body = json!({"user": {"image": image}}).to_string();
    assert_eq!(body.len(), bytes);
    (body, image)
}

#[tokio::test]
async fn an_update_may_have_one_mebibyte_and_not_a_byte_more() {
    let (app, _, token) = with_ana().await;
    let (body, image) = of_bytes(LIMITS.0);
    let call = app.call("POST", USER).bearer(&token);
    let answer = call.body("application/json", body).send().await;
    assert_eq!((answer.status, answer.at("/user/image")), (200, json!(image)));
    assert_eq!(profile(app.get(USER).bearer(&token)).await["image"], image);
    let (status, words) = said("management", Situation::BodyTooLarge);
    let call = app.call("POST", USER).bearer(&token);
    let answer = call.body("application/json", of_bytes(LIMITS.0 + 1).0).send().await;
    answer.is(status, &words, &[]);
}

#[tokio::test]
async fn everything_else_takes_64_kib_from_the_same_caller() {
    let (app, _, token) = with_ana().await;
    let (status, words) = said("management", Situation::BodyTooLarge);
    for path in [LOGIN, LOGOUT] {
        let call = app.call("POST", path).bearer(&token);
        let answer = call.body("application/json", of_bytes(LIMITS.1 + 1).0).send().await;
        answer.is(status, &words, &[]);
    }
}

#[tokio::test]
async fn not_a_byte_of_a_long_body_is_read_from_a_caller_who_is_not_authenticated() {
    let (app, _, token) = with_ana().await;
    app.log_out(&token).await;
    for credential in [None, Some(token.as_str())] {
        let was_read = Arc::new(AtomicBool::new(false));
        let read = was_read.clone();
        let body = Body::from_bytes_stream(stream::once(async move {
            read.store(true, Ordering::SeqCst);
            Ok::<_, std::io::Error>(of_bytes(LIMITS.0).0)
        }));
        let call = app.call("POST", USER).body("application/json", body);
        let call = call.header("content-length", &LIMITS.0.to_string());
        let call = credential.iter().fold(call, |call, token| call.bearer(token));
        let answer = call.send().await;
        assert_eq!(
            (answer.status, was_read.load(Ordering::SeqCst)),
            (401, false),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn a_key_with_the_write_permission_may_change_the_image() {
    let (app, ana, _) = with_ana().await;
    let key = key(&app, ana, Permissions::READ.union(Permissions::WRITE)).await;
    let (body, image) = of_bytes(200_000);
    let call = app.call("POST", USER).api_key(key.key.expose());
    let answer = call.body("application/json", body).send().await;
    assert_eq!((answer.status, answer.at("/user/image")), (200, json!(image)));
}

#[tokio::test]
async fn an_image_is_replaced_kept_and_cleared_with_the_rest_of_the_change() {
    let (app, _, token) = with_ana().await;
    for (change, image) in [
        (json!({"image": "AAAA"}), json!("AAAA")),
        (json!({"image": "BBBB", "city": "Dhaka"}), json!("BBBB")),
        (json!({"city": "Sylhet"}), json!("BBBB")),
        (json!({"image": ""}), json!("")),
        (json!({"image": null}), Value::Null),
        (json!({"image": null}), Value::Null),
    ] {
        let answer = update(&app, &token, change.clone()).await;
        assert_eq!(
            (answer.status, answer.at("/user/image")),
            (200, image.clone()),
            "{change}"
        );
        assert_eq!(profile(app.get(USER).bearer(&token)).await["image"], image, "{change}");
    }
    let refused = json!({"image": "CCCC", "city": 5.5, "title": []});
    assert_eq!(update(&app, &token, refused).await.status, 422);
    assert_eq!(profile(app.get(USER).bearer(&token)).await["image"], Value::Null);
}

#[tokio::test]
async fn a_look_at_the_account_does_not_touch_the_image() {
    let (app, _, token) = with_ana().await;
    let staff = app.token_of("staff", &ANA).await;
    assert_eq!(update(&app, &token, json!({"image": "AAAA"})).await.status, 200);
    app.database
        .execute("ALTER TABLE user_images RENAME TO elsewhere")
        .await;
    assert!(app.accepts(&staff).await);
    assert_eq!(Login::of("staff").of_person(&app, &ANA).send().await.status, 200);
    assert_eq!(
        app.get(USER).bearer(&token).send().await.status,
        500,
        "who asks for it gets it"
    );
}
