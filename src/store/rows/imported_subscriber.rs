//! Rows of `subscribers` that an import writes.

use sea_orm::Value;

use super::subscriber::name_folded;
use crate::model::{EmailAddress, Imported, NewSubscriber, PasswordHash, SubscriberStatus, Timestamp};

/// The columns of [`new_values`]. The others have defaults.
pub(in crate::store) const NEW_COLUMNS: &[&str] = &[
    "id",
    "customer_id",
    "username",
    "username_folded",
    "firstname",
    "lastname",
    "name_folded",
    "email",
    "email_folded",
    "phone",
    "package_name",
    "expiration_date",
    "isp_id",
    "branch_id",
    "password_hash",
    "password_imported",
    "status",
    "created_at",
    "updated_at",
];

/// The values of a new row.
pub(in crate::store) fn new_values(
    id: i64,
    imported: &Imported<NewSubscriber, SubscriberStatus>,
    now: Timestamp,
) -> Vec<Value> {
    let new = &imported.new;
    vec![
        id.into(),
        new.customer_id.as_str().into(),
        new.username.as_str().into(),
        new.username.folded().as_str().into(),
        new.firstname.as_str().into(),
        new.lastname.as_str().into(),
        name_folded(&new.lastname, &new.firstname).into(),
        new.email.as_ref().map(EmailAddress::as_str).into(),
        new.email.as_ref().map(|email| email.folded().as_str()).into(),
        new.phone.as_deref().into(),
        new.package_name.as_deref().into(),
        new.expiration_date.map(Timestamp::millis).into(),
        new.isp_id.into(),
        new.branch_id.into(),
        new.password_hash.as_ref().map(PasswordHash::expose).into(),
        new.password_hash.is_some().into(),
        imported.status.unwrap_or(SubscriberStatus::Active).as_str().into(),
        imported.created_at.unwrap_or(now).millis().into(),
        now.millis().into(),
    ]
}
