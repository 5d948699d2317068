//! What a setting can be, and how a contract declares the settings of its own table `[contracts.<ident>]`.
//!
//! This module is below both `config`, which reads settings, and `contracts`, which have some: neither imports the
//! other. A contract declares its table as a [`ContractSettings`]: the defaults as commented TOML and a serde type with
//! `deny_unknown_fields`. `config` layers and checks the table and keeps its [`Values`]; the contract gets them back
//! when it is mounted. Each login contract also has the settings of its old backend ([`Upstream`]), and of the tokens that
//! this has issued ([`LegacyTokens`]).

mod day;
mod declared;
mod legacy_tokens;
mod upstream;
pub mod values;

pub use declared::{ContractSettings, LoginSettings, SessionSpan, SettingsError, Values};
pub use legacy_tokens::{InvalidLegacyTokens, LEGACY_TOKENS_DEFAULTS, LegacyKeyPlace, LegacyTokens};
pub use upstream::{HeaderFile, UPSTREAM_DEFAULTS, Upstream};
