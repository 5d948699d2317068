//! What would break if a contract's old backend were gone.

use super::figures::{AccountFigures, Counted};
use crate::model::CutoverCount;
use crate::store::DifferenceKind;

/// Something that works now and would not without the old backend. Its text is a sentence for the operator who decides.
///
/// **To add one:** a variant with its sentence and its code, and the fact that it follows from in `Obstacle::all`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// Accounts that are here could not log in.
    #[error("Accounts here that have no password and could not log in: {0}.")]
    WithoutPassword(u64),
    /// Logins still need the old backend, for accounts that are not here or have no password here.
    #[error(
        "Logins of the last 7 days that succeeded only because the old backend was asked: {0}. More accounts may be missing here."
    )]
    StillAsked(u64),
    /// Logins are not taken over at all.
    #[error(
        "Logins of the last 7 days that were passed on and succeeded: {0}. Accounts without a password here could not log in."
    )]
    PassedOn(u64),
    /// Requests are passed on, those of sessions that began at the old backend among them.
    #[error(
        "Requests of the last 24 hours that were passed on: {0}. Sessions that began at the old backend would end."
    )]
    SessionsThere(u64),
    /// Clients might be told something else.
    #[error("Answers that differed from those of the old backend: {answers}, in so many places: {places}.")]
    Differences {
        /// How often answers differed.
        answers: u64,
        /// At how many places of how many operations.
        places: u64,
    },
}

impl Obstacle {
    /// Its word for programs, which never changes.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WithoutPassword(_) => "without_password",
            Self::StillAsked(_) => "still_asked",
            Self::PassedOn(_) => "passed_on",
            Self::SessionsThere(_) => "sessions_there",
            Self::Differences { .. } => "differences",
        }
    }

    /// How many cases of it there are.
    pub const fn count(&self) -> u64 {
        match self {
            Self::WithoutPassword(count)
            | Self::StillAsked(count)
            | Self::PassedOn(count)
            | Self::SessionsThere(count)
            | Self::Differences { answers: count, .. } => *count,
        }
    }

    /// All that follow from these figures of a contract whose old backend takes part.
    pub(super) fn all(
        accounts: AccountFigures,
        (day, week): (&Counted, &Counted),
        differences: &[DifferenceKind],
    ) -> Vec<Self> {
        let (answers, places) = differences.iter().fold((0, 0), |(answers, places), kind| {
            (answers + kind.count, places + kind.places)
        });
        // What is proxied may belong to sessions, too, and cannot be told from what anybody may ask.
        let there = day.of(CutoverCount::RequestPassedOn) + day.of(CutoverCount::RequestProxied);
        let mut all = vec![
            Self::WithoutPassword(accounts.without_password),
            Self::StillAsked(week.of(CutoverCount::LoginAsked)),
            Self::PassedOn(week.of(CutoverCount::LoginPassedOn)),
            Self::SessionsThere(there),
            Self::Differences { answers, places },
        ];
        all.retain(|one| one.count() > 0);
        all
    }
}
