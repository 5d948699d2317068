//! LoginThrottle passwords: how often, of whom, from where, and that nobody is kept out by somebody else's guesses.

mod accounts;
mod change;
mod networks;
mod record;
mod rows;
mod sequences;
mod sources;
mod unknown;

use crate::support::TestApp;
use crate::support::http::Answer;
use crate::support::login::{Login, Person};

/// Where the owner of an account is at home.
const HOME: &str = "192.0.2.7";
/// Where others are.
const ELSEWHERE: [&str; 3] = ["198.51.100.1", "198.51.100.2", "203.0.113.3"];

/// How long a failure counts.
const WINDOW: u64 = 15 * 60;

/// A login of this person from an address.
async fn log_in(app: &TestApp, contract: &str, person: &Person, address: &str) -> Answer {
    Login::of(contract).of_person(app, person).from(address).send().await
}

/// A wrong guess at a name from an address.
async fn guess(app: &TestApp, contract: &str, name: &str, address: &str) -> Answer {
    let login = Login::of(contract);
    let mut body = login.body(name, "guess");
    if let Some(device) = login.device {
        body[device] = "somebody else's".into();
    }
    let call = login.call(app).json(&body).about((contract, name));
    call.from(address).send().await
}

/// So many wrong guesses at this person from everywhere else, each of them looked at.
async fn guesses(app: &TestApp, contract: &str, person: &Person, number: usize) {
    let name = Login::of(contract).name_of(person);
    for turn in 0..number {
        let answer = guess(app, contract, name, ELSEWHERE[turn % ELSEWHERE.len()]).await;
        assert_eq!(answer.status, 401, "guess {turn}: {answer:?}");
    }
}

/// That a login was not looked at, and when it may come again.
#[track_caller]
fn assert_locked(contract: &str, answer: &Answer, seconds: &'static str) {
    use crate::parity::situation::{Situation, said};
    let (status, body) = said(contract, Situation::TooManyAttempts);
    answer.is(status, &body, &[("retry-after", seconds)]);
}
