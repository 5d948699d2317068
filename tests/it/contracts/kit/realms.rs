//! Two realms, each with one set of accounts behind several contracts.

use latchkey::model::Realm;

use crate::contracts::operations::{log_outs, with_token, with_token_of};
use crate::parity::situation::{Situation, said};
use crate::support::TestApp;
use crate::support::accounts::{ANA, BEN};
use crate::support::http::BAD_TOKEN;
use crate::support::login::{LOGINS, Person, contracts_of};

#[tokio::test]
async fn a_token_of_one_contract_is_good_for_every_operation_of_its_realm() {
    let app = TestApp::start().await;
    for operation in with_token() {
        for contract in contracts_of(operation.login().realm()) {
            let token = app.token(contract).await;
            let answer = operation.anonymous(&app).bearer(&token).about(contract).send().await;
            assert_eq!(answer.status, operation.success, "{answer:?}");
        }
    }
}

#[tokio::test]
async fn one_account_has_one_password_in_every_contract_of_its_realm() {
    let app = TestApp::start().await;
    app.add_user(&ANA, |_| ()).await;
    app.add_subscriber(&BEN, |_| ()).await;
    for (realm, person) in [(Realm::Users, &ANA), (Realm::Subscribers, &BEN)] {
        app.set_password(realm, person, "changed").await;
        for login in LOGINS.iter().filter(|login| login.realm() == realm) {
            let answer = login.of_name(&app, login.name_of(person), "changed").send().await;
            assert_eq!(answer.status, 200, "{answer:?}");
        }
    }
}

#[tokio::test]
async fn an_account_of_one_realm_is_unknown_to_the_other() {
    let app = TestApp::start().await;
    app.add_user(&ANA, |_| ()).await;
    app.add_subscriber(&BEN, |_| ()).await;
    for login in &LOGINS {
        let stranger = match login.realm() {
            Realm::Users => &BEN,
            Realm::Subscribers => &ANA,
        };
        let (status, words) = said(login.contract, Situation::UnknownName);
        login.of_person(&app, stranger).send().await.is(status, &words, &[]);
    }
}

#[tokio::test]
async fn the_same_name_in_both_realms_is_two_people() {
    let app = TestApp::start().await;
    app.add_user(&ANA, |_| ()).await;
    let namesake = Person {
        password: "another password",
        ..ANA
    };
    app.add_subscriber(&namesake, |_| ()).await;
    app.disable(Realm::Subscribers, &namesake).await;
    for login in &LOGINS {
        let expected = match login.realm() {
            Realm::Users => (200, 401),
            Realm::Subscribers => (401, 403),
        };
        let as_ana = login.of_person(&app, &ANA).send().await.status;
        let as_namesake = login.of_person(&app, &namesake).send().await.status;
        assert_eq!((as_ana, as_namesake), expected, "{login:?}");
    }
}

#[tokio::test]
async fn a_logout_through_one_contract_ends_that_session_for_all_and_no_other_session() {
    let app = TestApp::start().await;
    for log_out in log_outs() {
        let realm = log_out.login().realm();
        let (token, other) = (app.token(log_out.contract).await, app.token(log_out.contract).await);
        let answer = log_out.anonymous(&app).bearer(&token).send().await;
        assert_eq!(answer.status, 200, "{answer:?}");
        for operation in with_token_of(realm) {
            let (status, words) = said(operation.contract, operation.over());
            let answer = operation.anonymous(&app).bearer(&token).send().await;
            answer.is(status, &words, &[BAD_TOKEN]);
        }
        assert!(app.takes(realm, &other).await);
    }
}
