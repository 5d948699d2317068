//! The layers a configuration is made of. Each is a set of values that remembers where it came from, so that an error
//! can name the place; every environment variable and every flag is a layer of its own for that reason.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::Path;

use figment::value::{Dict, Map, Value};
use figment::{Metadata, Profile, Provider};

use super::{ConfigError, Overrides};

/// The file that is read when no other is named.
const DEFAULT_FILE: &str = "latchkey.toml";
/// What the names of our environment variables begin with.
const PREFIX: &str = "LATCHKEY_";

/// Values from one place, as figment takes them.
pub struct Layer {
    origin: String,
    values: Dict,
}

impl Layer {
    /// A layer that sets one key.
    fn of(origin: impl Into<String>, section: &str, key: &str, value: Value) -> Self {
        let values = Dict::from([(section.to_owned(), Dict::from([(key.to_owned(), value)]).into())]);
        Self {
            origin: origin.into(),
            values,
        }
    }

    /// A layer from the text of a TOML file.
    fn parse(origin: impl Into<String>, text: &str) -> Result<Self, ConfigError> {
        let origin = origin.into();
        match toml::from_str(text) {
            Ok(values) => Ok(Self { origin, values }),
            Err(error) => Err(ConfigError::syntax(origin, text, &error)),
        }
    }

    fn get(&self, section: &str, key: &str) -> Option<&Value> {
        self.values.get(section)?.as_dict()?.get(key)
    }
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.origin.clone())
    }

    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        Ok(Profile::Default.collect(self.values.clone()))
    }
}

/// The lowest layer, the file that is built in.
pub fn defaults() -> Result<Layer, ConfigError> {
    Layer::parse("built-in defaults", include_str!("default.toml"))
}

/// The operator's file: the named one, which has to exist, or the one in `directory`, which need not.
pub fn file(named: Option<&Path>, directory: &Path) -> Result<Option<Layer>, ConfigError> {
    let path = named.map_or_else(|| directory.join(DEFAULT_FILE), Path::to_path_buf);
    let origin = path.display().to_string();
    match std::fs::read_to_string(&path) {
        Ok(text) => Layer::parse(origin, &text).map(Some),
        Err(error) if named.is_none() && error.kind() == ErrorKind::NotFound => Ok(None),
        Err(reason) => Err(ConfigError::Unreadable { file: origin, reason }),
    }
}

/// One layer for each variable of ours, in the order of their names.
pub fn environment(
    variables: impl IntoIterator<Item = (OsString, OsString)>,
    defaults: &Layer,
) -> Result<Vec<Layer>, ConfigError> {
    let mut ours: Vec<_> = variables
        .into_iter()
        .filter(|(name, _)| name.as_encoded_bytes().starts_with(PREFIX.as_bytes()))
        .collect();
    ours.sort();
    ours.into_iter()
        .map(|(name, text)| variable(&name.to_string_lossy(), text, defaults))
        .collect()
}

/// The layer of one environment variable. A variable has no types, so the text is read as what the key is by default;
/// a name that looks like a number stays a name. Unknown keys go through and are refused like those of a file.
fn variable(name: &str, text: OsString, defaults: &Layer) -> Result<Layer, ConfigError> {
    let origin = format!("environment variable {name}");
    let path = name.strip_prefix(PREFIX).unwrap_or(name).to_ascii_lowercase();
    let Some((section, key)) = path
        .split_once('_')
        .filter(|(section, key)| !section.is_empty() && !key.is_empty())
    else {
        return Err(ConfigError::NamesNoKey {
            variable: name.to_owned(),
        });
    };
    let Ok(text) = text.into_string() else {
        return Err(ConfigError::invalid(
            format!("{section}.{key}"),
            origin,
            "is not valid UTF-8",
        ));
    };
    let value = match defaults.get(section, key) {
        Some(Value::Num(..)) => text.parse::<i64>().map(Value::from).map_err(|_| "a whole number"),
        Some(Value::Bool(..)) => text.parse::<bool>().map(Value::from).map_err(|_| "true or false"),
        Some(Value::Array(..)) => Ok(list(&text)),
        _ => Ok(Value::from(text.as_str())),
    };
    match value {
        Ok(value) => Ok(Layer::of(origin, section, key, value)),
        Err(expected) => Err(ConfigError::invalid(
            format!("{section}.{key}"),
            origin,
            format!("must be {expected}, not `{text}`"),
        )),
    }
}

/// A list, as a variable has it: separated by commas. Nothing at all is the empty list.
fn list(text: &str) -> Value {
    let items = text.split(',').map(str::trim);
    Value::from(items.filter(|_| !text.trim().is_empty()).collect::<Vec<_>>())
}

/// One layer for each flag that was given.
pub fn flags(overrides: Overrides) -> Vec<Layer> {
    let Overrides { listen, database_url } = overrides;
    let listen = listen.map(|value| Layer::of("--listen", "http", "listen", value.into()));
    let database_url = database_url.map(|value| Layer::of("--database-url", "database", "url", value.into()));
    listen.into_iter().chain(database_url).collect()
}
