//! `latchkey reference`: the pages of `docs/reference/` that are generated.

use std::fs;
use std::path::Path;

use super::Outcome;
use super::support::Installation;

#[test]
fn the_pages_of_the_source_tree_are_up_to_date() -> Outcome {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference");
    let pages = pages.to_str().ok_or("a path")?;
    let said = Installation::on_sqlite()?.succeed(&["reference", "--check", pages], b"")?;
    assert_eq!(said, format!("{pages} is up to date\n"));
    Ok(())
}

#[test]
fn a_check_fails_where_a_page_differs_and_leaves_other_files_alone() -> Outcome {
    let installation = Installation::on_sqlite()?;
    let wrote = "wrote pages/command-line.md\nwrote pages/configuration.md\n";
    assert_eq!(installation.succeed(&["reference", "pages"], b"")?, wrote);
    fs::write(installation.path("pages/errors.md"), "# Errors\n")?;
    assert_eq!(
        installation.succeed(&["reference", "--check", "pages"], b"")?,
        "pages is up to date\n"
    );

    let path = installation.path("pages/configuration.md");
    let edited = fs::read_to_string(&path)?.replace("15m", "16m");
    fs::write(&path, edited)?;
    let finished = installation.run(&["reference", "--check", "pages"])?;
    let said = "latchkey: 1 of the files in pages differ from what is generated; to fix them, run: latchkey reference \
                pages (in the source tree: make reference)\n";
    assert_eq!((finished.code, finished.err.as_str()), (Some(1), said));
    Ok(())
}

#[test]
fn the_reference_has_every_key_and_every_command() -> Outcome {
    let installation = Installation::on_sqlite()?;
    installation.succeed(&["reference", "."], b"")?;
    let keys = fs::read_to_string(installation.path("configuration.md"))?;
    for part in [
        "\n## `[throttle]`\n",
        "\n### `throttle.window`\n\nHow long a failed login counts: 1m to 1d.\n\nDefault: `\"15m\"`. Environment variable: \
         `LATCHKEY_THROTTLE_WINDOW`.\n",
        "\n## `[contracts.staff]`\n",
        "\n### `contracts.staff.session_idle`\n",
        "`LATCHKEY_CONTRACTS_STAFF_SESSION_IDLE`",
    ] {
        assert!(keys.contains(part), "{part}");
    }
    let commands = fs::read_to_string(installation.path("command-line.md"))?;
    for part in ["\n## latchkey\n", "\n## latchkey serve\n", "\n## latchkey key rotate\n"] {
        assert!(commands.contains(part), "{part}");
    }
    assert!(!commands.contains("latchkey reference"), "it is hidden");
    Ok(())
}
