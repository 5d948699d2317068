//! What a failed statement says about its connection.

use sea_orm::{DbErr, RuntimeErr, sqlx};

/// What is wrong with connections, this one and perhaps others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Fault {
    /// It is closed, or the server closes it. Others may be closed too.
    Lost,
    /// It does not take writes. It may never do so again, even if the server does: `default_transaction_read_only` is
    /// read when a connection is made.
    ReadOnly,
}

impl Fault {
    /// The fault of a connection, if it is one.
    pub(in crate::store) fn of(error: &DbErr) -> Option<Self> {
        let (DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause))) = error
        else {
            // `DbErr` is `#[non_exhaustive]`; the rest do not come from a driver.
            return None;
        };
        match cause.as_ref() {
            sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::PoolTimedOut | sqlx::Error::BeginFailed => {
                Some(Self::Lost)
            }
            sqlx::Error::Database(said) => said.code().and_then(|code| Self::of_code(&code)),
            // `sqlx::Error` is `#[non_exhaustive]`; the rest are of the statement.
            _ => None,
        }
    }

    /// PostgreSQL's class 08 (connection), 57P (going down or starting up) and 25006 (read-only),
    /// <https://www.postgresql.org/docs/15/errcodes-appendix.html>.
    fn of_code(code: &str) -> Option<Self> {
        if code == "25006" {
            return Some(Self::ReadOnly);
        }
        (code.starts_with("08") || code.starts_with("57P")).then_some(Self::Lost)
    }
}

#[cfg(test)]
mod tests {
    use super::Fault;

    #[test]
    fn codes_say_what_is_wrong_with_a_connection() {
        for (code, fault) in [
            ("25006", Some(Fault::ReadOnly)),
            ("57P01", Some(Fault::Lost)),
            ("57P03", Some(Fault::Lost)),
            ("08006", Some(Fault::Lost)),
            ("57014", None),
            ("53300", None),
            ("23505", None),
        ] {
            assert_eq!(Fault::of_code(code), fault, "{code}");
        }
    }
}
