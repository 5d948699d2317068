//! The pages as recordings, in `tests/recordings/`: what `latchkey replay` is to find no difference in.
//!
//! They are made of the same printed requests and answers, with what the demonstration server puts in the place of the
//! pages' sample values. `UPDATE_RECORDINGS=1` writes them; without, they must be what is made.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{Printed, printed};
use crate::cli::support::{Installation, Server};
use crate::support::http::Sent;

/// When all of it was sent: a moment that a page prints.
pub const STARTED: &str = "2023-05-24T08:12:41.494Z";
/// The same in seconds.
pub const STARTED_SECONDS: i64 = 1_684_915_961;

/// What a server asks for that refuses a token (RFC 6750). No page prints headers.
pub const CHALLENGE: &[Sent] = &[("www-authenticate", "Bearer")];

/// A printed request with its printed answer.
pub struct Step {
    request: Printed,
    filled: Vec<(String, String)>,
    status: u16,
    headers: Vec<Sent>,
    answer: Value,
}

impl Step {
    /// As the page prints it. Without a text, the answer has no body.
    pub fn new(request: Printed, status: u16, answer: &str) -> Self {
        let answer = if answer.is_empty() {
            Value::Null
        } else {
            printed(answer)
        };
        Self {
            request,
            filled: Vec::new(),
            status,
            headers: Vec::new(),
            answer,
        }
    }

    /// With what the page leaves to its reader filled in.
    pub fn with(mut self, filled: &[(&str, &str)]) -> Self {
        let filled = filled
            .iter()
            .map(|(open, filled)| ((*open).to_owned(), (*filled).to_owned()));
        self.filled.extend(filled);
        self
    }

    /// With this part of the answer.
    #[track_caller]
    pub fn set(mut self, pointer: &str, value: impl Into<Value>) -> Self {
        let part = self.answer.pointer_mut(pointer);
        *part.unwrap_or_else(|| panic!("no {pointer}")) = value.into();
        self
    }

    /// With these headers of the answer.
    pub fn headers(mut self, headers: &[Sent]) -> Self {
        self.headers.extend(headers);
        self
    }

    fn line(self) -> Value {
        let fill = |text: &str| {
            let filled = self.filled.iter();
            filled.fold(text.to_owned(), |text, (open, filled)| text.replace(open, filled))
        };
        let headers: Vec<_> = self
            .request
            .headers
            .iter()
            .map(|(name, value)| (*name, fill(value)))
            .collect();
        let mut request = json!({ "method": self.request.method, "path": self.request.path, "headers": headers });
        if !self.request.body.is_empty() {
            request["body"] = fill(self.request.body).into();
        }
        let mut headers = self.headers.clone();
        let mut response = json!({ "status": self.status });
        if self.answer.is_null() {
            response["headers"] = json!(headers);
        } else {
            headers.insert(0, ("content-type", "application/json"));
            response["headers"] = json!(headers);
            response["body"] = self.answer.to_string().into();
        }
        json!({ "started_at": STARTED, "request": request, "response": response })
    }
}

/// The lines of a recording.
pub fn lines(steps: Vec<Step>) -> Vec<Value> {
    steps.into_iter().map(Step::line).collect()
}

fn path_of(contract: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/recordings");
    folder.join(format!("{contract}.ndjson"))
}

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// The file is what is made of the page, and replays without a difference.
fn replays(contract: &str, lines: &[Value]) -> Outcome {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let path = path_of(contract);
    if std::env::var_os("UPDATE_RECORDINGS").is_some() {
        std::fs::write(&path, &text)?;
    }
    assert_eq!(std::fs::read_to_string(&path)?, text, "UPDATE_RECORDINGS=1 writes it");
    let site = Installation::on_sqlite()?;
    let server = Server::start(&site, &["--demo"])?;
    let target = format!("http://{}", server.address);
    let path = path.display().to_string();
    let replayed = site.run(&["replay", &path, "--target", &target])?;
    assert_eq!(replayed.code, Some(0), "{}\n{}", replayed.out, replayed.err);
    let sum = format!("same: {}, different: 0, skipped: 0, not answered: 0\n", lines.len());
    assert!(replayed.out.ends_with(&sum), "{}", replayed.out);
    Ok(())
}

macro_rules! replay {
    ($($name:ident: $contract:ident,)*) => {
        $(
            #[test]
            fn $name() -> Outcome {
                replays(stringify!($contract), &super::$contract::recording())
            }
        )*

        #[test]
        fn every_login_contract_has_a_recording() {
            let contracts: Vec<_> = latchkey::contracts::CONTRACTS.iter().map(|contract| contract.ident).collect();
            assert_eq!([$(stringify!($contract)),*], contracts[..]);
        }
    };
}

replay! {
    the_page_of_ispcrm_replays_without_a_difference: ispcrm,
    the_page_of_staff_replays_without_a_difference: staff,
    the_page_of_subscriber_replays_without_a_difference: subscriber,
    the_page_of_management_replays_without_a_difference: management,
    the_page_of_netxd_replays_without_a_difference: netxd,
}
