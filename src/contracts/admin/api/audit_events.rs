//! The audit log.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Query;

use super::parameters::{Caller, Tag};
use crate::auth::AuthService;
use crate::contracts::admin::error::ListEventsErrors;
use crate::contracts::admin::wire::{self, AccountText};
use crate::contracts::kit::handler_error::HandlerError;
use crate::contracts::kit::json_response::JsonResponse;
use crate::contracts::kit::query::{CursorText, InvalidQuery, Limit, Moment, Parameter};
use crate::contracts::kit::validate::Validator;

/// The operations on the audit log.
pub struct Api;

#[OpenApi(tag = "Tag::Audit")]
impl Api {
    /// List audit events
    ///
    /// Returns a page of audit events, the newest first. A caller who is confined to a provider or a branch must name an
    /// account. Needs `audit.view`.
    #[oai(path = "/admin/v1/audit-events", method = "get", operation_id = "listAuditEvents")]
    async fn list_audit_events(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// How many events the page has at most.
        limit: Query<Option<Parameter<Limit>>>,
        /// The `next` of the page before.
        cursor: Query<Option<Parameter<CursorText>>>,
        /// The account that the events affect, such as `users/1` or `subscribers/1`.
        account: Query<Option<Parameter<AccountText>>>,
        /// The time from which on events are listed.
        since: Query<Option<Parameter<Moment>>>,
    ) -> Result<JsonResponse<wire::AuditEventList>, HandlerError<ListEventsErrors>> {
        let mut check = Validator::default();
        let page = wire::PageParameters {
            limit: limit.0,
            cursor: cursor.0,
        };
        let (limit, cursor) = page.read(&mut check);
        let account = check.parameter("account", account.0);
        let since = check.parameter("since", since.0);
        check.finish(Some(())).map_err(InvalidQuery)?;
        let after = wire::after_time(cursor);
        let page = auth.list_audit_events(&caller.0, account, since, after, limit).await?;
        Ok(JsonResponse(page.into()))
    }
}
