//! `latchkey user show` and `latchkey subscriber show`

use serde_json::Value;

use super::cli_account::CliAccount;
use super::which::Which;
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::open_app::with_auth;
use crate::cli::output::{add_row, print_json, print_line, table};

/// Prints everything about an account that is not secret.
pub(super) async fn run<A: CliAccount>(global: &Global, which: &Which<A>, json: bool) -> Result<(), CliError> {
    with_auth(global, async |auth| {
        let account = which.account(auth).await?;
        let row = A::Row::from(&account);
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
