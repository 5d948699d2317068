//! Names and passwords, as every login compares them.

use latchkey::model::Realm;

use crate::parity::situation::{Situation, said};
use crate::support::http::Call;
use crate::support::login::{LOGINS, Login, Person};
use crate::support::{MANY_GUESSES, TestApp};

const MIXED: Person = Person {
    username: "J\u{f6}rg.Stra\u{df}e",
    email: "Joerg.Strasse@Example.com",
    password: "Pass\u{2167} w\u{f6}rd",
};

async fn accepted(call: Call<'_>) {
    let answer = call.send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

async fn refused(login: &Login, call: Call<'_>) {
    let (status, words) = said(login.contract, Situation::WrongPassword);
    call.send().await.is(status, &words, &[]);
}

async fn with_person(person: &Person) -> TestApp {
    let app = TestApp::with(MANY_GUESSES).await;
    for realm in [Realm::Users, Realm::Subscribers] {
        app.add(realm, person).await;
    }
    app
}

#[tokio::test]
async fn a_name_is_found_in_any_case_and_in_any_compatible_form() {
    let app = with_person(&MIXED).await;
    for login in &LOGINS {
        let names: &[&str] = match login.by_username {
            true => &[
                "J\u{f6}rg.Stra\u{df}e",
                "j\u{f6}rg.stra\u{df}e",
                "J\u{d6}RG.STRA\u{1e9e}E",
                "jo\u{308}rg.stra\u{df}e",
                "\u{ff2a}\u{f6}\u{ff52}\u{ff47}.\u{ff33}tra\u{df}e",
                "\u{1d409}\u{f6}rg.\u{1d412}tra\u{df}e",
                " J\u{f6}rg.Stra\u{df}e\n",
                "\u{a0}J\u{f6}rg.Stra\u{df}e\u{200b}",
            ],
            false => &[
                "Joerg.Strasse@Example.com",
                "JOERG.STRASSE@EXAMPLE.COM",
                "joerg.strasse@example.com",
                "\u{ff2a}oerg.Strasse@example.com",
                "\u{1d409}oerg.Strasse@example.com",
                "Joerg.Strasse@Example.com ",
                "\u{feff}Joerg.Strasse@Example.com\t",
            ],
        };
        for name in names {
            accepted(login.of_name(&app, name, MIXED.password)).await;
        }
    }
}

#[tokio::test]
async fn a_name_that_only_resembles_another_is_not_that_name() {
    let app = with_person(&MIXED).await;
    for login in LOGINS.iter().filter(|login| login.by_username) {
        for name in [
            "Jorg.Stra\u{df}e",
            "J\u{f6}rg.Strasse",
            "J\u{f6}rg.Stra\u{df}",
            "J\u{f6}rg%",
            "%",
        ] {
            refused(login, login.of_name(&app, name, MIXED.password)).await;
        }
    }
}

#[tokio::test]
async fn an_email_address_is_a_name_where_the_contract_says_so() {
    let app = with_person(&MIXED).await;
    for login in &LOGINS {
        let call = login.of_name(&app, "joerg.strasse@EXAMPLE.com", MIXED.password);
        match login.by_email {
            true => accepted(call).await,
            false => refused(login, call).await,
        }
    }
}

#[tokio::test]
async fn a_password_is_compared_byte_for_byte() {
    let app = with_person(&MIXED).await;
    for login in &LOGINS {
        for password in [
            " Pass\u{2167} w\u{f6}rd",
            "Pass\u{2167} w\u{f6}rd ",
            "Pass\u{2167} w\u{f6}rd\n",
            "pass\u{2167} w\u{f6}rd",
            "PassVIII w\u{f6}rd",
            "Pass\u{2167} wo\u{308}rd",
            "Pass\u{2167}  w\u{f6}rd",
            "Pass\u{2167}",
            " ",
        ] {
            refused(login, login.of_name(&app, login.name_of(&MIXED), password)).await;
        }
    }
}

#[tokio::test]
async fn a_password_may_begin_and_end_with_white_space() {
    let spaced = Person {
        password: " \t spaced \n",
        ..MIXED
    };
    let app = with_person(&spaced).await;
    for login in &LOGINS {
        accepted(login.of_person(&app, &spaced)).await;
        refused(login, login.of_name(&app, login.name_of(&spaced), "spaced")).await;
    }
}

#[tokio::test]
async fn no_byte_of_a_long_password_is_ignored() {
    const LONG: &str = "seventy-two bytes are what bcrypt reads; everything that follows is left unread.";
    let long = Person {
        password: LONG,
        ..MIXED
    };
    let app = with_person(&long).await;
    for login in &LOGINS {
        accepted(login.of_person(&app, &long)).await;
        for password in [&LONG[..72], &LONG[..79], &LONG.replace("unread.", "unread!")] {
            refused(login, login.of_name(&app, login.name_of(&long), password)).await;
        }
    }
}

#[tokio::test]
async fn an_account_without_a_password_lets_nobody_in() {
    let app = TestApp::with(MANY_GUESSES).await;
    for realm in [Realm::Users, Realm::Subscribers] {
        app.add_without_password(realm, &MIXED).await;
    }
    for login in &LOGINS {
        for password in [MIXED.password, " ", "null", "$2b$04$"] {
            refused(login, login.of_name(&app, login.name_of(&MIXED), password)).await;
        }
    }
}

#[tokio::test]
async fn somebody_who_is_enabled_again_gets_in_again() {
    let app = with_person(&MIXED).await;
    for login in &LOGINS {
        app.disable(login.realm(), &MIXED).await;
        let (status, words) = said(login.contract, Situation::RightPasswordOfDisabled);
        login.of_person(&app, &MIXED).send().await.is(status, &words, &[]);
        app.enable(login.realm(), &MIXED).await;
        accepted(login.of_person(&app, &MIXED)).await;
    }
}

#[tokio::test]
async fn a_new_password_replaces_the_old_one_at_once() {
    let app = with_person(&MIXED).await;
    for login in &LOGINS {
        app.set_password(login.realm(), &MIXED, "a new password").await;
        refused(login, login.of_person(&app, &MIXED)).await;
        accepted(login.of_name(&app, login.name_of(&MIXED), "a new password")).await;
        app.set_password(login.realm(), &MIXED, MIXED.password).await;
    }
}
