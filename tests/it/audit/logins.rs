//! Logins, good and bad, through every contract.

use latchkey::model::Realm;

use super::account;
use crate::support::TestApp;
use crate::support::accounts::{ANA, BEN};
use crate::support::audit::{NETWORK, REQUEST, session};
use crate::support::login::{LOGINS, Login, Person};

/// Somebody in the realm of this login, and how the record writes them.
async fn with_somebody(login: &Login) -> (TestApp, Person, String) {
    let app = TestApp::start().await;
    let (person, id) = match login.realm() {
        Realm::Users => (ANA, app.add_user(&ANA, |_| ()).await.0),
        Realm::Subscribers => (BEN, app.add_subscriber(&BEN, |_| ()).await.0),
    };
    let whose = account(login.realm(), id);
    (app, person, whose)
}

#[tokio::test]
async fn a_login_is_recorded_once_with_who_where_and_by_which_request() {
    for login in &LOGINS {
        let (app, person, whose) = with_somebody(login).await;
        let mark = app.mark().await;
        let answer = login.of_person(&app, &person).known().send().await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let session = session(&answer.take_token(login.token).1);
        let contract = login.contract;
        let expected = format!("0 login.succeeded success {whose} {whose} {session} - {contract} {NETWORK} {REQUEST}");
        assert_eq!(app.recorded(mark).await, [expected]);
    }
}

#[tokio::test]
async fn a_wrong_password_is_recorded_once_with_whose_it_is_not() {
    for login in &LOGINS {
        let (app, person, whose) = with_somebody(login).await;
        let mark = app.mark().await;
        let name = login.name_of(&person);
        let answer = login.of_name(&app, name, "a guess").known().send().await;
        assert_eq!(answer.status, 401, "{answer:?}");
        let contract = login.contract;
        let expected = format!("0 login.failed failure unknown {whose} - - {contract} {NETWORK} {REQUEST}");
        assert_eq!(app.recorded(mark).await, [expected]);
    }
}

#[tokio::test]
async fn a_name_that_nobody_has_is_not_written_down() {
    for login in &LOGINS {
        let (app, ..) = with_somebody(login).await;
        let mark = app.mark().await;
        // People type their passwords into the field for the name.
        let answer = login
            .of_name(&app, "hunter2@example.com", "hunter2")
            .known()
            .send()
            .await;
        assert_eq!(answer.status, 401, "{answer:?}");
        let contract = login.contract;
        let expected = format!("0 login.failed failure unknown - - - {contract} {NETWORK} {REQUEST}");
        assert_eq!(app.recorded(mark).await, [expected]);
    }
}

#[tokio::test]
async fn an_account_without_a_password_fails_like_any_other() {
    for login in &LOGINS {
        let app = TestApp::start().await;
        app.add_without_password(login.realm(), &ANA).await;
        let mark = app.mark().await;
        let answer = login.of_person(&app, &ANA).send().await;
        assert_eq!(answer.status, 401, "{answer:?}");
        assert_eq!(app.actions(mark).await, ["login.failed"]);
    }
}

#[tokio::test]
async fn a_disabled_account_is_refused_only_to_who_knows_its_password() {
    for login in &LOGINS {
        let (app, person, whose) = with_somebody(login).await;
        app.disable(login.realm(), &person).await;
        let mark = app.mark().await;
        let right = login.of_person(&app, &person).known().send().await;
        assert_eq!(right.status, 403, "{right:?}");
        let wrong = login.of_name(&app, login.name_of(&person), "a guess");
        assert_eq!(wrong.known().send().await.status, 401);
        let rest = format!("unknown {whose} - - {} {NETWORK} {REQUEST}", login.contract);
        let expected = [
            format!("0 login.refused refused {rest}"),
            format!("0 login.failed failure {rest}"),
        ];
        assert_eq!(app.recorded(mark).await, expected);
    }
}

#[tokio::test]
async fn an_ipv4_client_is_recorded_by_its_address() {
    let app = TestApp::start().await;
    let mark = app.mark().await;
    for address in ["198.51.100.7", "::ffff:198.51.100.7"] {
        let call = Login::of("staff").of_name(&app, "nobody@example.com", "a guess");
        call.from(address).header("x-request-id", "r").send().await;
    }
    let expected = "0 login.failed failure unknown - - - staff 198.51.100.7/32 r";
    assert_eq!(app.recorded(mark).await, [expected, expected]);
}
