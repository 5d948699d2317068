//! How much memory an import takes: as much for a long file as for a short one.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::{Value, json};

use super::{Outcome, numbered, subscriber};
use crate::cli::support::Installation;

/// Several batches, after which everything that is filled once is filled.
const SHORT: usize = 8_000;
const LONG: usize = 8 * SHORT;
/// How much more may be taken for the longer file, in KiB. SQLite's caches are not full after the short one, and get 2 MiB
/// more; 100 bytes for each further line would be 5.3 MiB more.
const TOLERANCE: u64 = 4 * 1024;
/// In the form of bcrypt; it is the hash of no password.
const HASH: &str = "$2y$10$G0uOdanwE/zZu.asM63//.6WLZ/MadMMMbQ/zhnJ91FTsr5ZzoRj6";

/// Subscribers in no order. Every so many of them have an e-mail address that is looked for in two forms, so that no two
/// batches look for as many.
fn lines(numbers: std::ops::Range<usize>) -> String {
    let first = numbers.start;
    numbered(numbers.len(), |number| {
        // An odd factor makes another number of each.
        let name = format!(
            "s{:08x}",
            u32::try_from(first + number).unwrap_or(0).wrapping_mul(0x9E37_79B1)
        );
        let domain = if name.ends_with('7') {
            "bücher.example"
        } else {
            "example.com"
        };
        subscriber(
            &name,
            json!({ "email": format!("{name}@{domain}"), "password_hash": HASH }),
        )
    })
}

/// The most memory that a process has had so far, in KiB.
fn peak(process: u32) -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|peak| peak.trim().strip_suffix(" kB"));
    Ok(peak.ok_or("no peak")?.parse()?)
}

#[test]
fn an_import_takes_no_more_memory_for_eight_times_as_many_lines() -> Outcome {
    let installation = Installation::new()?;
    installation.succeed(&["migrate"], b"")?;
    let mut command = installation.command(&["import", "subscribers", "-", "--json"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut input = child.stdin.take().ok_or("no standard input")?;
    let mut output = BufReader::new(child.stdout.take().ok_or("no standard output")?).lines();
    let mut peaks = Vec::new();
    for numbers in [0..SHORT, SHORT..LONG] {
        input.write_all(lines(numbers).as_bytes())?;
        // It is refused at once, so by then all batches before it are written.
        input.write_all(b"{}\n")?;
        let refused: Value = serde_json::from_str(&output.next().ok_or("no answer")??)?;
        assert_eq!(refused["reason"], "has no customer_id");
        peaks.push(peak(child.id())?);
    }
    drop(input);
    let sums: Value = serde_json::from_str(&output.next().ok_or("no sums")??)?;
    child.wait()?;
    assert_eq!(sums["added"], LONG);
    assert!(
        peaks[1] <= peaks[0] + TOLERANCE,
        "{peaks:?} KiB after {SHORT} and {LONG} lines"
    );
    Ok(())
}
