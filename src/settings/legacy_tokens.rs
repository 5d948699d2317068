//! The tokens that the old backend of a login contract has issued: tables `[[contracts.<ident>.legacy_tokens]]`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Url;

use super::values::{http_url, is_plain, path};
use crate::model::{AccountBy, AccountTemplate, InvalidAccountTemplate, Timestamp, TokenAlgorithm, date_or_time};

/// The keys of one table with their defaults, as TOML. They are the same for all login contracts.
pub const LEGACY_TOKENS_DEFAULTS: &str = include_str!("legacy_tokens.toml");

/// The tokens of one issuer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct LegacyTokens {
    /// How they are signed.
    pub algorithm: TokenAlgorithm,
    /// Where the key is that verifies them.
    pub key: LegacyKeyPlace,
    /// Their `iss`, if it is checked.
    pub issuer: Option<String>,
    /// Their `aud`, if it is checked.
    pub audience: Option<String>,
    /// Which claim says whose a token is.
    pub account: AccountTemplate,
    /// What that is a name of.
    pub account_by: AccountBy,
    /// Until when they are accepted.
    pub accept_until: Timestamp,
    written: Box<Written>,
}

/// Where a key is that verifies tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LegacyKeyPlace {
    /// A file with a secret.
    Secret(PathBuf),
    /// A file with a public key.
    Public(PathBuf),
    /// An address with public keys.
    Published {
        /// The address.
        url: Url,
        /// A file with the authorities that it is verified by.
        ca_file: Option<PathBuf>,
    },
}

