//! The record of events: each thing that is to be there is there exactly once, whole, and nothing else is.

mod absence;
mod logins;
mod operators;
mod races;
mod refusals;
mod sessions;
mod sweeping;

use latchkey::model::Realm;

/// How the record writes an account.
fn account(realm: Realm, id: i64) -> String {
    format!("{}/{id}", realm.as_str())
}
