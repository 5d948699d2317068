//! How a contract is taken over from its old backend.

use std::fmt;

use sha2::{Digest, Sha256};

use super::name::FoldedName;
use super::time::Timestamp;

/// Who answers the clients of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CutoverMode {
    /// This server. There is no old backend, or it is not to be asked yet.
    Off,
    /// The old backend. Requests and responses pass through unchanged.
    Proxy,
    /// The old backend. This server works out what it would answer, and the two are compared.
    Shadow,
    /// This server. The old backend is asked about an account that has no password here yet.
    Migrate,
    /// This server. The old backend is not asked any more.
    Done,
}

impl CutoverMode {
    /// All of them, in the order in which a contract goes through them.
    pub const ALL: [Self; 5] = [Self::Off, Self::Proxy, Self::Shadow, Self::Migrate, Self::Done];

    /// Its word, which is stored, configured and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Proxy => "proxy",
            Self::Shadow => "shadow",
            Self::Migrate => "migrate",
            Self::Done => "done",
        }
    }

    /// The mode of this word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == word)
    }

    /// Whether there has to be an old backend.
    pub const fn needs_old_backend(self) -> bool {
        match self {
            Self::Off | Self::Done => false,
            Self::Proxy | Self::Shadow | Self::Migrate => true,
        }
    }
}

impl fmt::Display for CutoverMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where the answers of an old backend and of this server differ, however often. What they say is masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutoverDifference {
    /// The ident of the contract.
    pub contract: String,
    /// The operation id; method and path where the contract has no such operation.
    pub operation: String,
    /// The word of its kind: `status`, `body`, `missing`, `type`, `value`, `header` or `unexpected`.
    pub kind: String,
    /// A header, or a place in the body (RFC 6901).
    pub place: String,
    /// What the old backend answered last.
    pub expected: String,
    /// What this server would have answered.
    pub actual: String,
    /// How often.
    pub count: i64,
    /// When for the first time.
    pub first_at: Timestamp,
    /// When for the last time.
    pub last_at: Timestamp,
}

/// Some of the accounts of a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Share {
    /// So many of a hundred, chosen by a hash of their names: the same ones on every node, and all of a smaller share are
    /// in a larger one.
    Percent(u8),
    /// Those with these names, folded and in order.
    Names(Vec<String>),
}

/// A text that is no share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a share from 0% to 100%, or names separated by commas")]
pub struct InvalidShare;

impl Share {
    /// All accounts.
    pub const ALL: Self = Self::Percent(100);

    /// Parses `10%`, or names separated by commas.
    ///
    /// # Errors
    /// [`InvalidShare`].
    pub fn parse(text: &str) -> Result<Self, InvalidShare> {
        if let Some(number) = text.trim().strip_suffix('%') {
            let percent = number.trim().parse().ok().filter(|percent| *percent <= 100);
            return percent.map(Self::Percent).ok_or(InvalidShare);
        }
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        let mut names: Vec<_> = names.map(|name| FoldedName::of(name).as_str().to_owned()).collect();
        names.sort();
        names.dedup();
        if names.is_empty() {
            Err(InvalidShare)
        } else {
            Ok(Self::Names(names))
        }
    }

    /// Whether the account with this name is one of them.
    pub fn includes(&self, name: &FoldedName) -> bool {
        match self {
            Self::Percent(percent) => bucket(name) < u64::from(*percent),
            Self::Names(names) => names
                .binary_search_by(|known| known.as_str().cmp(name.as_str()))
                .is_ok(),
        }
    }
}

/// As it is stored and parsed.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percent(percent) => write!(f, "{percent}%"),
            Self::Names(names) => f.write_str(&names.join(",")),
        }
    }
}

/// A number from 0 to 99 that a name always has, on whatever machine and in whatever version.
fn bucket(name: &FoldedName) -> u64 {
    let digest: [u8; 32] = Sha256::digest(name.as_str().as_bytes()).into();
    let (first, _) = digest.split_at(8);
    first.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)) % 100
}

/// How far a contract has been taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cutover {
    /// Who answers.
    pub mode: CutoverMode,
    /// The accounts that are taken over.
    pub accounts: Share,
}

impl Default for Cutover {
    fn default() -> Self {
        Self {
            mode: CutoverMode::Off,
            accounts: Share::ALL,
        }
    }
}

/// As it is compared and recorded: `proxy 10%`.
impl fmt::Display for Cutover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.accounts {
            Share::Percent(_) => write!(f, "{} {}", self.mode, self.accounts),
            Share::Names(names) => write!(f, "{} {} accounts", self.mode, names.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_a_percentage_or_a_list_of_names() {
        for (text, expected) in [
            ("10%", Ok("10%")),
            (" 100 % ", Ok("100%")),
            ("0%", Ok("0%")),
            ("Bob, ann,bob", Ok("ann,bob")),
            ("101%", Err(InvalidShare)),
            ("-1%", Err(InvalidShare)),
            ("%", Err(InvalidShare)),
            (" , ", Err(InvalidShare)),
            ("", Err(InvalidShare)),
        ] {
            let parsed = Share::parse(text).map(|share| share.to_string());
            assert_eq!(parsed, expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn a_list_includes_its_names_however_they_are_written() {
        let share = Share::parse("Ann,bob").unwrap();
        let includes = ["ANN", "bob", "carol"].map(|name| share.includes(&FoldedName::of(name)));
        assert_eq!(includes, [true, true, false]);
    }

    #[test]
    fn a_larger_share_includes_all_of_a_smaller_one_and_about_as_many_as_it_says() {
        let names: Vec<_> = (0..1000)
            .map(|number| FoldedName::of(&format!("user{number}")))
            .collect();
        let among = |percent| -> Vec<bool> {
            names
                .iter()
                .map(|name| Share::Percent(percent).includes(name))
                .collect()
        };
        let count = |of: &[bool]| of.iter().filter(|is_in| **is_in).count();
        let (none, tenth, half, all) = (among(0), among(10), among(50), among(100));
        assert_eq!((count(&none), count(&all)), (0, 1000));
        assert!((70..130).contains(&count(&tenth)), "{}", count(&tenth));
        assert!((450..550).contains(&count(&half)), "{}", count(&half));
        assert!(tenth.iter().zip(&half).all(|(in_tenth, in_half)| !in_tenth || *in_half));
    }

    #[test]
    fn a_name_has_the_same_place_in_every_version() {
        let places = ["ann", "bob", "carol"].map(|name| bucket(&FoldedName::of(name)));
        assert_eq!(places, [70, 50, 2]);
    }
}
