//! What is asked of an old backend, and what it answers. How that is said is the contract's business.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::model::{NewSubscriber, NewUser, Password, PlainToken};

/// A login, as a client sent it.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The name, as it was typed.
    pub name: &'a str,
    /// The password.
    pub password: &'a Password,
    /// The device, where the contract has clients name it.
    pub device: Option<&'a str>,
    /// The address of the client.
    pub address: IpAddr,
}

/// What an old backend says to a login.
#[derive(Debug)]
pub enum Reply<N> {
    /// The password is right.
    Right {
        /// The account.
        account: Box<N>,
        /// The token that the login brought.
        token: PlainToken,
    },
    /// Name and password do not belong together.
    Wrong,
    /// The account is disabled there.
    Disabled,
}

/// It says nothing, or nothing that means anything in the contract.
#[derive(Debug, thiserror::Error)]
#[error("the old backend gave no answer")]
pub struct NoReply(#[source] Box<dyn Error + Send + Sync>);

impl NoReply {
    /// For this reason.
    pub fn because(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(reason.into())
    }
}

/// The old backend of a contract. `N` is an account of its realm before it is added.
pub trait OldBackend<N>: Send + Sync {
    /// Asks it. The session that it opens is ended again.
    fn ask<'a>(&'a self, question: Question<'a>) -> BoxFuture<'a, Result<Reply<N>, NoReply>>;
}

/// An old backend, shared.
pub type SharedOldBackend<N> = Arc<dyn OldBackend<N>>;

/// The old backends by the idents of their contracts.
#[derive(Clone, Default)]
pub struct OldBackends {
    /// Those that users log in through.
    pub users: HashMap<&'static str, SharedOldBackend<NewUser>>,
    /// Those that subscribers log in through.
    pub subscribers: HashMap<&'static str, SharedOldBackend<NewSubscriber>>,
}

impl OldBackends {
    /// The idents of their contracts.
    pub fn idents(&self) -> impl Iterator<Item = &'static str> {
        self.users.keys().chain(self.subscribers.keys()).copied()
    }
}

impl fmt::Debug for OldBackends {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.idents()).finish()
    }
}
