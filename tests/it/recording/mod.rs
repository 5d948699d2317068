//! Recording an old backend, and sending the recording again.

mod har;
mod old_app;
mod proxy;
mod record;
mod replay;

use std::error::Error;

use proxy::RecordingProxy;

type Outcome = Result<(), Box<dyn Error>>;

/// What the recordings of these tests lack.
const SECRETS: &str = r#"{"password:1": "correct horse battery", "password:2": "wrong"}"#;
