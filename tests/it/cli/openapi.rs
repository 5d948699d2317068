//! `latchkey openapi`: written and checked.

use std::fs;

use latchkey::contracts::all;

use super::Outcome;
use super::support::Installation;

#[test]
fn documents_are_written_once_and_only_when_they_differ() -> Outcome {
    let installation = Installation::on_sqlite()?;
    let mut names: Vec<_> = all().map(|one| one.ident).chain(["latchkey"]).collect();
    names.sort_unstable();
    let folders = ["openapi/3.1", "openapi"].into_iter();
    let wrote: String = folders
        .flat_map(|folder| names.iter().map(move |name| format!("wrote {folder}/{name}.json\n")))
        .collect();
    assert_eq!(installation.succeed(&["openapi"], b"")?, wrote);
    for contract in all() {
        let written = fs::read_to_string(installation.path(format!("openapi/{}.json", contract.ident)))?;
        assert_eq!(written, **contract.document);
    }
    let before = fs::metadata(installation.path("openapi/staff.json"))?.modified()?;
    assert_eq!(
        installation.succeed(&["openapi", "openapi"], b"")?,
        "openapi is up to date\n"
    );
    assert_eq!(
        fs::metadata(installation.path("openapi/staff.json"))?.modified()?,
        before
    );
    assert!(!installation.path("latchkey.db").exists(), "no database is needed");
    Ok(())
}

#[test]
fn neither_needs_a_configuration_that_is_right() -> Outcome {
    let installation = Installation::on_sqlite()?.env("LATCHKEY_DATABASE_URL", "nonsense");
    installation.succeed(&["openapi", "some/where"], b"")?;
    installation.succeed(&["openapi", "--check", "some/where"], b"")?;
    Ok(())
}

#[test]
fn a_check_that_agrees_prints_one_line() -> Outcome {
    let installation = Installation::on_sqlite()?;
    installation.succeed(&["openapi"], b"")?;
    fs::write(installation.path("openapi/README.md"), "not a document")?;
    let said = installation.succeed(&["openapi", "--check"], b"")?;
    assert_eq!(said, "openapi is up to date\n");
    Ok(())
}

#[test]
fn a_check_prints_the_difference_and_the_command_that_fixes_it() -> Outcome {
    let installation = Installation::on_sqlite()?;
    installation.succeed(&["openapi", "docs"], b"")?;
    let path = installation.path("docs/staff.json");
    let edited = fs::read_to_string(&path)?.replacen("\"openapi\": \"3.0.0\"", "\"openapi\": \"9.9.9\"", 1);
    fs::write(&path, edited)?;

    let finished = installation.run(&["openapi", "--check", "docs"])?;
    assert_eq!(finished.code, Some(1));
    assert!(
        finished
            .out
            .starts_with("--- docs/staff.json\n+++ docs/staff.json\n@@ "),
        "{}",
        finished.out
    );
    assert!(
        finished
            .out
            .contains("\n-  \"openapi\": \"9.9.9\",\n+  \"openapi\": \"3.0.0\",\n"),
        "{}",
        finished.out
    );
    let said = "latchkey: 1 of the files in docs differ from what is generated; to fix them, run: latchkey \
                openapi docs (in the source tree: make spec)\n";
    assert_eq!(finished.err, said);

    assert_eq!(
        installation.succeed(&["openapi", "docs"], b"")?,
        "wrote docs/staff.json\n"
    );
    installation.succeed(&["openapi", "--check", "docs"], b"")?;
    Ok(())
}

#[test]
fn a_check_reports_a_document_that_is_missing() -> Outcome {
    let installation = Installation::on_sqlite()?;
    let finished = installation.run(&["openapi", "--check"])?;
    assert_eq!(finished.code, Some(1));
    assert_eq!(finished.out.matches("--- /dev/null\n").count(), 2 * (all().count() + 1));
    assert!(finished.out.contains("+++ openapi/staff.json\n"));
    assert!(!installation.path("openapi").exists(), "a check writes nothing");
    Ok(())
}

#[test]
fn a_check_reports_a_document_of_no_contract_and_leaves_it_to_be_removed() -> Outcome {
    let installation = Installation::on_sqlite()?;
    installation.succeed(&["openapi", "my docs"], b"")?;
    fs::write(installation.path("my docs/retired.json"), "{}\n")?;
    let finished = installation.run(&["openapi", "--check", "my docs"])?;
    assert_eq!(finished.code, Some(1));
    assert!(
        finished.out.starts_with("--- my docs/retired.json\n+++ /dev/null\n"),
        "{}",
        finished.out
    );
    assert!(
        finished.err.ends_with("to fix them, run: rm 'my docs/retired.json'\n"),
        "{}",
        finished.err
    );

    installation.succeed(&["openapi", "my docs"], b"")?;
    assert!(
        installation.path("my docs/retired.json").exists(),
        "nothing is deleted that was not asked for"
    );
    Ok(())
}

#[test]
fn a_folder_that_cannot_be_written_is_1_and_one_line() -> Outcome {
    let installation = Installation::on_sqlite()?;
    fs::write(installation.path("file"), "")?;
    let finished = installation.run(&["openapi", "file"])?;
    assert_eq!(
        (finished.code, finished.err.as_str()),
        (Some(1), "latchkey: cannot make the folder file: file exists\n")
    );
    let finished = installation.run(&["openapi", "--check", "file"])?;
    assert_eq!(
        (finished.code, finished.err.as_str()),
        (Some(1), "latchkey: cannot read file: not a directory\n")
    );
    Ok(())
}
