//! What `/metrics` shows of what happens.

mod cutover;
mod format;
mod logins;
mod names;
mod requests;
mod state;

use std::collections::BTreeMap;

use crate::support::TestApp;

/// The samples of a scrape, by name and labels as they are printed.
#[derive(Debug, PartialEq)]
struct Scrape(BTreeMap<String, f64>);

impl Scrape {
    /// Scrapes a node.
    async fn of(app: &TestApp) -> Self {
        let answer = app.watch("/metrics").send().await;
        assert_eq!(
            (
                answer.status,
                answer.header("content-type"),
                answer.header("cache-control")
            ),
            (200, Some("text/plain; version=0.0.4; charset=utf-8"), Some("no-store")),
            "{answer:?}"
        );
        Self::parse(&answer.text)
    }

    fn parse(text: &str) -> Self {
        let samples = text.lines().filter(|line| !line.starts_with('#')).map(|line| {
            let (name, value) = line.rsplit_once(' ').expect("a name and a value");
            (name.to_owned(), value.parse().expect("a number"))
        });
        Self(samples.collect())
    }

    /// A sample; 0 where there is none.
    fn get(&self, sample: &str) -> f64 {
        self.0.get(sample).copied().unwrap_or_default()
    }

    /// The samples of this name that are not 0, by their labels.
    fn counted(&self, name: &str) -> Vec<(&str, f64)> {
        let of_name = self.0.iter().filter(|(_, value)| **value != 0.0);
        let labels = of_name.filter_map(|(sample, value)| {
            let labels = sample.strip_prefix(name)?.strip_prefix('{')?.strip_suffix('}')?;
            Some((labels, *value))
        });
        labels.collect()
    }
}
