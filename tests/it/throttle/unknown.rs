//! Whether there is an account shows in nothing.

use super::{ELSEWHERE, HOME, guess};
use crate::support::TestApp;
use crate::support::accounts::{ANA, BEN};
use crate::support::http::Answer;
use crate::support::login::{LOGINS, Person};

const NOBODY: Person = Person {
    username: "nobody",
    email: "nobody@example.com",
    password: "",
};

fn seen(answer: &Answer) -> (u16, String, Vec<String>) {
    let mut headers: Vec<_> = answer
        .lasting_headers()
        .iter()
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    headers.sort();
    (answer.status, answer.text.clone(), headers)
}

/// What twelve guesses at a name look like: ten are looked at, two are not.
async fn twelve(app: &TestApp, contract: &str, name: &str) -> Vec<(u16, String, Vec<String>)> {
    let mut answers = Vec::new();
    for turn in 0..12 {
        answers.push(seen(&guess(app, contract, name, ELSEWHERE[turn % 3]).await));
    }
    answers
}

#[tokio::test]
async fn unknown_wrong_disabled_and_without_a_password_look_the_same_before_and_after_the_limit() {
    for login in &LOGINS {
        let app = TestApp::start().await;
        let realm = login.realm();
        app.add(realm, &ANA).await;
        app.add_without_password(realm, &BEN).await;
        let disabled = Person {
            username: "dora",
            email: "dora@example.com",
            password: "dora's password",
        };
        app.add(realm, &disabled).await;
        app.disable(realm, &disabled).await;
        let expected = twelve(&app, login.contract, login.name_of(&NOBODY)).await;
        assert_eq!(expected.iter().filter(|seen| seen.0 == 401).count(), 10);
        assert_eq!(expected.iter().filter(|seen| seen.0 == 429).count(), 2);
        for person in [&ANA, &BEN, &disabled] {
            let seen = twelve(&app, login.contract, login.name_of(person)).await;
            assert_eq!(seen, expected, "{} {person:?}", login.contract);
        }
    }
}

#[tokio::test]
async fn spellings_of_a_name_that_nobody_has_are_counted_together() {
    let app = TestApp::start().await;
    for (turn, name) in ["nobody", "NOBODY", "No\u{ff42}ody"]
        .iter()
        .cycle()
        .take(10)
        .enumerate()
    {
        let answer = guess(&app, "ispcrm", name, ELSEWHERE[turn % 3]).await;
        assert_eq!(answer.status, 401, "{answer:?}");
    }
    assert_eq!(guess(&app, "subscriber", "nobody", HOME).await.status, 429);
    assert_eq!(
        guess(&app, "management", "nobody", HOME).await.status,
        401,
        "another realm"
    );
}

#[tokio::test]
async fn a_name_that_nobody_has_is_not_kept_as_it_was_typed() {
    let app = TestApp::start().await;
    guess(&app, "ispcrm", "my-password-in-the-wrong-field", HOME).await;
    let kept = "attempts WHERE target LIKE '%my-password%' OR place LIKE '%my-password%'";
    assert_eq!(app.database.count(kept).await, 0);
    assert_eq!(app.database.count("attempts").await, 3);
}
