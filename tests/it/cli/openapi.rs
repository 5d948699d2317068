//! `latchkey openapi`: written, checked, mended.

use std::fs;

use latchkey::contracts::all;

use super::Outcome;
use super::support::Place;

#[test]
fn documents_are_written_once_and_only_when_they_differ() -> Outcome {
    let place = Place::on_sqlite()?;
    let wrote: String = all().map(|one| format!("wrote openapi/{}.json\n", one.ident)).collect();
    assert_eq!(place.succeed(&["openapi"], b"")?, wrote);
    for contract in all() {
        let written = fs::read_to_string(place.path(format!("openapi/{}.json", contract.ident)))?;
        assert_eq!(written, (contract.document)());
    }
    let before = fs::metadata(place.path("openapi/staff.json"))?.modified()?;
    assert_eq!(place.succeed(&["openapi", "openapi"], b"")?, "openapi is up to date\n");
    assert_eq!(fs::metadata(place.path("openapi/staff.json"))?.modified()?, before);
    assert!(!place.path("latchkey.db").exists(), "no database is needed");
    Ok(())
}

#[test]
fn neither_needs_a_configuration_that_is_right() -> Outcome {
    let place = Place::on_sqlite()?.env("LATCHKEY_DATABASE_URL", "nonsense");
    place.succeed(&["openapi", "some/where"], b"")?;
    place.succeed(&["openapi", "--check", "some/where"], b"")?;
    Ok(())
}

#[test]
fn a_check_that_agrees_prints_one_line() -> Outcome {
    let place = Place::on_sqlite()?;
    place.succeed(&["openapi"], b"")?;
    fs::write(place.path("openapi/README.md"), "not a document")?;
    let said = place.succeed(&["openapi", "--check"], b"")?;
    assert_eq!(
        said,
        format!("openapi: all documents ({}) match the handlers\n", all().count())
    );
    Ok(())
}

#[test]
fn a_check_prints_the_difference_and_the_command_that_mends_it() -> Outcome {
    let place = Place::on_sqlite()?;
    place.succeed(&["openapi", "docs"], b"")?;
    let path = place.path("docs/staff.json");
    let edited = fs::read_to_string(&path)?.replacen("\"openapi\": \"3.0.0\"", "\"openapi\": \"9.9.9\"", 1);
    fs::write(&path, edited)?;

    let finished = place.run(&["openapi", "--check", "docs"])?;
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
    let said = "latchkey: 1 of the documents in docs differ from the handlers; to fix: \
                latchkey openapi docs (in the source tree: make spec)\n";
    assert_eq!(finished.err, said);

    assert_eq!(place.succeed(&["openapi", "docs"], b"")?, "wrote docs/staff.json\n");
    place.succeed(&["openapi", "--check", "docs"], b"")?;
    Ok(())
}

#[test]
fn a_check_reports_a_document_that_is_missing() -> Outcome {
    let place = Place::on_sqlite()?;
    let finished = place.run(&["openapi", "--check"])?;
    assert_eq!(finished.code, Some(1));
    assert_eq!(finished.out.matches("--- /dev/null\n").count(), all().count());
    assert!(finished.out.contains("+++ openapi/staff.json\n"));
    assert!(!place.path("openapi").exists(), "a check writes nothing");
    Ok(())
}

#[test]
fn a_check_reports_a_document_of_no_contract_and_leaves_it_to_be_removed() -> Outcome {
    let place = Place::on_sqlite()?;
    place.succeed(&["openapi", "my docs"], b"")?;
    fs::write(place.path("my docs/retired.json"), "{}\n")?;
    let finished = place.run(&["openapi", "--check", "my docs"])?;
    assert_eq!(finished.code, Some(1));
    assert!(
        finished.out.starts_with("--- my docs/retired.json\n+++ /dev/null\n"),
        "{}",
        finished.out
    );
    assert!(
        finished.err.ends_with("to fix: rm 'my docs/retired.json'\n"),
        "{}",
        finished.err
    );

    place.succeed(&["openapi", "my docs"], b"")?;
    assert!(
        place.path("my docs/retired.json").exists(),
        "nothing is deleted that was not asked for"
    );
    Ok(())
}

#[test]
fn a_folder_that_cannot_be_written_is_1_and_one_line() -> Outcome {
    let place = Place::on_sqlite()?;
    fs::write(place.path("file"), "")?;
    let finished = place.run(&["openapi", "file"])?;
    assert_eq!(
        (finished.code, finished.err.as_str()),
        (Some(1), "latchkey: cannot make the folder file: file exists\n")
    );
    let finished = place.run(&["openapi", "--check", "file"])?;
    assert_eq!(
        (finished.code, finished.err.as_str()),
        (Some(1), "latchkey: cannot read file: not a directory\n")
    );
    Ok(())
}
