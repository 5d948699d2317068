//! `--check`: how the files differ from what is generated.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::files::{Generated, failed, read, shown};
use crate::cli::error::CliError;
use crate::cli::output::print_line;

/// Stands for a file that does not exist, as in `diff` and `patch`.
const NO_FILE: &str = "/dev/null";

/// A file that differs: its text as it is and as it should be. None where there is or should be no file.
struct Difference {
    path: PathBuf,
    is: Option<String>,
    should_be: Option<String>,
}

/// Prints how the files in the folder differ from what is generated, and fails if they do.
pub fn check(generated: &Generated<'_>) -> Result<(), CliError> {
    let differences = differences(generated)?;
    if differences.is_empty() {
        return print_line(format_args!("{} is up to date", shown(generated.directory)));
    }
    for difference in &differences {
        difference.print().map_err(CliError::Output)?;
    }
    Err(CliError::Outdated {
        count: differences.len(),
        directory: shown(generated.directory),
        remedy: remedy(generated, &differences),
    })
}

fn differences(generated: &Generated<'_>) -> Result<Vec<Difference>, CliError> {
    let directory = generated.directory;
    let files = generated.files.iter();
    let mut wanted: BTreeMap<PathBuf, &String> = files.map(|(name, text)| (directory.join(name), text)).collect();
    let mut paths = Vec::new();
    if let Some(extension) = generated.owns {
        for folder in folders(generated) {
            paths.extend(present(&folder, extension)?);
        }
    }
    paths.extend(wanted.keys().cloned());
    paths.sort();
    paths.dedup();
    let mut differences = Vec::new();
    for path in paths {
        let is = read(&path)?.map(|content| String::from_utf8_lossy(&content).into_owned());
        let should_be = wanted.remove(&path).cloned();
        if is != should_be {
            differences.push(Difference { path, is, should_be });
        }
    }
    Ok(differences)
}

/// The folders that files are generated in.
fn folders(generated: &Generated<'_>) -> BTreeSet<PathBuf> {
    let paths = generated.files.keys().map(|name| generated.directory.join(name));
    let folders = paths.filter_map(|path| path.parent().map(Path::to_owned));
    folders.chain([generated.directory.to_owned()]).collect()
}

/// The files with this extension in a folder.
fn present(directory: &Path, extension: &str) -> Result<Vec<PathBuf>, CliError> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(failed("read", directory, cause)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|cause| failed("read", directory, cause))?.path();
        if path.extension().is_some_and(|found| found == extension) && path.is_file() {
            paths.push(path);
        }
    }
    Ok(paths)
}

impl Difference {
    fn print(&self) -> io::Result<()> {
        let name = |text: &Option<String>| match text {
            Some(_) => shown(&self.path),
            None => NO_FILE.to_owned(),
        };
        let diff = TextDiff::from_lines(
            self.is.as_deref().unwrap_or(""),
            self.should_be.as_deref().unwrap_or(""),
        );
        let mut unified = diff.unified_diff();
        unified.header(&name(&self.is), &name(&self.should_be));
        write!(io::stdout(), "{unified}")
    }

    fn is_stale(&self) -> bool {
        self.should_be.is_none()
    }
}

/// The command that makes the check succeed. The program never deletes a file that it did not generate: the folder may
/// hold other things.
fn remedy(generated: &Generated<'_>, differences: &[Difference]) -> String {
    let (stale, wrong): (Vec<_>, Vec<_>) = differences.iter().partition(|one| one.is_stale());
    let write = (!wrong.is_empty()).then(|| format!("latchkey {} {}", generated.command, quoted(generated.directory)));
    let remove = (!stale.is_empty()).then(|| {
        let paths: Vec<String> = stale.iter().map(|one| quoted(&one.path)).collect();
        format!("rm {}", paths.join(" "))
    });
    let command = [write, remove].into_iter().flatten().collect::<Vec<_>>().join(" && ");
    match stale.is_empty() {
        true => format!("{command} (in the source tree: make {})", generated.target),
        false => command,
    }
}

/// A path as a word for the shell.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    if !text.is_empty() && !text.starts_with('-') && text.bytes().all(is_plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}
