//! What a check has found.

use serde::Serialize;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it should be.
    Ok,
    /// It works, and could be safer.
    Warning,
    /// It does not work.
    Problem,
}

impl State {
    /// As it is printed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }
}

/// What a check has found. The names of checks stay, because scripts read them.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// Which check it was.
    pub check: &'static str,
    /// How bad it is.
    pub state: State,
    /// What it is, in one line, without a secret.
    pub message: String,
}

impl Finding {
    /// As it should be.
    pub fn ok(check: &'static str, message: impl Into<String>) -> Self {
        Self::new(check, State::Ok, message)
    }

    /// Could be safer.
    pub fn warning(check: &'static str, message: impl Into<String>) -> Self {
        Self::new(check, State::Warning, message)
    }

    /// Does not work.
    pub fn problem(check: &'static str, message: impl Into<String>) -> Self {
        Self::new(check, State::Problem, message)
    }

    fn new(check: &'static str, state: State, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { check, state, message }
    }
}
