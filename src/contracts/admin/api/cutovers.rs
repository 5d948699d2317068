//! How far contracts have been taken over.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::parameters::{Caller, Tag};
use crate::auth::AuthService;
use crate::contracts::admin::error::{ListCutoversErrors, ViewErrors};
use crate::contracts::admin::wire;
use crate::contracts::kit::handler_error::HandlerError;
use crate::contracts::kit::json_response::JsonResponse;
use crate::contracts::kit::query::Parameter;

/// The operations on contracts that are taken over.
pub struct Api;

#[OpenApi(tag = "Tag::Cutovers")]
impl Api {
    /// List how far login APIs are taken over
    ///
    /// Returns for each login API how far it has been taken over from its old backend, what happened in the last days, and
    /// what would break without the old backend. All accounts are counted for it, so ask every few minutes at most. Not
    /// available to a caller who is confined to a provider or a branch. Needs `cutovers.view`.
    #[oai(path = "/admin/v1/cutovers", method = "get", operation_id = "listCutovers")]
    async fn list_cutovers(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
    ) -> Result<JsonResponse<wire::CutoverList>, HandlerError<ListCutoversErrors>> {
        Ok(JsonResponse(auth.list_cutovers(&caller.0).await?.into()))
    }

    /// Get how far a login API is taken over
    ///
    /// Returns the same about one login API. Not available to a caller who is confined to a provider or a branch. Needs
    /// `cutovers.view`.
    #[oai(path = "/admin/v1/cutovers/:contract", method = "get", operation_id = "getCutover")]
    async fn get_cutover(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The login API, by the name of its document.
        contract: Path<Parameter<wire::ContractPath>>,
    ) -> Result<JsonResponse<wire::Cutover>, HandlerError<ViewErrors>> {
        let contract = contract.0.read().unwrap_or_default();
        Ok(JsonResponse(auth.view_cutover(&caller.0, &contract).await?.into()))
    }
}
