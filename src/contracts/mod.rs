//! The published login contracts, one folder each, and [`CONTRACTS`], the one list of them: mounting, documents, the
//! docs page, the command line and the tests all read it.
//!
//! A contract's folder holds the same files as its siblings: `mod.rs` (what it is), `api.rs` (handlers of a few lines:
//! parse, call one use case, answer), `wire.rs` (bodies with the product's own names), `error.rs` (its error words, one
//! exhaustive match), `security.rs` where it has security schemes of its own. It may import `shared`, `identity` and
//! `model`; never the store, another contract, or the libraries behind them.
//!
//! To add one: copy the nearest folder and its tests, add its line below, rewrite `wire.rs` from the product's page,
//! then `error.rs` and `api.rs`, run `make spec`, and fill its column in the parity table.

pub mod ispcrm;
pub mod management;
pub mod netxd;
pub mod shared;
pub mod staff;
pub mod subscriber;

use poem::Response;
use poem::endpoint::BoxEndpoint;

use crate::identity::{ContractRules, RuleBook};
use crate::model::{Subscriber, User};
use shared::failure::Failure;

/// A published login contract.
#[derive(Debug, Clone, Copy)]
pub struct Contract {
    /// Its identifier: the name of its document, and what sessions remember.
    pub ident: &'static str,
    /// The product whose clients speak it.
    pub product: &'static str,
    /// Paths below this that nobody knows are answered in this contract's words.
    pub owns_paths_below: Option<&'static str>,
    /// How it treats sessions and tokens.
    pub rules: Rules,
    /// Makes its OpenAPI document.
    pub document: fn() -> String,
    /// Makes its operations, ready to be called.
    pub endpoint: fn() -> BoxEndpoint<'static, Response>,
    /// Answers in its words.
    pub answer: fn(&Failure) -> Response,
}

/// The rules of a contract, by the population that logs in through it.
#[derive(Debug, Clone, Copy)]
pub enum Rules {
    /// Users.
    Users(&'static ContractRules<User>),
    /// Subscribers.
    Subscribers(&'static ContractRules<Subscriber>),
}

/// All contracts.
pub const CONTRACTS: [Contract; 5] = [
    ispcrm::CONTRACT,
    staff::CONTRACT,
    subscriber::CONTRACT,
    management::CONTRACT,
    netxd::CONTRACT,
];

/// The rules of all contracts.
pub fn rule_book() -> RuleBook {
    let mut book = RuleBook::default();
    for contract in &CONTRACTS {
        match contract.rules {
            Rules::Users(rules) => book.users.push(rules),
            Rules::Subscribers(rules) => book.subscribers.push(rules),
        }
    }
    book
}
