//! Figures of a contract that is taken over.

use crate::model::{CutoverCount, Timestamp};
use crate::store::AccountGroup;

/// Accounts of a realm that are not deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AccountFigures {
    /// All of them. Contracts of one realm share them.
    pub all: u64,
    /// Those that have no password.
    pub without_password: u64,
    /// Those whose password is as an import wrote it.
    pub imported: u64,
    /// Those that came over at a login through this contract.
    pub migrated: u64,
    /// Those that have never logged in here.
    pub never_seen: u64,
}

/// How often each thing happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted(Vec<(CutoverCount, u64)>);

/// Tokens of an old backend.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LegacyTokensAlive {
    /// How many of those that were seen are still good.
    pub count: u64,
    /// When the last of them ends.
    pub last_ends_at: Option<Timestamp>,
}

impl Counted {
    /// Those of a contract among these.
    pub(super) fn of_contract(all: &[(String, CutoverCount, u64)], contract: &str) -> Self {
        let of_contract = all.iter().filter(|(known, ..)| known == contract);
        Self(of_contract.map(|(_, what, count)| (*what, *count)).collect())
    }

    /// How often this happened.
    pub fn of(&self, what: CutoverCount) -> u64 {
        let counts = self.0.iter().filter(|(known, _)| *known == what);
        counts.map(|(_, count)| count).sum()
    }
}

impl AccountFigures {
    /// Those of a contract among these groups of its realm.
    pub(super) fn of(groups: &[AccountGroup], contract: &str) -> Self {
        let count = |is_meant: fn(&AccountGroup, &str) -> bool| {
            let meant = groups.iter().filter(|group| is_meant(group, contract));
            meant.map(|group| group.count).sum()
        };
        Self {
            all: count(|_, _| true),
            without_password: count(|group, _| !group.has_password),
            imported: count(|group, _| group.has_password && group.is_imported),
            migrated: count(|group, contract| group.migrated_from.as_deref() == Some(contract)),
            never_seen: count(|group, _| !group.was_seen),
        }
    }
}
