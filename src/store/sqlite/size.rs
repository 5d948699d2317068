//! About how much memory the cache takes.

use std::mem::size_of;

use sqlite_inline::OVERHEAD;

use super::entry::{Entry, Key, Value};
use crate::model::{ApiKey, HashedToken, Setting};
use crate::store::rows::user_links::UserLinks;

/// The bytes of a key.
pub(super) fn of_key(key: &Key) -> usize {
    match key {
        Key::KeysByPrefix(prefix) => prefix.len(),
        Key::Session(_) | Key::User(_) | Key::Subscriber(_) | Key::KeysOf(_) | Key::SettingsOf(_) | Key::NamesOf(_) => {
            0
        }
    }
}

/// The bytes of an entry. Of what is not encoded, strings are what can be long; each is counted.
pub(super) fn of_entry(entry: &Entry) -> usize {
    let each = |key: &ApiKey| OVERHEAD + size_of::<(ApiKey, HashedToken)>() + of_api_key(key);
    match entry {
        Entry::Session(bytes) | Entry::User(bytes) | Entry::Subscriber(bytes) => bytes.len(),
        Entry::Whole(Value::KeysByPrefix(keys)) => keys.iter().map(|(key, _)| each(key)).sum(),
        Entry::Whole(Value::KeysOf(keys)) => keys.iter().map(each).sum(),
        Entry::Whole(Value::SettingsOf(settings)) => {
            let each = |setting| size_of::<Setting>() + of_setting(setting);
            settings.iter().map(each).sum()
        }
        Entry::Whole(Value::NamesOf(names)) => {
            let all = [&names.roles, &names.permissions, &names.role_permissions];
            let texts: usize = all
                .into_iter()
                .flatten()
                .map(|name| size_of::<String>() + name.len())
                .sum();
            size_of::<UserLinks>() + texts
        }
        Entry::Whole(Value::Session(_) | Value::User(_) | Value::Subscriber(_)) => 0,
    }
}

fn texts<const N: usize>(texts: [&str; N]) -> usize {
    texts.into_iter().map(str::len).sum()
}

fn maybe<const N: usize>(texts: [&Option<String>; N]) -> usize {
    texts.into_iter().flatten().map(String::len).sum()
}

fn of_api_key(key: &ApiKey) -> usize {
    texts([&key.name, &key.masked_key, &key.masked_secret]) + maybe([&key.description])
}

fn of_setting(setting: &Setting) -> usize {
    texts([&setting.category, &setting.group, &setting.name])
        + maybe([&setting.value, &setting.kind, &setting.description])
}
