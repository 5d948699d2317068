//! What a right password of a login rests on.

use crate::model::{AccountRef, CutoverCount, PasswordHash, PlainToken};

/// Where a password was found to be right.
pub(in crate::auth) enum Proof<N> {
    /// Here.
    Here,
    /// At the old backend, which describes the account, and has issued this token for it.
    There(Box<N>, PlainToken),
    /// There, but the account is disabled there.
    DisabledThere,
    /// Nowhere yet: the account has got a password while another of its logins was asked about.
    Changed,
}

impl<N> Proof<N> {
    /// What a login counts as that succeeds on it.
    pub(in crate::auth) fn counted(&self) -> CutoverCount {
        match self {
            Self::Here | Self::Changed => CutoverCount::LoginHere,
            Self::There(..) | Self::DisabledThere => CutoverCount::LoginAsked,
        }
    }
}

/// An account, and its password if it has one.
pub(in crate::auth) type Found = (AccountRef, Option<PasswordHash>);
