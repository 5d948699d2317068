//! Users.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::types::ToJSON;

use super::parameters::{Caller, Key, Match, Number, Tag, number};
use crate::auth::AuthService;
use crate::contracts::admin::error::{
    CreateUserErrors, DeleteAccountErrors, EndErrors, ListErrors, RestoreAccountErrors, UpdateUserErrors, ViewErrors,
};
use crate::contracts::admin::wire::{self, UserStatusText};
use crate::contracts::kit::body::JsonBody;
use crate::contracts::kit::entity::{Created, MergePatch, Tagged, expected};
use crate::contracts::kit::handler_error::HandlerError;
use crate::contracts::kit::json_response::{Done, JsonResponse};
use crate::contracts::kit::query::Number as WholeNumber;
use crate::contracts::kit::query::{Beginning, CursorText, Flag, InvalidQuery, Limit, Parameter};
use crate::contracts::kit::validate::Validator;
use crate::model::User;

/// The operations on users.
pub struct Api;

#[OpenApi(tag = "Tag::Users")]
impl Api {
    /// List users
    ///
    /// Returns a page of the users that the caller sees. With `username`, `email` or `name` it has those whose name
    /// begins so, in the order of that name; otherwise it is in the order of `sort`. Deleted users are listed only with
    /// `deleted`. Needs `users.view`.
    #[oai(path = "/admin/v1/users", method = "get", operation_id = "listUsers")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the query")]
    async fn list_users(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// How many users the page has at most.
        limit: Query<Option<Parameter<Limit>>>,
        /// The `next` of the page before.
        cursor: Query<Option<Parameter<CursorText>>>,
        /// The order: the number or the time of addition, with `-` the highest first.
        sort: Query<Option<Parameter<wire::SortText>>>,
        /// What the username begins with, in any letter case.
        username: Query<Option<Parameter<Beginning>>>,
        /// What the e-mail address begins with, in any letter case.
        email: Query<Option<Parameter<Beginning>>>,
        /// What the full name begins with, in any letter case.
        name: Query<Option<Parameter<Beginning>>>,
        /// A role that the users have.
        role: Query<Option<Parameter<Beginning>>>,
        /// The status.
        status: Query<Option<Parameter<UserStatusText>>>,
        /// The number of the provider.
        isp_id: Query<Option<Parameter<WholeNumber>>>,
        /// The number of the branch.
        branch_id: Query<Option<Parameter<WholeNumber>>>,
        /// Whether the deleted users are listed, instead of the others.
        deleted: Query<Option<Parameter<Flag>>>,
    ) -> Result<JsonResponse<wire::UserList>, HandlerError<ListErrors>> {
        let parameters = wire::AccountParameters {
            page: wire::PageParameters {
                limit: limit.0,
                cursor: cursor.0,
            },
            sort: sort.0,
            username: username.0,
            email: email.0,
            name: name.0,
            customer_id: None,
            status: status.0,
            role: role.0,
            isp_id: isp_id.0,
            branch_id: branch_id.0,
            deleted: deleted.0,
        };
        let query = parameters.into_query().map_err(InvalidQuery)?;
        Ok(JsonResponse(auth.list_accounts::<User>(&caller.0, query).await?.into()))
    }

    /// Add a user
    ///
    /// Adds a user. With an `Idempotency-Key`, the same request sent again within 24 hours adds nothing and returns the
    /// same user. The roles must exist, and the caller must hold what the user is to have. Needs `users.create`.
    #[oai(path = "/admin/v1/users", method = "post", operation_id = "createUser")]
    async fn create_user(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// 16 to 255 visible ASCII characters that nobody can guess, such as a random UUID.
        #[oai(name = "Idempotency-Key")]
        key: Key,
        body: JsonBody<wire::CreateUser>,
    ) -> Result<Created<wire::User>, HandlerError<CreateUserErrors>> {
        let request = body.value.to_json_string();
        let mut check = Validator::default();
        let key = check.parameter("Idempotency-Key", key.0);
        let command = body.value.into_command(&mut check);
        let (new, password) = check.finish(command)?;
        let once = key.as_ref().map(|key| (key, request.as_bytes()));
        let created = auth
            .create_account::<User>(&caller.0, new, password.as_ref(), once)
            .await?;
        Ok(Created {
            body: created.as_ref().into(),
            location: format!("/admin/v1/users/{}", created.id.0),
            revision: Some(created.revision),
        })
    }

