//! What keeps the importing user within their rights.

use futures_util::future::{BoxFuture, FutureExt, ready};

use super::importable::Importable;
use super::refused::ImportRefused;
use crate::auth::error::ServiceError;
use crate::model::Imported;

/// Decides on each row that would add or change an account.
pub trait RowGuard<A: Importable>: Send + Sync {
    /// Looks at the rights anew, before each batch: an import may take hours.
    fn renew(&mut self) -> BoxFuture<'_, Result<(), ServiceError>>;

    /// Why the row is refused, if it is. `existing` is the account that it would change.
    fn refuses(&self, row: &Imported<A::New, A::Status>, existing: Option<&A>) -> Option<ImportRefused>;
}

/// An operator may do everything.
pub(super) struct Unguarded;

impl<A: Importable> RowGuard<A> for Unguarded {
    fn renew(&mut self) -> BoxFuture<'_, Result<(), ServiceError>> {
        ready(Ok(())).boxed()
    }

    fn refuses(&self, _: &Imported<A::New, A::Status>, _: Option<&A>) -> Option<ImportRefused> {
        None
    }
}
