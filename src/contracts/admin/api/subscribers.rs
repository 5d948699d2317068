//! Subscribers.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::types::ToJSON;

use super::parameters::{Caller, Key, Match, Number, Tag, number};
use crate::auth::AuthService;
use crate::contracts::admin::error::{
    CreateSubscriberErrors, DeleteAccountErrors, EndErrors, ListErrors, RestoreAccountErrors, UpdateSubscriberErrors,
    ViewErrors,
};
use crate::contracts::admin::wire::{self, SubscriberStatusText};
use crate::contracts::kit::body::JsonBody;
use crate::contracts::kit::entity::{Created, MergePatch, Tagged, expected};
use crate::contracts::kit::handler_error::HandlerError;
use crate::contracts::kit::json_response::{Done, JsonResponse};
use crate::contracts::kit::query::Number as WholeNumber;
use crate::contracts::kit::query::{Beginning, CursorText, Flag, InvalidQuery, Limit, Parameter};
use crate::contracts::kit::validate::Validator;
use crate::model::Subscriber;

/// The operations on subscribers.
pub struct Api;

#[OpenApi(tag = "Tag::Subscribers")]
impl Api {
    /// List subscribers
    ///
    /// Returns a page of the subscribers that the caller sees. With `username`, `email`, `customer_id` or `name` it has those whose name
    /// begins so, in the order of that name; otherwise it is in the order of `sort`. Deleted subscribers are listed only with
    /// `deleted`. Needs `subscribers.view`.
    #[oai(path = "/admin/v1/subscribers", method = "get", operation_id = "listSubscribers")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the query")]
    async fn list_subscribers(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// How many subscribers the page has at most.
        limit: Query<Option<Parameter<Limit>>>,
        /// The `next` of the page before.
        cursor: Query<Option<Parameter<CursorText>>>,
        /// The order: the number or the time of addition, with `-` the highest first.
        sort: Query<Option<Parameter<wire::SortText>>>,
        /// What the username begins with, in any letter case.
        username: Query<Option<Parameter<Beginning>>>,
        /// What the e-mail address begins with, in any letter case.
        email: Query<Option<Parameter<Beginning>>>,
        /// What the family name, followed by the given name, begins with, in any letter case.
        name: Query<Option<Parameter<Beginning>>>,
        /// What the customer number begins with.
        customer_id: Query<Option<Parameter<Beginning>>>,
        /// The status.
        status: Query<Option<Parameter<SubscriberStatusText>>>,
        /// The number of the provider.
        isp_id: Query<Option<Parameter<WholeNumber>>>,
        /// The number of the branch.
        branch_id: Query<Option<Parameter<WholeNumber>>>,
        /// Whether the deleted subscribers are listed, instead of the others.
        deleted: Query<Option<Parameter<Flag>>>,
    ) -> Result<JsonResponse<wire::SubscriberList>, HandlerError<ListErrors>> {
        let parameters = wire::AccountParameters {
            page: wire::PageParameters {
                limit: limit.0,
                cursor: cursor.0,
            },
            sort: sort.0,
            username: username.0,
            email: email.0,
            name: name.0,
            customer_id: customer_id.0,
            status: status.0,
            role: None,
            isp_id: isp_id.0,
            branch_id: branch_id.0,
            deleted: deleted.0,
        };
        let query = parameters.into_query().map_err(InvalidQuery)?;
        Ok(JsonResponse(
            auth.list_accounts::<Subscriber>(&caller.0, query).await?.into(),
        ))
    }

    /// Add a subscriber
    ///
    /// Adds a subscriber. With an `Idempotency-Key`, the same request sent again within 24 hours adds nothing and returns the
    /// same subscriber. Needs `subscribers.create`.
    #[oai(path = "/admin/v1/subscribers", method = "post", operation_id = "createSubscriber")]
    async fn create_subscriber(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// 16 to 255 visible ASCII characters that nobody can guess, such as a random UUID.
        #[oai(name = "Idempotency-Key")]
        key: Key,
        body: JsonBody<wire::CreateSubscriber>,
    ) -> Result<Created<wire::Subscriber>, HandlerError<CreateSubscriberErrors>> {
        let request = body.value.to_json_string();
        let mut check = Validator::default();
        let key = check.parameter("Idempotency-Key", key.0);
        let command = body.value.into_command(&mut check);
        let (new, password) = check.finish(command)?;
        let once = key.as_ref().map(|key| (key, request.as_bytes()));
        let created = auth
            .create_account::<Subscriber>(&caller.0, new, password.as_ref(), once)
            .await?;
        Ok(Created {
            body: created.as_ref().into(),
            location: format!("/admin/v1/subscribers/{}", created.id.0),
            revision: Some(created.revision),
        })
    }

