//! The settings of one contract: declared, checked, read.

use figment::Figment;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::legacy_tokens::LegacyTokens;
use super::upstream::Upstream;
use super::values::Span;

/// The table that holds the tables of the contracts.
const CONTRACTS: &str = "contracts";

/// The settings that a contract declares: the table `[contracts.<ident>]`.
#[derive(Clone, Copy, Debug)]
pub struct ContractSettings {
    /// The contract's identifier.
    pub ident: &'static str,
    /// The keys with their defaults, as TOML. The comment above a key is its description in the reference.
    pub defaults: &'static str,
    /// Whether it has a table `upstream`, with [`super::UPSTREAM_DEFAULTS`].
    pub has_upstream: bool,
    check: fn(&Figment) -> Result<Values, Box<figment::Error>>,
}

impl ContractSettings {
    /// Declares the settings of type `S`. It should have `deny_unknown_fields`, so that misspelled keys are refused.
    pub const fn new<S: Serialize + DeserializeOwned>(ident: &'static str, defaults: &'static str) -> Self {
        Self {
            ident,
            defaults,
            has_upstream: false,
            check: check::<S>,
        }
    }

    /// The same for a login contract, which can be taken over from an old backend.
    #[must_use]
    pub const fn with_upstream(self) -> Self {
        Self {
            has_upstream: true,
            ..self
        }
    }

    /// The table in the configuration: `contracts.<ident>`.
    pub fn section(&self) -> String {
        format!("{CONTRACTS}.{}", self.ident)
    }

    /// Checks this contract's table in the configuration, and returns its values in their usual form.
    ///
    /// # Errors
    /// The first value or key that is refused, with its whole path and the layer that it comes from.
    pub fn check(&self, configuration: &Figment) -> Result<Values, Box<figment::Error>> {
        let table = configuration.focus(&self.section());
        (self.check)(&table).map_err(|mut error| {
            error.path.splice(0..0, [CONTRACTS.to_owned(), self.ident.to_owned()]);
            error
        })
    }
}

fn check<S: Serialize + DeserializeOwned>(table: &Figment) -> Result<Values, Box<figment::Error>> {
    let settings: S = table.extract()?;
    let values = toml::Table::try_from(settings).map_err(|error| figment::Error::from(error.to_string()))?;
    Ok(Values(values))
}

/// The settings of one contract after they were checked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Values(toml::Table);

/// A contract reads settings that it did not declare. The tests would have shown it.
#[derive(Debug, Error)]
#[error("a contract reads settings that it does not declare")]
pub struct SettingsError(#[from] toml::de::Error);

impl Values {
    /// The values as the type that the contract declared them with.
    ///
    /// # Errors
    /// [`SettingsError`], when it is another type.
    pub fn get<S: DeserializeOwned>(&self) -> Result<S, SettingsError> {
        Ok(self.0.clone().try_into()?)
    }

    /// The settings of the old backend, which every login contract has, as they are by default unless some are set.
    ///
    /// # Errors
    /// [`SettingsError`], when the contract does not declare them.
    pub fn upstream(&self) -> Result<Upstream, SettingsError> {
        let upstream = self.0.get("upstream").cloned();
        Ok(upstream.map_or_else(|| Ok(Upstream::default()), toml::Value::try_into)?)
    }

    /// The tokens that the old backend has issued and that are accepted; none unless some are set.
    ///
    /// # Errors
    /// [`SettingsError`], when the contract does not declare them.
    pub fn legacy_tokens(&self) -> Result<Vec<LegacyTokens>, SettingsError> {
        let tokens = self.0.get("legacy_tokens").cloned();
        Ok(tokens.map_or_else(|| Ok(Vec::new()), toml::Value::try_into)?)
    }

    /// The two settings of sessions that every login contract has.
    ///
    /// # Errors
    /// [`SettingsError`], when the contract does not declare them.
    pub fn login(&self) -> Result<LoginSettings, SettingsError> {
        let mut table = self.0.clone();
        table.retain(|key, _| matches!(key, "session_idle" | "session_lifetime"));
        Ok(table.try_into()?)
    }
}

/// 10 minutes to 400 days: session use is recorded every five minutes, and browsers keep no cookie for longer.
pub type SessionSpan = Span<600, 34_560_000>;

/// The settings of a login contract that has no others. One that has more declares these keys as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginSettings {
    /// How long a session lasts without use.
    pub session_idle: SessionSpan,
    /// How long a session lasts in total.
    pub session_lifetime: SessionSpan,
    /// The old backend.
    #[serde(default, skip_serializing_if = "Upstream::is_default")]
    pub upstream: Upstream,
    /// The tokens that it has issued.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legacy_tokens: Vec<LegacyTokens>,
}
