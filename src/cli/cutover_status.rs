//! `latchkey cutover status`: where are we.

use std::fmt::Display;

use serde::Serialize;

use super::error::CliError;
use super::global::Global;
use super::open_app::with_auth_read_only;
use super::output::{Listing, Row, print_json, print_line};
use super::times::rfc3339;
use crate::auth::CutoverReport;
use crate::model::{CutoverCount, Share};

/// Shows all contracts, or everything about one.
pub(super) async fn show(global: &Global, contract: Option<&str>, json: bool) -> Result<(), CliError> {
    with_auth_read_only(global, async |auth| {
        let Some(contract) = contract else {
            let mut listing = Listing::of::<Status>(json);
            for report in auth.cutover_reports().await? {
                listing.add(&Status::from(report));
            }
            return listing.finish();
        };
        let report = auth.cutover_report(contract).await?;
        let report = report.ok_or_else(|| CliError::not_found("login contract", contract))?;
        match json {
            true => print_json(&Status::from(report)),
            false => print_details(&Status::from(report)),
        }
    })
    .await
}

/// A contract.
#[derive(Serialize)]
struct Status {
    contract: String,
    mode: &'static str,
    accounts: String,
    changed_at: Option<String>,
    old_backend: bool,
    account_counts: AccountCounts,
    counts: Vec<Count>,
    differences: Vec<Difference>,
    legacy_tokens: LegacyTokens,
    would_break: Vec<WouldBreak>,
    /// The share, as it fits into a table.
    #[serde(skip)]
    share: String,
}

#[derive(Serialize)]
struct AccountCounts {
    all: u64,
    without_password: u64,
    imported: u64,
    migrated: u64,
    never_seen: u64,
}

/// How often something happened.
#[derive(Serialize)]
struct Count {
    name: &'static str,
    day: u64,
    week: u64,
    #[serde(skip)]
    what: CutoverCount,
}

#[derive(Serialize)]
struct Difference {
    kind: String,
    places: u64,
    answers: u64,
    last_at: String,
}

#[derive(Serialize)]
struct LegacyTokens {
    alive: u64,
    last_ends_at: Option<String>,
}

#[derive(Serialize)]
struct WouldBreak {
    code: &'static str,
    count: u64,
    text: String,
}

impl From<CutoverReport> for Status {
    fn from(report: CutoverReport) -> Self {
        let (accounts, cutover) = (report.accounts, &report.stored.cutover);
        let count = |what: CutoverCount| Count {
            name: what.as_str(),
            day: report.day.of(what),
            week: report.week.of(what),
            what,
        };
        let differences = report.differences.iter().map(|one| Difference {
            kind: one.kind.clone(),
            places: one.places,
            answers: one.count,
            last_at: rfc3339(one.last_at),
        });
        let would_break = report.would_break.iter().map(|one| WouldBreak {
            code: one.code(),
            count: one.count(),
            text: one.to_string(),
        });
        Self {
            mode: cutover.mode.as_str(),
            accounts: cutover.accounts.to_string(),
            share: match &cutover.accounts {
                Share::Percent(_) => cutover.accounts.to_string(),
                Share::Names(names) => format!("{} names", names.len()),
            },
            changed_at: report.stored.changed_at.map(rfc3339),
            old_backend: report.has_old_backend,
            account_counts: AccountCounts {
                all: accounts.all,
                without_password: accounts.without_password,
                imported: accounts.imported,
                migrated: accounts.migrated,
                never_seen: accounts.never_seen,
            },
            counts: CutoverCount::ALL.into_iter().map(count).collect(),
            differences: differences.collect(),
            legacy_tokens: LegacyTokens {
                alive: report.legacy_tokens.count,
                last_ends_at: report.legacy_tokens.last_ends_at.map(rfc3339),
            },
            would_break: would_break.collect(),
            contract: report.stored.contract,
        }
    }
}

impl Status {
    /// How many logins of the last seven days are counted as one of these.
    fn logins(&self, meant: &[CutoverCount]) -> u64 {
        let counts = self.counts.iter().filter(|one| meant.contains(&one.what));
        counts.map(|one| one.week).sum()
    }
}

impl Row for Status {
    const HEADER: &'static [&'static str] = &[
        "contract",
        "mode",
        "share",
        "accounts",
        "migrated",
        "logins here",
        "old backend",
        "would break",
    ];

    fn cells(&self) -> Vec<String> {
        let there = [CutoverCount::LoginAsked, CutoverCount::LoginPassedOn];
        vec![
            self.contract.clone(),
            self.mode.to_owned(),
            self.share.clone(),
            self.account_counts.all.to_string(),
            self.account_counts.migrated.to_string(),
            self.logins(&[CutoverCount::LoginHere]).to_string(),
            self.logins(&there).to_string(),
            self.would_break.len().to_string(),
        ]
    }
}

/// A fact about a contract, in a table.
#[derive(Serialize)]
struct Fact(&'static str, String);

impl Row for Fact {
    const HEADER: &'static [&'static str] = &["fact", "value"];

    fn cells(&self) -> Vec<String> {
        vec![self.0.to_owned(), self.1.clone()]
    }
}

impl Row for Count {
    const HEADER: &'static [&'static str] = &["what", "24 hours", "7 days"];

    fn cells(&self) -> Vec<String> {
        vec![self.name.to_owned(), self.day.to_string(), self.week.to_string()]
    }
}

impl Row for Difference {
    const HEADER: &'static [&'static str] = &["difference", "places", "answers", "last"];

    fn cells(&self) -> Vec<String> {
        let (places, answers) = (self.places.to_string(), self.answers.to_string());
        vec![self.kind.clone(), places, answers, self.last_at.clone()]
    }
}

fn print_details(status: &Status) -> Result<(), CliError> {
    let accounts = &status.account_counts;
    let facts = [
        Fact("mode", format!("{} {}", status.mode, status.share)),
        Fact("since", status.changed_at.clone().unwrap_or_default()),
        Fact("accounts here", accounts.all.to_string()),
        Fact("without a password", accounts.without_password.to_string()),
        Fact("password as imported", accounts.imported.to_string()),
        Fact("migrated at a login", accounts.migrated.to_string()),
        Fact("never logged in here", accounts.never_seen.to_string()),
        Fact("old tokens alive", alive(&status.legacy_tokens)),
    ];
    print_table(&facts)?;
    print_table(&status.counts)?;
    if !status.differences.is_empty() {
        print_table(&status.differences)?;
    }
    if status.would_break.is_empty() {
        return print_line("Nothing is known that would break without the old backend.");
    }
    print_line("Without the old backend, this would break:")?;
    status
        .would_break
        .iter()
        .try_for_each(|one| print_line(item(&one.text)))
}

fn print_table<R: Row>(rows: &[R]) -> Result<(), CliError> {
    let mut listing = Listing::of::<R>(false);
    for row in rows {
        listing.add(row);
    }
    listing.finish()
}

fn alive(tokens: &LegacyTokens) -> String {
    match &tokens.last_ends_at {
        Some(last) => format!("{}, the last until {last}", tokens.alive),
        None => tokens.alive.to_string(),
    }
}

fn item(text: &str) -> impl Display {
    format!("- {text}")
}
