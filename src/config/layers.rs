//! The layers a configuration is made of. Each is a set of values that remembers where it came from, so that an error
//! can name the place; every environment variable and every flag is a layer of its own for that reason.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::Path;

use figment::value::{Dict, Map, Num, Value};
use figment::{Metadata, Profile, Provider};

use super::{ConfigError, Overrides, renamed};
use crate::settings::{ContractSettings, UPSTREAM_DEFAULTS};

/// The file that is read when no other is named.
pub const DEFAULT_FILE: &str = "latchkey.toml";
/// What the names of our environment variables begin with.
const PREFIX: &str = "LATCHKEY_";
/// What the name of a variable ends with that names a file.
const FILE: &str = "_FILE";
/// The defaults that are built in, with comments. Those of contracts are in [`ContractSettings`].
pub const DEFAULTS: &str = include_str!("default.toml");
/// The section that has a table for each contract.
const CONTRACTS: &str = "contracts";
/// The table in a contract's section with its old backend.
const UPSTREAM: &str = "upstream";

/// Values from one place, as figment takes them.
pub struct Layer {
    origin: String,
    values: Dict,
}

impl Layer {
    /// A layer that sets one key, given by its path.
    fn of(origin: impl Into<String>, path: &[&str], value: Value) -> Self {
        let nested = path
            .iter()
            .rev()
            .fold(value, |value, name| Dict::from([((*name).to_owned(), value)]).into());
        Self {
            origin: origin.into(),
            values: nested.into_dict().unwrap_or_default(),
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

    fn get(&self, path: &[&str]) -> Option<&Value> {
        let (key, sections) = path.split_last()?;
        let table = sections
            .iter()
            .try_fold(&self.values, |table, section| table.get(*section)?.as_dict())?;
        table.get(*key)
    }

    /// Refuses keys of earlier versions.
    fn refuse_renamed(&self) -> Result<(), ConfigError> {
        for (section, keys) in &self.values {
            for key in keys.as_dict().into_iter().flat_map(Dict::keys) {
                if let Some(new) = renamed::new_name(section, key) {
                    let problem = format!("was renamed to {new}");
                    return Err(ConfigError::invalid(format!("{section}.{key}"), &self.origin, problem));
                }
            }
        }
        Ok(())
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

/// The lowest layer: the file that is built in, and what the contracts declare.
pub fn defaults(declared: &[ContractSettings]) -> Result<Layer, ConfigError> {
    let mut defaults = Layer::parse("built-in defaults", DEFAULTS)?;
    let mut contracts = Dict::new();
    for contract in declared {
        let mut layer = Layer::parse(format!("built-in defaults of {}", contract.ident), contract.defaults)?;
        if contract.has_upstream {
            let upstream = Layer::parse("built-in defaults of old backends", UPSTREAM_DEFAULTS)?;
            layer.values.insert(UPSTREAM.to_owned(), upstream.values.into());
        }
        contracts.insert(contract.ident.to_owned(), layer.values.into());
    }
    defaults.values.insert(CONTRACTS.to_owned(), contracts.into());
    Ok(defaults)
}

/// The operator's file: the named one, which has to exist, or the one in `directory`, which need not.
pub fn file(named: Option<&Path>, directory: &Path) -> Result<Option<Layer>, ConfigError> {
    let path = named.map_or_else(|| directory.join(DEFAULT_FILE), Path::to_path_buf);
    let origin = path.display().to_string();
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            let layer = Layer::parse(origin, &text)?;
            layer.refuse_renamed()?;
            Ok(Some(layer))
        }
        Err(error) if named.is_none() && error.kind() == ErrorKind::NotFound => Ok(None),
        Err(reason) => Err(ConfigError::Unreadable { file: origin, reason }),
    }
}

/// One layer for each variable of ours, in the order of their names. An empty one counts as not set: container files set
/// `${NAME:-}`.
pub fn environment(
    variables: impl IntoIterator<Item = (OsString, OsString)>,
    directory: &Path,
    defaults: &Layer,
) -> Result<Vec<Layer>, ConfigError> {
    let mut ours: Vec<_> = variables
        .into_iter()
        .filter(|(name, text)| name.as_encoded_bytes().starts_with(PREFIX.as_bytes()) && !text.is_empty())
        .collect();
    ours.sort();
    let mut layers = Vec::new();
    for (name, text) in &ours {
        let name = name.to_string_lossy();
        let origin = format!("environment variable {name}");
        layers.push(match key_of_file(&name, defaults) {
            None => variable(&name, origin, text.clone(), defaults)?,
            Some(key) if ours.iter().any(|(other, _)| other == key) => {
                return Err(ConfigError::FileBesideValue {
                    variable: key.to_owned(),
                });
            }
            Some(key) => {
                let text = std::fs::read_to_string(directory.join(text));
                let text = text.map_err(|reason| ConfigError::UnreadableValue {
                    variable: name.clone().into_owned(),
                    reason,
                })?;
                let text = text.strip_suffix('\n').unwrap_or(&text);
                let text = text.strip_suffix('\r').unwrap_or(text);
                variable(key, origin, text.into(), defaults)?
            }
        });
    }
    Ok(layers)
}

/// The variable in whose place one names a file with the value: `LATCHKEY_DATABASE_URL` for
/// `LATCHKEY_DATABASE_URL_FILE`. `None` for every other, also where the key itself ends in `_file`.
fn key_of_file<'n>(name: &'n str, defaults: &Layer) -> Option<&'n str> {
    let is_key = |name: &str| {
        let lower = name.strip_prefix(PREFIX).unwrap_or(name).to_ascii_lowercase();
        path_of(&lower).is_some_and(|path| defaults.get(&path).is_some())
    };
    let key = name.strip_suffix(FILE)?;
    (!is_key(name) && is_key(key)).then_some(key)
}

