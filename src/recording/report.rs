//! What came of a replay.

use serde::Serialize;
use serde_json::{Value, json};

use crate::compare::Difference;

/// What came of one exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The answers say the same.
    Same,
    /// They do not.
    Differs(Vec<Difference>),
    /// It was not sent, and why.
    Skipped(String),
    /// It was not answered, and why.
    NoAnswer(String),
}

/// An exchange of a replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number in the recording, from 1.
    pub number: usize,
    /// The method.
    pub method: String,
    /// The path, without the query, masked.
    pub path: String,
    /// The expected status, where there is one.
    pub expected: Option<u16>,
    /// The actual status, where there is one.
    pub actual: Option<u16>,
    /// What came of it.
    pub outcome: Outcome,
}

/// One line of a table: an exchange, or a difference of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The number of the exchange.
    pub number: usize,
    /// Its method and path.
    pub request: String,
    /// `same`, the kind of the difference, `skipped` or `no answer`.
    pub result: &'static str,
    /// Where the difference is, or why there is no answer.
    pub place: String,
    /// What is expected: a status, or a masked value.
    pub expected: String,
    /// What was answered.
    pub actual: String,
}

/// A replay.
#[derive(Debug, Clone)]
pub struct Report {
    /// The name of the recording.
    pub recording: String,
    /// Who answered.
    pub target: String,
    /// Who it was compared with; the recorded answers without.
    pub against: Option<String>,
    /// The exchanges.
    pub rows: Vec<Row>,
}

/// How many exchanges came out how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// The same.
    pub same: usize,
    /// Not the same.
    pub different: usize,
    /// Not sent.
    pub skipped: usize,
    /// Not answered.
    pub unanswered: usize,
}

impl Row {
    /// Its lines in a table.
    pub fn findings(&self) -> Vec<Finding> {
        let status = |status: Option<u16>| status.map(|status| status.to_string()).unwrap_or_default();
        let finding = |result, place: &str, expected: String, actual: String| Finding {
            number: self.number,
            request: format!("{} {}", self.method, self.path),
            result,
            place: place.to_owned(),
            expected,
            actual,
        };
        let no_answer = |result, why: &str| vec![finding(result, why, status(self.expected), String::new())];
        match &self.outcome {
            Outcome::Same => vec![finding("same", "", status(self.expected), status(self.actual))],
            Outcome::Differs(found) => {
                let found = found.iter();
                found
                    .map(|one| finding(one.kind.as_str(), &one.place, one.expected.clone(), one.actual.clone()))
                    .collect()
            }
            Outcome::Skipped(why) => no_answer("skipped", why),
            Outcome::NoAnswer(why) => no_answer("no answer", why),
        }
    }
}

impl Report {
    /// How many exchanges came out how.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for row in &self.rows {
            match row.outcome {
                Outcome::Same => counts.same += 1,
                Outcome::Differs(_) => counts.different += 1,
                Outcome::Skipped(_) => counts.skipped += 1,
                Outcome::NoAnswer(_) => counts.unanswered += 1,
            }
        }
        counts
    }

    /// All of it, for machines.
    pub fn json(&self) -> Value {
        let exchanges: Vec<Value> = self.rows.iter().map(Row::json).collect();
        json!({
            "recording": self.recording,
            "target": self.target,
            "against": self.against,
            "counts": self.counts(),
            "exchanges": exchanges,
        })
    }
}

impl Row {
    fn json(&self) -> Value {
        let (result, differences, reason) = match &self.outcome {
            Outcome::Same => ("same", &[][..], None),
            Outcome::Differs(found) => ("different", &found[..], None),
            Outcome::Skipped(why) => ("skipped", &[][..], Some(why)),
            Outcome::NoAnswer(why) => ("unanswered", &[][..], Some(why)),
        };
        let differences: Vec<Value> = differences
            .iter()
            .map(|one| {
                json!({
                    "kind": one.kind.as_str(),
                    "place": one.place,
                    "expected": one.expected,
                    "actual": one.actual,
                })
            })
            .collect();
        json!({
            "number": self.number,
            "method": self.method,
            "path": self.path,
            "expected_status": self.expected,
            "actual_status": self.actual,
            "result": result,
            "reason": reason,
            "differences": differences,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Kind;

    fn row(number: usize, outcome: Outcome) -> Row {
        Row {
            number,
            method: "GET".to_owned(),
            path: "/a".to_owned(),
            expected: Some(200),
            actual: None,
            outcome,
        }
    }

    #[test]
    fn exchanges_are_counted_by_what_came_of_them_and_each_difference_has_a_line() {
        let difference = |place: &str| Difference {
            kind: Kind::Value,
            place: place.to_owned(),
            expected: "0".to_owned(),
            actual: "00".to_owned(),
        };
        let report = Report {
            recording: "a.ndjson".to_owned(),
            target: "http://new.example".to_owned(),
            against: None,
            rows: vec![
                row(1, Outcome::Same),
                row(2, Outcome::Differs(vec![difference("/b"), difference("/c")])),
                row(3, Outcome::Skipped("why".to_owned())),
                row(4, Outcome::NoAnswer("why not".to_owned())),
            ],
        };
        let counts = Counts {
            same: 1,
            different: 1,
            skipped: 1,
            unanswered: 1,
        };
        assert_eq!(report.counts(), counts);
        let findings: Vec<_> = report.rows.iter().flat_map(Row::findings).collect();
        let lines: Vec<_> = findings
            .iter()
            .map(|one| {
                format!(
                    "{} {} {} {} {}",
                    one.number, one.result, one.place, one.expected, one.actual
                )
            })
            .collect();
        assert_eq!(
            lines,
            [
                "1 same  200 ",
                "2 value /b 0 00",
                "2 value /c 0 00",
                "3 skipped why 200 ",
                "4 no answer why not 200 ",
            ]
        );
        let json = report.json();
        assert_eq!(
            json["counts"],
            json!({ "same": 1, "different": 1, "skipped": 1, "unanswered": 1 })
        );
        assert_eq!(json["exchanges"][1]["differences"][1]["place"], "/c");
        assert_eq!(json["exchanges"][3]["reason"], "why not");
    }
}
