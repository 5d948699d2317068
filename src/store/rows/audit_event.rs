//! Rows of `audit_events`.

use sea_orm::Value;

use crate::model::{AccountRef, AuditEvent, NewAuditEvent, Realm, Timestamp};
use crate::store::columns::set;
use crate::store::entity::audit_event::{ActiveModel, Model};
use crate::store::error::StoreError;

/// The row of a new event.
pub(in crate::store) fn new_row(event: &NewAuditEvent<'_>) -> ActiveModel {
    ActiveModel {
        id: Default::default(),
        at: set(event.at.millis()),
        actor: set(event.context.actor.to_string()),
        action: set(event.action.as_str().to_owned()),
        result: set(event.action.result().as_str().to_owned()),
        realm: set(event.account.map(|account| account.realm.as_str().to_owned())),
        account_id: set(event.account.map(|account| account.id)),
        subject: set(event.subject.map(|subject| subject.to_string())),
        detail: set(event.detail.as_deref().map(str::to_owned)),
        contract: set(event.context.contract.map(str::to_owned)),
        network: set(event.context.network.map(|network| network.to_string())),
        request_id: set(event.context.request_id.clone()),
    }
}

/// The columns of [`new_values`].
pub(in crate::store) const NEW_COLUMNS: &[&str] = &[
    "at",
    "actor",
    "action",
    "result",
    "population",
    "account_id",
    "detail",
    "contract",
    "network",
    "request_id",
];

/// The values of a new event of an account.
pub(in crate::store) fn new_values(event: &NewAuditEvent<'_>) -> Vec<Value> {
    vec![
        event.at.millis().into(),
        event.context.actor.to_string().into(),
        event.action.as_str().into(),
        event.action.result().as_str().into(),
        event.account.map(|account| account.realm.as_str().to_owned()).into(),
        event.account.map(|account| account.id).into(),
        event.detail.as_deref().map(str::to_owned).into(),
        event.context.contract.map(str::to_owned).into(),
        event.context.network.map(|network| network.to_string()).into(),
        event.context.request_id.clone().into(),
    ]
}

/// An event from its row.
pub(in crate::store) fn event(row: Model) -> Result<AuditEvent, StoreError> {
    let account = match (row.realm, row.account_id) {
        (Some(realm), Some(id)) => Some(AccountRef {
            realm: Realm::from_stored(&realm).ok_or(StoreError::Corrupt {
                column: "audit_events.population",
            })?,
            id,
        }),
        (Some(_) | None, Some(_) | None) => None,
    };
    Ok(AuditEvent {
        id: row.id,
        at: Timestamp::from_millis(row.at),
        actor: row.actor,
        action: row.action,
        result: row.result,
        account,
        subject: row.subject,
        detail: row.detail,
        contract: row.contract,
        network: row.network,
        request_id: row.request_id,
    })
}
