//! The reference of the command line, out of clap's own help.

use std::fmt::Write;

use clap::Command;

use super::note::NOTE;

const INTRODUCTION: &str = "Each command prints this text with `--help`. Results go to standard output, everything else
to standard error. The exit code is 0 for success, 1 if the command failed, and 2 if the command or the configuration has
to be changed.
";

/// The page.
pub fn page(mut root: Command) -> String {
    // Gives every subcommand the options of its parents and its whole name.
    root.build();
    let mut page = format!("# Command line\n\n{NOTE}\n\n{INTRODUCTION}");
    describe(&mut root, &mut page);
    page
}

fn describe(command: &mut Command, page: &mut String) {
    let name = command.get_bin_name().unwrap_or("latchkey").to_owned();
    let help = command.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    // A text takes whatever is written to it.
    let _ = write!(page, "\n## {name}\n\n```text\n{}\n```\n", lines.join("\n").trim());
    for inner in command.get_subcommands_mut() {
        if !inner.is_hide_set() && inner.get_name() != "help" {
            describe(inner, page);
        }
    }
}
