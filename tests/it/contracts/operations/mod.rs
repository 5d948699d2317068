//! Every operation of every contract, as the tests that go through all of them need to know it.

mod table;

use latchkey::model::Realm;
use serde_json::Value;

use crate::parity::situation::Situation;
use crate::support::http::Call;
use crate::support::login::Login;
use crate::support::{DEMO_KEY, TestApp};
pub use table::OPERATIONS;

/// What an operation wants to see before it does anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: it is a login.
    Nothing,
    /// An API key or a bearer token: it is a login all the same.
    KeyToLogIn,
    /// A bearer token.
    Token,
    /// A bearer token, which may have expired.
    OldToken,
    /// A bearer token or an API key.
    TokenOrKey,
}

/// An operation.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    pub contract: &'static str,
    pub method: &'static str,
    pub path: &'static str,
    pub needs: Needs,
    /// A good body, for an operation that reads one.
    pub body: Option<fn() -> Value>,
    /// The status of a success.
    pub success: u16,
    /// The methods that its path takes.
    pub allow: &'static str,
}

/// Those that read a body.
pub fn with_body() -> impl Iterator<Item = (&'static Operation, Value)> {
    OPERATIONS.iter().filter_map(|one| Some((one, (one.body?)())))
}

/// Those that need a bearer token.
pub fn with_token() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().filter(|one| one.needs_token())
}

/// Those that need a bearer token of this realm.
pub fn with_token_of(realm: Realm) -> impl Iterator<Item = &'static Operation> {
    with_token().filter(move |one| one.login().realm() == realm)
}

/// Those that log out, at most one for each contract.
pub fn log_outs() -> impl Iterator<Item = &'static Operation> {
    with_token().filter(|one| one.path.to_lowercase().ends_with("/logout"))
}

/// Those that refresh, at most one for each contract.
pub fn refreshes() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().filter(|one| one.needs == Needs::OldToken)
}

impl Operation {
    /// Whether it wants somebody who is logged in.
    pub fn needs_token(&self) -> bool {
        match self.needs {
            Needs::Nothing | Needs::KeyToLogIn => false,
            Needs::Token | Needs::OldToken | Needs::TokenOrKey => true,
        }
    }

    /// What it says to a token that was good once.
    pub fn over(&self) -> Situation {
        match self.needs {
            Needs::OldToken => Situation::RefreshTooLate,
            Needs::Nothing | Needs::KeyToLogIn | Needs::Token | Needs::TokenOrKey => Situation::BadToken,
        }
    }

    /// A call without credential and body.
    pub fn bare<'a>(&self, app: &'a TestApp) -> Call<'a> {
        app.call(self.method, self.path)
    }

    /// A call without credential, with its body if it reads one.
    pub fn anonymous<'a>(&self, app: &'a TestApp) -> Call<'a> {
        let call = self.bare(app);
        match self.body {
            Some(body) => call.json(&body()),
            None => call,
        }
    }

    /// The credential that it wants, fresh.
    pub async fn credential(&self, app: &TestApp) -> Credential {
        match self.needs {
            Needs::Nothing => Credential::None,
            Needs::KeyToLogIn => Credential::Key(DEMO_KEY),
            Needs::Token | Needs::OldToken | Needs::TokenOrKey => Credential::Token(app.token(self.contract).await),
        }
    }

    /// A call with a fresh credential and without a body.
    pub async fn authorized<'a>(&self, app: &'a TestApp) -> Call<'a> {
        self.credential(app).await.on(self.bare(app))
    }

    /// The login of its contract.
    pub fn login(&self) -> &'static Login {
        Login::of(self.contract)
    }
}

/// What a call can show.
#[derive(Debug, Clone)]
pub enum Credential {
    None,
    Key(&'static str),
    Token(String),
}

impl Credential {
    /// Shows it.
    pub fn on<'a>(&self, call: Call<'a>) -> Call<'a> {
        match self {
            Self::None => call,
            Self::Key(key) => call.api_key(key),
            Self::Token(token) => call.bearer(token),
        }
    }
}