    /// Get a subscriber
    ///
    /// Returns a subscriber, deleted or not. Needs `subscribers.view`.
    #[oai(path = "/admin/v1/subscribers/:id", method = "get", operation_id = "getSubscriber")]
    async fn get_subscriber(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the subscriber.
        id: Path<Number>,
    ) -> Result<Tagged<wire::Subscriber>, HandlerError<ViewErrors>> {
        let found = auth.view_account::<Subscriber>(&caller.0, number(&id)).await?;
        Ok(Tagged {
            body: found.as_ref().into(),
            revision: found.revision,
        })
    }

    /// Change a subscriber
    ///
    /// Changes a subscriber and returns it. The body is a merge patch (RFC 7396). Sessions see the change with their next
    /// request; a new password or the status `disabled` ends them. Needs `subscribers.update`.
    #[oai(
        path = "/admin/v1/subscribers/:id",
        method = "patch",
        operation_id = "updateSubscriber"
    )]
    async fn update_subscriber(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the subscriber.
        id: Path<Number>,
        /// The entity tag that the subscriber must have.
        #[oai(name = "If-Match")]
        if_match: Match,
        body: JsonBody<wire::UpdateSubscriber, MergePatch>,
    ) -> Result<Tagged<wire::Subscriber>, HandlerError<UpdateSubscriberErrors>> {
        let (update, password) = body.value.into_command()?;
        let revision = expected(if_match.0);
        let changed = auth
            .change_account::<Subscriber>(&caller.0, number(&id), update, password.as_ref(), revision)
            .await?;
        Ok(Tagged {
            body: changed.as_ref().into(),
            revision: changed.revision,
        })
    }

    /// Delete a subscriber
    ///
    /// Deletes a subscriber: all sessions end at once, and the names are free for others. A deleted subscriber can be
    /// restored until it is removed for good, 30 days later unless the operator has configured another time. Needs
    /// `subscribers.delete`.
    #[oai(
        path = "/admin/v1/subscribers/:id",
        method = "delete",
        operation_id = "deleteSubscriber"
    )]
    async fn delete_subscriber(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the subscriber.
        id: Path<Number>,
        /// The entity tag that the subscriber must have.
        #[oai(name = "If-Match")]
        if_match: Match,
    ) -> Result<Done, HandlerError<DeleteAccountErrors>> {
        let revision = expected(if_match.0);
        auth.delete_account::<Subscriber>(&caller.0, number(&id), revision)
            .await?;
        Ok(Done)
    }

    /// Restore a subscriber
    ///
    /// Restores a deleted subscriber under the names that it had. It is disabled until its status is changed. Needs
    /// `subscribers.update`.
    #[oai(
        path = "/admin/v1/subscribers/:id/restore",
        method = "post",
        operation_id = "restoreSubscriber"
    )]
    async fn restore_subscriber(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the subscriber.
        id: Path<Number>,
    ) -> Result<Tagged<wire::Subscriber>, HandlerError<RestoreAccountErrors>> {
        let restored = auth.restore_account::<Subscriber>(&caller.0, number(&id)).await?;
        Ok(Tagged {
            body: restored.as_ref().into(),
            revision: restored.revision,
        })
    }

    /// Get the lock of a subscriber
    ///
    /// Returns whether logins are refused because too many failed. Needs `subscribers.view`.
    #[oai(
        path = "/admin/v1/subscribers/:id/lock",
        method = "get",
        operation_id = "getSubscriberLock"
    )]
    async fn get_subscriber_lock(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the subscriber.
        id: Path<Number>,
    ) -> Result<JsonResponse<wire::Lock>, HandlerError<ViewErrors>> {
        Ok(JsonResponse(
            auth.view_lock::<Subscriber>(&caller.0, number(&id)).await?.into(),
        ))
    }

    /// Unlock a subscriber
    ///
    /// Forgets the failed logins, so that the next login is not refused for them. Needs `subscribers.update`.
    #[oai(
        path = "/admin/v1/subscribers/:id/lock",
        method = "delete",
        operation_id = "unlockSubscriber"
    )]
    async fn unlock_subscriber(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the subscriber.
        id: Path<Number>,
    ) -> Result<Done, HandlerError<EndErrors>> {
        auth.unlock::<Subscriber>(&caller.0, number(&id)).await?;
        Ok(Done)
    }
}
