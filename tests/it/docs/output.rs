//! Comparing what a command prints with what its page says.

use std::sync::LazyLock;

use regex::Regex;

/// What differs from run to run, and what stands for it on both sides.
static VOLATILE: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let patterns = [
        (r"eyJ[A-Za-z0-9_-]{8,}[A-Za-z0-9_.-]*…?", "TOKEN"),
        (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "UUID"),
        (r"\b[0-9a-f]{32}\b", "ID"),
        (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "TIME"),
        (r"\b[12]\d{9}\b", "SECONDS"),
        (r"\bcurl/\d+(\.\d+)*", "curl/VERSION"),
        // The width of a table depends on what stands in it.
        (r" +", " "),
        (r"─+", "─"),
        (r"═+", "═"),
    ];
    let compiled = patterns.map(|(pattern, name)| (Regex::new(pattern).expect("a pattern"), name));
    compiled.to_vec()
});

/// A line with names for what differs from run to run.
pub fn normalized(line: &str) -> String {
    let line = line.trim_end().to_owned();
    let replace = |line: String, (pattern, name): &(Regex, &str)| pattern.replace_all(&line, *name).into_owned();
    VOLATILE.iter().fold(line, replace)
}

/// Whether these lines, normalized, are what is expected.
pub fn matches(expected: &[String], printed: &[String]) -> bool {
    match expected.split_first() {
        None => printed.is_empty(),
        Some((line, rest)) if line.trim() == "…" => (0..=printed.len()).any(|at| matches(rest, &printed[at..])),
        Some((line, rest)) => match printed.split_first() {
            Some((first, others)) => line_matches(line, first) && matches(rest, others),
            None => false,
        },
    }
}

fn line_matches(expected: &str, printed: &str) -> bool {
    let parts: Vec<String> = expected.split('…').map(regex::escape).collect();
    let pattern = Regex::new(&format!("^{}$", parts.join(".*"))).expect("a pattern");
    pattern.is_match(printed)
}

#[test]
fn what_may_differ_matches_and_what_may_not_does_not() {
    let lines = |text: &str| text.lines().map(normalized).collect::<Vec<_>>();
    let token = "eyJhbGciOiJI.eyJzdWIiOiIx.c2ln";
    for (expected, printed, matched) in [
        ("a\nb", "a\nb", true),
        ("a\nb", "a", false),
        ("a", "a\nb", false),
        ("a … d", "a b c d", true),
        ("a … d", "a b c e", false),
        ("a\n…\nd", "a\nb\nc\nd", true),
        ("a\n…\nd", "a\nb", false),
        ("\"token\":\"eyJhbGciOiJI…\"", &format!("\"token\":\"{token}\""), true),
        ("\"token\":\"eyJhbGciOiJI…\"", "\"token\":\"\"", false),
        ("at 2026-01-01T00:00:00Z", "at 2027-12-31T23:59:59.5Z", true),
        ("\"exp\":1790000000}", "\"exp\":1767225600}", true),
        ("a   b ─── c", "a b ──────── c", true),
        ("expires 3600", "expires 7200", false),
    ] {
        assert_eq!(
            matches(&lines(expected), &lines(printed)),
            matched,
            "{expected:?} {printed:?}"
        );
    }
}
