//! Pictures of users, which are read only where they are shown.

use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, QueryTrait};

use super::columns::set;
use super::entity::user_image::{ActiveModel, Column, Entity};
use super::error::StoreError;
use super::handle::Store;
use super::write::Write;
use crate::model::{Patch, UserId};

impl Store {
    /// The picture of a user, in base64.
    ///
    /// # Errors
    /// As every query.
    pub async fn user_image(&self, user: UserId) -> Result<Option<String>, StoreError> {
        let row = Entity::find_by_id(user.0).one(&self.reader).await?;
        Ok(row.map(|row| row.image))
    }
}

/// Changes a picture. The user's row says whether there is one.
pub(super) async fn put_image(transaction: &Write, user: UserId, image: &Patch<String>) -> Result<(), StoreError> {
    match image {
        Patch::Keep => {}
        Patch::Clear => {
            transaction.execute(&Entity::delete_by_id(user.0).into_query()).await?;
        }
        Patch::Set(image) => {
            let row = ActiveModel {
                user_id: set(user.0),
                image: set(image.clone()),
            };
            let mut known = OnConflict::column(Column::UserId);
            known.update_column(Column::Image);
            transaction
                .execute(&Entity::insert(row).on_conflict(known).into_query())
                .await?;
        }
    }
    Ok(())
}
