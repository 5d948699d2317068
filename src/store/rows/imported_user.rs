//! Rows of `users` that an import writes.

use sea_orm::Value;
use uuid::Uuid;

use crate::model::{FoldedName, Imported, NewUser, PasswordHash, Timestamp, UserStatus};

/// The columns of [`new_values`]. The others have defaults.
pub(in crate::store) const NEW_COLUMNS: &[&str] = &[
    "id",
    "uid",
    "username",
    "username_folded",
    "email",
    "email_folded",
    "name",
    "name_folded",
    "isp_id",
    "branch_id",
    "phone",
    "scope",
    "password_hash",
    "password_imported",
    "status",
    "created_at",
    "updated_at",
];

/// The values of a new row.
pub(in crate::store) fn new_values(
    id: i64,
    imported: &Imported<NewUser, UserStatus>,
    uid: Uuid,
    now: Timestamp,
) -> Vec<Value> {
    let new = &imported.new;
    vec![
        id.into(),
        uid.into(),
        new.username.as_str().into(),
        new.username.folded().as_str().into(),
        new.email.as_str().into(),
        new.email.folded().as_str().into(),
        new.name.as_str().into(),
        FoldedName::of(&new.name).as_str().into(),
        new.isp_id.into(),
        new.branch_id.into(),
        new.personal.phone.as_deref().into(),
        new.business.scope.as_str().into(),
        new.password_hash.as_ref().map(PasswordHash::expose).into(),
        new.password_hash.is_some().into(),
        imported.status.unwrap_or(UserStatus::Active).as_str().into(),
        imported.created_at.unwrap_or(now).millis().into(),
        now.millis().into(),
    ]
}
