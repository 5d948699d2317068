//! A contract's words stand in its folder and nowhere else in the source, comments included: whoever reads the core
//! learns no product, and a change of a product touches one folder.

use super::{File, assert_lines, assert_none, files};

/// Distinctive words, and the folders that they belong to. Products are found in any spelling, members as they are.
const WORDS: [(&str, Spelling, &[&str]); 14] = [
    ("ispcrm", Spelling::Any, &["ispcrm"]),
    ("netgroot", Spelling::Any, &["ispcrm"]),
    ("zalultra", Spelling::Any, &["staff", "subscriber"]),
    ("onezeroart", Spelling::Any, &["staff", "subscriber"]),
    ("mobile-auto-login", Spelling::Exact, &["subscriber"]),
    ("babel", Spelling::Any, &["management"]),
    ("json-patch", Spelling::Exact, &["management"]),
    ("expiresIn", Spelling::Exact, &["management"]),
    ("netxd", Spelling::Any, &["netxd"]),
    ("emailid", Spelling::Exact, &["netxd"]),
    ("deviceID", Spelling::Exact, &["netxd"]),
    ("authResponse", Spelling::Exact, &["netxd"]),
    ("userRoles", Spelling::Exact, &["netxd"]),
    ("qrToken", Spelling::Exact, &["netxd"]),
];

#[derive(Clone, Copy)]
enum Spelling {
    Any,
    Exact,
}

/// Files, or the beginnings of their paths, that may say a word all the same, with the reason.
const EXCEPTIONS: [(&str, &[&str], &str); 7] = [
    (
        "src/config/sessions.rs",
        &["ispcrm", "netxd"],
        "has the lifetimes of each contract's sessions",
    ),
    (
        "src/contracts/mod.rs",
        &["ispcrm", "netxd"],
        "the one list of contracts",
    ),
    (
        "src/app.rs",
        &["netxd"],
        "hands each contract what an operator has set for it",
    ),
    (
        "src/config/mod.rs",
        &["netxd"],
        "has a section for each contract that has switches",
    ),
    (
        "src/config/netxd.rs",
        &["netxd", "qrToken"],
        "that section, in its operator's words",
    ),
    (
        "src/config/management.rs",
        &["babel"],
        "that section, in its operator's words",
    ),
    (
        "src/cli/demo/",
        &["netxd"],
        "the accounts that the published pages print",
    ),
];

fn check(file: &File) -> Vec<String> {
    let mut complaints = Vec::new();
    for (word, spelling, homes) in WORDS {
        let at_home = homes
            .iter()
            .any(|home| file.path.starts_with(&format!("src/contracts/{home}/")));
        let excepted = EXCEPTIONS
            .iter()
            .any(|(path, words, _)| file.path.starts_with(path) && words.contains(&word));
        if at_home || excepted {
            continue;
        }
        for (number, line) in (1..).zip(file.text.lines()) {
            let said = match spelling {
                Spelling::Any => line.to_lowercase().contains(word),
                Spelling::Exact => line.contains(word),
            };
            if said {
                complaints.push(format!(
                    "{}:{number}: `{word}` belongs to {}",
                    file.path,
                    homes.join(", ")
                ));
            }
        }
    }
    complaints
}

#[test]
fn no_contracts_word_stands_outside_its_folder() {
    let complaints: Vec<String> = files("src").iter().flat_map(check).collect();
    assert_none(&complaints);
}

#[test]
fn every_exception_has_a_reason_and_a_file() {
    let files = files("src");
    for (path, _, reason) in EXCEPTIONS {
        assert!(reason.len() > 10, "{path}");
        assert!(files.iter().any(|file| file.path.starts_with(path)), "{path}");
    }
}

#[test]
fn a_word_out_of_its_place_is_found() {
    for (path, text, lines) in [
        ("src/auth/log_in.rs", "\n// As NetXD wants it.", &[2_usize] as &[usize]),
        ("src/auth/log_in.rs", "fn babel() {}", &[1]),
        (
            "src/contracts/shared/body.rs",
            "const X: &str = \"application/json-patch+json\";",
            &[1],
        ),
        ("src/contracts/staff/wire.rs", "struct X { emailid: String }", &[1]),
        (
            "src/contracts/netxd/wire.rs",
            "struct X { emailid: String }\n//! NetXD",
            &[],
        ),
        ("src/contracts/netxd/wire.rs", "// unlike ZalUltra", &[1]),
        ("src/contracts/subscriber/mod.rs", "//! OneZeroArt ZalUltra", &[]),
        (
            "src/model/user.rs",
            "/// The kind of user.\nstruct X { scope: String }",
            &[],
        ),
        ("src/config/netxd.rs", "/// `qrToken` of netxd", &[]),
        ("src/config/netxd.rs", "/// `emailid` of netxd", &[1]),
        ("src/app.rs", "use crate::contracts::netxd;\n// qrToken", &[2]),
        ("src/store/users.rs", "emailId deviceId", &[]),
    ] {
        assert_lines(&check(&File::snippet(path, text)), lines);
    }
}
