//! What `doctor` is told about stored names.

use latchkey::auth::{NameKind, NameProblem, OddName};
use latchkey::model::{AccountRef, FoldedName, NameError, Realm};

use super::older::{REFUSED, rename};
use crate::support::TestApp;
use crate::support::accounts::{ANA, BEN};
use crate::support::login::Person;

async fn odd_names(app: &TestApp) -> Vec<OddName> {
    let mut odd = Vec::new();
    let count = app
        .app
        .auth
        .examine_names(|one| odd.push(one))
        .await
        .expect("a database");
    assert!(count >= 4, "the accounts of the demonstration, at least: {count}");
    odd
}

fn refused(account: AccountRef, kind: NameKind, text: &str, error: NameError) -> OddName {
    OddName {
        account,
        kind,
        text: text.to_owned(),
        problem: NameProblem::Refused(error),
    }
}

#[tokio::test]
async fn the_names_of_a_new_installation_are_canonical() {
    let app = TestApp::start().await;
    app.add_user(&ANA, |_| ()).await;
    app.add_subscriber(&BEN, |_| ()).await;
    assert_eq!(odd_names(&app).await, []);
}

#[tokio::test]
async fn a_name_that_the_rules_refuse_is_found_with_its_reason() {
    let app = TestApp::start().await;
    let ana = app.add_user(&ANA, |_| ()).await;
    let ben = app.add_subscriber(&BEN, |_| ()).await;
    for name in REFUSED {
        rename(&app, Realm::Users, ana.0, "username", name).await;
        rename(&app, Realm::Subscribers, ben.0, "username", name).await;
        let error = match name {
            "victim." => NameError::OuterDot,
            "the victim" => NameError::Forbidden(' '),
            other => NameError::Forbidden(other.chars().find(|one| !one.is_ascii()).expect("one")),
        };
        let expected = [ana.reference(), ben.reference()].map(|who| refused(who, NameKind::Username, name, error));
        assert_eq!(odd_names(&app).await, expected, "{}", name.escape_unicode());
    }
}

#[tokio::test]
async fn a_username_that_is_somebodys_address_and_forms_of_one_address_are_found() {
    let app = TestApp::start().await;
    let ana = app.add_user(&ANA, |_| ()).await;
    let eve = Person {
        username: "eve",
        email: "eve@bücher.example",
        password: "eve's password",
    };
    let eve = app.add_user(&eve, |_| ()).await;
    rename(&app, Realm::Users, ana.0, "username", "eve\u{ff20}bücher.example").await;
    rename(&app, Realm::Users, ana.0, "email", "eve@xn--bcher-kva.example").await;
    let same = |kind, text: &str| OddName {
        account: ana.reference(),
        kind,
        text: text.to_owned(),
        problem: NameProblem::SameAs(eve.reference()),
    };
    let expected = [
        same(NameKind::Username, "eve\u{ff20}bücher.example"),
        same(NameKind::Email, "eve@xn--bcher-kva.example"),
    ];
    assert_eq!(odd_names(&app).await, expected);

    rename(&app, Realm::Users, ana.0, "username", "ana").await;
    rename(&app, Realm::Users, ana.0, "email", "ana@xn--bcher-kva.example").await;
    let alone = OddName {
        account: ana.reference(),
        kind: NameKind::Email,
        text: "ana@xn--bcher-kva.example".to_owned(),
        problem: NameProblem::NotCanonical(FoldedName::of("ana@bücher.example")),
    };
    assert_eq!(odd_names(&app).await, [alone]);
}
