//! Settings of users.

use std::sync::Arc;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryTrait, Select};

use super::audit::record;
use super::entity::setting::{Column, Entity, Model};
use super::entity::table_row::TableRow;
use super::error::StoreError;
use super::handle::Store;
use super::rows::setting::{new_row, operator_row, setting};
use super::write::Write;
use crate::model::{Action, Context, NewSetting, OperatorSetting, Setting, Subject, Timestamp, UserId};

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

impl Store {
    /// Adds a setting of a user, or replaces the one of the same key, whoever may change it. Returns it as it is then;
    /// `None`, and nothing is changed, where `allowed` says no to all of the user's settings.
    ///
    /// # Errors
    /// As every query.
    pub async fn put_setting(
        &self,
        user: UserId,
        new: &OperatorSetting,
        allowed: impl Fn(&[Setting]) -> bool + Send,
        now: Timestamp,
        context: &Context,
    ) -> Result<Option<Setting>, StoreError> {
        let mut known = OnConflict::columns([Column::UserId, Column::Category, Column::GroupName, Column::Name]);
        known.update_columns([Column::Value, Column::Kind, Column::Description, Column::ReadOnly]);
        let insert = Entity::insert(operator_row(user, new)).on_conflict(known);
        let transaction = self.begin().await?;
        let id = transaction.insert(insert.into_query()).await?;
        let all = settings_in(&transaction, user).await?;
        let put = all.iter().find(|setting| setting.id == id).cloned();
        if !allowed(&all) {
            transaction.rollback().await?;
            return Ok(None);
        }
        let event = context.event(Action::SettingChanged, now).of(user.reference());
        record(&transaction, &event.about(Subject::Setting(id))).await?;
        transaction.commit().await?;
        Ok(put)
    }

    /// Whose setting this is.
    ///
    /// # Errors
    /// As every query.
    pub async fn owner_of_setting(&self, id: i64) -> Result<Option<UserId>, StoreError> {
        let row = Entity::find_by_id(id).one(&self.reader).await?;
        Ok(row.map(|row| UserId(row.user_id)))
    }

    /// Deletes a setting of a user. Returns whether there was one.
    ///
    /// # Errors
    /// As every query.
    pub async fn delete_setting(
        &self,
        user: UserId,
        id: i64,
        now: Timestamp,
        context: &Context,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let delete = Entity::delete_by_id(id).into_query();
        if transaction.execute(&delete).await? == 0 {
            transaction.rollback().await?;
            return Ok(false);
        }
        let event = context.event(Action::SettingDeleted, now).of(user.reference());
        record(&transaction, &event.about(Subject::Setting(id))).await?;
        transaction.commit().await?;
        Ok(true)
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
