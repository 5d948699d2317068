//! Sessions.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use uuid::Uuid;

use super::parameters::{Caller, Tag};
use crate::auth::AuthService;
use crate::contracts::admin::error::{EndErrors, EndSessionsErrors, ListSessionsErrors};
use crate::contracts::admin::wire::{self, AccountText, SessionPath};
use crate::contracts::kit::handler_error::HandlerError;
use crate::contracts::kit::json_response::{Done, JsonResponse};
use crate::contracts::kit::query::{InvalidQuery, Parameter};
use crate::contracts::kit::validate::Validator;
use crate::model::{AccountRef, SessionId};

/// The operations on sessions.
pub struct Api;

#[OpenApi(tag = "Tag::Sessions")]
impl Api {
    /// List the sessions of an account
    ///
    /// Returns the open sessions of an account across all APIs, newest first, at most 100. Needs `sessions.view`.
    #[oai(path = "/admin/v1/sessions", method = "get", operation_id = "listSessions")]
    async fn list_sessions(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The account, such as `users/1` or `subscribers/1`.
        account: Query<Parameter<AccountText>>,
    ) -> Result<JsonResponse<wire::SessionList>, HandlerError<ListSessionsErrors>> {
        let account = named(account.0)?;
        Ok(JsonResponse(auth.list_sessions_of(&caller.0, account).await?.into()))
    }

    /// End all sessions of an account
    ///
    /// Ends all open sessions of an account. All tokens are refused from then on. Needs `sessions.delete`.
    #[oai(path = "/admin/v1/sessions", method = "delete", operation_id = "endSessions")]
    async fn end_sessions(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The account, such as `users/1` or `subscribers/1`.
        account: Query<Parameter<AccountText>>,
    ) -> Result<Done, HandlerError<EndSessionsErrors>> {
        let account = named(account.0)?;
        auth.end_any_sessions(&caller.0, account).await?;
        Ok(Done)
    }

    /// End a session
    ///
    /// Ends one open session of any account that the caller sees. All its tokens are refused from then on. Needs
    /// `sessions.delete`.
    #[oai(path = "/admin/v1/sessions/:id", method = "delete", operation_id = "endSession")]
    async fn end_session(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The id of the session.
        id: Path<Parameter<SessionPath>>,
    ) -> Result<Done, HandlerError<EndErrors>> {
        // No session has the id that is all zeros.
        let id = id.0.read().unwrap_or(SessionId(Uuid::nil()));
        auth.end_any_session(&caller.0, id).await?;
        Ok(Done)
    }
}

fn named(sent: Parameter<AccountText>) -> Result<AccountRef, InvalidQuery> {
    let mut check = Validator::default();
    let account = check.parameter("account", Some(sent));
    Ok(check.finish(account)?)
}
