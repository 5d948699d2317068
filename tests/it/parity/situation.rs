//! Situations, and how the table of them is read.

use serde_json::Value;

use super::table::TABLE;
use crate::support::http::{BAD_TOKEN, LATER, NO_TOKEN, Sent};

/// Something that can happen in every contract that has the operation for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Situation {
    LoggedIn,
    MalformedBody,
    BodyTooLarge,
    OtherContentType,
    NoMembers,
    UnknownName,
    WrongPassword,
    NoPasswordSet,
    WrongPasswordOfDisabled,
    RightPasswordOfDisabled,
    TooManyAttempts,
    LoggedOut,
    NoToken,
    BadToken,
    TokenOfOthers,
    ExpiredToken,
    TokenOfEndedSession,
    Refreshed,
    RefreshTooLate,
    UnknownPath,
    OtherMethod,
    DatabaseBroken,
    DatabaseAway,
}

impl Situation {
    /// The telling headers of the answer, alike in all contracts.
    pub fn headers(self) -> &'static [Sent] {
        match self {
            Self::NoToken => &[NO_TOKEN],
            Self::BadToken
            | Self::TokenOfOthers
            | Self::ExpiredToken
            | Self::TokenOfEndedSession
            | Self::RefreshTooLate => &[BAD_TOKEN],
            // Every contract's login is a POST and nothing else.
            Self::OtherMethod => &[("allow", "POST")],
            Self::DatabaseAway => &[LATER],
            // As long as a failure counts.
            Self::TooManyAttempts => &[("retry-after", "900")],
            Self::LoggedIn
            | Self::MalformedBody
            | Self::BodyTooLarge
            | Self::OtherContentType
            | Self::NoMembers
            | Self::UnknownName
            | Self::WrongPassword
            | Self::NoPasswordSet
            | Self::WrongPasswordOfDisabled
            | Self::RightPasswordOfDisabled
            | Self::LoggedOut
            | Self::Refreshed
            | Self::UnknownPath
            | Self::DatabaseBroken => &[],
        }
    }
}

/// What one contract says.
#[derive(Debug)]
pub enum Says {
    /// This status and body, where words in capital letters stand for what differs from run to run.
    This(u16, &'static str),
    /// It has no operation that could get into this situation.
    Nothing,
}

/// What all contracts say in situations that none of them tells apart.
pub struct Row {
    pub situations: &'static [Situation],
    pub ispcrm: Says,
    pub staff: Says,
    pub subscriber: Says,
    pub management: Says,
    pub netxd: Says,
}

impl Row {
    /// What this contract says.
    #[track_caller]
    pub fn column(&self, contract: &str) -> &Says {
        match contract {
            "ispcrm" => &self.ispcrm,
            "staff" => &self.staff,
            "subscriber" => &self.subscriber,
            "management" => &self.management,
            "netxd" => &self.netxd,
            other => panic!("the parity table has no column for {other}"),
        }
    }
}

/// Status and body of what a contract says in a situation.
#[track_caller]
pub fn said(contract: &str, situation: Situation) -> (u16, Value) {
    let row = TABLE.iter().find(|row| row.situations.contains(&situation));
    let row = row.unwrap_or_else(|| panic!("the parity table has no row for {situation:?}"));
    match row.column(contract) {
        Says::This(status, body) => (*status, json(body)),
        Says::Nothing => panic!("{contract} is never in {situation:?}"),
    }
}

/// Status and body of what a contract says of these fields.
#[track_caller]
pub fn invalid(contract: &str, errors: Value) -> (u16, Value) {
    let (status, mut body) = said(contract, Situation::NoMembers);
    let pointer = ["/errors", "/error/errors"]
        .into_iter()
        .find(|pointer| body.pointer(pointer).is_some());
    let pointer = pointer.and_then(|pointer| body.pointer_mut(pointer));
    *pointer.unwrap_or_else(|| panic!("{contract} lists no errors")) = errors;
    (status, body)
}

/// Reads a body of the table.
#[track_caller]
pub fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
