//! `latchkey user show` and `latchkey subscriber show`

use serde::Serialize;
use serde_json::Value;

use super::cli_account::CliAccount;
use super::which::Which;
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::open_app::with_auth_read_only;
use crate::cli::output::{add_row, print_json, print_line, table};
use crate::cli::times::rfc3339;

/// An account as `list` prints it, and whether logins to it are refused.
#[derive(Serialize)]
struct Shown<R> {
    #[serde(flatten)]
    row: R,
    /// When the next login from a place that the account is not known at may pass, if it may not now.
    locked_until: Option<String>,
}

/// Prints everything about an account that is not secret.
pub(super) async fn run<A: CliAccount>(global: &Global, which: &Which<A>, json: bool) -> Result<(), CliError> {
    with_auth_read_only(global, async |auth| {
        let account = which.account(auth).await?;
        let lock = auth.lock_of(account.reference()).await?;
        let row = Shown {
            row: A::Row::from(&account),
            locked_until: lock.until.map(rfc3339),
        };
        if json {
            return print_json(&row);
        }
        let mut table = table(&["member", "value"]);
        if let Ok(Value::Object(members)) = serde_json::to_value(&row) {
            for (member, value) in members {
                add_row(&mut table, vec![member, text(&value)]);
            }
        }
        print_line(table)
    })
    .await
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}
