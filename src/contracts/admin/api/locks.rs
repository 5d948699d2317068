//! Locked accounts. The lock of one is with the accounts.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Query;

use super::parameters::{Caller, Tag};
use crate::auth::{Access, Administrable, AuthService};
use crate::contracts::admin::error::ListErrors;
use crate::contracts::admin::wire;
use crate::contracts::kit::handler_error::HandlerError;
use crate::contracts::kit::json_response::JsonResponse;
use crate::contracts::kit::query::{CursorText, InvalidQuery, Limit, Parameter};
use crate::contracts::kit::validate::Validator;
use crate::model::{Subscriber, User};

/// The operations on locked accounts.
pub struct Api;

#[OpenApi(tag = "Tag::Locks")]
impl Api {
    /// List locked users
    ///
    /// Returns a page of the users whose logins are refused because too many failed, in no particular order. A
    /// page may have fewer than `limit`, or none, although another follows. Needs `users.view`.
    #[oai(path = "/admin/v1/locks/users", method = "get", operation_id = "listLockedUsers")]
    async fn list_locked_users(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// How many users the page has at most.
        limit: Query<Option<Parameter<Limit>>>,
        /// The `next` of the page before.
        cursor: Query<Option<Parameter<CursorText>>>,
    ) -> Result<JsonResponse<wire::LockList>, HandlerError<ListErrors>> {
        let page = wire::PageParameters {
            limit: limit.0,
            cursor: cursor.0,
        };
        list::<User>(&auth, &caller.0, page).await
    }

    /// List locked subscribers
    ///
    /// Returns a page of the subscribers whose logins are refused because too many failed, in no particular order. A
    /// page may have fewer than `limit`, or none, although another follows. Needs `subscribers.view`.
    #[oai(
        path = "/admin/v1/locks/subscribers",
        method = "get",
        operation_id = "listLockedSubscribers"
    )]
    async fn list_locked_subscribers(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// How many subscribers the page has at most.
        limit: Query<Option<Parameter<Limit>>>,
        /// The `next` of the page before.
        cursor: Query<Option<Parameter<CursorText>>>,
    ) -> Result<JsonResponse<wire::LockList>, HandlerError<ListErrors>> {
        let page = wire::PageParameters {
            limit: limit.0,
            cursor: cursor.0,
        };
        list::<Subscriber>(&auth, &caller.0, page).await
    }
}

async fn list<A: Administrable>(
    auth: &AuthService,
    caller: &Access,
    page: wire::PageParameters,
) -> Result<JsonResponse<wire::LockList>, HandlerError<ListErrors>> {
    let mut check = Validator::default();
    let (limit, cursor) = page.read(&mut check);
    check.finish(Some(())).map_err(InvalidQuery)?;
    let page = auth.list_locks::<A>(caller, cursor.as_ref(), limit).await?;
    Ok(JsonResponse(page.into()))
}
