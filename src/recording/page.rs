//! A report as one HTML file, which needs nothing beside it.

use askama::Template;

use super::report::{Counts, Finding, Report, Row};

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    report: &'a Report,
    counts: Counts,
    findings: Vec<Finding>,
}

/// The page. Everything in it is escaped.
///
/// # Errors
/// The template's.
pub fn page(report: &Report) -> Result<String, askama::Error> {
    Page {
        report,
        counts: report.counts(),
        findings: report.rows.iter().flat_map(Row::findings).collect(),
    }
    .render()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::Outcome;

    #[test]
    fn a_page_shows_each_finding_and_runs_nothing_of_it() {
        let report = Report {
            recording: "<b>.ndjson".to_owned(),
            target: "http://new.example".to_owned(),
            against: Some("http://old.example".to_owned()),
            rows: vec![Row {
                number: 7,
                method: "GET".to_owned(),
                path: "/<script>".to_owned(),
                expected: Some(200),
                actual: None,
                outcome: Outcome::NoAnswer("away".to_owned()),
            }],
        };
        let html = page(&report).unwrap();
        assert!(!html.contains("<script>") && !html.contains("<b>"), "{html}");
        for shown in [
            "http://new.example",
            "http://old.example",
            "<td>7</td>",
            "away",
            "no answer",
        ] {
            assert!(html.contains(shown), "{shown}: {html}");
        }
    }
}
