//! What differs between contracts, as data.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::model::{Subscriber, Timestamp, TokenId, User};

/// How one contract treats its sessions and tokens.
#[derive(Debug)]
pub struct ContractRules<A: 'static> {
    /// The contract's identifier: stored with each session.
    pub ident: &'static str,
    /// How long a token is valid.
    pub token_lifetime: Duration,
    /// How long after the login tokens can be refreshed, unless an operator sets it otherwise; at least
    /// `token_lifetime`.
    pub session_lifetime: Duration,
    /// Whether a second login from a device ends the first one's session.
    pub one_session_per_device: bool,
    /// What its tokens look like.
    pub token: TokenShape<A>,
}

/// What a token looks like.
#[derive(Debug)]
pub enum TokenShape<A: 'static> {
    /// Registered claims only (RFC 7519 section 4.1), and `sid`.
    Standard,
    /// Claims that a product's published contract prescribes.
    Custom(CustomToken<A>),
}

/// A prescribed token.
pub struct CustomToken<A: 'static> {
    /// Its `iss`.
    pub issuer: &'static str,
    /// Its `sub`.
    pub subject: &'static str,
    /// The claim that holds the token's identifier, instead of `jti`.
    pub token_id_claim: &'static str,
    /// All prescribed claims, in their order. Standard claims that are not among them are added behind.
    pub claims: fn(&A, &TokenFacts) -> Map<String, Value>,
}

impl<A> fmt::Debug for CustomToken<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomToken")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

/// What a prescribed claim may need to know of the token it stands in.
#[derive(Debug, Clone, Copy)]
pub struct TokenFacts {
    /// The token's identifier.
    pub token_id: TokenId,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// The rules of all contracts, by realm.
#[derive(Debug, Clone, Default)]
pub struct RuleBook {
    /// Contracts through which users log in.
    pub users: Vec<&'static ContractRules<User>>,
    /// Contracts through which subscribers log in.
    pub subscribers: Vec<&'static ContractRules<Subscriber>>,
    /// What an operator has set, by contract; the others have sessions as long as their contract says.
    pub lifetimes: HashMap<&'static str, SessionLifetimes>,
}

/// How long sessions last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLifetimes {
    /// Without any use. That a session is used is noted every five minutes, and it may last so much longer.
    pub idle: Duration,
    /// Altogether.
    pub absolute: Duration,
}

impl RuleBook {
    /// The contracts.
    pub fn contracts(&self) -> impl Iterator<Item = &'static str> {
        let users = self.users.iter().map(|rules| rules.ident);
        users.chain(self.subscribers.iter().map(|rules| rules.ident))
    }

    /// How long the longest session of any contract lasts: no token is valid, or can be refreshed, for longer.
    pub fn longest_session(&self) -> Duration {
        let users = self.users.iter().map(|rules| self.lifetimes(rules));
        let subscribers = self.subscribers.iter().map(|rules| self.lifetimes(rules));
        let all = users.chain(subscribers).map(|lifetimes| lifetimes.absolute);
        all.max().unwrap_or_default()
    }

    /// How long the sessions of a contract last.
    pub(super) fn lifetimes<A>(&self, rules: &ContractRules<A>) -> SessionLifetimes {
        let set = self.lifetimes.get(rules.ident).copied();
        set.unwrap_or(SessionLifetimes {
            idle: rules.session_lifetime,
            absolute: rules.session_lifetime,
        })
    }
}
