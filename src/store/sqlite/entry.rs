//! What is cached, and by which keys.
//!
//! Sessions and accounts are most of it, tens of thousands of each, and most of their columns are short or empty. They
//! are cached as encoded rows ([`sqlite_inline::codec`]) and decoded at each hit, which takes less time than to bring an
//! account's many strings in from all over the memory.

use std::sync::Arc;

use sqlite_inline::NotRead;
use sqlite_inline::codec::Field;

use crate::model::{
    AccountRef, ApiKey, HashedToken, Realm, Session, SessionId, Setting, Subscriber, SubscriberId, User, UserId,
};
use crate::store::entity::table_row::TableRow;
use crate::store::entity::{session, subscriber, user};
use crate::store::rows;
use crate::store::rows::user_links::UserLinks;

/// What a value is looked up by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::store) enum Key {
    /// A session.
    Session(SessionId),
    /// A user.
    User(UserId),
    /// A subscriber.
    Subscriber(SubscriberId),
    /// The API keys with this prefix.
    KeysByPrefix(Box<str>),
    /// The API keys of a user.
    KeysOf(UserId),
    /// The settings of a user.
    SettingsOf(UserId),
    /// The names of a user's roles and permissions.
    NamesOf(UserId),
}

impl Key {
    /// The table that has the first of what is looked up.
    pub(super) fn table(&self) -> &'static str {
        match self {
            Self::Session(_) => "sessions",
            Self::User(_) => "users",
            Self::Subscriber(_) => "subscribers",
            Self::KeysByPrefix(_) | Self::KeysOf(_) => "api_keys",
            Self::SettingsOf(_) => "settings",
            Self::NamesOf(_) => "user_roles",
        }
    }

    /// The key of an account.
    pub(super) fn of(account: AccountRef) -> Self {
        match account.realm {
            Realm::Users => Self::User(UserId(account.id)),
            Realm::Subscribers => Self::Subscriber(SubscriberId(account.id)),
        }
    }
}

/// API keys, each with the hash of its secret part.
pub(in crate::store) type Candidates = Arc<[(Arc<ApiKey>, HashedToken)]>;

/// What a key stands for.
#[derive(Clone)]
pub(in crate::store) enum Value {
    /// See [`Key::Session`].
    Session(Arc<Session>),
    /// See [`Key::User`].
    User(Arc<User>),
    /// See [`Key::Subscriber`].
    Subscriber(Arc<Subscriber>),
    /// See [`Key::KeysByPrefix`].
    KeysByPrefix(Candidates),
    /// See [`Key::KeysOf`].
    KeysOf(Arc<[ApiKey]>),
    /// See [`Key::SettingsOf`].
    SettingsOf(Arc<[Setting]>),
    /// See [`Key::NamesOf`].
    NamesOf(Arc<UserLinks>),
}

/// A session, and its account where that was looked up too.
pub(super) type SessionWithAccount = (Arc<Session>, Option<Value>);

/// What was read from the database.
pub(super) enum Loaded {
    /// A session, and the number of its row.
    Session(i64, session::Model),
    /// A user, with the names of their roles and of their permissions.
    User(Box<user::Model>, UserLinks),
    /// A subscriber.
    Subscriber(subscriber::Model),
    /// A value of which there are few, cached as it is.
    Whole(Value),
}

impl Loaded {
    /// A user, without the columns that only a login needs.
    pub(super) fn user(row: user::Model, links: UserLinks) -> Self {
        let row = user::Model {
            username_folded: String::new(),
            email_folded: String::new(),
            name_folded: String::new(),
            password_hash: None,
            ..row
        };
        Self::User(Box::new(row), links)
    }

    /// A subscriber, without the columns that only a login needs.
    pub(super) fn subscriber(row: subscriber::Model) -> Self {
        Self::Subscriber(subscriber::Model {
            username_folded: String::new(),
            email_folded: None,
            name_folded: String::new(),
            password_hash: None,
            ..row
        })
    }

    /// The value.
    pub(super) fn value(self) -> Result<Value, NotRead> {
        match self {
            Self::Session(_, row) => session_of(row),
            Self::User(row, links) => user_of(*row, links),
            Self::Subscriber(row) => subscriber_of(row),
            Self::Whole(value) => Ok(value),
        }
    }
}

fn session_of(row: session::Model) -> Result<Value, NotRead> {
    Ok(Value::Session(Arc::new(rows::session::session(row)?)))
}

fn user_of(row: user::Model, links: UserLinks) -> Result<Value, NotRead> {
    Ok(Value::User(Arc::new(rows::user::user(row, links)?)))
}

fn subscriber_of(row: subscriber::Model) -> Result<Value, NotRead> {
    Ok(Value::Subscriber(Arc::new(rows::subscriber::subscriber(row)?)))
}

/// A cached value.
#[derive(Clone)]
pub(super) enum Entry {
    /// A [`Loaded::Session`], encoded. Its head is the number of its row, which SQLite reports of a change, and its
    /// account: both are read without decoding the rest.
    Session(Arc<[u8]>),
    /// A [`Loaded::User`], encoded.
    User(Arc<[u8]>),
    /// A [`Loaded::Subscriber`], encoded.
    Subscriber(Arc<[u8]>),
    /// A [`Loaded::Whole`].
    Whole(Value),
}

impl Entry {
    /// Encodes what was read.
    pub(super) fn of(loaded: &Loaded) -> Self {
        let mut bytes = Vec::with_capacity(512);
        match loaded {
            Loaded::Session(number, row) => {
                number.encode(&mut bytes);
                (row.population == Realm::Users.as_str()).encode(&mut bytes);
                row.account_id.encode(&mut bytes);
                row.encode(&mut bytes);
                Self::Session(bytes.into())
            }
            Loaded::User(row, links) => {
                row.encode(&mut bytes);
                links.roles.encode(&mut bytes);
                links.permissions.encode(&mut bytes);
                links.role_permissions.encode(&mut bytes);
                Self::User(bytes.into())
            }
            Loaded::Subscriber(row) => {
                row.encode(&mut bytes);
                Self::Subscriber(bytes.into())
            }
            Loaded::Whole(value) => Self::Whole(value.clone()),
        }
    }

    /// The number of a session's row, and its account.
    pub(super) fn session_head(&self) -> Option<(i64, AccountRef)> {
        match self {
            Self::Session(bytes) => head(&mut bytes.as_ref()),
            Self::User(_) | Self::Subscriber(_) | Self::Whole(_) => None,
        }
    }

    /// The value.
    pub(super) fn value(self) -> Result<Value, NotRead> {
        match self {
            Self::Session(bytes) => {
                let from = &mut bytes.as_ref();
                head(from).ok_or(NotRead)?;
                session_of(TableRow::decode(from).ok_or(NotRead)?)
            }
            Self::User(bytes) => {
                let from = &mut bytes.as_ref();
                let row = TableRow::decode(from).ok_or(NotRead)?;
                let mut names = || Field::decode(from).ok_or(NotRead);
                let links = UserLinks {
                    roles: names()?,
                    permissions: names()?,
                    role_permissions: names()?,
                };
                user_of(row, links)
            }
            Self::Subscriber(bytes) => subscriber_of(TableRow::decode(&mut bytes.as_ref()).ok_or(NotRead)?),
            Self::Whole(value) => Ok(value),
        }
    }
}

fn head(from: &mut &[u8]) -> Option<(i64, AccountRef)> {
    let (number, is_user, id) = (Field::decode(from)?, Field::decode(from)?, Field::decode(from)?);
    let realm = if is_user { Realm::Users } else { Realm::Subscribers };
    Some((number, AccountRef { realm, id }))
}
