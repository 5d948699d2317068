//! How much memory what is remembered takes, about.

use std::mem::size_of;

use quick_cache::Weighter;

use super::entry::{Entry, Key, Value};
use crate::model::{ApiKey, HashedToken, Setting};

/// What the map takes for an entry, and an allocation for its own.
const OVERHEAD: usize = 112;
/// What finding a session by its row takes.
const BY_ROW: usize = 48;

/// Weighs entries in bytes.
#[derive(Clone)]
pub(super) struct ByteWeight;

impl Weighter<Key, Entry> for ByteWeight {
    fn weight(&self, key: &Key, entry: &Entry) -> u64 {
        u64::try_from(OVERHEAD + of_key(key) + of_entry(entry)).unwrap_or(u64::MAX)
    }
}

fn of_key(key: &Key) -> usize {
    match key {
        Key::KeysByPrefix(prefix) => prefix.len(),
        Key::Session(_) => BY_ROW,
        Key::User(_) | Key::Subscriber(_) | Key::KeysOf(_) | Key::SettingsOf(_) => 0,
    }
}

/// Of what is not packed, texts are what can be long; each is counted.
fn of_entry(entry: &Entry) -> usize {
    let each = |key: &ApiKey| OVERHEAD + size_of::<(ApiKey, HashedToken)>() + of_api_key(key);
    match entry {
        Entry::Session(bytes) | Entry::User(bytes) | Entry::Subscriber(bytes) => bytes.len(),
        Entry::Whole(Value::KeysByPrefix(keys)) => keys.iter().map(|(key, _)| each(key)).sum(),
        Entry::Whole(Value::KeysOf(keys)) => keys.iter().map(each).sum(),
        Entry::Whole(Value::SettingsOf(settings)) => {
            let each = |setting| size_of::<Setting>() + of_setting(setting);
            settings.iter().map(each).sum()
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
