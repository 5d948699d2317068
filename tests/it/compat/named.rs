//! `openapi/BREAKING.md`: the breaking differences that are meant.

use std::collections::BTreeSet;

/// What the file says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The differences it names, each as `<document>: <place>: <what>`.
    pub entries: BTreeSet<String>,
    /// Entries without a reason, and what looks like an entry and is none.
    pub faults: Vec<String>,
}

/// Reads entries: lines that begin with `` - ` ``, have the difference between the backticks and its reason behind a
/// dash. The reason may go on over indented lines, which nothing here looks at.
pub fn read(text: &str) -> Named {
    let mut named = Named::default();
    for line in text.lines().filter(|line| line.starts_with('-')) {
        let entry = line.strip_prefix("- `").and_then(|rest| rest.split_once('`'));
        let reason = entry.and_then(|(_, rest)| rest.strip_prefix(" - "));
        match (entry, reason) {
            (Some((difference, _)), Some(reason)) if !reason.trim().is_empty() => {
                named.entries.insert(difference.to_owned());
            }
            (Some((difference, _)), _) => named
                .faults
                .push(format!("openapi/BREAKING.md has no reason for: {difference}")),
            (None, _) => named.faults.push(format!("openapi/BREAKING.md: not an entry: {line}")),
        }
    }
    named
}

#[test]
fn an_entry_has_a_difference_and_a_reason() {
    let text = "# Title\n\nText.\n\n\
        - `staff: GET /me, 200, body, name: is gone` - nobody asked\n  for it.\n\
        - `staff: no reason`\n\
        - `staff: empty reason` - \n\
        - no difference\n";
    let expected = Named {
        entries: BTreeSet::from(["staff: GET /me, 200, body, name: is gone".to_owned()]),
        faults: vec![
            "openapi/BREAKING.md has no reason for: staff: no reason".to_owned(),
            "openapi/BREAKING.md has no reason for: staff: empty reason".to_owned(),
            "openapi/BREAKING.md: not an entry: - no difference".to_owned(),
        ],
    };
    assert_eq!(read(text), expected);
}