/// The layer of one environment variable. A variable has no types, so the text is read as what the key is by default;
/// a name that looks like a number stays a name. Unknown keys go through and are refused like those of a file.
fn variable(name: &str, origin: String, text: OsString, defaults: &Layer) -> Result<Layer, ConfigError> {
    let lower = name.strip_prefix(PREFIX).unwrap_or(name).to_ascii_lowercase();
    let path = path_of(&lower).ok_or_else(|| ConfigError::NamesNoKey {
        variable: name.to_owned(),
    })?;
    let refused = |problem: String| ConfigError::invalid(path.join("."), &origin, problem);
    if let [section, key] = path.as_slice()
        && let Some(new) = renamed::new_name(section, key)
    {
        let variable = variable_name(&new);
        return Err(refused(format!("was renamed to {new}, and the variable to {variable}")));
    }
    let Ok(text) = text.into_string() else {
        return Err(refused("is not valid UTF-8".to_owned()));
    };
    let value = match defaults.get(&path) {
        Some(Value::Num(_, Num::F64(_))) => text.parse::<f64>().map(Value::from).map_err(|_| "a number"),
        Some(Value::Num(..)) => text.parse::<i64>().map(Value::from).map_err(|_| "a whole number"),
        Some(Value::Bool(..)) => text.parse::<bool>().map(Value::from).map_err(|_| "true or false"),
        Some(Value::Array(..)) => Ok(list(&text)),
        _ => Ok(Value::from(text.as_str())),
    };
    match value {
        Ok(value) => Ok(Layer::of(origin, &path, value)),
        Err(expected) => Err(refused(format!("must be {expected}, not `{text}`"))),
    }
}

/// The path of a key in the name of its variable: the first underscore ends the section, and in the section of the
/// contracts the second one ends the identifier of a contract, and a third one its table of the old backend. What follows
/// is the key, underscores and all.
fn path_of(name: &str) -> Option<Vec<&str>> {
    let (section, rest) = name.split_once('_')?;
    let path = match section {
        CONTRACTS => {
            let (contract, key) = rest.split_once('_')?;
            match key.strip_prefix(UPSTREAM).and_then(|key| key.strip_prefix('_')) {
                Some(key) => vec![section, contract, UPSTREAM, key],
                None => vec![section, contract, key],
            }
        }
        _ => vec![section, rest],
    };
    path.iter().all(|part| !part.is_empty()).then_some(path)
}

/// The environment variable of a key, which is given with its section.
pub fn variable_name(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "_").to_ascii_uppercase())
}

/// A list, as a variable has it: separated by commas. Nothing at all is the empty list.
fn list(text: &str) -> Value {
    let items = text.split(',').map(str::trim);
    Value::from(items.filter(|_| !text.trim().is_empty()).collect::<Vec<_>>())
}

/// One layer for each flag that was given.
pub fn flags(overrides: Overrides) -> Vec<Layer> {
    let Overrides {
        listen,
        admin_listen,
        database_url,
    } = overrides;
    let listen = listen.map(|value| Layer::of("--listen", &["http", "listen"], value.into()));
    let database_url = database_url.map(|value| Layer::of("--database-url", &["database", "url"], value.into()));
    let admin_listen = admin_listen.map(|value| Layer::of("--admin-listen", &["http", "admin_listen"], value.into()));
    listen.into_iter().chain(admin_listen).chain(database_url).collect()
}
