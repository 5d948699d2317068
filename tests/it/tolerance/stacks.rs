//! What the stacks did, as `tests/stacks/recorded.json` has it: a contract takes what the stack that it replaces takes, but
//! for what it refuses on purpose.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::table::{Says, TABLE};

const RECORDED: &str = include_str!("../../stacks/recorded.json");

/// The stack that each contract replaces; that of `ispcrm` is unknown.
const REPLACED: [(&str, &str); 4] = [
    ("staff", "laravel"),
    ("subscriber", "laravel"),
    ("management", "newtonsoft"),
    ("netxd", "go"),
];

/// What a stack takes and the contract in its place does not, and why.
const REFUSED_ON_PURPOSE: &[(&str, &[&str], &str)] = &[
    (
        "duplicate_members",
        &["laravel", "newtonsoft", "go"],
        "two programs read them differently",
    ),
    (
        "two_spellings",
        &["laravel", "newtonsoft", "go"],
        "two programs read them differently",
    ),
    (
        "trailing_data",
        &["newtonsoft", "go"],
        "two programs read it differently",
    ),
    ("comment_in_json", &["newtonsoft"], "it is not JSON"),
    ("single_quotes", &["newtonsoft"], "it is not JSON"),
    ("trailing_comma", &["newtonsoft"], "it is not JSON"),
    (
        "lone_surrogate",
        &["newtonsoft", "go"],
        "it is no text, and each reads another one",
    ),
    ("deep_nesting", &["laravel", "go"], "depth costs memory"),
    ("query_credentials", &["laravel"], "query strings are logged on the way"),
    ("no_host", &["laravel"], "RFC 9112 section 3.2 demands it"),
    (
        "date_month_first",
        &["newtonsoft"],
        "most of the world writes the day first",
    ),
    (
        "date_of_http",
        &["newtonsoft"],
        "no client library of .NET writes it in JSON",
    ),
    ("no_content_type", &["go"], "contracts name their content types"),
    ("json_as_text_plain", &["go"], "contracts name their content types"),
    ("text_json", &["go"], "contracts name their content types"),
    ("plus_json", &["go"], "contracts name their content types"),
    ("name_of_blanks", &["go"], "nobody has such a name"),
];

#[derive(Deserialize)]
struct Recorded {
    versions: BTreeMap<String, BTreeMap<String, String>>,
    stacks: BTreeMap<String, BTreeMap<String, Outcome>>,
}

#[derive(Deserialize)]
struct Outcome {
    /// Nothing where the stack has no part that decides it.
    taken: Option<bool>,
}

fn recorded() -> Recorded {
    serde_json::from_str(RECORDED).expect("what scripts/stacks wrote")
}

#[test]
fn a_contract_takes_what_its_stack_takes_or_refuses_it_for_a_reason() {
    let recorded = recorded();
    let mut used = Vec::new();
    for row in TABLE {
        for (contract, stack) in REPLACED {
            let outcome = recorded.stacks[stack].get(row.name);
            let (_, says) = row
                .cells
                .iter()
                .find(|(ident, _)| *ident == contract)
                .expect("a column");
            let reason = REFUSED_ON_PURPOSE
                .iter()
                .find(|(name, stacks, _)| *name == row.name && stacks.contains(&stack));
            match (outcome.and_then(|outcome| outcome.taken), says, reason) {
                (Some(true), Says::Refuses(_), Some((name, _, _))) => used.push((*name, stack)),
                (Some(true), Says::Refuses(_), None) => panic!("{stack} takes {}, {contract} does not", row.name),
                (_, _, Some(_)) if *says != Says::Nothing => {
                    panic!(
                        "{stack} or {contract} does otherwise in {} than its reason says",
                        row.name
                    )
                }
                _ => {}
            }
        }
    }
    for (name, stacks, _) in REFUSED_ON_PURPOSE {
        for stack in *stacks {
            assert!(
                used.contains(&(*name, *stack)),
                "{stack} has no need of a reason in {name}"
            );
        }
    }
}

#[test]
fn the_versions_of_the_stacks_are_recorded() {
    let recorded = recorded();
    for (_, stack) in REPLACED {
        let versions = &recorded.versions[stack];
        assert!(
            !versions.is_empty() && versions.values().all(|version| version.contains('.')),
            "{stack}"
        );
    }
}
