//! Why a text is no hash that could be verified.

use crate::Scheme;
use crate::limits;

/// Why a text is refused.
///
/// Displayed as a fragment that follows a subject: "the password hash … is of no known form". None of it repeats the
/// text, because that may be a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// An empty text.
    #[error("is empty")]
    Empty,
    /// More bytes than any hash has.
    #[error("is longer than {} bytes", limits::TEXT_BYTES)]
    TooLong,
    /// Django's unusable password, `!…`, and the entry of a locked account, `*`: there is no password.
    #[error("stands for an account without a password")]
    NoPassword,
    /// Nothing that is recognized. A password in plain text is this, too.
    #[error("is of no known form")]
    UnknownForm,
    /// 32 or 40 hexadecimal digits. They could be an MD5 or a SHA-1 of anything.
    #[error("may be an unsalted digest, which is accepted only where its kind is named")]
    UnnamedDigest,
    /// A form that is known, and not verified on purpose.
    #[error("is {0}, which is not supported")]
    Unsupported(&'static str),
    /// It begins like a form, and does not go on like it.
    #[error("is no well-formed {scheme} hash: {what}")]
    Malformed {
        /// The form that it begins like.
        scheme: Scheme,
        /// What is wrong with it, as a clause.
        what: &'static str,
    },
    /// Verifying it would take longer, or more memory, than one login may ([`limits`]).
    #[error("is a too costly {scheme} hash: the {parameter} is {value}, and at most {limit} is allowed")]
    TooCostly {
        /// The form.
        scheme: Scheme,
        /// What there is too much of: that of a [`Limit`](limits::Limit).
        parameter: &'static str,
        /// How much there is; the highest number there is, if it is more than that.
        value: u64,
        /// How much there may be.
        limit: u64,
    },
    /// What was named an unsalted digest is not as many hexadecimal digits as that digest has.
    #[error("is not the {0} hexadecimal digits that were announced")]
    NotHex(usize),
}
