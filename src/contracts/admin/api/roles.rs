//! Roles.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::types::ToJSON;

use super::parameters::{Caller, Key, Match, Number, Tag, number};
use crate::auth::AuthService;
use crate::contracts::admin::error::{CreateRoleErrors, DeleteRoleErrors, ListErrors, UpdateRoleErrors, ViewErrors};
use crate::contracts::admin::wire;
use crate::contracts::kit::body::JsonBody;
use crate::contracts::kit::entity::{Created, MergePatch, Tagged, expected};
use crate::contracts::kit::handler_error::HandlerError;
use crate::contracts::kit::json_response::{Done, JsonResponse};
use crate::contracts::kit::query::{CursorText, InvalidQuery, Limit, Parameter};
use crate::contracts::kit::validate::Validator;
use crate::model::{Role, RoleId};

/// The operations on roles.
pub struct Api;

#[OpenApi(tag = "Tag::Roles")]
impl Api {
    /// List roles
    ///
    /// Returns a page of all roles, in the order of their numbers. Needs `roles.view`.
    #[oai(path = "/admin/v1/roles", method = "get", operation_id = "listRoles")]
    async fn list_roles(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// How many roles the page has at most.
        limit: Query<Option<Parameter<Limit>>>,
        /// The `next` of the page before.
        cursor: Query<Option<Parameter<CursorText>>>,
    ) -> Result<JsonResponse<wire::RoleList>, HandlerError<ListErrors>> {
        let parameters = wire::PageParameters {
            limit: limit.0,
            cursor: cursor.0,
        };
        let (limit, after) = wire::after_number(parameters).map_err(InvalidQuery)?;
        Ok(JsonResponse(auth.list_roles(&caller.0, after, limit).await?.into()))
    }

    /// Add a role
    ///
    /// Adds a role, whose permissions the caller must hold. With an `Idempotency-Key`, the same request sent again within
    /// 24 hours adds nothing and returns the same role. A caller who is confined to a provider or a branch may not. Needs
    /// `roles.create`.
    #[oai(path = "/admin/v1/roles", method = "post", operation_id = "createRole")]
    async fn create_role(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// 16 to 255 visible ASCII characters that nobody can guess, such as a random UUID.
        #[oai(name = "Idempotency-Key")]
        key: Key,
        body: JsonBody<wire::CreateRole>,
    ) -> Result<Created<wire::Role>, HandlerError<CreateRoleErrors>> {
        let request = body.value.to_json_string();
        let mut check = Validator::default();
        let key = check.parameter("Idempotency-Key", key.0);
        let command = body.value.into_command(&mut check);
        let new = check.finish(command)?;
        let once = key.as_ref().map(|key| (key, request.as_bytes()));
        let role = auth.create_role(&caller.0, &new, once).await?;
        Ok(Created {
            location: format!("/admin/v1/roles/{}", role.id.0),
            revision: Some(role.revision),
            body: role.into(),
        })
    }

    /// Get a role
    ///
    /// Returns a role. Needs `roles.view`.
    #[oai(path = "/admin/v1/roles/:id", method = "get", operation_id = "getRole")]
    async fn get_role(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the role.
        id: Path<Number>,
    ) -> Result<Tagged<wire::Role>, HandlerError<ViewErrors>> {
        Ok(tagged(auth.view_role(&caller.0, RoleId(number(&id))).await?))
    }

    /// Change a role
    ///
    /// Changes a role and returns it. The body is a merge patch (RFC 7396). All users who have the role are affected with
    /// their next request. The caller must hold the permissions that the role has and is to have, and may not be confined
    /// to a provider or a branch. The role `admin` stays as it is. Needs `roles.update`.
    #[oai(path = "/admin/v1/roles/:id", method = "patch", operation_id = "updateRole")]
    async fn update_role(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the role.
        id: Path<Number>,
        /// The entity tag that the role must have.
        #[oai(name = "If-Match")]
        if_match: Match,
        body: JsonBody<wire::UpdateRole, MergePatch>,
    ) -> Result<Tagged<wire::Role>, HandlerError<UpdateRoleErrors>> {
        let update = body.value.into_command()?;
        let (id, revision) = (RoleId(number(&id)), expected(if_match.0));
        Ok(tagged(auth.change_role(&caller.0, id, &update, revision).await?))
    }

    /// Delete a role
    ///
    /// Deletes a role, and takes it away from all users who have it. The caller must hold its permissions, and may not be
    /// confined to a provider or a branch. The role `admin` stays. Needs `roles.delete`.
    #[oai(path = "/admin/v1/roles/:id", method = "delete", operation_id = "deleteRole")]
    async fn delete_role(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the role.
        id: Path<Number>,
        /// The entity tag that the role must have.
        #[oai(name = "If-Match")]
        if_match: Match,
    ) -> Result<Done, HandlerError<DeleteRoleErrors>> {
        let (id, revision) = (RoleId(number(&id)), expected(if_match.0));
        auth.delete_role(&caller.0, id, revision).await?;
        Ok(Done)
    }
}

fn tagged(role: Role) -> Tagged<wire::Role> {
    Tagged {
        revision: role.revision,
        body: role.into(),
    }
}
