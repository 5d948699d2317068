//! Lines that are not imported, and files that are no files.

use serde_json::json;

use super::{Outcome, import, known, numbered, printed, rows, subscriber, sums, user};
use crate::cli::support::Installation;

const LINES: usize = 10_000;

#[test]
fn twenty_kinds_of_mistakes_cost_twenty_lines_and_no_more() -> Outcome {
    let installation = Installation::new()?;
    import(
        &installation,
        &["users"],
        &user("taken", json!({ "email": "taken@elsewhere.example" })),
    )?;
    let hash = &known()[0].hash;
    let mistakes: Vec<(Vec<u8>, &str)> = [
        (
            user("m0", json!({ "email": "a\u{0}b" })),
            "email must be a valid e-mail address",
        ),
        (
            "{\"username\":\"m1\",\n".to_owned(),
            "is no JSON object: is not closed, at column 17",
        ),
        (
            "[\"m2\"]\n".to_owned(),
            "is no JSON object: is another kind of value, at column 0",
        ),
        (
            "username: m3\n".to_owned(),
            "is no JSON object: is not valid, at column 1",
        ),
        (user("m4", json!({ "username": null })), "has no username"),
        (user("m5", json!({ "email": "" })), "has no email"),
        (user("m6", json!({ "roles": [] })), "has no roles"),
        (user("m7@example.com", json!({})), "username must not contain '@'"),
        (
            user("m 8", json!({ "email": "m8@example.com" })),
            "username must not contain ' ' (U+0020)",
        ),
        (
            user("m9", json!({ "email": "m9" })),
            "email must be a valid e-mail address",
        ),
        (
            user("m10", json!({ "name": "x".repeat(256) })),
            "name must not be longer than 255 characters",
        ),
        (
            user("m11", json!({ "roles": ["a,b"] })),
            "roles must not contain a comma",
        ),
        (
            user("m12", json!({ "permissions": [1] })),
            "permissions must be a list, not a list of other things than texts",
        ),
        (user("m13", json!({ "isp_id": 1.5 })), "isp_id must be a whole number"),
        (
            user("m14", json!({ "status": "locked" })),
            "status must be active or disabled",
        ),
        (
            user(
                "m15",
                json!({ "password_hash": "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW" }),
            ),
            "password_hash is bcrypt of the faulty version 2x, which is not supported",
        ),
        (
            user("m16", json!({ "password_hash": "secret" })),
            "password_hash is of no known form",
        ),
        (
            user("m17", json!({ "email": "TAKEN@elsewhere.example" })),
            "the e-mail address is that of users/1",
        ),
        (
            user("U00001", json!({ "email": "other@example.com" })),
            "the username is that of line 2",
        ),
        (
            user("m19", json!({ "name": "\u{e9}" })),
            "is not UTF-8: byte 53 is wrong",
        ),
    ]
    .map(|(line, reason)| (line.into_bytes(), reason))
    .into();
    // One in Latin-1.
    let mut file: Vec<u8> = Vec::new();
    let mut expected = Vec::new();
    let distance = LINES / mistakes.len();
    let good = numbered(LINES, |number| {
        user(&format!("u{number:05}"), json!({ "password_hash": hash }))
    });
    for (number, line) in good.lines().enumerate() {
        let at = number / distance;
        // In the middle of each part, so that the first and the last line are good.
        let wrong = mistakes.get(at).filter(|_| number % distance == distance / 2);
        match wrong {
            Some((wrong, reason)) => {
                let latin_1: Vec<u8> = String::from_utf8_lossy(wrong).replace('é', "\u{1}").into_bytes();
                file.extend(latin_1.into_iter().map(|byte| if byte == 1 { 0xe9 } else { byte }));
                expected.push((u64::try_from(number)? + 1, (*reason).to_owned()));
            }
            None => {
                file.extend_from_slice(line.as_bytes());
                file.push(b'\n');
            }
        }
    }
    assert_eq!(expected.len(), 20);
    let finished = installation.run_with(&["import", "users", "-", "--json"], &file)?;
    assert_eq!(finished.code, Some(1), "{finished:?}");
    assert!(
        finished.err.ends_with("latchkey: lines that were not imported: 20\n"),
        "{}",
        finished.err
    );
    let (refused, found) = printed(&finished)?;
    assert_eq!(refused, expected);
    let good = LINES - 20;
    assert_eq!(found, sums(json!({ "rows": LINES, "added": good, "refused": 20 })));
    assert_eq!(rows(&installation, &["user", "list", "--json"])?.len(), good + 1);
    Ok(())
}

