//! `latchkey replay`: recorded requests, sent again.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use url::Url;

use super::error::CliError;
use super::export::NewFile;
use super::old_server::{Asking, server_url};
use super::output::{Listing, Row, print_line, print_note};
use crate::auth::{Clock, SystemClock};
use crate::recording::{self, Filter, Finding, Replay, ReplayOptions, Report, Secrets, page};

/// Send recorded requests to a server, and show how its responses differ from the recorded ones
///
/// Reads what `latchkey record` writes, and HAR 1.2 as browsers, mitmproxy and other proxies save it. Requests are sent
/// one after the other, with the tokens and cookies that the server itself has given out. Tokens and identifiers are
/// compared by their form, times by how much later they are, all else by its value; shown values are masked. Exits with 1
/// if anything differs, or is not answered or skipped.
#[derive(Args)]
pub struct ReplayCommand {
    /// The recording: HAR if its name ends in .har, otherwise one exchange a line
    file: PathBuf,
    /// The address of the server; a path in it goes before those of the requests
    #[arg(long, value_name = "URL", value_parser = server_url)]
    target: Url,
    /// Send the requests to this server, too, and compare with its responses instead of the recorded ones
    #[arg(long, value_name = "URL", value_parser = server_url)]
    against: Option<Url>,
    /// A file with what the recording has placeholders for, such as {"password:1": "..."}
    #[arg(long, value_name = "FILE")]
    secrets: Option<PathBuf>,
    /// Only requests to this path, or to this address, and all below it; may be repeated [default: all to the host of
    /// the first request]
    #[arg(long, value_name = "PREFIX")]
    only: Vec<String>,
    /// A place whose differences do not count, with all below it, such as /data/user/id or set-cookie; may be repeated
    #[arg(long, value_name = "PLACE")]
    ignore: Vec<String>,
    /// Exit with 0 although requests are skipped because the recording lacks a secret or a body
    #[arg(long)]
    allow_skipped: bool,
    /// Write the result as JSON, too
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the result as an HTML page, too
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    asking: Asking,
}

impl Row for Finding {
    const HEADER: &'static [&'static str] = &["#", "request", "result", "place", "expected", "answered"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.number.to_string(),
            self.request.clone(),
            self.result.to_owned(),
            self.place.clone(),
            self.expected.clone(),
            self.actual.clone(),
        ]
    }
}

impl ReplayCommand {
    pub(super) async fn run(self) -> Result<(), CliError> {
        let filter = Filter {
            only: self.only.clone(),
        };
        let read = recording::read(&self.file, &filter).map_err(|cause| CliError::Recording {
            path: self.file.clone(),
            cause,
        })?;
        if read.left_out > 0 {
            print_note(format_args!("requests to other addresses, left out: {}", read.left_out));
        }
        if read.exchanges.is_empty() {
            let why = format!("there is no request to send in {}", self.file.display());
            return Err(CliError::Usage(why));
        }
        let mut replay = Replay::new(ReplayOptions {
            target: self.asking.server(&self.target, 1)?,
            against: self
                .against
                .as_ref()
                .map(|url| self.asking.server(url, 1))
                .transpose()?,
            secrets: self.secrets()?,
            ignored: self.ignore.clone(),
            timeout: self.asking.timeout,
        });
        let mut report = Report {
            recording: self.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            target: self.target.to_string(),
            against: self.against.as_ref().map(Url::to_string),
            rows: Vec::new(),
        };
        for (number, recorded) in (1..).zip(&read.exchanges) {
            report.rows.push(replay.send(number, recorded, SystemClock.now()).await);
        }
        self.show(&report)
    }

    fn secrets(&self) -> Result<Secrets, CliError> {
        let Some(path) = &self.secrets else {
            return Ok(Secrets::default());
        };
        Secrets::read(path).map_err(|cause| CliError::Secrets {
            path: path.clone(),
            cause,
        })
    }

    fn show(&self, report: &Report) -> Result<(), CliError> {
        if let Some(path) = &self.json {
            write(path, &format!("{:#}\n", report.json()))?;
        }
        if let Some(path) = &self.html {
            let page = page(report).map_err(|error| cannot_write(path, io::Error::other(error)))?;
            write(path, &page)?;
        }
        let mut listing = Listing::of::<Finding>(false);
        for row in &report.rows {
            row.findings().iter().for_each(|finding| listing.add(finding));
        }
        listing.finish()?;
        let counts = report.counts();
        print_line(format_args!(
            "same: {}, different: {}, skipped: {}, not answered: {}",
            counts.same, counts.different, counts.skipped, counts.unanswered
        ))?;
        let skipped = if self.allow_skipped { 0 } else { counts.skipped };
        match counts.different + counts.unanswered + skipped {
            0 => Ok(()),
            count => Err(CliError::NotTheSame { count }),
        }
    }
}

fn cannot_write(path: &Path, cause: io::Error) -> CliError {
    CliError::File {
        attempt: "write",
        path: path.to_owned(),
        cause,
    }
}

fn write(path: &Path, text: &str) -> Result<(), CliError> {
    let write = || {
        let mut file = NewFile::create(path)?;
        file.write_all(text.as_bytes())?;
        file.finish()
    };
    write().map_err(|cause| cannot_write(path, cause))
}
