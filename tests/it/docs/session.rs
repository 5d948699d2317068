//! Running the blocks of a page.

use std::path::Path;
use std::process::Command;

use similar::TextDiff;

use super::Outcome;
use super::markdown::Page;
use super::output::{matches, normalized};
use crate::cli::support::{Finished, Installation, Server, finish, without_settings};

/// Where pages say that the server is, and where it is watched.
const ADDRESSES: [&str; 2] = ["127.0.0.1:8080", "127.0.0.1:9080"];

/// What the session prints after each command.
const END: &str = "--- end of a command ---";

/// A command of a page.
#[derive(Debug, PartialEq)]
struct Step {
    line: usize,
    command: String,
    expected: Vec<String>,
}

/// Runs a page, and fails with all that differs.
pub fn run(page: &Page) -> Outcome {
    let steps: Vec<Step> = page
        .blocks
        .iter()
        .flat_map(|(line, block)| steps(*line, block))
        .collect();
    let mentions = |text: &String| ADDRESSES.iter().any(|address| text.contains(address));
    let needs_server = steps
        .iter()
        .any(|step| mentions(&step.command) || step.expected.iter().any(mentions));
    let site = Installation::on_sqlite()?;
    let server = needs_server.then(|| Server::start(&site, &["--demo", "--demo-failures"]));
    let server = server.transpose()?;
    let local: Vec<_> = server.iter().flat_map(addresses).collect();
    let localized = |text: &str| {
        let text = text.to_owned();
        local
            .iter()
            .fold(text, |text, (address, local)| text.replace(address, local))
    };

    let mut script = "exec 2>&1\n".to_owned();
    for step in &steps {
        script += &format!("{}\nprintf '\\n%s\\n' '{END}'\n", localized(&step.command));
    }
    let printed = bash(&script)?;
    let end = format!("\n{END}\n");
    let mut outputs = printed.out.split(&end);
    let mut complaints = Vec::new();
    for step in &steps {
        let output = outputs.next().unwrap_or_default();
        let output = local
            .iter()
            .fold(output.to_owned(), |text, (address, local)| text.replace(local, address));
        complaints.extend(complaint(page, step, &output));
    }
    match complaints[..] {
        [] => Ok(()),
        _ => Err(complaints.join("\n").into()),
    }
}

/// The addresses of pages, each with that of a server.
fn addresses(server: &Server) -> Vec<(&'static str, String)> {
    let metrics = server.ready["metrics"].as_str().unwrap_or_default();
    let metrics = metrics.trim_start_matches("http://").trim_end_matches("/metrics");
    let local = [server.address.to_string(), metrics.to_owned()];
    ADDRESSES.into_iter().zip(local).collect()
}

/// The commands of a block that starts in this line, except for one that only shows how the server is started.
fn steps(first: usize, block: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut goes_on = false;
    for (line, text) in (first..).zip(block.lines()) {
        match (text.strip_prefix("$ "), steps.last_mut()) {
            (None, Some(step)) if goes_on => {
                step.command += "\n";
                step.command += text;
            }
            (Some(command), _) => steps.push(Step {
                line,
                command: command.to_owned(),
                expected: Vec::new(),
            }),
            (None, Some(step)) => {
                step.expected.push(text.to_owned());
                continue;
            }
            (None, None) => panic!("line {line}: a block begins with a command: {text}"),
        }
        goes_on = text.ends_with('\\');
    }
    steps.retain(|step| !step.command.starts_with("latchkey serve"));
    steps
}

/// Runs a script in an empty folder, with the program on the path.
fn bash(script: &str) -> Result<Finished, Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let own = Path::new(env!("CARGO_BIN_EXE_latchkey")).parent().ok_or("no folder")?;
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(own.to_owned()).chain(std::env::split_paths(&inherited)))?;
    let mut command = Command::new("bash");
    command.args(["-c", script]).current_dir(folder.path());
    without_settings(&mut command);
    finish(command.env("PATH", path).env("no_proxy", "127.0.0.1"), b"")
}

fn complaint(page: &Page, step: &Step, output: &str) -> Option<String> {
    let printed: Vec<String> = output.lines().map(normalized).collect();
    let expected: Vec<String> = step.expected.iter().map(|line| normalized(line)).collect();
    if matches(&expected, &printed) {
        return None;
    }
    let (expected, printed) = (expected.join("\n") + "\n", printed.join("\n") + "\n");
    let diff = TextDiff::from_lines(&expected, &printed);
    let diff = diff.unified_diff().header("on the page", "printed").to_string();
    Some(format!("{}:{}: {}\n{diff}", page.path, step.line, step.command))
}

#[test]
fn an_output_that_differs_is_shown_with_its_line() {
    let block = "$ printf 'a\\nb\\n'\na\nc\n$ echo d \\\n    e\nd e\n$ latchkey serve --demo\nready\n";
    let page = Page::parse("a.md", &format!("```console\n{block}```\n"));
    let found = steps(2, block);
    assert_eq!(
        (found.len(), found[1].line, found[1].command.as_str()),
        (2, 5, "echo d \\\n    e")
    );
    let error = run(&page).expect_err("c is not b").to_string();
    assert!(error.starts_with("a.md:2: printf"), "{error}");
    assert!(error.contains("\n a\n-c\n+b\n"), "{error}");
    assert!(!error.contains("d e"), "{error}");
}
