//! The bounds of what a contract forgives; [`crate::tolerance`] has what it does forgive.
//!
//! Laravel (`staff`, `subscriber`) fills the same fields from JSON, forms and multipart forms.

use serde_json::{Value, json};

use crate::parity::situation::{Situation, invalid, said};
use crate::support::TestApp;
use crate::support::accounts::ANA;
use crate::support::http::Answer;
use crate::support::login::{LOGINS, Login};

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=\"a b\"";

fn laravel() -> impl Iterator<Item = &'static Login> {
    LOGINS
        .iter()
        .filter(|login| matches!(login.contract, "staff" | "subscriber"))
}

async fn send(app: &TestApp, login: &Login, content_type: &str, body: impl Into<Vec<u8>>) -> Answer {
    login
        .call(app)
        .about(content_type)
        .body(content_type, body.into())
        .send()
        .await
}

/// A multipart form with these parts, each of which is its headers, an empty line, and its value.
fn multipart(parts: &[String]) -> String {
    let parts = parts.iter().map(|part| format!("--a b\r\n{part}\r\n"));
    format!("{}--a b--\r\n", parts.collect::<String>())
}

fn field(name: &str, value: &str) -> String {
    format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}")
}

#[tokio::test]
async fn a_form_is_read_as_strictly_as_json() {
    let app = TestApp::start().await;
    for login in laravel() {
        let required = |names: &[&str]| {
            let errors = names
                .iter()
                .map(|name| ((*name).to_owned(), json!([format!("The {name} field is required.")])));
            invalid(login.contract, Value::Object(errors.collect()))
        };
        let file = format!(
            "Content-Disposition: form-data; name=\"{}\"; filename=\"a.txt\"\r\n\r\nadmin",
            login.name
        );
        for (content_type, body, (status, words)) in [
            (FORM, "a=b".to_owned(), required(&[login.name, "password"])),
            (FORM, format!("{}=&password=x", login.name), required(&[login.name])),
            (MULTIPART, multipart(&[]), required(&[login.name, "password"])),
            (
                MULTIPART,
                multipart(&[field(login.name, " "), field("password", "x")]),
                required(&[login.name]),
            ),
            (
                MULTIPART,
                multipart(&[file, field("password", "x")]),
                required(&[login.name]),
            ),
            (
                FORM,
                "password=a&password=b".to_owned(),
                said(login.contract, Situation::MalformedBody),
            ),
            (
                FORM,
                "password=%ff".to_owned(),
                said(login.contract, Situation::MalformedBody),
            ),
            (
                MULTIPART,
                multipart(&[field("password", "a"), field("password", "a")]),
                said(login.contract, Situation::MalformedBody),
            ),
            (
                MULTIPART,
                "--a b\r\nno end".to_owned(),
                said(login.contract, Situation::MalformedBody),
            ),
            (
                "multipart/form-data",
                multipart(&[]),
                said(login.contract, Situation::MalformedBody),
            ),
            (FORM, "a".repeat(65_537), said(login.contract, Situation::BodyTooLarge)),
        ] {
            send(&app, login, content_type, body).await.is(status, &words, &[]);
        }
    }
}

#[tokio::test]
async fn a_compressed_body_is_refused_in_the_words_of_another_type() {
    let app = TestApp::start().await;
    for login in &LOGINS {
        let (status, words) = said(login.contract, Situation::OtherContentType);
        let body = login.body(login.name_of(login.anybody()), login.anybody().password);
        for coding in ["gzip", "identity, br", "x"] {
            let call = login.call(&app).json(&body).header("content-encoding", coding);
            let answer = call.send().await;
            answer.is(status, &words, &[("accept-encoding", "identity")]);
        }
        let call = login.call(&app).json(&body).header("content-encoding", "Identity");
        assert_eq!(call.send().await.status, 200);
    }
}

#[tokio::test]
async fn names_are_one_name_to_the_limits_whatever_surrounds_them() {
    let app = TestApp::start().await;
    app.add_user(&ANA, |_| {}).await;
    let login = Login::of("staff");
    let (status, words) = said(login.contract, Situation::WrongPassword);
    for blanks in [
        "", " ", "  ", "\t", "\n", "\u{200b}", "\u{feff}", "\u{a0}", " \n", "\u{3000}",
    ] {
        let name = format!("{blanks}{}{blanks}", ANA.email);
        login
            .of_name(&app, &name, "a guess")
            .send()
            .await
            .is(status, &words, &[]);
    }
    let answer = login.of_person(&app, &ANA).send().await;
    assert_eq!(answer.status, 429, "{answer:?}");
}
