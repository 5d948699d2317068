//! The published login contracts, one folder each, and the list of them, [`CONTRACTS`]; beside them the APIs of our own,
//! [`OWN`]. Mounting, documents, the docs page, the command line and the tests all read [`all`].
//!
//! A contract's folder holds the same files as its siblings: `mod.rs` (what it is), `api.rs` (handlers of a few lines:
//! parse, call one use case, answer), `wire.rs` (bodies with the product's own names), `error.rs` (its error words, one
//! exhaustive match), `security.rs` where it has security schemes of its own. It may import `shared`, `auth` and
//! `model`; never the store, another contract, or the libraries behind them.
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

use poem::Response;
use poem::endpoint::BoxEndpoint;

use crate::auth::{ContractRules, RuleBook};
use crate::model::{Subscriber, User};
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
    /// Makes its OpenAPI document.
    pub document: fn() -> String,
    /// Makes its operations, ready to be called.
    pub endpoint: fn() -> BoxEndpoint<'static, Response>,
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

/// The login contracts.
pub const CONTRACTS: [Contract; 5] = [
    ispcrm::CONTRACT,
    staff::CONTRACT,
    subscriber::CONTRACT,
    management::CONTRACT,
    netxd::CONTRACT,
];

/// What no product prescribes: APIs for whoever has logged in, and for services behind.
pub const OWN: [Contract; 2] = [account::CONTRACT, oauth::CONTRACT];

/// Everything that has a document: the login contracts, then our own.
pub fn all() -> impl Iterator<Item = &'static Contract> {
    CONTRACTS.iter().chain(&OWN)
}

/// The rules of all contracts.
pub fn rule_book() -> RuleBook {
    let mut book = RuleBook::default();
    for rules in CONTRACTS.iter().filter_map(|contract| contract.rules) {
        match rules {
            Rules::Users(rules) => book.users.push(rules),
            Rules::Subscribers(rules) => book.subscribers.push(rules),
        }
    }
    book
}
