//! The record of events: each thing that is to be there is there exactly once, whole, and nothing else is.

mod absence;
mod logins;
mod operators;
mod races;
mod refusals;
mod sessions;
mod sweeping;

use latchkey::model::Population;

/// How the record writes an account.
fn account(population: Population, id: i64) -> String {
    format!("{}/{id}", population.as_str())
}
