//! What a contract is: the value that everything else is driven by.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use poem::Response;

use super::kit::demo_error::Demonstrable;
use super::kit::failure::Failure;
use super::kit::upstream::Client;
use crate::auth::ContractRules;
use crate::model::{Subscriber, User};
use crate::routing::Routes;
use crate::settings::{ContractSettings, SettingsError, Values};

/// An API with a document: a published login contract, or one of our own.
#[derive(Debug, Clone, Copy)]
pub struct Contract {
    /// Its identifier: the name of its document, and what sessions remember.
    pub ident: &'static str,
    /// The product whose clients speak it.
    pub product: &'static str,
    /// What people call that product, each name in one word. No new password may contain one.
    pub names: &'static [&'static str],
    /// Paths below this that nobody knows are answered in this contract's words.
    pub owns_paths_below: Option<&'static str>,
    /// Whether the stack that it replaces finds paths in any letter case.
    pub ignores_path_case: bool,
    /// How it treats sessions and tokens; `None` where nobody logs in through it.
    pub rules: Option<Rules>,
    /// How its old backend is asked about logins, where it can be taken over.
    pub client: Option<Client>,
    /// What an operator can set for it; a login contract has the settings of [`crate::settings::LoginSettings`] at least.
    pub settings: Option<ContractSettings>,
    /// Whether it sends its clients to the built-in portal, which is served when any contract does.
    pub needs_portal: fn(&Setup<'_>) -> Result<bool, SettingsError>,
    /// Its OpenAPI document, made when it is first asked for.
    pub document: &'static LazyLock<String>,
    /// Makes its operations, ready to be called, with what they need in the data of their requests.
    pub endpoint: fn(&Setup<'_>) -> Result<Routes, SettingsError>,
    /// Answers in its words.
    pub answer: fn(Failure) -> Response,
    /// Answers with an error that an operation, given by its identifier, documents: by the error's name or its status.
    pub demonstrate: fn(&str, &str) -> Result<Response, Demonstrable>,
}

/// The rules of a contract, by the realm that logs in through it.
#[derive(Debug, Clone, Copy)]
pub enum Rules {
    /// Users.
    Users(&'static ContractRules<User>),
    /// Subscribers.
    Subscribers(&'static ContractRules<Subscriber>),
}

/// What a contract is mounted with.
#[derive(Debug, Clone, Copy)]
pub struct Setup<'s> {
    /// What is configured for it.
    pub settings: &'s Values,
    /// The server.
    pub server: &'s ServerInfo,
}

/// What any contract may know of the server.
#[derive(Debug, Clone)]
pub struct ServerInfo {
    /// The address that clients see, without a slash at its end.
    pub address: String,
    /// Whether clients reach it over https.
    pub https: bool,
}

impl Contract {
    /// What is configured for it, out of what is configured for all contracts.
    pub fn configured(&self, all: &BTreeMap<String, Values>) -> Values {
        all.get(self.ident).cloned().unwrap_or_default()
    }
}
