//! What operators do with endpoints, and what of that is recorded.

use latchkey::auth::{AddWebhook, AddWebhookError, Missed, UpdateWebhookError, UrlRefused, WebhookError};
use latchkey::model::{Action, Context, Patch, WebhookId, WebhookUpdate};

use super::{LOCAL, add};
use crate::support::TestApp;
use crate::support::clock::seconds;

#[tokio::test]
async fn every_change_of_an_endpoint_is_recorded() {
    let app = TestApp::with(LOCAL).await;
    let (auth, operator) = (&app.app.auth, Context::operator());
    let mark = app.mark().await;
    let (id, _) = add(&app, "https://example.com/hook", &[]).await;
    let update = WebhookUpdate {
        url: Some("https://example.com/other".to_owned()),
        description: Patch::Set("billing".to_owned()),
        events: Some(vec![Action::AccountAdded]),
    };
    auth.update_webhook(id, update, &operator).await.expect("an endpoint");
    let nothing = WebhookUpdate::default();
    auth.update_webhook(id, nothing, &operator).await.expect("an endpoint");
    auth.rotate_webhook_secret(id, seconds(60), &operator)
        .await
        .expect("an endpoint");
    for _ in 0..2 {
        auth.disable_webhook(id, &operator).await.expect("an endpoint");
    }
    auth.enable_webhook(id, Missed::Deliver, &operator)
        .await
        .expect("an endpoint");
    let webhook = auth.webhook(id).await.expect("an endpoint");
    assert_eq!(webhook.url, "https://example.com/other");
    assert_eq!(webhook.description.as_deref(), Some("billing"));
    assert_eq!(webhook.events, ["account.added"]);
    assert_eq!(webhook.disabled, None);
    assert_eq!(auth.webhooks().await.expect("a database"), [webhook]);
    auth.remove_webhook(id, &operator).await.expect("an endpoint");
    assert_eq!(auth.webhooks().await.expect("a database"), []);
    let line = |action: &str, detail: &str| {
        format!(
            "0 webhook.{action} success operator - webhook_endpoints/{} {detail} - - -",
            id.0
        )
    };
    let expected = [
        line("added", "-"),
        line("changed", "url, description, events"),
        line("secret_rotated", "-"),
        line("disabled", "operator"),
        line("changed", "enabled"),
        line("removed", "-"),
    ];
    assert_eq!(app.recorded(mark).await, expected);
}

#[tokio::test]
async fn what_is_not_there_cannot_be_changed_and_leaves_no_event() {
    let app = TestApp::with(LOCAL).await;
    let (auth, operator, id) = (&app.app.auth, Context::operator(), WebhookId(7));
    let mark = app.mark().await;
    let update = WebhookUpdate {
        events: Some(Vec::new()),
        ..WebhookUpdate::default()
    };
    for update in [update, WebhookUpdate::default()] {
        let updated = auth.update_webhook(id, update, &operator).await;
        assert!(matches!(updated, Err(UpdateWebhookError::Unknown)), "{updated:?}");
    }
    for done in [
        auth.webhook(id).await.map(drop),
        auth.enable_webhook(id, Missed::Skip, &operator).await,
        auth.disable_webhook(id, &operator).await,
        auth.remove_webhook(id, &operator).await,
        auth.rotate_webhook_secret(id, seconds(1), &operator).await.map(drop),
    ] {
        assert!(matches!(done, Err(WebhookError::Unknown)), "{done:?}");
    }
    assert_eq!(app.actions(mark).await, [""; 0]);
}

#[tokio::test]
async fn a_url_that_cannot_be_called_is_refused_when_it_is_added_and_when_it_is_changed() {
    let app = TestApp::start().await;
    let (auth, operator) = (&app.app.auth, Context::operator());
    let (id, _) = add(&app, "https://example.com/hook", &[]).await;
    let mark = app.mark().await;
    for (url, expected) in [
        ("http://example.com/", UrlRefused::Scheme),
        (
            "https://[::1]/",
            UrlRefused::Address("::1".parse().expect("an address")),
        ),
    ] {
        let command = AddWebhook {
            url: url.to_owned(),
            description: None,
            events: Vec::new(),
        };
        let added = auth.add_webhook(command, &operator).await;
        assert!(
            matches!(added, Err(AddWebhookError::Url(refused)) if refused == expected),
            "{added:?}"
        );
        let update = WebhookUpdate {
            url: Some(url.to_owned()),
            ..WebhookUpdate::default()
        };
        let updated = auth.update_webhook(id, update, &operator).await;
        assert!(
            matches!(updated, Err(UpdateWebhookError::Url(refused)) if refused == expected),
            "{updated:?}"
        );
    }
    assert_eq!(app.actions(mark).await, [""; 0]);
}
