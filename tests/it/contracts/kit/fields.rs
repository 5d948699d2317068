//! The members of a login: what is wrong with each of them, all at once.

use serde_json::{Map, Value, json};

use crate::parity::situation::{Situation, invalid, said};
use crate::support::TestApp;
use crate::support::login::{LOGINS, Login};

async fn complains(app: &TestApp, login: &Login, body: &Value, errors: Value) {
    let (status, words) = invalid(login.contract, errors);
    let answer = login.call(app).json(body).about(body).send().await;
    answer.is(status, &words, &[]);
}

/// The same value in every member.
fn everywhere(login: &Login, value: &Value) -> Value {
    let members = login.members().into_iter();
    members
        .map(|name| (name.to_owned(), value.clone()))
        .collect::<Map<_, _>>()
        .into()
}

/// The same complaint about each of these members.
fn each(members: &[&str], what: &str) -> Value {
    let complaint = |name: &&str| ((*name).to_owned(), json!([format!("The {name} field {what}.")]));
    members.iter().map(complaint).collect::<Map<_, _>>().into()
}

#[tokio::test]
async fn members_that_are_missing_null_or_empty_are_all_listed() {
    let app = TestApp::start().await;
    for login in &LOGINS {
        let required = each(&login.members(), "is required");
        for body in [
            json!({}),
            everywhere(login, &Value::Null),
            everywhere(login, &json!("")),
        ] {
            complains(&app, login, &body, required.clone()).await;
        }
    }
}

#[tokio::test]
async fn a_name_or_device_of_nothing_but_white_space_is_as_good_as_none() {
    let app = TestApp::start().await;
    for login in &LOGINS {
        let members = login.members().into_iter().filter(|name| *name != "password");
        let blank = each(&members.collect::<Vec<_>>(), "is required");
        complains(&app, login, &everywhere(login, &json!(" \t\u{a0}\n")), blank).await;
    }
}

#[tokio::test]
async fn a_value_of_another_type_is_refused_and_converted_by_newtonsoft_alone() {
    let app = TestApp::start().await;
    for login in &LOGINS {
        let strings = each(&login.members(), "must be a string");
        for value in [json!([]), json!(["admin"]), json!({})] {
            complains(&app, login, &everywhere(login, &value), strings.clone()).await;
        }
        for value in [json!(42), json!(1.5), json!(0), json!(true), json!(false)] {
            let body = everywhere(login, &value);
            match login.contract {
                "management" => {
                    let (status, words) = said(login.contract, Situation::UnknownName);
                    let answer = login.call(&app).json(&body).about(&body).send().await;
                    answer.is(status, &words, &[]);
                }
                _ => complains(&app, login, &body, strings.clone()).await,
            }
        }
    }
}

#[tokio::test]
async fn a_name_or_device_of_more_than_255_characters_is_too_long() {
    let app = TestApp::start().await;
    for login in &LOGINS {
        let long = "\u{e4}".repeat(256);
        let mut body = everywhere(login, &json!(long));
        body["password"] = "secret".into();
        let members = login.members().into_iter().filter(|name| *name != "password");
        let too_long = each(&members.collect::<Vec<_>>(), "must not be greater than 255 characters");
        complains(&app, login, &body, too_long).await;
    }
}

#[tokio::test]
async fn a_name_or_device_of_255_characters_is_not_too_long() {
    let app = TestApp::start().await;
    for login in LOGINS.iter().filter(|login| login.by_username) {
        let (status, words) = said(login.contract, Situation::UnknownName);
        let answer = login.of_name(&app, &"\u{e4}".repeat(255), "secret").send().await;
        answer.is(status, &words, &[]);
        if let Some(device) = login.device {
            let mut body = login.body(login.anybody().username, login.anybody().password);
            body[device] = "\u{e4}".repeat(255).into();
            let answer = login.call(&app).json(&body).send().await;
            assert_eq!(answer.status, 200, "{answer:?}");
        }
    }
}

#[tokio::test]
async fn a_nul_is_refused_everywhere() {
    let app = TestApp::start().await;
    for login in &LOGINS {
        let errors = each(&login.members(), "must not contain a NUL character");
        complains(&app, login, &everywhere(login, &json!("a\0b@example.com")), errors).await;
    }
}

#[tokio::test]
async fn a_password_of_more_than_1024_bytes_or_with_a_nul_is_refused() {
    let app = TestApp::start().await;
    for login in &LOGINS {
        let name = login.name_of(login.anybody());
        for (password, what) in [
            ("x".repeat(1025), "must not be greater than 1024 bytes"),
            ("\u{e4}".repeat(513), "must not be greater than 1024 bytes"),
            ("your\0password".to_owned(), "must not contain a NUL character"),
        ] {
            let errors = each(&["password"], what);
            complains(&app, login, &login.body(name, &password), errors).await;
        }
        let (status, words) = said(login.contract, Situation::WrongPassword);
        let answer = login.of_name(&app, name, &"x".repeat(1024)).send().await;
        answer.is(status, &words, &[]);
    }
}

#[tokio::test]
async fn members_that_are_wrong_in_different_ways_each_get_their_own_sentence() {
    let app = TestApp::start().await;
    for login in &LOGINS {
        let mut body = json!({ login.name: [] });
        let mut errors = each(&[login.name], "must be a string");
        errors["password"] = json!(["The password field is required."]);
        if let Some(device) = login.device {
            body[device] = "x".repeat(256).into();
            errors[device] = json!([format!("The {device} field must not be greater than 255 characters.")]);
        }
        complains(&app, login, &body, errors).await;
    }
}

#[tokio::test]
async fn a_member_of_another_case_is_another_member_unless_the_old_stack_ignored_case() {
    let app = TestApp::start().await;
    for login in &LOGINS {
        let shouted: Map<_, _> = login
            .members()
            .into_iter()
            .map(|name| (name.to_uppercase(), json!("x")))
            .collect();
        let body = shouted.into();
        match login.contract {
            // ASP.NET Core with Newtonsoft, and Go.
            "management" | "netxd" => {
                let (status, words) = said(login.contract, Situation::UnknownName);
                let answer = login.call(&app).json(&body).about(&body).send().await;
                answer.is(status, &words, &[]);
            }
            _ => complains(&app, login, &body, each(&login.members(), "is required")).await,
        }
    }
}
