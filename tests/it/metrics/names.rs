//! The names of metrics are part of what operators build on: they are documented, and what is shipped uses no other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use latchkey::metrics::{
    AuthMetrics, ConnectionCounts, CutoverState, Format, LiveSessions, LoginOutcome, RateLimit, Registry,
    RequestMetrics, StatementMetrics,
};
use regex::Regex;

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All families. What has not happened yet is not printed, so everything happens once.
fn families() -> BTreeSet<String> {
    let (requests, auth) = (RequestMetrics::default(), AuthMetrics::default());
    requests.operation(None, None).count(200, Duration::ZERO);
    auth.logins.count("staff", LoginOutcome::Success);
    auth.limits.count(None, RateLimit::Login);
    auth.cutover_events.count("staff", "login.here");
    let registry = Registry::new("0", "sqlite")
        .with_requests(&requests)
        .with_auth(&auth)
        .with_statements(&StatementMetrics::default());
    let sessions = LiveSessions {
        contract: "staff".to_owned(),
        count: 1,
    };
    registry.state.set_sessions(&[sessions], 0);
    registry.state.set_connections(ConnectionCounts::default());
    registry.cutover.set(&[CutoverState {
        contract: "staff".to_owned(),
        modes: vec![("off", true)],
        accounts: [("all", 1); 5],
        differences: vec![("status".to_owned(), 1)],
        obstacles: vec![("differences", 1)],
        legacy_tokens: 1,
        last_legacy_token_ends: Some(0),
    }]);
    let printed = registry.print(Format::Prometheus).expect("it is printed");
    let types = printed.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let names = types.filter_map(|line| line.split_once(' '));
    names.map(|(name, _)| name.to_owned()).collect()
}

/// The name of the family that a sample belongs to.
fn family(sample: &str) -> &str {
    let ends = ["_bucket", "_count", "_sum"];
    let of_histogram = ends.iter().find_map(|end| sample.strip_suffix(end));
    of_histogram.filter(|name| name.ends_with("_seconds")).unwrap_or(sample)
}

#[test]
fn the_page_lists_every_metric_and_no_other() {
    let page = file("docs/operate/monitoring.md");
    let row = Regex::new(r"(?m)^\| `(latchkey_\w+)` \|").expect("a pattern");
    let documented: BTreeSet<String> = row.captures_iter(&page).map(|found| found[1].to_owned()).collect();
    assert_eq!(documented, families());
}

#[test]
fn the_dashboard_and_the_alerts_use_only_metrics_that_there_are() {
    let families = families();
    let sample = Regex::new(r"latchkey_\w+").expect("a pattern");
    for (path, least) in [
        ("packaging/grafana/latchkey.json", 15),
        ("packaging/prometheus/latchkey.rules.yml", 6),
    ] {
        let text = file(path);
        let used: BTreeSet<&str> = sample.find_iter(&text).map(|found| family(found.as_str())).collect();
        let unknown: Vec<_> = used.iter().filter(|name| !families.contains(**name)).collect();
        assert!(unknown.is_empty(), "{path}: {unknown:?}");
        assert!(used.len() >= least, "{path} uses {used:?}");
    }
}
