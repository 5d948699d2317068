//! The published login contracts, one folder each, and the list of them, [`CONTRACTS`]; beside them the APIs of our own,
//! [`OWN`]. [`all`] is the default list: mounting, documents, the docs page, the command line, the configuration and the
//! tests take it as a value, so that a test can add a contract.
//!
//! A contract's folder holds the same files as its siblings: `mod.rs` (what it is), `rules.rs` (its sessions and
//! tokens), `api.rs` (handlers of a few lines: parse, call one use case, answer), `wire.rs` (bodies with the product's own
//! names), `error.rs` (its error words, one exhaustive match, and which operation can return which errors),
//! `settings.toml` (the defaults of its table `[contracts.<ident>]`), `settings.rs` where it has more than the two
//! settings of every login contract, `security.rs` where it has security schemes of its own. It may import `kit`,
//! `auth`, `model`, `routing` and `settings`; never the store, another contract, or the libraries behind them.
//!
//! To add one: copy the nearest folder and its tests, add its line below, rewrite `wire.rs` from the product's page,
//! then `error.rs` and `api.rs`, run `make spec`, and fill its column in the parity table.

pub mod account;
pub mod admin;
pub mod combined;
mod contract;
pub mod ispcrm;
pub mod kit;
pub mod management;
pub mod netxd;
pub mod oauth;
pub mod openapi_3_1;
pub mod staff;
pub mod subscriber;

use std::collections::BTreeMap;

pub use self::contract::{Contract, Rules, ServerInfo, Setup};
use crate::auth::{RuleBook, SessionLifetimes};
use crate::settings::{ContractSettings, LoginSettings, SettingsError, Values};

/// The login contracts.
pub const CONTRACTS: [Contract; 5] = [
    ispcrm::CONTRACT,
    staff::CONTRACT,
    subscriber::CONTRACT,
    management::CONTRACT,
    netxd::CONTRACT,
];

/// The APIs that no product prescribes: for accounts that have logged in, for resource servers, and for administrators.
pub const OWN: [Contract; 3] = [account::CONTRACT, oauth::CONTRACT, admin::CONTRACT];

/// Everything that has a document: the login contracts, then our own.
pub fn all() -> impl Iterator<Item = &'static Contract> {
    CONTRACTS.iter().chain(&OWN)
}

/// The documents of these contracts by the names of their files, and the one that has all of them.
pub fn documents<'c>(contracts: impl IntoIterator<Item = &'c Contract>) -> Vec<(String, String)> {
    let contracts: Vec<Contract> = contracts.into_iter().copied().collect();
    let each = contracts
        .iter()
        .map(|contract| (contract.ident, contract.document.to_string()));
    let all = (combined::NAME, combined::document(&contracts));
    let named = each.chain([all]).map(|(name, text)| (format!("{name}.json"), text));
    named.collect()
}

/// What these contracts declare that an operator can set, and the old backends of those that can be taken over.
pub fn settings<'c>(contracts: impl IntoIterator<Item = &'c Contract>) -> Vec<ContractSettings> {
    let declared = contracts.into_iter().filter_map(|contract| {
        let settings = contract.settings?;
        Some(match contract.client {
            Some(_) => settings.with_upstream(),
            None => settings,
        })
    });
    declared.collect()
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
            upstream: _,
            legacy_tokens: _,
        } = contract.configured(configured).login()?;
        let lifetimes = SessionLifetimes {
            idle: session_idle.get(),
            absolute: session_lifetime.get(),
        };
        book.lifetimes.insert(contract.ident, lifetimes);
    }
    Ok(book)
}
