//! Which accounts of a batch are there already.

use std::collections::HashSet;

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::model::{Existing, PasswordHash, Realm, Subscriber, User};
use crate::store::account_rows::table;
use crate::store::any_of::is_any_of;
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
        let backend = self.reader.get_database_backend();
        let any = Condition::any()
            .add(is_any_of(backend, "username_folded", &wanted.usernames))
            .add(is_any_of(backend, "email_folded", &wanted.emails))
            .add(is_any_of(backend, "uid", &wanted.uids));
        let found = user::Entity::find().filter(any).all(&self.reader).await?;
        let numbers: Vec<i64> = found.iter().map(|row| row.id).collect();
        let imported = self.with_imported_password(Realm::Users, &numbers).await?;
        let mut links = links_of_all(&self.reader, &numbers).await?;
        let existing = found.into_iter().map(|mut row| {
            let links = links.remove(&row.id).unwrap_or_default();
            Ok(Existing {
                username_folded: std::mem::take(&mut row.username_folded),
                email_folded: Some(std::mem::take(&mut row.email_folded)),
                password_hash: row.password_hash.take().map(PasswordHash::new),
                password_imported: imported.contains(&row.id),
                account: rows::user::user(row, links)?,
            })
        });
        existing.collect()
    }

    /// The subscribers that have one of these names.
    ///
    /// # Errors
    /// As every query.
    pub async fn existing_subscribers(&self, wanted: &Wanted) -> Result<Vec<Existing<Subscriber>>, StoreError> {
        let backend = self.reader.get_database_backend();
        let any = Condition::any()
            .add(is_any_of(backend, "username_folded", &wanted.usernames))
            .add(is_any_of(backend, "email_folded", &wanted.emails));
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
            .and_where(is_any_of(self.reader.get_database_backend(), "id", numbers))
            .and_where(Expr::col("password_imported").eq(true));
        let rows = self.reader.query_all(&query).await?;
        rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
    }
}