/// Why a table does not say which tokens are accepted.
#[derive(Debug, Error)]
pub enum InvalidLegacyTokens {
    /// No such algorithm.
    #[error("algorithm must be one of {}, not `{found}`", TokenAlgorithm::ALL.map(TokenAlgorithm::as_str).join(", "))]
    Algorithm {
        /// What it was.
        found: String,
    },
    /// No key, or several.
    #[error("must have one of secret_file, public_key_file and jwks_url")]
    OneKey,
    /// A public key for a secret's algorithm.
    #[error("{0} has a secret: set secret_file")]
    NeedsSecret(&'static str),
    /// A secret for a public key's algorithm.
    #[error("{0} has a public key: set public_key_file or jwks_url")]
    NeedsPublicKey(&'static str),
    /// Anybody on the way could put keys of their own in their place.
    #[error("jwks_url must begin with https://, unless it is on this machine")]
    PlainUrl,
    /// A file that nothing is verified by.
    #[error("ca_file is for jwks_url")]
    NoUrl,
    /// No claim.
    #[error("account {0}")]
    Account(#[from] InvalidAccountTemplate),
    /// No such name.
    #[error("account_by must be one of {}, not `{found}`", AccountBy::ALL.map(AccountBy::as_str).join(", "))]
    AccountBy {
        /// What it was.
        found: String,
    },
    /// No time.
    #[error("accept_until {0}")]
    AcceptUntil(String),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    algorithm: String,
    #[serde(default, with = "path")]
    secret_file: Option<PathBuf>,
    #[serde(default, with = "path")]
    public_key_file: Option<PathBuf>,
    #[serde(default, with = "http_url")]
    jwks_url: Option<Url>,
    #[serde(default, with = "path")]
    ca_file: Option<PathBuf>,
    #[serde(default)]
    issuer: String,
    #[serde(default)]
    audience: String,
    #[serde(default = "subject")]
    account: String,
    #[serde(default = "username")]
    account_by: String,
    accept_until: String,
}

fn subject() -> String {
    "{sub}".to_owned()
}

fn username() -> String {
    AccountBy::Username.as_str().to_owned()
}

impl TryFrom<Written> for LegacyTokens {
    type Error = InvalidLegacyTokens;

    fn try_from(written: Written) -> Result<Self, InvalidLegacyTokens> {
        let named = TokenAlgorithm::named(&written.algorithm);
        let algorithm = named.ok_or_else(|| InvalidLegacyTokens::Algorithm {
            found: written.algorithm.clone(),
        })?;
        let account_by = AccountBy::named(&written.account_by);
        let until = date_or_time(&written.accept_until);
        let is_set = |text: &String| (!text.is_empty()).then(|| text.clone());
        Ok(Self {
            algorithm,
            key: key_place(algorithm, &written)?,
            issuer: is_set(&written.issuer),
            audience: is_set(&written.audience),
            account: AccountTemplate::parse(&written.account)?,
            account_by: account_by.ok_or_else(|| InvalidLegacyTokens::AccountBy {
                found: written.account_by.clone(),
            })?,
            accept_until: until.map_err(|error| InvalidLegacyTokens::AcceptUntil(error.to_string()))?,
            written: Box::new(written),
        })
    }
}

fn key_place(algorithm: TokenAlgorithm, written: &Written) -> Result<LegacyKeyPlace, InvalidLegacyTokens> {
    if written.ca_file.is_some() && written.jwks_url.is_none() {
        return Err(InvalidLegacyTokens::NoUrl);
    }
    let place = match (&written.secret_file, &written.public_key_file, &written.jwks_url) {
        (Some(file), None, None) => LegacyKeyPlace::Secret(file.clone()),
        (None, Some(file), None) => LegacyKeyPlace::Public(file.clone()),
        (None, None, Some(url)) if is_plain(url) => return Err(InvalidLegacyTokens::PlainUrl),
        (None, None, Some(url)) => LegacyKeyPlace::Published {
            url: url.clone(),
            ca_file: written.ca_file.clone(),
        },
        (None, None, None) | (Some(_), Some(_), _) | (Some(_), _, Some(_)) | (_, Some(_), Some(_)) => {
            return Err(InvalidLegacyTokens::OneKey);
        }
    };
    // A public key is no secret: used as one, everybody could sign with it.
    match (&place, algorithm.is_symmetric()) {
        (LegacyKeyPlace::Secret(_), true) | (LegacyKeyPlace::Public(_) | LegacyKeyPlace::Published { .. }, false) => {
            Ok(place)
        }
        (LegacyKeyPlace::Secret(_), false) => Err(InvalidLegacyTokens::NeedsPublicKey(algorithm.as_str())),
        (LegacyKeyPlace::Public(_) | LegacyKeyPlace::Published { .. }, true) => {
            Err(InvalidLegacyTokens::NeedsSecret(algorithm.as_str()))
        }
    }
}

impl From<LegacyTokens> for Written {
    fn from(tokens: LegacyTokens) -> Self {
        *tokens.written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str) -> Result<LegacyTokens, String> {
        toml::from_str(lines).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn the_defaults_are_those_that_are_written_down() {
        let required = ["algorithm = \"\"", "accept_until = \"\""];
        let optional: String = LEGACY_TOKENS_DEFAULTS
            .lines()
            .filter(|line| !required.contains(line))
            .map(|line| format!("{line}\n"))
            .collect();
        let set = "algorithm = \"HS256\"\naccept_until = \"2027-01-01\"\nsecret_file = \"a\"\n";
        let with_defaults = optional.replace("secret_file = \"\"\n", "");
        assert_eq!(read(&format!("{with_defaults}{set}")), read(set));
        assert!(read(set).is_ok());
    }

    #[test]
    fn tables_that_say_too_little_or_contradict_themselves_are_refused_with_the_reason() {
        const UNTIL: &str = "accept_until = \"2027-01-01\"\n";
        for (lines, expected) in [
            (
                "algorithm = \"HS256\"",
                "must have one of secret_file, public_key_file and jwks_url",
            ),
            (
                "algorithm = \"HS256\"\nsecret_file = \"a\"\njwks_url = \"https://b.example\"",
                "must have one of secret_file, public_key_file and jwks_url",
            ),
            (
                "algorithm = \"HS256\"\npublic_key_file = \"a\"",
                "HS256 has a secret: set secret_file",
            ),
            (
                "algorithm = \"HS512\"\njwks_url = \"https://a.example\"",
                "HS512 has a secret: set secret_file",
            ),
            (
                "algorithm = \"RS256\"\nsecret_file = \"a\"",
                "RS256 has a public key: set public_key_file or jwks_url",
            ),
            (
                "algorithm = \"RS256\"\njwks_url = \"http://old.example/jwks\"",
                "jwks_url must begin with https://, unless it is on this machine",
            ),
            (
                "algorithm = \"HS256\"\nsecret_file = \"a\"\nca_file = \"b\"",
                "ca_file is for jwks_url",
            ),
            (
                "algorithm = \"HS256\"\nsecret_file = \"a\"\naccount = \"sub\"",
                "account must name one claim in braces, such as {sub} or u{sub}",
            ),
            (
                "algorithm = \"HS256\"\nsecret_file = \"a\"\naccount_by = \"id\"",
                "account_by must be one of username, email, customer_number, takeover, not `id`",
            ),
            (
                "algorithm = \"none\"\nsecret_file = \"a\"",
                "algorithm must be one of HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, \
                 EdDSA, not `none`",
            ),
        ] {
            assert_eq!(read(&format!("{UNTIL}{lines}")), Err(expected.to_owned()), "{lines}");
        }
        let soon = "algorithm = \"HS256\"\nsecret_file = \"a\"\naccept_until = \"soon\"";
        let expected = "accept_until must be a date such as 2027-01-01 or a time such as 2027-01-01T12:00:00Z";
        assert_eq!(read(soon), Err(expected.to_owned()));
        let local = "algorithm = \"RS256\"\njwks_url = \"http://127.0.0.1:9/jwks\"";
        assert!(read(&format!("{UNTIL}{local}")).is_ok());
    }
}
