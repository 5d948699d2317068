//! Imports that end in the middle.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::json;

use super::{Outcome, numbered, printed, rows, subscriber, sums};
use crate::cli::support::Installation;

/// A note is written for this many lines.
const NOTED: usize = 25_000;

fn lines(count: usize) -> String {
    numbered(count, |number| subscriber(&format!("s{number:06}"), json!({})))
}

#[test]
fn what_was_reported_as_done_survives_kill_9_and_the_same_command_goes_on() -> Outcome {
    let installation = Installation::new()?;
    installation.succeed(&["migrate"], b"")?;
    let file = lines(NOTED + 3000);
    let mut command = installation.command(&["import", "subscribers", "-", "--json"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut input = child.stdin.take().ok_or("no standard input")?;
    let note = BufReader::new(child.stderr.take().ok_or("no standard error")?).lines();
    let sent = file.clone();
    // The pipe stays open, so that the import cannot come to its end.
    let writer = std::thread::spawn(move || input.write_all(sent.as_bytes()).map(|()| input));
    let note = note.map_while(Result::ok).find(|line| line.contains("lines read"));
    let input = writer.join().map_err(|_| "the writer failed")?;
    child.kill()?;
    child.wait()?;
    drop(input);
    assert_eq!(
        note.as_deref(),
        Some("latchkey: 25000 lines read: 25000 added, 0 updated, 0 refused")
    );
    let done = rows(&installation, &["subscriber", "list", "--json"])?.len();
    assert!(
        (NOTED..=NOTED + 2500).contains(&done) && done.is_multiple_of(2500),
        "{done}"
    );

    let finished = super::import(&installation, &["subscribers"], &file)?;
    let (all, missing) = (NOTED + 3000, NOTED + 3000 - done);
    let expected = sums(json!({ "rows": all, "added": missing, "unchanged": done, "without_password": missing }));
    assert_eq!(printed(&finished)?, (vec![], expected));
    Ok(())
}

/// The limit of a file's size stands for a full disk. Only the database's file grows here; PostgreSQL's are not ours.
#[cfg(unix)]
#[test]
fn a_full_disk_ends_the_import_and_nothing_is_half_written() -> Outcome {
    let installation = Installation::on_sqlite()?;
    installation.succeed(&["migrate"], b"")?;
    let path = installation.path("subscribers.ndjson");
    std::fs::write(&path, lines(20_000))?;
    let binary = env!("CARGO_BIN_EXE_latchkey");
    let script = format!("trap '' XFSZ; ulimit -f 4000; exec '{binary}' import subscribers subscribers.ndjson --json");
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &script]).current_dir(installation.path(""));
    let finished = crate::cli::support::finish(&mut command, b"")?;
    assert_eq!(finished.code, Some(1), "{finished:?}");
    let (_, done) = printed(&finished)?;
    let added = done["added"].as_u64().ok_or("a number")?;
    assert!(added > 0 && added < 20_000, "{finished:?}");
    let stopped = format!(
        "latchkey: stopped at line {}: what is counted is done, and the same command goes on from there: ",
        added + 1
    );
    assert!(finished.err.contains(&stopped), "{}", finished.err);
    let listed = rows(&installation, &["subscriber", "list", "--json"])?;
    assert_eq!(u64::try_from(listed.len())?, added);
    let events = rows(&installation, &["audit", "--json", "--limit", "0"]).map(|events| events.len());
    if let Ok(events) = events {
        assert_eq!(u64::try_from(events)?, added);
    }
    let finished = installation.run(&["import", "subscribers", "subscribers.ndjson", "--json"])?;
    let rest = 20_000 - added;
    let expected = sums(json!({ "rows": 20_000, "added": rest, "unchanged": added, "without_password": rest }));
    assert_eq!(printed(&finished)?, (vec![], expected));
    Ok(())
}
