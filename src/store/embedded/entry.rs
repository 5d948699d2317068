//! What is remembered, by what it is found, and how much memory it takes.

use std::mem::size_of;
use std::sync::Arc;

use crate::model::{
    AccountRef, ApiKey, HashedToken, PersonalProfile, Population, Session, SessionId, Setting, Subscriber,
    SubscriberId, User, UserId,
};

/// What something is found by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::store) enum Key {
    /// A session.
    Session(SessionId),
    /// A user.
    User(UserId),
    /// A subscriber.
    Subscriber(SubscriberId),
    /// The API keys that begin like this.
    KeysByPrefix(Box<str>),
    /// The API keys of a user.
    KeysOf(UserId),
    /// The settings of a user.
    SettingsOf(UserId),
}

impl Key {
    /// That of an account.
    pub(super) fn of(account: AccountRef) -> Self {
        match account.population {
            Population::Users => Self::User(UserId(account.id)),
            Population::Subscribers => Self::Subscriber(SubscriberId(account.id)),
        }
    }
}

/// API keys, and what they are recognised by.
pub(in crate::store) type Candidates = Arc<[(Arc<ApiKey>, HashedToken)]>;

/// What is remembered.
#[derive(Clone)]
pub(in crate::store) enum Value {
    /// See [`Key::Session`]. With the number of its row, which is what SQLite says of a change.
    Session(Arc<Session>, i64),
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
}

/// A session, and its account where that is known too.
pub(super) type WithAccount = (Arc<Session>, Option<Value>);

/// What a map takes for an entry, and an allocation for its own.
const OVERHEAD: usize = 128;

/// About how many bytes an entry takes. Texts are what can be long; each is counted.
pub(super) fn weight(key: &Key, value: &Value) -> usize {
    let key = match key {
        Key::KeysByPrefix(prefix) => prefix.len(),
        Key::Session(_) | Key::User(_) | Key::Subscriber(_) | Key::KeysOf(_) | Key::SettingsOf(_) => 0,
    };
    let value = match value {
        Value::Session(session, _) => size_of::<Session>() + of_session(session),
        Value::User(user) => size_of::<User>() + of_user(user),
        Value::Subscriber(subscriber) => size_of::<Subscriber>() + of_subscriber(subscriber),
        Value::KeysByPrefix(keys) => keys
            .iter()
            .map(|(key, _)| size_of::<(ApiKey, HashedToken)>() + OVERHEAD + of_key(key))
            .sum(),
        Value::KeysOf(keys) => keys.iter().map(|key| size_of::<ApiKey>() + of_key(key)).sum(),
        Value::SettingsOf(settings) => settings
            .iter()
            .map(|setting| size_of::<Setting>() + of_setting(setting))
            .sum(),
    };
    OVERHEAD + key + value
}

fn texts<const N: usize>(texts: [&str; N]) -> usize {
    texts.into_iter().map(str::len).sum()
}

fn maybe<const N: usize>(texts: [&Option<String>; N]) -> usize {
    texts.into_iter().flatten().map(String::len).sum()
}

fn list(texts: &[String]) -> usize {
    texts.iter().map(|text| size_of::<String>() + text.len()).sum()
}

fn of_session(session: &Session) -> usize {
    texts([&session.contract, &session.address])
        + maybe([&session.device, &session.user_agent])
        + size_of_val(session.spent.as_slice())
}

fn of_user(user: &User) -> usize {
    let business = &user.business;
    texts([&user.username, &user.email, &user.name])
        + list(&user.roles)
        + list(&user.permissions)
        + of_personal(&user.personal)
        + texts([
            &business.scope,
            &business.legal_rep_id,
            &business.customer_id,
            &business.customer_name,
            &business.vendor_id,
            &business.bank_id,
            &business.bank_name,
        ])
        + maybe([&user.notes])
        + user.last_login.as_ref().map_or(0, |login| login.address.len())
}

fn of_personal(personal: &PersonalProfile) -> usize {
    maybe([
        &personal.title,
        &personal.first_name,
        &personal.last_name,
        &personal.department,
        &personal.phone,
        &personal.mobile,
        &personal.image,
        &personal.address,
        &personal.postal_code,
        &personal.region,
        &personal.city,
        &personal.country,
        &personal.country_code,
    ])
}

fn of_subscriber(subscriber: &Subscriber) -> usize {
    texts([
        &subscriber.customer_id,
        &subscriber.username,
        &subscriber.firstname,
        &subscriber.lastname,
    ]) + maybe([&subscriber.email, &subscriber.phone, &subscriber.package_name])
}

fn of_key(key: &ApiKey) -> usize {
    texts([&key.name, &key.masked_key, &key.masked_secret]) + maybe([&key.description])
}

fn of_setting(setting: &Setting) -> usize {
    texts([&setting.category, &setting.group, &setting.name])
        + maybe([&setting.value, &setting.kind, &setting.description])
}
