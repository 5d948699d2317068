//! Sends a recording again, request by request, and compares the answers with the recorded ones or with another
//! server's.

use std::time::Duration;

use tokio::time::timeout;

use super::exchange::{Body, Recorded, RecordedAnswer};
use super::mask::Masker;
use super::placeholder::Secrets;
use super::report::{Outcome, Row};
use super::session::Session;
use super::settle::settled;
use crate::compare::{Difference, differences};
use crate::model::Timestamp;
use crate::upstream::{OldBackend, whole};

/// The longest answer that is compared, in bytes.
const MAX_ANSWER: usize = 16 * 1024 * 1024;

/// How a recording is sent.
pub struct ReplayOptions {
    /// Who answers.
    pub target: OldBackend,
    /// Who answers, too, to be compared with. Without, it is the recorded answers.
    pub against: Option<OldBackend>,
    /// What belongs in the place of placeholders.
    pub secrets: Secrets,
    /// The places whose differences do not count, with all below them.
    pub ignored: Vec<String>,
    /// How long an answer may take, once it has begun.
    pub timeout: Duration,
}

/// See the module.
pub struct Replay {
    target: Side,
    against: Option<Side>,
    ignored: Vec<String>,
}

/// A server, and what it has given out.
struct Side {
    server: OldBackend,
    session: Session,
    timeout: Duration,
}

/// Why there is no answer.
enum NoAnswer {
    /// The request was not sent.
    Skipped(String),
    /// It was.
    Failed(String),
}

impl Replay {
    /// Nothing is sent yet.
    pub fn new(options: ReplayOptions) -> Self {
        let side = |server| Side {
            server,
            session: Session::new(options.secrets.clone()),
            timeout: options.timeout,
        };
        Self {
            target: side(options.target),
            against: options.against.map(side),
            ignored: options.ignored,
        }
    }

    /// Sends the next exchange of a recording at this moment, and says what came of it. `number` counts from 1.
    pub async fn send(&mut self, number: usize, recorded: &Recorded, now: Timestamp) -> Row {
        let sent = self.outcome(recorded, now).await;
        let (expected, actual, outcome) = match sent {
            Ok((expected, actual, found)) => {
                let found = self.that_count(found);
                let outcome = if found.is_empty() {
                    Outcome::Same
                } else {
                    Outcome::Differs(found)
                };
                (Some(expected), Some(actual), outcome)
            }
            Err(NoAnswer::Skipped(why)) => (None, None, Outcome::Skipped(why)),
            Err(NoAnswer::Failed(why)) => (None, None, Outcome::NoAnswer(why)),
        };
        Row {
            number,
            method: recorded.request.method.to_string(),
            // What an unmasked recording has in it is not to be printed.
            path: Masker::default().mask_path(recorded.request.path()),
            expected: expected.or_else(|| Some(recorded.answer.as_ref()?.status)),
            actual,
            outcome,
        }
    }

    /// The expected status, the actual one, and the differences.
    async fn outcome(&mut self, recorded: &Recorded, now: Timestamp) -> Result<(u16, u16, Vec<Difference>), NoAnswer> {
        if self.against.is_none() && recorded.answer.is_none() {
            return Err(NoAnswer::Skipped("it has no recorded answer".to_owned()));
        }
        // Both are asked, whatever becomes of the first, so that both stay in the same state.
        let against = match &mut self.against {
            Some(side) => Some(side.send(recorded).await),
            None => None,
        };
        let actual = self.target.send(recorded).await?;
        let expected = match (against, &recorded.answer) {
            (Some(answer), _) => answer?,
            (None, Some(answer)) => {
                let later = recorded.started_at.map(|at| now.millis().saturating_sub(at.millis()));
                settled(answer, &actual, &self.target.session, later)
            }
            (None, None) => return Err(NoAnswer::Skipped("it has no recorded answer".to_owned())),
        };
        let found = differences(&expected.answer(), &actual.answer());
        Ok((expected.status, actual.status, found))
    }

    fn that_count(&self, mut found: Vec<Difference>) -> Vec<Difference> {
        found.retain(|one| !self.ignored.iter().any(|ignored| is_at(place_of(one), ignored)));
        found
    }
}

/// Whether a place is the given one, or below it.
fn is_at(place: &str, given: &str) -> bool {
    let rest = place.strip_prefix(given.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Where a difference is, in words that an operator can write: the name of a header, a JSON pointer, or `status` or `body`.
fn place_of(difference: &Difference) -> &str {
    match difference.place.as_str() {
        "" => difference.kind.as_str(),
        place => place,
    }
}

impl Side {
    async fn send(&mut self, recorded: &Recorded) -> Result<RecordedAnswer, NoAnswer> {
        let request = self.session.request(&recorded.request);
        let request = request.map_err(|why| NoAnswer::Skipped(why.to_string()))?;
        let answer = self
            .server
            .send(request)
            .await
            .map_err(|error| NoAnswer::Failed(error.reason()))?;
        let (status, headers) = (answer.status.as_u16(), answer.headers);
        let body = timeout(self.timeout, whole(answer.body, MAX_ANSWER)).await;
        let body = match body {
            Ok(body) => body.map_err(|error| error.to_string()),
            Err(_) => Err("it did not end in time".to_owned()),
        };
        let actual = RecordedAnswer {
            status,
            headers,
            body: Body::Whole(body.map_err(NoAnswer::Failed)?),
        };
        if let Some(answer) = &recorded.answer {
            self.session.learn(answer, &actual);
        }
        Ok(actual)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ignored_is_a_place_and_all_below_it() {
        for (place, given, expected) in [
            ("/data/user", "/data/user", true),
            ("/data/user/id", "/data/user", true),
            ("/data/users", "/data/user", false),
            ("/data", "/data/user", false),
            ("set-cookie", "set-cookie", true),
            ("status", "status", true),
        ] {
            assert_eq!(is_at(place, given), expected, "{place} {given}");
        }
    }
}
