//! `staff`: what only this contract does. What it shares with the others is tested in `shared/` and by the parity table.

mod login;
mod refresh;
mod session;

use serde_json::{Value, json};

/// An error body.
fn says(message: &str) -> Value {
    json!({"success": false, "message": message})
}
