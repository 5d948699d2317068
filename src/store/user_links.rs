//! Roles and permissions of users. Each name is stored once; the links keep the order in which they were given.

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Order, Query};
use sea_orm::{ConnectionTrait, EntityTrait, QueryTrait};

use super::columns::set;
use super::entity::{permission, role, user_permission, user_role};
use super::error::StoreError;
use super::handle::Store;
use super::rows::user_links::{names_of, names_of_all};
use super::write::Write;
use crate::model::{UserId, UserStatus};

/// The names of a user's roles, the main one first, and of their permissions: one query for both.
pub(super) async fn links_of<C: ConnectionTrait>(
    connection: &C,
    user: UserId,
) -> Result<(Vec<String>, Vec<String>), StoreError> {
    let mut query = names_of(user);
    query.order_by("position", Order::Asc);
    let (mut roles, mut permissions) = (Vec::new(), Vec::new());
    for row in connection.query_all(&query).await? {
        let list = if row.try_get("", "is_role")? {
            &mut roles
        } else {
            &mut permissions
        };
        list.push(row.try_get("", "name")?);
    }
    Ok((roles, permissions))
}

/// The names of the roles and of the permissions of several users, by their numbers.
pub(super) async fn links_of_all<C: ConnectionTrait>(connection: &C, users: &[i64]) -> Result<Links, StoreError> {
    let mut links = Links::new();
    if users.is_empty() {
        return Ok(links);
    }
    for row in connection.query_all(&names_of_all(users)).await? {
        let (roles, permissions) = links.entry(row.try_get("", "user_id")?).or_default();
        let list = if row.try_get("", "is_role")? {
            roles
        } else {
            permissions
        };
        list.push(row.try_get("", "name")?);
    }
    Ok(links)
}

impl Store {
    /// The username of a user who is enabled and has this role; `None` if there is none.
    ///
    /// # Errors
    /// As every query.
    pub async fn active_user_with_role(&self, role: &str) -> Result<Option<String>, StoreError> {
        let mut query = Query::select();
        query
            .column(("users", "username"))
            .from("users")
            .inner_join(
                "user_roles",
                Expr::col(("user_roles", "user_id")).equals(("users", "id")),
            )
            .inner_join("roles", Expr::col(("roles", "id")).equals(("user_roles", "role_id")))
            .and_where(Expr::col(("roles", "name")).eq(role))
            .and_where(Expr::col(("users", "status")).eq(UserStatus::Active.as_str()))
            .order_by(("users", "id"), Order::Asc)
            .limit(1);
        let row = self.reader.query_one(&query).await?;
        Ok(row.map(|row| row.try_get("", "username")).transpose()?)
    }
}

/// Names of roles and permissions, by the numbers of their users.
pub(super) type Links = HashMap<i64, (Vec<String>, Vec<String>)>;

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
    for name in in_one_order(permissions) {
        let row = permission::ActiveModel {
            name: set(name.clone()),
            ..Default::default()
        };
        let unless_known = OnConflict::column(permission::Column::Name).do_nothing().to_owned();
        let insert = permission::Entity::insert(row).on_conflict(unless_known);
        transaction.execute(&insert.into_query()).await?;
    }
    for (position, name) in (0..).zip(distinct(permissions)) {
        let row = user_permission::ActiveModel {
            user_id: set(user.0),
            permission_id: set(id_of(transaction, "permissions", name).await?),
            position: set(position),
        };
        transaction
            .execute(&user_permission::Entity::insert(row).into_query())
            .await?;
    }
    Ok(())
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
