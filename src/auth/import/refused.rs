//! Why a row is not imported.

use crate::model::AccountRef;

/// Why a row is not imported. `Display` is a whole clause.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportRefused {
    /// An earlier row has the same name.
    #[error("the {what} is that of line {line}")]
    SameAsLine {
        /// Which of the names.
        what: &'static str,
        /// The line of the earlier row.
        line: u64,
    },
    /// There is an account with this username and other data.
    #[error("{account} has this username, and its {what} differs")]
    Differs {
        /// The account.
        account: AccountRef,
        /// What is different: the first that is.
        what: &'static str,
    },
    /// An account with another username has this e-mail address or GUID.
    #[error("the {what} is that of {account}")]
    BelongsTo {
        /// Which of the names.
        what: &'static str,
        /// The account.
        account: AccountRef,
    },
    /// It would take the role away from the last administrator, or disable them.
    #[error("nobody would be left who is enabled and has the role admin")]
    LastAdministrator,
    /// Who imports does not hold this role or permission.
    #[error("{0} is not yours to grant")]
    NotHeld(String),
    /// Who imports may not make new roles.
    #[error("there is no role {0}")]
    NoSuchRole(String),
    /// The account may do something that who imports may not.
    #[error("{0} holds a permission of the admin API that you do not hold")]
    Outranked(AccountRef),
    /// Who imports has lost the right to.
    #[error("you may not import any more")]
    RightsLost,
    /// Somebody else has changed or deleted the account meanwhile.
    #[error("the account was changed or deleted meanwhile: import the line again")]
    Gone,
    /// Somebody else has taken a name at this moment.
    #[error("the e-mail address was taken by another account at this moment")]
    NameTaken,
}