#[test]
fn a_refused_line_is_reported_with_its_number_and_its_name_and_no_more_of_it() -> Outcome {
    let installation = Installation::new()?;
    let secret = "a-password-in-plain-text";
    let file = user("ana", json!({ "password_hash": secret }))
        + &user("ben", json!({}))
        + &user(
            "ben",
            json!({ "email": "other@example.com", "password_hash": "also no hash" }),
        )
        + &format!("{{\"password_hash\": \"{secret}\", nonsense}}\n")
        + &user("BEN", json!({ "email": "third@example.com" }));
    let finished = installation.run_with(&["import", "users", "-"], file.as_bytes())?;
    assert_eq!(
        finished.err,
        "latchkey: line 1 (ana): password_hash is of no known form\n\
         latchkey: line 3 (ben): password_hash is of no known form\n\
         latchkey: line 4: is no JSON object: is not valid, at column 47\n\
         latchkey: line 5 (BEN): the username is that of line 2\n\
         latchkey: accounts added without a password, which cannot log in before one is set: 1\n\
         latchkey: lines that were not imported: 4\n"
    );
    assert_eq!(
        finished.out,
        "┌──────┬───────┬─────────┬───────────┬─────────┬─────────┐\n\
         │ rows ┆ added ┆ updated ┆ unchanged ┆ skipped ┆ refused │\n\
         ╞══════╪═══════╪═════════╪═══════════╪═════════╪═════════╡\n\
         │ 5    ┆ 1     ┆ 0       ┆ 0         ┆ 0       ┆ 4       │\n\
         └──────┴───────┴─────────┴───────────┴─────────┴─────────┘\n"
    );
    Ok(())
}

#[test]
fn the_last_line_may_be_cut_off() -> Outcome {
    let installation = Installation::new()?;
    let whole = subscriber("ana", json!({}));
    let file = format!("{whole}{}", &subscriber("ben", json!({}))[..20]);
    let (refused, found) = printed(&import(&installation, &["subscribers"], &file)?)?;
    assert_eq!(refused, [(2, "ends in the middle".to_owned())]);
    assert_eq!(
        found,
        sums(json!({ "rows": 2, "added": 1, "refused": 1, "without_password": 1 }))
    );
    // A line end is all that is missing here.
    let (refused, found) = printed(&import(&installation, &["subscribers"], whole.trim_end())?)?;
    assert_eq!((refused, found), (vec![], sums(json!({ "rows": 1, "unchanged": 1 }))));
    Ok(())
}

#[test]
fn an_empty_file_is_no_mistake_and_a_missing_one_is() -> Outcome {
    let installation = Installation::new()?;
    let finished = import(&installation, &["users"], "\n\n")?;
    assert_eq!(
        (finished.code, printed(&finished)?),
        (Some(0), (vec![], sums(json!({}))))
    );
    let finished = installation.run(&["import", "users", "missing.ndjson"])?;
    assert_eq!(finished.code, Some(1));
    assert_eq!(
        finished.err,
        "latchkey: cannot read missing.ndjson: no such file or directory\n"
    );
    Ok(())
}

#[test]
fn a_file_in_utf_16_says_so_in_one_line() -> Outcome {
    let installation = Installation::new()?;
    let file: Vec<u8> = "\u{feff}username\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for format in ["csv", "ndjson"] {
        let finished = installation.run_with(&["import", "users", "-", "--json", "--format", format], &file)?;
        let (refused, _) = printed(&finished)?;
        assert_eq!(
            refused[0],
            (1, "is UTF-16: convert the file to UTF-8".to_owned()),
            "{format}"
        );
    }
    Ok(())
}
