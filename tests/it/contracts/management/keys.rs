//! The life of an API key.

use latchkey::model::{ApiKey, Permissions, Realm, Timestamp, UserId};

use super::{USER, key, profile, says, with_ana};
use crate::support::TestApp;
use crate::support::accounts::ANA;
use crate::support::clock::{START, days, seconds};

async fn works(app: &TestApp, key: &str) -> bool {
    let answer = app.get(USER).api_key(key).send().await;
    if answer.status != 200 {
        answer.is(401, &says(1201, "Invalid API key"), &[]);
    }
    answer.status == 200
}

async fn stored(app: &TestApp, owner: UserId) -> ApiKey {
    app.flush().await;
    let all = app.app.auth.api_keys(Some(owner)).await.expect("a database");
    all.into_iter().next_back().expect("a key")
}

#[tokio::test]
async fn a_key_is_a_prefix_and_24_random_letters_and_digits() {
    let (app, ana, _) = with_ana().await;
    let (one, other) = (
        key(&app, ana, Permissions::READ).await,
        key(&app, ana, Permissions::READ).await,
    );
    for made in [&one, &other] {
        let random = made.key.expose().strip_prefix("api_").expect("the prefix");
        assert_eq!(random.len(), 24);
        assert!(random.chars().all(|c| c.is_ascii_alphanumeric()), "{random}");
        assert!(works(&app, made.key.expose()).await);
        assert!(!works(&app, made.client_secret.expose()).await);
    }
    assert_ne!(one.key.expose(), other.key.expose());
}

#[tokio::test]
async fn a_key_that_differs_in_one_character_is_another_key() {
    let (app, ana, _) = with_ana().await;
    let good = key(&app, ana, Permissions::READ).await;
    let good = good.key.expose();
    for at in 0..good.len() {
        let mut other = good.to_owned();
        let instead = if &good[at..=at] == "x" { "y" } else { "x" };
        other.replace_range(at..=at, instead);
        assert!(!works(&app, &other).await, "{other} for {good}");
    }
    for other in [format!("{good}x"), good.to_lowercase(), good[..27].to_owned()] {
        assert!(!works(&app, &other).await, "{other} for {good}");
    }
}

#[tokio::test]
async fn a_revoked_key_stops_at_once_and_on_every_node() {
    let (app, ana, _) = with_ana().await;
    let other_node = app.another_node().await;
    let made = key(&app, ana, Permissions::READ).await;
    assert!(works(&other_node, made.key.expose()).await);
    assert!(app.app.auth.revoke_api_key(made.id).await.expect("a database"));
    assert!(!works(&app, made.key.expose()).await);
    assert!(!works(&other_node, made.key.expose()).await);
}

#[tokio::test]
async fn a_key_works_until_the_date_it_expires() {
    let (app, ana, _) = with_ana().await;
    let expires_at = Timestamp::from_seconds(START + 86_400);
    let made = app
        .add_key(ana, Permissions::READ, |new| new.expires_at = Some(expires_at))
        .await;
    app.pass(days(1) - seconds(1));
    assert!(works(&app, made.key.expose()).await);
    app.pass(seconds(1));
    assert!(!works(&app, made.key.expose()).await);
}

#[tokio::test]
async fn the_keys_of_a_disabled_owner_stop_until_they_are_enabled_again() {
    let (app, ana, _) = with_ana().await;
    let made = key(&app, ana, Permissions::READ).await;
    app.disable(Realm::Users, &ANA).await;
    assert!(!works(&app, made.key.expose()).await);
    app.enable(Realm::Users, &ANA).await;
    assert!(works(&app, made.key.expose()).await);
}

#[tokio::test]
async fn another_password_of_the_owner_leaves_the_keys_as_they_are() {
    let (app, ana, _) = with_ana().await;
    let made = key(&app, ana, Permissions::READ).await;
    app.set_password(Realm::Users, &ANA, "another password").await;
    assert!(works(&app, made.key.expose()).await);
}

#[tokio::test]
async fn the_secrets_of_a_key_are_shown_masked_and_kept_nowhere() {
    let (app, ana, _) = with_ana().await;
    let made = key(&app, ana, Permissions::READ).await;
    let shown = profile(app.get(USER).api_key(made.key.expose())).await;
    for (member, secret) in [
        ("key", made.key.expose()),
        ("clientSecret", made.client_secret.expose()),
    ] {
        let masked = shown["apiKeys"][0][member].as_str().expect("a text");
        let (begin, end) = masked.split_once('\u{2026}').expect("an ellipsis");
        let (prefix, _) = secret.split_once('_').expect("a prefix");
        assert!(
            begin.starts_with(&format!("{prefix}_")) && secret.starts_with(begin),
            "{masked}"
        );
        assert_eq!(end, &secret[secret.len() - 4..], "{masked}");
        assert!(begin.len() + end.len() <= 12, "{masked} shows too much");
    }
    let kept = format!("{:?}", stored(&app, ana).await);
    assert!(!kept.contains(made.key.expose()) && !kept.contains(made.client_secret.expose()));
}

#[tokio::test]
async fn when_a_key_was_last_used_is_noted_to_within_five_minutes() {
    let (app, ana, _) = with_ana().await;
    let made = key(&app, ana, Permissions::READ).await;
    assert_eq!(stored(&app, ana).await.last_used_at, None);
    for (passed, noted) in [(0, 0), (299, 0), (1, 300), (1, 300), (1000, 1301)] {
        app.pass(seconds(passed));
        assert!(works(&app, made.key.expose()).await);
        let last_used = stored(&app, ana).await.last_used_at;
        assert_eq!(last_used, Some(Timestamp::from_seconds(START + noted)));
    }
}

#[tokio::test]
async fn a_refused_key_is_not_noted_as_used() {
    let (app, ana, _) = with_ana().await;
    let made = key(&app, ana, Permissions::READ).await;
    app.app.auth.revoke_api_key(made.id).await.expect("a database");
    assert!(!works(&app, made.key.expose()).await);
    assert_eq!(stored(&app, ana).await.last_used_at, None);
}
