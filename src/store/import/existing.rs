//! Which accounts of a batch are there already.

use std::collections::HashSet;

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::model::{Existing, PasswordHash, Realm, Subscriber, User};
use crate::store::account_rows::table;
use crate::store::entity::{subscriber, user};
use crate::store::error::StoreError;
use crate::store::handle::Store;
use crate::store::rows;
use crate::store::user_links::links_of_all;

/// What accounts are looked for by: any of these.
#[derive(Debug, Default)]
pub struct Wanted {
    /// Usernames in their canonical form.
    pub usernames: Vec<String>,
    /// E-mail addresses in all forms that they can be stored in.
    pub emails: Vec<String>,
    /// GUIDs.
    pub uids: Vec<Uuid>,
}

impl Store {
    /// The users that have one of these names.
    ///
    /// # Errors
    /// As every query.
    pub async fn existing_users(&self, wanted: &Wanted) -> Result<Vec<Existing<User>>, StoreError> {
        let any = Condition::any()
            .add(user::Column::UsernameFolded.is_in(&wanted.usernames))
            .add(user::Column::EmailFolded.is_in(&wanted.emails))
            .add_option((!wanted.uids.is_empty()).then(|| user::Column::Uid.is_in(wanted.uids.iter().copied())));
        let found = user::Entity::find().filter(any).all(&self.reader).await?;
        let numbers: Vec<i64> = found.iter().map(|row| row.id).collect();
        let imported = self.with_imported_password(Realm::Users, &numbers).await?;
        let mut links = links_of_all(&self.reader, &numbers).await?;
        let existing = found.into_iter().map(|mut row| {
            let (roles, permissions) = links.remove(&row.id).unwrap_or_default();
            Ok(Existing {
                username_folded: std::mem::take(&mut row.username_folded),
                email_folded: Some(std::mem::take(&mut row.email_folded)),
                password_hash: row.password_hash.take().map(PasswordHash::new),
                password_imported: imported.contains(&row.id),
                account: rows::user::user(row, roles, permissions)?,
            })
        });
        existing.collect()
    }

    /// The subscribers that have one of these names.
    ///
    /// # Errors
    /// As every query.
    pub async fn existing_subscribers(&self, wanted: &Wanted) -> Result<Vec<Existing<Subscriber>>, StoreError> {
        let any = Condition::any()
            .add(subscriber::Column::UsernameFolded.is_in(&wanted.usernames))
            .add(subscriber::Column::EmailFolded.is_in(&wanted.emails));
        let found = subscriber::Entity::find().filter(any).all(&self.reader).await?;
        let numbers: Vec<i64> = found.iter().map(|row| row.id).collect();
        let imported = self.with_imported_password(Realm::Subscribers, &numbers).await?;
        let existing = found.into_iter().map(|mut row| {
            Ok(Existing {
                username_folded: std::mem::take(&mut row.username_folded),
                email_folded: row.email_folded.take(),
                password_hash: row.password_hash.take().map(PasswordHash::new),
                password_imported: imported.contains(&row.id),
                account: rows::subscriber::subscriber(row)?,
            })
        });
        existing.collect()
    }

    /// Which of these accounts have a password hash as an import wrote it.
    async fn with_imported_password(&self, realm: Realm, numbers: &[i64]) -> Result<HashSet<i64>, StoreError> {
        if numbers.is_empty() {
            return Ok(HashSet::new());
        }
        let mut query = Query::select();
        query
            .column("id")
            .from(table(realm))
            .and_where(Expr::col("id").is_in(numbers.iter().copied()))
            .and_where(Expr::col("password_imported").eq(true));
        let rows = self.reader.query_all(&query).await?;
        rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
    }
}
