//! What happens to a session after its login.

use std::time::Duration;

use latchkey::auth::PortalCookie;
use latchkey::model::{PlainToken, Realm};

use super::account;
use crate::contracts::operations::OPERATIONS;
use crate::support::TestApp;
use crate::support::accounts::{ANA, BEN};
use crate::support::audit::{NETWORK, REQUEST, session};
use crate::support::http::Answer;
use crate::support::login::{LOGINS, Login};

/// Every contract that has a logout: its identifier, its refresh if it has one, and its logout.
fn contracts() -> Vec<(&'static str, Option<&'static str>, &'static str)> {
    let of = |contract: &str, word: &str| {
        let mut own = OPERATIONS.iter().filter(|one| one.contract == contract);
        own.find(|one| one.path.to_lowercase().contains(word))
            .map(|one| one.path)
    };
    let logouts = LOGINS
        .iter()
        .filter_map(|login| Some((login.contract, of(login.contract, "logout")?)));
    logouts
        .map(|(contract, logout)| (contract, of(contract, "refresh"), logout))
        .collect()
}

async fn post(app: &TestApp, path: &str, token: &str) -> Answer {
    app.call("POST", path).bearer(token).known().send().await
}

/// Somebody who is logged in, with how the record writes them.
async fn logged_in(contract: &str) -> (TestApp, String, String) {
    let app = TestApp::start().await;
    let realm = Login::of(contract).realm();
    let (person, id) = match realm {
        Realm::Users => (ANA, app.add_user(&ANA, |_| ()).await.0),
        Realm::Subscribers => (BEN, app.add_subscriber(&BEN, |_| ()).await.0),
    };
    let token = app.token_of(contract, &person).await;
    (app, token, account(realm, id))
}

#[tokio::test]
async fn a_logout_is_recorded_once_whoever_tries_again() {
    for (contract, _, path) in contracts() {
        let (app, token, whose) = logged_in(contract).await;
        let mark = app.mark().await;
        for status in [200, 401, 401] {
            let answer = post(&app, path, &token).await;
            assert_eq!(answer.status, status, "{answer:?}");
        }
        let session = session(&token);
        let expected = format!("0 logout success {whose} {whose} {session} - {contract} {NETWORK} {REQUEST}");
        assert_eq!(app.recorded(mark).await, [expected]);
    }
}

#[tokio::test]
async fn a_refresh_is_recorded_once_also_when_the_client_asks_twice() {
    for (contract, path, _) in contracts() {
        let Some(path) = path else { continue };
        let (app, token, whose) = logged_in(contract).await;
        let mark = app.mark().await;
        app.pass(Duration::from_secs(60));
        for _ in 0..2 {
            let answer = post(&app, path, &token).await;
            assert_eq!(answer.status, 200, "{answer:?}");
        }
        let session = session(&token);
        let expected = format!("60 token.refreshed success {whose} {whose} {session} - {contract} {NETWORK} {REQUEST}");
        assert_eq!(app.recorded(mark).await, [expected]);
    }
}

#[tokio::test]
async fn reuse_and_the_end_that_it_leads_to_are_recorded_once() {
    for (contract, path, _) in contracts() {
        let Some(path) = path else { continue };
        let (app, token, whose) = logged_in(contract).await;
        assert_eq!(post(&app, path, &token).await.status, 200);
        let mark = app.mark().await;
        app.pass(Duration::from_secs(10));
        for _ in 0..3 {
            assert_eq!(post(&app, path, &token).await.status, 401);
        }
        let session = session(&token);
        let rest = format!("{contract} {NETWORK} {REQUEST}");
        let expected = [
            format!("10 token.reused refused unknown {whose} {session} 10s_late {rest}"),
            format!("10 session.ended success system {whose} {session} token_reuse {rest}"),
        ];
        assert_eq!(app.recorded(mark).await, expected);
    }
}

#[tokio::test]
async fn reuse_that_is_only_refused_is_recorded_once_and_then_counted() {
    let app = TestApp::with("[tokens]\non_reuse = \"reject\"\n").await;
    let token = app.token("staff").await;
    assert_eq!(app.refresh(&token).await.status, 200);
    app.pass(Duration::from_secs(10));
    let mark = app.mark().await;
    for _ in 0..2 {
        assert_eq!(post(&app, "/api/v1/auth/refresh", &token).await.status, 401);
    }
    let session = session(&token);
    let expected = format!("10 token.reused refused unknown users/1 {session} 10s_late staff {NETWORK} {REQUEST}");
    assert_eq!(app.recorded(mark).await, [expected.as_str()]);
    app.pass(Duration::from_secs(300));
    while app.app.auth.flush_refusals().await.expect("a database") {}
    let counted = format!("310 token.reused refused system users/1 {session} 10s_late, 1_more - {NETWORK} -");
    assert_eq!(app.recorded(mark).await, [expected, counted]);
}

