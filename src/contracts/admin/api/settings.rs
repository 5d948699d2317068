//! Settings of users.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::parameters::{Caller, Number, Tag, number};
use crate::auth::AuthService;
use crate::contracts::admin::error::{EndErrors, PutSettingErrors, ViewErrors};
use crate::contracts::admin::wire;
use crate::contracts::kit::body::JsonBody;
use crate::contracts::kit::handler_error::HandlerError;
use crate::contracts::kit::json_response::{Done, JsonResponse};
use crate::model::UserId;

/// The operations on settings.
pub struct Api;

#[OpenApi(tag = "Tag::Users")]
impl Api {
    /// List the settings of a user
    ///
    /// Returns the settings that client programs and operators have stored for a user. Needs `users.view`.
    #[oai(path = "/admin/v1/users/:id/settings", method = "get", operation_id = "listSettings")]
    async fn list_settings(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the user.
        id: Path<Number>,
    ) -> Result<JsonResponse<wire::SettingList>, HandlerError<ViewErrors>> {
        let settings = auth.list_settings(&caller.0, UserId(number(&id))).await?;
        Ok(JsonResponse(settings.into()))
    }

    /// Set a setting of a user
    ///
    /// Adds a setting, or replaces the one of the same category, group and name, and returns it. A setting that is
    /// `read_only` cannot be changed by its user. Needs `users.update`.
    #[oai(path = "/admin/v1/users/:id/settings", method = "put", operation_id = "putSetting")]
    async fn put_setting(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the user.
        id: Path<Number>,
        body: JsonBody<wire::PutSetting>,
    ) -> Result<JsonResponse<wire::Setting>, HandlerError<PutSettingErrors>> {
        let setting = body.value.into_command()?;
        let put = auth.put_setting(&caller.0, UserId(number(&id)), &setting).await?;
        Ok(JsonResponse(put.into()))
    }

    /// Delete a setting
    ///
    /// Deletes a setting of a user. Needs `users.update`.
    #[oai(path = "/admin/v1/settings/:id", method = "delete", operation_id = "deleteSetting")]
    async fn delete_setting(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the setting.
        id: Path<Number>,
    ) -> Result<Done, HandlerError<EndErrors>> {
        auth.delete_setting(&caller.0, number(&id)).await?;
        Ok(Done)
    }
}
