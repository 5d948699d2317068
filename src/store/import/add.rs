//! Adds a batch of accounts, with the roles and permissions of users and one audit event an account: all, or none.

use std::collections::{BTreeSet, HashMap};

use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::model::{
    AccountRef, Action, Context, Imported, NewSubscriber, NewUser, Realm, SubscriberStatus, Timestamp, UserStatus,
};
use crate::store::account_rows::table;
use crate::store::any_of::is_any_of;
use crate::store::bulk::BulkRows;
use crate::store::error::StoreError;
use crate::store::handle::Store;
use crate::store::rows::{audit_event, imported_subscriber, imported_user};
use crate::store::user_links::distinct;

/// The detail of the audit events of an import.
const DETAIL: &str = "imported";

impl Store {
    /// Adds users, each with its GUID.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when one of them has a name that is taken.
    pub async fn import_users(
        &self,
        users: &[(Uuid, &Imported<NewUser, UserStatus>)],
        now: Timestamp,
        context: &Context,
    ) -> Result<(), StoreError> {
        let roles = self
            .ids_of("roles", users.iter().flat_map(|(_, one)| &one.new.roles))
            .await?;
        let permissions = users.iter().flat_map(|(_, one)| &one.new.permissions);
        let permissions = self.ids_of("permissions", permissions).await?;
        let rows = |numbers: &[i64]| {
            let numbered = || numbers.iter().copied().zip(users);
            let new = |(id, (uid, one)): (i64, &(Uuid, &Imported<_, _>))| imported_user::new_values(id, one, *uid, now);
            let mut links = (Vec::new(), Vec::new());
            for (id, (_, one)) in numbered() {
                link(&mut links.0, id, &one.new.roles, &roles);
                link(&mut links.1, id, &one.new.permissions, &permissions);
            }
            vec![
                BulkRows {
                    table: table(Realm::Users),
                    columns: imported_user::NEW_COLUMNS,
                    rows: numbered().map(new).collect(),
                },
                BulkRows {
                    table: "user_roles",
                    columns: &["user_id", "role_id", "position"],
                    rows: links.0,
                },
                BulkRows {
                    table: "user_permissions",
                    columns: &["user_id", "permission_id", "position"],
                    rows: links.1,
                },
                added(Realm::Users, numbers, now, context),
            ]
        };
        self.add_in_bulk(table(Realm::Users), users.len(), rows).await
    }

    /// Adds subscribers.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when one of them has a name that is taken.
    pub async fn import_subscribers(
        &self,
        subscribers: &[&Imported<NewSubscriber, SubscriberStatus>],
        now: Timestamp,
        context: &Context,
    ) -> Result<(), StoreError> {
        let rows = |numbers: &[i64]| {
            let numbered = numbers.iter().copied().zip(subscribers);
            vec![
                BulkRows {
                    table: table(Realm::Subscribers),
                    columns: imported_subscriber::NEW_COLUMNS,
                    rows: numbered
                        .map(|(id, one)| imported_subscriber::new_values(id, one, now))
                        .collect(),
                },
                added(Realm::Subscribers, numbers, now, context),
            ]
        };
        let realm = table(Realm::Subscribers);
        self.add_in_bulk(realm, subscribers.len(), rows).await
    }

    /// The numbers of these roles or permissions, of which those are added that do not exist.
    async fn ids_of(
        &self,
        table: &'static str,
        names: impl Iterator<Item = &String> + Send,
    ) -> Result<HashMap<String, i64>, StoreError> {
        // In one order: two transactions that add the same names would wait for each other otherwise.
        let names: BTreeSet<&String> = names.collect();
        let known = self.known_ids(table, &names).await?;
        if known.len() == names.len() {
            return Ok(known);
        }
        let transaction = self.begin().await?;
        for name in names.iter().filter(|name| !known.contains_key(**name)) {
            let mut insert = Query::insert();
            insert
                .into_table(table)
                .columns(["name"])
                .values_panic([Value::from(name.as_str()).into()])
                .on_conflict(OnConflict::column("name").do_nothing().to_owned());
            transaction.execute(&insert).await?;
        }
        transaction.commit().await?;
        let known = self.known_ids(table, &names).await?;
        match known.len() == names.len() {
            true => Ok(known),
            false => Err(StoreError::Corrupt {
                column: "roles or permissions",
            }),
        }
    }

    async fn known_ids(
        &self,
        table: &'static str,
        names: &BTreeSet<&String>,
    ) -> Result<HashMap<String, i64>, StoreError> {
        let backend = self.reader.get_database_backend();
        let mut query = Query::select();
        query
            .columns(["name", "id"])
            .from(table)
            .and_where(is_any_of(backend, "name", names.iter().copied()));
        let rows = self.reader.query_all(&query).await?;
        let known = rows
            .iter()
            .map(|row| Ok((row.try_get("", "name")?, row.try_get("", "id")?)));
        known.collect()
    }
}

/// Appends the links of a user to names, each once, in their order.
fn link(rows: &mut Vec<Vec<Value>>, id: i64, names: &[String], ids: &HashMap<String, i64>) {
    let ids = distinct(names).into_iter().filter_map(|name| ids.get(name));
    let linked = (0_i64..).zip(ids);
    rows.extend(linked.map(|(position, link)| vec![id.into(), (*link).into(), position.into()]));
}

fn added(realm: Realm, numbers: &[i64], now: Timestamp, context: &Context) -> BulkRows {
    let event = |id: &i64| {
        let account = AccountRef { realm, id: *id };
        let event = context.event(Action::AccountAdded, now).of(account);
        audit_event::new_values(&event.with_detail(DETAIL))
    };
    BulkRows {
        table: "audit_events",
        columns: audit_event::NEW_COLUMNS,
        rows: numbers.iter().map(event).collect(),
    }
}
