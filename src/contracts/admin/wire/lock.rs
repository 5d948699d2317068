//! Locks after failed logins.

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use super::page::encode;
use crate::auth::{self, Account, LockedAccount};
use crate::contracts::kit::date_time::UtcDateTime;
use crate::contracts::kit::nullable::Nullable;
use crate::model::{Cursor, Page, Timestamp};

/// Whether logins to an account are refused because too many failed.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct Lock {
    /// Whether logins are refused from places that the account is not known at.
    locked: bool,
    /// When the next one may pass; `null` if it may now.
    until: Nullable<UtcDateTime>,
}

impl From<auth::Lock> for Lock {
    fn from(lock: auth::Lock) -> Self {
        Self {
            locked: lock.until.is_some(),
            until: lock.until.map(UtcDateTime).into(),
        }
    }
}

impl Example for Lock {
    fn example() -> Self {
        Self {
            locked: true,
            until: Some(UtcDateTime(Timestamp::from_seconds(1_767_226_500))).into(),
        }
    }
}

/// An account whose logins are refused because too many failed.
#[derive(Object, Serialize)]
pub struct Locked {
    /// The number of the account.
    id: i64,
    /// The username.
    username: String,
    /// When the next login from a place that the account is not known at may pass.
    until: UtcDateTime,
}

/// A page of locked accounts.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct LockList {
    /// The accounts.
    #[oai(validator(max_items = 200))]
    items: Vec<Locked>,
    /// The `cursor` of the next page; `null` on the last one.
    next: Nullable<String>,
}

impl<A: Account> From<Page<LockedAccount<A>>> for LockList {
    fn from(page: Page<LockedAccount<A>>) -> Self {
        let items = page.items.into_iter().map(|locked| Locked {
            id: locked.account.reference().id,
            username: locked.account.username().to_owned(),
            until: UtcDateTime(locked.until),
        });
        Self {
            items: items.collect(),
            next: page.next.as_ref().map(encode).into(),
        }
    }
}

impl Example for LockList {
    fn example() -> Self {
        let account = Locked {
            id: 2,
            username: "subscriber1".to_owned(),
            until: UtcDateTime(Timestamp::from_seconds(1_767_226_500)),
        };
        Self {
            items: vec![account],
            next: Some(encode(&Cursor::Id(2))).into(),
        }
    }
}
