//! Roles and permissions of users. Each name is stored once; the links keep the order in which they were given.

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ConnectionTrait, EntityTrait, QueryResult, QueryTrait};

use super::columns::set;
use super::entity::{permission, role, user_permission, user_role};
use super::error::StoreError;
use super::rows::user_links::{UserLinks, links_of_users, names_of, names_of_all};
use super::write::Write;
use crate::model::UserId;

/// The names of a user's roles and permissions: one query for all.
pub(super) async fn links_of<C: ConnectionTrait>(connection: &C, user: UserId) -> Result<UserLinks, StoreError> {
    let rows = connection.query_all(&names_of(user)).await?;
    let names = rows.iter().map(name).collect::<Result<_, StoreError>>()?;
    Ok(UserLinks::of(names))
}

/// The names of the roles and of the permissions of several users, by their numbers.
pub(super) async fn links_of_all<C: ConnectionTrait>(
    connection: &C,
    users: &[i64],
) -> Result<HashMap<i64, UserLinks>, StoreError> {
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    let backend = connection.get_database_backend();
    match connection.query_one(&names_of_all(backend, users)).await? {
        Some(row) => links_of_users(&row.try_get::<String>("", "links")?),
        None => Ok(HashMap::new()),
    }
}

fn name(row: &QueryResult) -> Result<(i64, i64, String), StoreError> {
    Ok((
        row.try_get("", "kind")?,
        row.try_get("", "position")?,
        row.try_get("", "name")?,
    ))
}

/// Links a new user to these roles and permissions, making those that do not exist yet.
pub(super) async fn link(
    transaction: &Write,
    user: UserId,
    roles: &[String],
    permissions: &[String],
) -> Result<(), StoreError> {
    link_roles(transaction, user, roles).await?;
    link_permissions(transaction, user, permissions).await
}

/// Links a user without roles to these.
pub(super) async fn link_roles(transaction: &Write, user: UserId, roles: &[String]) -> Result<(), StoreError> {
    for name in in_one_order(roles) {
        let row = role::ActiveModel {
            name: set(name.clone()),
            ..Default::default()
        };
        let unless_known = OnConflict::column(role::Column::Name).do_nothing().to_owned();
        let insert = role::Entity::insert(row).on_conflict(unless_known);
        transaction.execute(&insert.into_query()).await?;
    }
    for (position, name) in (0..).zip(distinct(roles)) {
        let row = user_role::ActiveModel {
            user_id: set(user.0),
            role_id: set(id_of(transaction, "roles", name).await?),
            position: set(position),
        };
        transaction
            .execute(&user_role::Entity::insert(row).into_query())
            .await?;
    }
    Ok(())
}

/// Links a user without permissions to these.
pub(super) async fn link_permissions(
    transaction: &Write,
    user: UserId,
    permissions: &[String],
) -> Result<(), StoreError> {
    for (position, id) in (0..).zip(permission_ids(transaction, permissions).await?) {
        let row = user_permission::ActiveModel {
            user_id: set(user.0),
            permission_id: set(id),
            position: set(position),
        };
        transaction
            .execute(&user_permission::Entity::insert(row).into_query())
            .await?;
    }
    Ok(())
}

/// The numbers of these permissions, each once and in their order, making those that do not exist yet.
pub(super) async fn permission_ids(transaction: &Write, permissions: &[String]) -> Result<Vec<i64>, StoreError> {
    for name in in_one_order(permissions) {
        let row = permission::ActiveModel {
            name: set(name.clone()),
            ..Default::default()
        };
        let unless_known = OnConflict::column(permission::Column::Name).do_nothing().to_owned();
        let insert = permission::Entity::insert(row).on_conflict(unless_known);
        transaction.execute(&insert.into_query()).await?;
    }
    let mut ids = Vec::with_capacity(permissions.len());
    for name in distinct(permissions) {
        ids.push(id_of(transaction, "permissions", name).await?);
    }
    Ok(ids)
}

/// Two transactions that add the same new names, each in an order of its own, would wait for each other.
fn in_one_order(names: &[String]) -> Vec<&String> {
    let mut sorted: Vec<_> = names.iter().collect();
    sorted.sort_unstable();
    sorted
}

/// Each name once, in the given order.
pub(super) fn distinct(names: &[String]) -> Vec<&String> {
    let mut seen = HashSet::new();
    names.iter().filter(|name| seen.insert(*name)).collect()
}

async fn id_of(transaction: &Write, table: &'static str, name: &str) -> Result<i64, StoreError> {
    let query = Query::select()
        .column("id")
        .from(table)
        .and_where(Expr::col("name").eq(name))
        .to_owned();
    let row = transaction.query_one(&query).await?.ok_or(StoreError::Corrupt {
        column: "roles or permissions",
    })?;
    row.get("id")
}
