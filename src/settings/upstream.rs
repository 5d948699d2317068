//! The old backend of a login contract: the table `[contracts.<ident>.upstream]`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use super::day;
use super::values::{Bounded, Span, http_url, path};
use crate::model::{Cutover, CutoverMode, Share, Timestamp};

/// The keys with their defaults, as TOML. They are the same for all login contracts.
pub const UPSTREAM_DEFAULTS: &str = include_str!("upstream.toml");

/// The settings of an old backend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upstream {
    /// Its address.
    #[serde(with = "http_url")]
    pub url: Option<Url>,
    /// Who answers.
    pub mode: Mode,
    /// Which accounts are taken over.
    pub accounts: Accounts,
    /// How long it may take to answer.
    pub timeout: Span<1, 60>,
    /// How many requests it gets at once.
    pub max_concurrent: Bounded<1, 10_000>,
    /// The authorities that it is verified by.
    #[serde(with = "path")]
    pub ca_file: Option<PathBuf>,
    /// Headers that each request gets.
    pub header_files: Vec<HeaderFile>,
    /// Whether passwords that are changed there later are taken over, too.
    pub recheck: bool,
    /// Since when the API is deprecated, once it is taken over.
    #[serde(with = "day")]
    pub deprecation: Option<Timestamp>,
    /// When it goes.
    #[serde(with = "day")]
    pub sunset: Option<Timestamp>,
    /// The page that says more.
    #[serde(with = "http_url")]
    pub deprecation_link: Option<Url>,
}

impl Default for Upstream {
    fn default() -> Self {
        Self {
            url: None,
            mode: Mode(CutoverMode::Off),
            accounts: Accounts(Share::ALL),
            timeout: Span::from_seconds(2),
            max_concurrent: Bounded::within(64),
            ca_file: None,
            header_files: Vec::new(),
            recheck: false,
            deprecation: None,
            sunset: None,
            deprecation_link: None,
        }
    }
}

impl Upstream {
    /// Whether nothing is set. It is not printed then.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// How far the contract is to be taken over.
    pub fn cutover(&self) -> Cutover {
        Cutover {
            mode: self.mode.0,
            accounts: self.accounts.0.clone(),
        }
    }
}

/// The word of a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub struct Mode(pub CutoverMode);

impl TryFrom<String> for Mode {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        let known = || CutoverMode::ALL.map(CutoverMode::as_str).join(", ");
        let mode = CutoverMode::named(&word);
        mode.map(Self)
            .ok_or_else(|| format!("must be one of {}, not `{word}`", known()))
    }
}

impl From<Mode> for &'static str {
    fn from(mode: Mode) -> Self {
        mode.0.as_str()
    }
}

/// A share, or names: as a text, or the names as a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "TextOrList", into = "String")]
pub struct Accounts(pub Share);

#[derive(Deserialize)]
#[serde(untagged)]
enum TextOrList {
    Text(String),
    List(Vec<String>),
}

impl TryFrom<TextOrList> for Accounts {
    type Error = String;

    fn try_from(written: TextOrList) -> Result<Self, String> {
        let share = match &written {
            TextOrList::Text(text) => Share::parse(text),
            TextOrList::List(names) => Share::parse(&names.join(",")),
        };
        share.map(Self).map_err(|error| error.to_string())
    }
}

impl From<Accounts> for String {
    fn from(accounts: Accounts) -> Self {
        accounts.0.to_string()
    }
}

/// A header and the file with its value: `NAME:FILE`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HeaderFile {
    /// The name of the header.
    pub name: String,
    /// The file.
    pub file: PathBuf,
}

impl TryFrom<String> for HeaderFile {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.split_once(':') {
            Some((name, file)) if !name.trim().is_empty() && !file.trim().is_empty() => Ok(Self {
                name: name.trim().to_owned(),
                file: file.trim().into(),
            }),
            _ => Err(format!(
                "must be a list of headers and files, each `NAME:FILE`, not `{text}`"
            )),
        }
    }
}

impl From<HeaderFile> for String {
    fn from(header: HeaderFile) -> Self {
        format!("{}:{}", header.name, header.file.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_that_are_written_down() {
        let written: Upstream = toml::from_str(UPSTREAM_DEFAULTS).unwrap();
        assert_eq!(written, Upstream::default());
    }

    #[test]
    fn values_that_mean_nothing_are_refused_with_the_reason() {
        let refused = |line: &str| {
            let key = line.split(' ').next().unwrap();
            let rest: String = UPSTREAM_DEFAULTS
                .lines()
                .filter(|one| !one.starts_with(key))
                .map(|one| format!("{one}\n"))
                .collect();
            toml::from_str::<Upstream>(&format!("{rest}{line}\n"))
                .err()
                .map(|error| error.message().to_owned())
        };
        for (line, expected) in [
            ("mode = \"proxy\"", None),
            ("accounts = \"10%\"", None),
            ("accounts = [\"ann\"]", None),
            (
                "accounts = \"110%\"",
                Some("must be a share from 0% to 100%, or names separated by commas"),
            ),
            ("header_files = [\"X-Key:/run/key\"]", None),
            (
                "mode = \"on\"",
                Some("must be one of off, proxy, shadow, migrate, done, not `on`"),
            ),
            (
                "header_files = [\"X-Key\"]",
                Some("must be a list of headers and files, each `NAME:FILE`, not `X-Key`"),
            ),
            ("sunset = \"2027-06-30\"", None),
            (
                "sunset = \"June\"",
                Some("must be a date such as 2027-06-30, not `June`"),
            ),
            ("timeout = \"2m\"", Some("must be from 1s to 1m, not 2m")),
            (
                "url = \"https://a:b@old.example\"",
                Some("must not contain a user name or password"),
            ),
        ] {
            assert_eq!(refused(line).as_deref(), expected, "{line}");
        }
    }
}
