//! All spellings of a name are one name, to logins and to the limits.

use latchkey::model::{EmailAddress, Realm, Username};

use crate::parity::situation::{Situation, said};
use crate::support::TestApp;
use crate::support::accounts::{ANA, BEN};
use crate::support::login::{LOGINS, Login};

/// A name in one spelling, and others of the same name: composed and in parts, small, capital, wide.
const USERNAMES: [&str; 4] = ["zoë", "ZOË", "zoe\u{308}", "\u{ff3a}o\u{ff45}\u{308}"];
/// The same of an address, with the wide `@`, and with its domain in A-labels.
const ADDRESSES: [&str; 6] = [
    "zoë@bücher.example",
    "ZOË@BÜCHER.example",
    "zoe\u{308}@bu\u{308}cher.example",
    "Zoë\u{ff20}bücher.example",
    "zoë@xn--bcher-kva.example",
    "ZOE\u{308}@XN--BCHER-KVA.example",
];

fn names_of(login: &Login) -> Vec<&'static str> {
    let usernames = USERNAMES.iter().filter(|_| login.by_username);
    let addresses = ADDRESSES.iter().filter(|_| login.by_email);
    usernames.chain(addresses).copied().collect()
}

#[tokio::test]
async fn every_spelling_of_a_name_logs_in_through_every_contract_that_has_such_names() {
    for written in [0, 2] {
        let app = TestApp::start().await;
        app.add_user(&ANA, |new| {
            new.username = Username::parse(Realm::Users, USERNAMES[written]).expect("a username");
            new.email = EmailAddress::parse(ADDRESSES[written]).expect("an address");
        })
        .await;
        app.add_subscriber(&BEN, |new| {
            new.username = Username::parse(Realm::Subscribers, USERNAMES[written]).expect("a username");
        })
        .await;
        for login in &LOGINS {
            let password = match login.realm() {
                Realm::Users => ANA.password,
                Realm::Subscribers => BEN.password,
            };
            for name in names_of(login) {
                let answer = login.of_name(&app, name, password).send().await;
                assert_eq!(answer.status, 200, "{written} {name}: {answer:?}");
            }
        }
    }
}

#[tokio::test]
async fn all_spellings_of_a_name_that_nobody_has_share_one_counter() {
    for login in &LOGINS {
        let app = TestApp::with("[throttle]\naccount_failures = 4\nsource_failures = 4").await;
        let names = names_of(login);
        let of_a_kind = if login.by_username {
            &USERNAMES[..]
        } else {
            &ADDRESSES[..4]
        };
        let (unknown, body) = said(login.contract, Situation::UnknownName);
        for turn in 0..4 {
            let name = of_a_kind[turn % of_a_kind.len()];
            login
                .of_name(&app, name, "a guess")
                .send()
                .await
                .is(unknown, &body, &[]);
        }
        let (locked, body) = said(login.contract, Situation::TooManyAttempts);
        for name in of_a_kind {
            assert!(names.contains(name));
            let answer = login.of_name(&app, name, "a guess").send().await;
            answer.is(locked, &body, &[("retry-after", "900")]);
        }
    }
}
