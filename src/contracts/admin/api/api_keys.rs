//! API keys.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::types::ToJSON;

use super::parameters::{Caller, Key, Number, Tag, number};
use crate::auth::AuthService;
use crate::contracts::admin::error::{
    CreateApiKeyErrors, ListErrors, RevokeApiKeyErrors, RotateApiKeyErrors, ViewErrors,
};
use crate::contracts::admin::wire;
use crate::contracts::kit::body::JsonBody;
use crate::contracts::kit::entity::Created;
use crate::contracts::kit::handler_error::HandlerError;
use crate::contracts::kit::json_response::{Done, JsonResponse};
use crate::contracts::kit::query::{CursorText, InvalidQuery, Limit, Number as WholeNumber, Parameter};
use crate::contracts::kit::validate::Validator;
use crate::model::{ApiKeyId, UserId};

/// The operations on API keys.
pub struct Api;

#[OpenApi(tag = "Tag::ApiKeys")]
impl Api {
    /// List API keys
    ///
    /// Returns a page of the API keys of the users that the caller sees, in the order of their numbers. Needs
    /// `api-keys.view`.
    #[oai(path = "/admin/v1/api-keys", method = "get", operation_id = "listApiKeys")]
    async fn list_api_keys(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// How many keys the page has at most.
        limit: Query<Option<Parameter<Limit>>>,
        /// The `next` of the page before.
        cursor: Query<Option<Parameter<CursorText>>>,
        /// The number of the user whose keys are listed.
        user_id: Query<Option<Parameter<WholeNumber>>>,
    ) -> Result<JsonResponse<wire::ApiKeyList>, HandlerError<ListErrors>> {
        let mut check = Validator::default();
        let owner = check.parameter("user_id", user_id.0).map(UserId);
        check.finish(Some(())).map_err(InvalidQuery)?;
        let parameters = wire::PageParameters {
            limit: limit.0,
            cursor: cursor.0,
        };
        let (limit, after) = wire::after_number(parameters).map_err(InvalidQuery)?;
        let page = auth.list_api_keys(&caller.0, owner, after, limit).await?;
        Ok(JsonResponse(page.into()))
    }

    /// Create an API key
    ///
    /// Creates an API key that acts as a user, and returns its secrets, which are shown this once. The caller must hold
    /// what the user may do in this API, and a caller with an API key creates none that is wider. With an
    /// `Idempotency-Key`, the same request sent again within 24 hours creates nothing and returns the same secrets. Needs
    /// `api-keys.create`.
    #[oai(path = "/admin/v1/api-keys", method = "post", operation_id = "createApiKey")]
    async fn create_api_key(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// 16 to 255 visible ASCII characters that nobody can guess, such as a random UUID.
        #[oai(name = "Idempotency-Key")]
        key: Key,
        body: JsonBody<wire::CreateApiKeyRequest>,
    ) -> Result<Created<wire::ApiKeyWithSecrets>, HandlerError<CreateApiKeyErrors>> {
        let request = body.value.to_json_string();
        let mut check = Validator::default();
        let key = check.parameter("Idempotency-Key", key.0);
        let command = body.value.into_command(&mut check);
        let command = check.finish(command)?;
        let once = key.as_ref().map(|key| (key, request.as_bytes()));
        let new = auth.create_api_key_for(&caller.0, command, once).await?;
        Ok(Created {
            location: format!("/admin/v1/api-keys/{}", new.key.id.0),
            revision: None,
            body: new.into(),
        })
    }

    /// Get an API key
    ///
    /// Returns an API key without its secrets. Needs `api-keys.view`.
    #[oai(path = "/admin/v1/api-keys/:id", method = "get", operation_id = "getApiKey")]
    async fn get_api_key(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the key.
        id: Path<Number>,
    ) -> Result<JsonResponse<wire::ApiKey>, HandlerError<ViewErrors>> {
        let key = auth.view_api_key(&caller.0, ApiKeyId(number(&id))).await?;
        Ok(JsonResponse((&key).into()))
    }

    /// Rotate an API key
    ///
    /// Creates a key that may do the same, and returns its secrets, which are shown this once. The old key works on for
    /// the overlap, and then has expired. Needs `api-keys.update`.
    #[oai(
        path = "/admin/v1/api-keys/:id/rotate",
        method = "post",
        operation_id = "rotateApiKey"
    )]
    async fn rotate_api_key(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the old key.
        id: Path<Number>,
        body: JsonBody<wire::RotateApiKey>,
    ) -> Result<Created<wire::ApiKeyWithSecrets>, HandlerError<RotateApiKeyErrors>> {
        let overlap = body.value.into_command()?;
        let new = auth
            .rotate_api_key_of(&caller.0, ApiKeyId(number(&id)), overlap)
            .await?;
        Ok(Created {
            location: format!("/admin/v1/api-keys/{}", new.key.id.0),
            revision: None,
            body: new.into(),
        })
    }

    /// Revoke an API key
    ///
    /// Revokes an API key for good. Needs `api-keys.delete`.
    #[oai(path = "/admin/v1/api-keys/:id", method = "delete", operation_id = "revokeApiKey")]
    async fn revoke_api_key(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the key.
        id: Path<Number>,
    ) -> Result<Done, HandlerError<RevokeApiKeyErrors>> {
        auth.revoke_api_key_of(&caller.0, ApiKeyId(number(&id))).await?;
        Ok(Done)
    }
}