    /// Get a user
    ///
    /// Returns a user, deleted or not. Needs `users.view`.
    #[oai(path = "/admin/v1/users/:id", method = "get", operation_id = "getUser")]
    async fn get_user(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the user.
        id: Path<Number>,
    ) -> Result<Tagged<wire::User>, HandlerError<ViewErrors>> {
        let found = auth.view_account::<User>(&caller.0, number(&id)).await?;
        Ok(Tagged {
            body: found.as_ref().into(),
            revision: found.revision,
        })
    }

    /// Change a user
    ///
    /// Changes a user and returns it. The body is a merge patch (RFC 7396). Sessions see the change with their next
    /// request; a new password or the status `disabled` ends them. The caller must hold what is granted, and what the user may do in this API. Needs `users.update`.
    #[oai(path = "/admin/v1/users/:id", method = "patch", operation_id = "updateUser")]
    async fn update_user(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the user.
        id: Path<Number>,
        /// The entity tag that the user must have.
        #[oai(name = "If-Match")]
        if_match: Match,
        body: JsonBody<wire::UpdateUser, MergePatch>,
    ) -> Result<Tagged<wire::User>, HandlerError<UpdateUserErrors>> {
        let (update, password) = body.value.into_command()?;
        let revision = expected(if_match.0);
        let changed = auth
            .change_account::<User>(&caller.0, number(&id), update, password.as_ref(), revision)
            .await?;
        Ok(Tagged {
            body: changed.as_ref().into(),
            revision: changed.revision,
        })
    }

    /// Delete a user
    ///
    /// Deletes a user: all sessions end, API keys are revoked at once, and the names are free for others. A deleted user can be
    /// restored until it is removed for good, 30 days later unless the operator has configured another time. Needs
    /// `users.delete`.
    #[oai(path = "/admin/v1/users/:id", method = "delete", operation_id = "deleteUser")]
    async fn delete_user(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the user.
        id: Path<Number>,
        /// The entity tag that the user must have.
        #[oai(name = "If-Match")]
        if_match: Match,
    ) -> Result<Done, HandlerError<DeleteAccountErrors>> {
        let revision = expected(if_match.0);
        auth.delete_account::<User>(&caller.0, number(&id), revision).await?;
        Ok(Done)
    }

    /// Restore a user
    ///
    /// Restores a deleted user under the names that it had. It is disabled until its status is changed, and its API keys stay revoked. Needs
    /// `users.update`.
    #[oai(path = "/admin/v1/users/:id/restore", method = "post", operation_id = "restoreUser")]
    async fn restore_user(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the user.
        id: Path<Number>,
    ) -> Result<Tagged<wire::User>, HandlerError<RestoreAccountErrors>> {
        let restored = auth.restore_account::<User>(&caller.0, number(&id)).await?;
        Ok(Tagged {
            body: restored.as_ref().into(),
            revision: restored.revision,
        })
    }

    /// Get the lock of a user
    ///
    /// Returns whether logins are refused because too many failed. Needs `users.view`.
    #[oai(path = "/admin/v1/users/:id/lock", method = "get", operation_id = "getUserLock")]
    async fn get_user_lock(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the user.
        id: Path<Number>,
    ) -> Result<JsonResponse<wire::Lock>, HandlerError<ViewErrors>> {
        Ok(JsonResponse(
            auth.view_lock::<User>(&caller.0, number(&id)).await?.into(),
        ))
    }

    /// Unlock a user
    ///
    /// Forgets the failed logins, so that the next login is not refused for them. Needs `users.update`.
    #[oai(path = "/admin/v1/users/:id/lock", method = "delete", operation_id = "unlockUser")]
    async fn unlock_user(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the user.
        id: Path<Number>,
    ) -> Result<Done, HandlerError<EndErrors>> {
        auth.unlock::<User>(&caller.0, number(&id)).await?;
        Ok(Done)
    }
}
