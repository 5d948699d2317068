//! The requests that the products' own pages print, sent as they are printed to the demonstration accounts, and the
//! answers that they print, member by member. A contract's file cites its page by its title.
//!
//! Only what a page leaves open is filled in: the reader's own address, password, token or key.

mod ispcrm;
mod management;
mod netxd;
mod recordings;
mod shape;
mod staff;
mod subscriber;

use serde_json::Value;

use crate::support::TestApp;
use crate::support::http::{Answer, Sent};

/// A request as a page prints it.
#[derive(Clone, Copy)]
struct Printed {
    method: &'static str,
    path: &'static str,
    headers: &'static [Sent],
    body: &'static str,
}

impl Printed {
    /// Sends it, with what the page leaves to its reader filled in.
    async fn send(&self, app: &TestApp, filled_in: &[(&str, &str)]) -> Answer {
        let fill = |text: &str| {
            filled_in
                .iter()
                .fold(text.to_owned(), |text, (open, filled)| text.replace(open, filled))
        };
        let mut call = app.call(self.method, self.path);
        for (name, value) in self.headers {
            call = call.header(name, &fill(value));
        }
        if !self.body.is_empty() {
            call = call.untyped(fill(self.body));
        }
        call.send().await
    }
}

/// An answer as a page prints it.
#[track_caller]
fn printed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The answer is the printed one to the letter, but for these parts, which are of the printed shape.
#[track_caller]
fn is_printed(answer: &Answer, status: u16, text: &str, but_for: &[&str]) {
    assert_eq!(answer.status, status, "{answer:?}");
    let (mut expected, sent) = (printed(text), answer.json());
    shape::assert_alike(&expected, &sent, &[]);
    for pointer in but_for {
        let part = expected
            .pointer_mut(pointer)
            .unwrap_or_else(|| panic!("no {pointer}: {text}"));
        *part = answer.at(pointer);
    }
    assert_eq!(expected.to_string(), sent.to_string());
}
