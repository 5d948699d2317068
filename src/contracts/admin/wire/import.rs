//! Imports.

use poem_openapi::Object;
use poem_openapi::registry::MetaSchema;
use poem_openapi::types::Example;
use serde::Serialize;
use serde_json::Value;

use crate::auth::{ConflictPolicy, HashFormat};
use crate::contracts::kit::body_stream::StreamType;
use crate::contracts::kit::example::{NamedExample, OK};
use crate::contracts::kit::nullable::Nullable;
use crate::contracts::kit::query::ParameterType;
use crate::import::Collected;
use crate::model::Realm;

/// One account a line, as `latchkey import` takes them.
pub struct AccountLines;

impl StreamType for AccountLines {
    const CONTENT_TYPE: &'static str = "application/x-ndjson";
    const DESCRIPTION: &'static str = "Accounts of another system, one JSON object a line.";
    // Two lines: several tools take a text that is a JSON object for one.
    const EXAMPLE: &'static str = concat!(
        r#"{"username":"ana","customer_id":"10007","password_hash":"$2y$10$G0uOdanwE/zZu.asM63//.6WLZ/MadMMMbQ/zhnJ91FTsr5ZzoRj6"}"#,
        "\n",
        r#"{"username":"ben","customer_id":"10008","lastname":"Okri","package_name":"10MB Package"}"#,
        "\n"
    );
}

/// Declares a parameter that is one of some words, each with what it stands for.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident: $value:ty, $a:literal, $default:expr, $example:expr, { $($word:literal => $stands_for:expr,)+ }) => {
        $(#[$doc])*
        pub struct $name;

        impl ParameterType for $name {
            type Value = $value;
            const A: &'static str = $a;

            fn schema() -> MetaSchema {
                let default: Option<&str> = $default;
                MetaSchema {
                    enum_items: vec![$(Value::from($word)),+],
                    default: default.map(Value::from),
                    ..MetaSchema::new("string")
                }
            }

            fn examples() -> Vec<NamedExample> {
                let example: Option<&str> = $example;
                example.map(|word| NamedExample::new(OK, word.into())).into_iter().collect()
            }

            fn read(text: &str) -> Option<$value> {
                match text {
                    $($word => Some($stands_for),)+
                    _ => None,
                }
            }
        }
    };
}

words! {
    /// A realm.
    RealmText: Realm, "users or subscribers", None, Some("subscribers"), {
        "users" => Realm::Users,
        "subscribers" => Realm::Subscribers,
    }
}
words! {
    /// What to do with an account that is there already, with other data.
    ConflictText: ConflictPolicy, "skip, update or fail", Some("fail"), None, {
        "skip" => ConflictPolicy::Skip,
        "update" => ConflictPolicy::Update,
        "fail" => ConflictPolicy::Fail,
    }
}
words! {
    /// What `password_hash` has.
    HashText: HashFormat, "auto, md5 or sha1", Some("auto"), None, {
        "auto" => HashFormat::Auto,
        "md5" => HashFormat::Md5,
        "sha1" => HashFormat::Sha1,
    }
}

/// What became of an import.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct ImportReport {
    /// Whether nothing was written.
    dry_run: bool,
    /// Lines that hold an account, or should.
    rows: u64,
    /// New accounts.
    added: u64,
    /// Accounts that were there and have changed.
    updated: u64,
    /// Accounts that were there and are the same.
    unchanged: u64,
    /// Accounts that were there, differ and were left.
    skipped: u64,
    /// Lines that were not imported.
    refused: u64,
    /// New accounts without a password.
    without_password: u64,
    /// The first 1,000 lines that were not imported.
    #[oai(validator(max_items = 1000))]
    refusals: Vec<RefusedLine>,
    /// Members that are no field, up to 20 of them.
    #[oai(validator(max_items = 20))]
    unknown_members: Vec<String>,
}

/// A line that was not imported.
#[derive(Object, Serialize)]
pub struct RefusedLine {
    /// The line, from 1.
    line: u64,
    /// The username that it has.
    username: Nullable<String>,
    /// Why it was not imported.
    reason: String,
}

impl ImportReport {
    /// The report of an import.
    pub fn new(collected: Collected, dry_run: bool) -> Self {
        let sums = collected.sums;
        let refusals = collected.refusals.into_iter().map(|refusal| RefusedLine {
            line: refusal.line,
            username: refusal.username.into(),
            reason: refusal.reason,
        });
        Self {
            dry_run,
            rows: sums.rows,
            added: sums.added,
            updated: sums.updated,
            unchanged: sums.unchanged,
            skipped: sums.skipped,
            refused: sums.refused,
            without_password: sums.without_password,
            refusals: refusals.collect(),
            unknown_members: collected.unknown.into_iter().collect(),
        }
    }
}

impl Example for ImportReport {
    fn example() -> Self {
        Self {
            dry_run: false,
            rows: 2,
            added: 1,
            updated: 0,
            unchanged: 0,
            skipped: 0,
            refused: 1,
            without_password: 0,
            refusals: vec![RefusedLine {
                line: 2,
                username: Some("ben".to_owned()).into(),
                reason: "password_hash is of no known form".to_owned(),
            }],
            unknown_members: Vec::new(),
        }
    }
}
