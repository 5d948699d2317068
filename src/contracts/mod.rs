//! The published login contracts, one folder each, and the list of them, [`CONTRACTS`]; beside them the APIs of our own,
//! [`OWN`]. [`all`] is the default list: mounting, documents, the docs page, the command line, the configuration and the
//! tests take it as a value, so that a test can add a contract.
//!
//! A contract's folder holds the same files as its siblings: `mod.rs` (what it is), `api.rs` (handlers of a few lines:
//! parse, call one use case, answer), `wire.rs` (bodies with the product's own names), `error.rs` (its error words, one
//! exhaustive match), `settings.toml` (the defaults of its table `[contracts.<ident>]`), `settings.rs` where it has more
//! than the two settings of every login contract, `security.rs` where it has security schemes of its own. It may import
//! `kit`, `auth`, `model`, `routing` and `settings`; never the store, another contract, or the libraries behind them.
//!
//! To add one: copy the nearest folder and its tests, add its line below, rewrite `wire.rs` from the product's page,
//! then `error.rs` and `api.rs`, run `make spec`, and fill its column in the parity table.

pub mod account;
pub mod ispcrm;
pub mod kit;
pub mod management;
pub mod netxd;
pub mod oauth;
pub mod staff;
pub mod subscriber;

use std::collections::BTreeMap;

use poem::Response;

use crate::auth::{ContractRules, RuleBook, SessionLifetimes};
use crate::model::{Subscriber, User};
use crate::routing::Routes;
use crate::settings::{ContractSettings, LoginSettings, SettingsError, Values};
use kit::demo_error::Demonstrable;
use kit::failure::Failure;

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
    /// How it treats sessions and tokens; `None` where nobody logs in through it.
    pub rules: Option<Rules>,
    /// What an operator can set for it; a login contract has the settings of [`LoginSettings`] at least.
    pub settings: Option<ContractSettings>,
    /// Whether it sends its clients to the built-in portal, which is served when any contract does.
    pub needs_portal: fn(&Setup<'_>) -> Result<bool, SettingsError>,
    /// Makes its OpenAPI document.
    pub document: fn() -> String,
    /// Makes its operations, ready to be called, with what they need in the data of their requests.
    pub endpoint: fn(&Setup<'_>) -> Result<Routes, SettingsError>,
    /// Answers in its words.
    pub answer: fn(&Failure) -> Response,
    /// What an operation, given by its identifier, may answer instead of what was asked for: what its document lists.
    pub failures: fn(&str) -> Vec<Failure>,
    /// Answers with one of these, by its name in the document or its status.
    pub demonstrate: fn(&[Failure], &str) -> Result<Response, Demonstrable>,
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

/// The login contracts.
pub const CONTRACTS: [Contract; 5] = [
    ispcrm::CONTRACT,
    staff::CONTRACT,
    subscriber::CONTRACT,
    management::CONTRACT,
    netxd::CONTRACT,
];

/// The APIs that no product prescribes: for accounts that have logged in, and for resource servers.
pub const OWN: [Contract; 2] = [account::CONTRACT, oauth::CONTRACT];

/// Everything that has a document: the login contracts, then our own.
pub fn all() -> impl Iterator<Item = &'static Contract> {
    CONTRACTS.iter().chain(&OWN)
}

/// What these contracts declare that an operator can set.
pub fn settings<'c>(contracts: impl IntoIterator<Item = &'c Contract>) -> Vec<ContractSettings> {
    contracts.into_iter().filter_map(|contract| contract.settings).collect()
}

/// The rules of these contracts, with the session lifetimes that are configured for them.
///
/// # Errors
/// [`SettingsError`], when a login contract does not declare the settings of [`LoginSettings`].
pub fn rule_book(contracts: &[Contract], configured: &BTreeMap<String, Values>) -> Result<RuleBook, SettingsError> {
    let mut book = RuleBook::default();
    for contract in contracts {
        match contract.rules {
            Some(Rules::Users(rules)) => book.users.push(rules),
            Some(Rules::Subscribers(rules)) => book.subscribers.push(rules),
            None => continue,
        }
        let LoginSettings {
            session_idle,
            session_lifetime,
        } = contract.configured(configured).login()?;
        let lifetimes = SessionLifetimes {
            idle: session_idle.get(),
            absolute: session_lifetime.get(),
        };
        book.lifetimes.insert(contract.ident, lifetimes);
    }
    Ok(book)
}

impl Contract {
    /// What is configured for it, out of what is configured for all contracts.
    pub fn configured(&self, all: &BTreeMap<String, Values>) -> Values {
        all.get(self.ident).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::all;

    #[test]
    fn every_response_is_serialized_as_its_document_shows_it() {
        for contract in all() {
            // Making a document compares the example of each response with what is sent.
            assert!((contract.document)().starts_with('{'), "{}", contract.ident);
        }
    }
}
