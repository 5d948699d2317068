//! Settings of users.

use std::sync::Arc;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::embedded::Key;
use super::entity::setting::{ActiveModel, Column, Entity, Model};
use super::login::set;
use super::{Store, StoreError};
use crate::model::{NewSetting, Setting, UserId};

impl Store {
    /// The settings of a user, in the order in which they were added.
    ///
    /// # Errors
    /// As every query.
    pub async fn settings(&self, user: UserId) -> Result<Arc<[Setting]>, StoreError> {
        let read = async || Ok(Some(settings_of(&self.reader, user).await?.into()));
        let found = self.find_or_read(Key::SettingsOf(user), read).await?;
        Ok(found.unwrap_or_default())
    }
}

/// Reads within another transaction.
pub(super) async fn settings_of<C: ConnectionTrait>(connection: &C, user: UserId) -> Result<Vec<Setting>, StoreError> {
    let rows = Entity::find()
        .filter(Column::UserId.eq(user.0))
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(setting).collect())
}

/// Gives each setting its new value or adds it; leaves one alone that only operators may change.
pub(super) async fn put_settings<C: ConnectionTrait>(
    connection: &C,
    user: UserId,
    settings: &[NewSetting],
) -> Result<(), StoreError> {
    for one in settings {
        let row = ActiveModel {
            user_id: set(user.0),
            category: set(one.category.clone()),
            group_name: set(one.group.clone()),
            name: set(one.name.clone()),
            value: set(one.value.clone()),
            kind: set(one.kind.clone()),
            description: set(one.description.clone()),
            read_only: set(false),
            ..Default::default()
        };
        let mut known = OnConflict::columns([Column::UserId, Column::Category, Column::GroupName, Column::Name]);
        known
            .update_column(Column::Value)
            .action_and_where(Column::ReadOnly.eq(false));
        Entity::insert(row)
            .on_conflict(known)
            .try_insert()
            .exec_without_returning(connection)
            .await?;
    }
    Ok(())
}

/// A setting from its row.
pub(super) fn setting(row: Model) -> Setting {
    Setting {
        id: row.id,
        category: row.category,
        group: row.group_name,
        name: row.name,
        value: row.value,
        kind: row.kind,
        description: row.description,
        read_only: row.read_only,
    }
}
