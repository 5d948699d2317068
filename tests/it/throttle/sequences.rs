//! Sequences of guesses, replayed against an account and against a name that nobody has: the answers are the same, so they
//! tell nobody who has an account.

use serde_json::json;

use super::{ELSEWHERE, HOME, guess};
use crate::support::TestApp;
use crate::support::accounts::ANA;
use crate::support::clock::{days, seconds};
use crate::support::http::Answer;
use crate::support::login::{LOGINS, Login};

/// What an attacker does next.
#[derive(Clone, Copy)]
enum Step {
    /// So many guesses from the networks of this list in turn.
    Guess(usize, &'static [&'static str]),
    /// The same with one device after the other, where the contract has clients name theirs.
    Devices(usize),
    /// A guess at every contract of the realm that takes names of this kind.
    EveryContract,
    /// A guess at the name in capitals, with white space around it.
    OtherSpelling,
    /// Nothing, for so many seconds.
    Wait(u64),
    /// Nothing, for so many days, while the server does its housekeeping.
    Days(u64),
    /// The server is restarted.
    Restart,
}

use Step::{Days, Devices, EveryContract, Guess, OtherSpelling, Restart, Wait};

const FAR: &[&str] = &ELSEWHERE;
const ONE: &[&str] = &[HOME];

/// A hundred failures in a row, as quickly as they can be had.
const HUNDRED: [Step; 20] = {
    let mut steps = [Guess(10, FAR); 20];
    let mut turn = 1;
    while turn < 20 {
        steps[turn] = Wait(15 * 60);
        turn += 2;
    }
    steps
};

/// What is done in the second half of each sequence, once the first has brought the name somewhere.
const SEQUENCES: [(&[Step], &[Step]); 12] = [
    (&[Guess(12, FAR)], &[]),
    (&[Guess(12, ONE)], &[Guess(2, FAR)]),
    (
        &[Guess(9, FAR), Wait(14 * 60)],
        &[Guess(3, ONE), Wait(60), Guess(12, FAR)],
    ),
    (&[Guess(11, FAR)], &[Devices(4), Wait(15 * 60), Devices(12)]),
    (&[Devices(12)], &[Guess(2, ONE)]),
    (&[EveryContract, EveryContract], &[OtherSpelling, Guess(12, FAR)]),
    (&[OtherSpelling, Guess(12, ONE)], &[OtherSpelling, EveryContract]),
    (
        &[Guess(10, FAR), Restart],
        &[Guess(2, ONE), Wait(15 * 60), Guess(11, ONE)],
    ),
    (&HUNDRED, &[Guess(2, ONE), Wait(15 * 60), Guess(2, FAR)]),
    (
        &HUNDRED,
        &[Days(31), Guess(2, FAR), Days(500), Guess(2, ONE), Devices(2)],
    ),
    (&[Guess(10, FAR), Days(31), Guess(10, FAR), Days(31)], &[Guess(12, FAR)]),
    (
        &[Guess(10, FAR), Days(401)],
        &[Guess(10, FAR), Wait(15 * 60), Guess(11, ONE)],
    ),
];

/// What a client sees of an answer.
type Seen = (u16, Option<String>, String);

fn seen(answer: &Answer) -> Seen {
    let wait = answer.header("retry-after").map(str::to_owned);
    (answer.status, wait, answer.text.clone())
}

async fn replay(contract: &str, name: &str, steps: impl Iterator<Item = Step>) -> Vec<Seen> {
    let mut app = TestApp::start().await;
    let realm = Login::of(contract).realm();
    app.add(realm, &ANA).await;
    let mut answers = Vec::new();
    for step in steps {
        match step {
            Guess(number, networks) => {
                for turn in 0..number {
                    answers.push(seen(
                        &guess(&app, contract, name, networks[turn % networks.len()]).await,
                    ));
                }
            }
            Devices(number) => {
                for turn in 0..number {
                    answers.push(seen(&with_device(&app, contract, name, turn).await));
                }
            }
            EveryContract => {
                let is_alike =
                    |login: &&Login| login.realm() == realm && login.name_of(&ANA).contains('@') == name.contains('@');
                for login in LOGINS.iter().filter(is_alike) {
                    answers.push(seen(&guess(&app, login.contract, name, HOME).await));
                }
            }
            OtherSpelling => {
                let spelt = format!(" {} ", name.to_uppercase());
                answers.push(seen(&guess(&app, contract, &spelt, HOME).await));
            }
            Wait(time) => app.pass(seconds(time)),
            Days(number) => {
                app.pass(days(number));
                while app.app.auth.sweep_attempts().await.expect("a database") {}
            }
            Restart => app = app.another_node().await,
        }
    }
    answers
}

async fn with_device(app: &TestApp, contract: &str, name: &str, turn: usize) -> Answer {
    let login = Login::of(contract);
    let mut body = login.body(name, "guess");
    if let Some(device) = login.device {
        body[device] = json!(format!("device-{turn}"));
    }
    login
        .call(app)
        .json(&body)
        .about((contract, name))
        .from(HOME)
        .send()
        .await
}

#[tokio::test]
async fn twelve_sequences_of_guesses_look_the_same_for_an_account_and_for_a_name_that_nobody_has() {
    for contract in ["netxd", "subscriber"] {
        let login = Login::of(contract);
        let name = login.name_of(&ANA);
        let nobody = name.replace("ana", "eva");
        assert_ne!(name, nobody);
        for (number, (first, second)) in SEQUENCES.iter().enumerate() {
            let steps = || first.iter().chain(*second).copied();
            let of_account = replay(contract, name, steps()).await;
            let of_nobody = replay(contract, &nobody, steps()).await;
            assert!(of_account.iter().any(|seen| seen.0 == 429), "{contract}, {number}");
            assert_eq!(of_account, of_nobody, "{contract}, sequence {number}");
        }
    }
}
