//! Names that were added before there were rules: their owners log in as they always did, operators get at them by number.

use latchkey::model::{EmailAddress, FoldedName, Realm, Subscriber, User};
use latchkey::store::{Conflict, StoreError};

use crate::support::TestApp;
use crate::support::accounts::{ANA, BEN};
use crate::support::login::LOGINS;
use crate::support::rows::{start, uid, user};
use crate::support::store::Put;

/// One name of each kind that the rules refuse and every version before them took.
pub const REFUSED: [&str; 9] = [
    "vic\u{200b}tim",
    "vic\u{feff}tim",
    "vic\u{200e}tim",
    "vic\u{202e}tim",
    "vic\u{ad}tim",
    "vic\u{e0061}tim",
    "victim.",
    "\u{fb01}ve",
    "the victim",
];

/// Gives an account a name as every version before the rules did.
pub async fn rename(app: &TestApp, realm: Realm, id: i64, column: &str, name: &str) {
    let (table, folded) = (realm.as_str(), FoldedName::of(name));
    let sql = format!(
        "UPDATE {table} SET {column} = '{name}', {column}_folded = '{}' WHERE id = {id}",
        folded.as_str()
    );
    app.database.execute(&sql).await;
}

#[tokio::test]
async fn whoever_has_a_name_that_is_refused_today_logs_in_with_it() {
    let app = TestApp::start().await;
    let ana = app.add_user(&ANA, |_| ()).await;
    let ben = app.add_subscriber(&BEN, |_| ()).await;
    for name in REFUSED {
        rename(&app, Realm::Users, ana.0, "username", name).await;
        rename(&app, Realm::Subscribers, ben.0, "username", name).await;
        for login in LOGINS.iter().filter(|login| login.by_username) {
            let password = match login.realm() {
                Realm::Users => ANA.password,
                Realm::Subscribers => BEN.password,
            };
            let answer = login.of_name(&app, name, password).send().await;
            assert_eq!(answer.status, 200, "{}: {answer:?}", name.escape_unicode());
        }
    }
}

#[tokio::test]
async fn whoever_has_an_address_in_an_older_form_logs_in_with_both_forms_of_it() {
    let app = TestApp::start().await;
    let ana = app.add_user(&ANA, |_| ()).await;
    rename(&app, Realm::Users, ana.0, "email", "ana@xn--bcher-kva.example").await;
    for login in LOGINS.iter().filter(|login| login.by_email) {
        for name in ["Ana@XN--bcher-kva.example", "ana@bücher.example"] {
            let answer = login.of_name(&app, name, ANA.password).send().await;
            assert_eq!(answer.status, 200, "{name}: {answer:?}");
        }
    }
    // What no rule knows and the check of its form always took.
    rename(&app, Realm::Users, ana.0, "email", "ana@i.xn--i-7iq.example").await;
    for login in LOGINS.iter().filter(|login| login.by_email) {
        let answer = login
            .of_name(&app, "ana@i.xn--i-7iq.example", ANA.password)
            .send()
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

#[tokio::test]
async fn an_address_that_somebody_has_in_an_older_form_is_taken() {
    let app = TestApp::start().await;
    let ana = app.add_user(&ANA, |_| ()).await;
    rename(&app, Realm::Users, ana.0, "email", "ana@xn--bcher-kva.example").await;
    let mut new = user("other");
    new.email = EmailAddress::parse("ana@bücher.example").expect("an address");
    let context = latchkey::model::Context::operator();
    let refused = app.store.put_user(&new, uid(77), start(), &context).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(Conflict::Email))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn the_canonical_form_comes_first_where_two_accounts_have_the_two_forms() {
    let app = TestApp::start().await;
    let ana = app
        .add_user(&ANA, |new| {
            new.email = EmailAddress::parse("ana@bücher.example").expect("an address")
        })
        .await;
    let mut other = user("other");
    other.email = EmailAddress::parse("other@example.com").expect("an address");
    let context = latchkey::model::Context::operator();
    let other = app
        .store
        .put_user(&other, uid(77), start(), &context)
        .await
        .expect("a user");
    rename(&app, Realm::Users, other.0, "email", "ana@xn--bcher-kva.example").await;
    for name in ["ana@bücher.example", "ana@xn--bcher-kva.example"] {
        let found = app
            .store
            .user_credentials(&latchkey::store::LoginName::email(name))
            .await;
        assert_eq!(found.expect("a query").expect("a user").account.id, ana, "{name}");
    }
    let found = app.app.auth.find_account::<User>(&FoldedName::of("other")).await;
    assert!(found.expect("a query").is_some());
    let none = app.app.auth.find_account::<Subscriber>(&FoldedName::of("other")).await;
    assert!(none.expect("a query").is_none());
}