#[tokio::test]
async fn logging_out_everywhere_names_every_session_once() {
    let (app, token, whose) = logged_in("subscriber").await;
    let others = [
        app.token_of("subscriber", &BEN).await,
        app.token_of("ispcrm", &BEN).await,
    ];
    app.token("subscriber").await;
    let mark = app.mark().await;
    for status in [200, 401] {
        assert_eq!(post(&app, "/api/v1/subscriber/logout-all", &token).await.status, status);
    }
    let rest = format!("subscriber {NETWORK} {REQUEST}");
    let mut expected = others.map(|other| {
        let session = session(&other);
        format!("0 session.ended success {whose} {whose} {session} logout_all {rest}")
    });
    expected.sort_unstable();
    let mut recorded = app.recorded(mark).await;
    let first = format!("0 logout.all success {whose} {whose} {} - {rest}", session(&token));
    assert_eq!(recorded.remove(0), first);
    recorded.sort_unstable();
    assert_eq!(recorded, expected);
}

#[tokio::test]
async fn a_login_that_replaces_another_one_of_its_device_says_so() {
    let (app, first, whose) = logged_in("netxd").await;
    let mark = app.mark().await;
    let answer = Login::of("netxd").of_person(&app, &ANA).known().send().await;
    let second = answer.take_token("/authResponse/JWT").1;
    let rest = format!("netxd {NETWORK} {REQUEST}");
    let expected = [
        format!(
            "0 login.succeeded success {whose} {whose} {} - {rest}",
            session(&second)
        ),
        format!(
            "0 session.ended success {whose} {whose} {} replaced {rest}",
            session(&first)
        ),
    ];
    assert_eq!(app.recorded(mark).await, expected);
}

/// Presses a button of the portal, signed in by the session of this token.
async fn press(app: &TestApp, token: &str, path: &str) {
    let opened = app.get("/mobile-auto-login").bearer(token).send().await;
    let cookie = opened.header("set-cookie").expect("a cookie");
    let pair = cookie.split(';').next().expect("a name and a value");
    let value = pair.split_once('=').expect("a value").1;
    let guard = PortalCookie(PlainToken::new(value.to_owned())).form_guard();
    let form = app
        .call("POST", path)
        .header("cookie", pair)
        .body("application/x-www-form-urlencoded", format!("guard={guard}"));
    let answer = form.known().send().await;
    assert_eq!(answer.status, 303, "{answer:?}");
}

#[tokio::test]
async fn the_portals_buttons_are_recorded_as_what_they_do() {
    let (app, token, whose) = logged_in("subscriber").await;
    let other = app.token_of("ispcrm", &BEN).await;
    let path = |token: &str| format!("/portal/{}/end", session(token));
    let rest = format!("portal {NETWORK} {REQUEST}");

    let mark = app.mark().await;
    press(&app, &token, &path(&other)).await;
    press(&app, &token, &path(&other)).await;
    press(&app, &token, &path(&token)).await;
    let expected = [
        format!(
            "0 session.ended success {whose} {whose} {} ended_by_owner {rest}",
            session(&other)
        ),
        format!("0 logout success {whose} {whose} {} - {rest}", session(&token)),
    ];
    assert_eq!(app.recorded(mark).await, expected);

    let token = app.token_of("subscriber", &BEN).await;
    let mark = app.mark().await;
    press(&app, &token, "/portal/end-all").await;
    let expected = format!("0 logout.all success {whose} {whose} {} - {rest}", session(&token));
    assert_eq!(app.recorded(mark).await, [expected]);
}

#[tokio::test]
async fn reuse_says_how_late_it_came() {
    for (refreshes_after, expected) in [(0, "800s_late"), (7, "800s_late"), (8, "over_400s_late")] {
        let app = TestApp::with("[tokens]\non_reuse = \"reject\"\n").await;
        let first = app.token("staff").await;
        let mut newest = app.refreshed(&first).await;
        app.pass(Duration::from_secs(400));
        for _ in 0..refreshes_after {
            newest = app.refreshed(&newest).await;
        }
        app.pass(Duration::from_secs(400));
        let mark = app.mark().await;
        assert_eq!(app.refresh(&first).await.status, 401);
        let recorded = app.recorded(mark).await;
        let [event] = recorded.as_slice() else {
            panic!("one event, not {recorded:?}")
        };
        let detail = event.split(' ').nth(6);
        assert_eq!(detail, Some(expected), "after {refreshes_after} more: {event}");
    }
}
