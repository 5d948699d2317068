//! Settings of users.

use std::sync::Arc;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryTrait, Select};

use super::entity::setting::{Column, Entity, Model};
use super::entity::table_row::TableRow;
use super::error::StoreError;
use super::handle::Store;
use super::rows::setting::{new_row, setting};
use super::write::Write;
use crate::model::{NewSetting, Setting, UserId};

impl Store {
    /// The settings of a user, in the order in which they were added.
    ///
    /// # Errors
    /// As every query.
    pub async fn settings(&self, user: UserId) -> Result<Arc<[Setting]>, StoreError> {
        let rows = of_user(user).all(&self.reader).await?;
        Ok(rows.into_iter().map(setting).collect())
    }
}

/// All settings of a user, in the order in which they were added.
fn of_user(user: UserId) -> Select<Entity> {
    Entity::find()
        .filter(Column::UserId.eq(user.0))
        .order_by_asc(Column::Id)
}

/// Reads within another transaction.
pub(super) async fn settings_in(transaction: &Write, user: UserId) -> Result<Vec<Setting>, StoreError> {
    let rows = transaction.query(&of_user(user).into_query()).await?;
    rows.iter().map(|row| Model::from_row(row).map(setting)).collect()
}

/// Gives each setting its new value or adds it; leaves one alone that only operators may change.
pub(super) async fn put_settings(transaction: &Write, user: UserId, settings: &[NewSetting]) -> Result<(), StoreError> {
    for one in settings {
        let mut known = OnConflict::columns([Column::UserId, Column::Category, Column::GroupName, Column::Name]);
        known
            .update_column(Column::Value)
            .action_and_where(Column::ReadOnly.eq(false));
        transaction
            .execute(&Entity::insert(new_row(user, one)).on_conflict(known).into_query())
            .await?;
    }
    Ok(())
}
