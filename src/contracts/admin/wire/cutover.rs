//! Login APIs that are taken over from their old backends.

use poem_openapi::Object;
use poem_openapi::registry::MetaSchema;
use poem_openapi::types::Example;
use serde::Serialize;

use crate::auth::CutoverReport;
use crate::contracts::kit::date_time::UtcDateTime;
use crate::contracts::kit::example::{NamedExample, OK};
use crate::contracts::kit::nullable::Nullable;
use crate::contracts::kit::query::ParameterType;
use crate::model::{CutoverCount, Timestamp};

/// The login API of examples.
const CONTRACT: &str = "staff";

/// How far a login API has been taken over from its old backend.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct Cutover {
    /// The login API, by the name of its document, such as `staff`.
    contract: String,
    /// Who answers its clients: `off`, `proxy`, `shadow`, `migrate` or `done`.
    mode: String,
    /// The accounts that are taken over in mode `migrate`: a share such as `10%`, or names separated by commas.
    accounts: String,
    /// Since when; `null` if it was never set.
    changed_at: Nullable<UtcDateTime>,
    /// Whether an old backend is configured.
    old_backend: bool,
    /// The accounts that can log in through it.
    account_counts: AccountCounts,
    /// What happened in the last days, to the hour.
    #[oai(validator(max_items = 50))]
    counts: Vec<HowOften>,
    /// In what the answers of the old backend differ from those of this server.
    #[oai(validator(max_items = 50))]
    differences: Vec<Differences>,
    /// The tokens of the old backend that are accepted here.
    legacy_tokens: LegacyTokens,
    /// What would break without the old backend. Empty where nothing is known, and where it has no part.
    #[oai(validator(max_items = 50))]
    would_break: Vec<WouldBreak>,
}

/// Accounts that can log in through a login API. Those of one realm share them.
#[derive(Object, Serialize)]
struct AccountCounts {
    /// All that are not deleted.
    all: u64,
    /// Those that have no password.
    without_password: u64,
    /// Those whose password is as an import wrote it.
    imported: u64,
    /// Those that came over at a login through this API.
    migrated: u64,
    /// Those that have never logged in here.
    never_seen: u64,
}

/// How often something happened.
#[derive(Object, Serialize)]
struct HowOften {
    /// What: `login.here`, `login.asked`, `login.passed_on` and others.
    name: String,
    /// In the last 24 hours.
    day: u64,
    /// In the last 7 days.
    week: u64,
}

/// Differences of a kind.
#[derive(Object, Serialize)]
struct Differences {
    /// The kind, such as `status` or `value`.
    kind: String,
    /// At how many places of how many operations' answers.
    places: u64,
    /// How often.
    answers: u64,
    /// When for the last time.
    last_at: UtcDateTime,
}

/// Tokens of an old backend.
#[derive(Object, Serialize)]
struct LegacyTokens {
    /// How many of those that were seen are still good.
    alive: u64,
    /// When the last of them ends; `null` where there is none.
    last_ends_at: Nullable<UtcDateTime>,
}

/// Something that would break without the old backend.
#[derive(Object, Serialize)]
struct WouldBreak {
    /// The kind, for programs: `without_password`, `still_asked`, `passed_on`, `sessions_there` or `differences`.
    code: String,
    /// How many cases there are.
    count: u64,
    /// The same as a sentence.
    text: String,
}

impl From<CutoverReport> for Cutover {
    fn from(report: CutoverReport) -> Self {
        let accounts = report.accounts;
        let how_often = |what: CutoverCount| HowOften {
            name: what.as_str().to_owned(),
            day: report.day.of(what),
            week: report.week.of(what),
        };
        let differences = report.differences.iter().map(|one| Differences {
            kind: one.kind.clone(),
            places: one.places,
            answers: one.count,
            last_at: UtcDateTime(one.last_at),
        });
        let would_break = report.would_break.iter().map(|one| WouldBreak {
            code: one.code().to_owned(),
            count: one.count(),
            text: one.to_string(),
        });
        Self {
            mode: report.stored.cutover.mode.as_str().to_owned(),
            accounts: report.stored.cutover.accounts.to_string(),
            changed_at: report.stored.changed_at.map(UtcDateTime).into(),
            old_backend: report.has_old_backend,
            account_counts: AccountCounts {
                all: accounts.all,
                without_password: accounts.without_password,
                imported: accounts.imported,
                migrated: accounts.migrated,
                never_seen: accounts.never_seen,
            },
            counts: CutoverCount::ALL.into_iter().map(how_often).collect(),
            differences: differences.collect(),
            legacy_tokens: LegacyTokens {
                alive: report.legacy_tokens.count,
                last_ends_at: report.legacy_tokens.last_ends_at.map(UtcDateTime).into(),
            },
            would_break: would_break.collect(),
            contract: report.stored.contract,
        }
    }
}

impl Example for Cutover {
    fn example() -> Self {
        let count = |name: CutoverCount, day, week| HowOften {
            name: name.as_str().to_owned(),
            day,
            week,
        };
        let since = Timestamp::from_seconds(1_767_225_600);
        Self {
            contract: CONTRACT.to_owned(),
            mode: "migrate".to_owned(),
            accounts: "10%".to_owned(),
            changed_at: Some(UtcDateTime(since)).into(),
            old_backend: true,
            account_counts: AccountCounts {
                all: 300,
                without_password: 0,
                imported: 0,
                migrated: 30,
                never_seen: 12,
            },
            counts: vec![
                count(CutoverCount::LoginHere, 120, 700),
                count(CutoverCount::LoginAsked, 4, 30),
            ],
            differences: Vec::new(),
            legacy_tokens: LegacyTokens {
                alive: 0,
                last_ends_at: None.into(),
            },
            would_break: vec![WouldBreak {
                code: "still_asked".to_owned(),
                count: 30,
                text: "Logins of the last 7 days that succeeded only because the old backend was asked: 30. More accounts may \
                       be missing here."
                    .to_owned(),
            }],
        }
    }
}

/// How far all login APIs are.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct CutoverList {
    /// The login APIs.
    #[oai(validator(max_items = 100))]
    items: Vec<Cutover>,
}

impl From<Vec<CutoverReport>> for CutoverList {
    fn from(reports: Vec<CutoverReport>) -> Self {
        Self {
            items: reports.into_iter().map(Cutover::from).collect(),
        }
    }
}

impl Example for CutoverList {
    fn example() -> Self {
        Self {
            items: vec![Cutover::example()],
        }
    }
}

/// The name of a login API in a path.
pub struct ContractPath;

impl ParameterType for ContractPath {
    type Value = String;
    const A: &'static str = "a name";

    fn schema() -> MetaSchema {
        MetaSchema {
            min_length: Some(1),
            max_length: Some(50),
            pattern: Some("^[a-z][a-z0-9_-]*$".to_owned()),
            ..MetaSchema::new("string")
        }
    }

    fn examples() -> Vec<NamedExample> {
        vec![
            NamedExample::new(OK, CONTRACT.into()),
            NamedExample::new("not_found", "nobody".into()),
        ]
    }

    fn read(text: &str) -> Option<String> {
        Some(text.to_owned())
    }
}
