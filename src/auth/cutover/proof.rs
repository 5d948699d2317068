//! What a right password of a login rests on.

use crate::model::{AccountRef, PasswordHash, PlainToken};

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

/// An account, and its password if it has one.
pub(in crate::auth) type Found = (AccountRef, Option<PasswordHash>);
