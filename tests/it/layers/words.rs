//! A contract's words stand in its folder and nowhere else in the source, comments included: the core knows no product,
//! and a change of a product touches one folder.

use super::{assert_lines, assert_none, texts};

/// Distinctive words and the contracts that they belong to: names of products in any case, names of members as they are.
const WORDS: [(&str, Case, &[&str]); 14] = [
    ("ispcrm", Case::Any, &["ispcrm"]),
    ("netgroot", Case::Any, &["ispcrm"]),
    ("zalultra", Case::Any, &["staff", "subscriber"]),
    ("onezeroart", Case::Any, &["staff", "subscriber"]),
    ("mobile-auto-login", Case::Exact, &["subscriber"]),
    ("babel", Case::Any, &["management"]),
    ("json-patch", Case::Exact, &["management"]),
    ("expiresIn", Case::Exact, &["management"]),
    ("netxd", Case::Any, &["netxd"]),
    ("emailid", Case::Exact, &["netxd"]),
    ("deviceID", Case::Exact, &["netxd"]),
    ("authResponse", Case::Exact, &["netxd"]),
    ("userRoles", Case::Exact, &["netxd"]),
    ("qrToken", Case::Exact, &["netxd"]),
];

#[derive(Clone, Copy)]
enum Case {
    Any,
    Exact,
}

/// Files, or the beginnings of their paths, that may use a word all the same, with the reason.
const EXCEPTIONS: [(&str, &[&str], &str); 3] = [
    (
        "src/config/renamed.rs",
        &["netxd"],
        "names the settings of contracts that had another name",
    ),
    (
        "src/contracts/mod.rs",
        &["ispcrm", "netxd"],
        "the one list of contracts",
    ),
    (
        "src/cli/demo/",
        &["netxd"],
        "the accounts that the published pages print",
    ),
];

fn check((path, text): &(String, String)) -> Vec<String> {
    let mut complaints = Vec::new();
    for (word, case, homes) in WORDS {
        let at_home = homes
            .iter()
            .any(|home| path.starts_with(&format!("src/contracts/{home}/")));
        let is_excepted = |(start, words, _): &(&str, &[&str], &str)| path.starts_with(start) && words.contains(&word);
        if at_home || EXCEPTIONS.iter().any(is_excepted) {
            continue;
        }
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| has(line, word, case)) {
            let homes = homes.join(", ");
            complaints.push(format!("{path}:{number}: `{word}` belongs to {homes}: {}", line.trim()));
        }
    }
    complaints
}

fn has(line: &str, word: &str, case: Case) -> bool {
    match case {
        Case::Any => line.to_lowercase().contains(word),
        Case::Exact => line.contains(word),
    }
}

#[test]
fn no_contracts_word_stands_outside_its_folder() {
    let complaints: Vec<String> = texts("src").iter().flat_map(check).collect();
    assert_none(&complaints);
}

#[test]
fn every_exception_is_needed() {
    let files = texts("src");
    for (start, words, _) in EXCEPTIONS {
        for (word, case, _) in WORDS.iter().filter(|(word, ..)| words.contains(word)) {
            let uses = |(path, text): &(String, String)| path.starts_with(start) && has(text, word, *case);
            assert!(files.iter().any(uses), "{start} does not use `{word}`");
        }
    }
}

#[test]
fn a_word_outside_its_folder_is_found() {
    for (path, text, lines) in [
        ("src/auth/log_in.rs", "\n// As NetXD wants it.", &[2_usize] as &[usize]),
        ("src/contracts/staff/wire.rs", "struct X { emailid: String }", &[1]),
        (
            "src/contracts/netxd/wire.rs",
            "struct X { emailid: String }\n//! NetXD",
            &[],
        ),
        ("src/store/users.rs", "emailId deviceId", &[]),
    ] {
        assert_lines(&check(&(path.to_owned(), text.to_owned())), lines);
    }
}
