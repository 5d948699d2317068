//! Roles and permissions of users. Each name is stored once; links keep the order in which they were given.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::StoreError;
use super::entity::{permission, role, user_permission, user_role};
use super::login::set;
use crate::model::UserId;

/// The names of a user's roles, the main one first.
pub(super) async fn roles_of<C: ConnectionTrait>(connection: &C, user: UserId) -> Result<Vec<String>, StoreError> {
    names(connection, user, ("roles", "user_roles", "role_id")).await
}

/// The names of a user's permissions.
pub(super) async fn permissions_of<C: ConnectionTrait>(
    connection: &C,
    user: UserId,
) -> Result<Vec<String>, StoreError> {
    names(connection, user, ("permissions", "user_permissions", "permission_id")).await
}

async fn names<C: ConnectionTrait>(
    connection: &C,
    user: UserId,
    (table, link, column): (&'static str, &'static str, &'static str),
) -> Result<Vec<String>, StoreError> {
    let query = Query::select()
        .column((table, "name"))
        .from(link)
        .inner_join(table, Expr::col((table, "id")).equals((link, column)))
        .and_where(Expr::col((link, "user_id")).eq(user.0))
        .order_by((link, "position"), sea_orm::Order::Asc)
        .to_owned();
    let rows = connection.query_all(&query).await?;
    rows.iter().map(|row| Ok(row.try_get::<String>("", "name")?)).collect()
}

/// Links a new user to these roles and permissions, making those that do not exist yet.
pub(super) async fn link<C: ConnectionTrait>(
    connection: &C,
    user: UserId,
    roles: &[String],
    permissions: &[String],
) -> Result<(), StoreError> {
    for (position, name) in (0..).zip(roles) {
        let row = role::ActiveModel {
            name: set(name.clone()),
            ..Default::default()
        };
        let unless_known = OnConflict::column(role::Column::Name).do_nothing().to_owned();
        role::Entity::insert(row)
            .on_conflict(unless_known)
            .try_insert()
            .exec_without_returning(connection)
            .await?;
        let role_id = id_of(connection, "roles", name).await?;
        let row = user_role::ActiveModel {
            user_id: set(user.0),
            role_id: set(role_id),
            position: set(position),
        };
        user_role::Entity::insert(row)
            .exec_without_returning(connection)
            .await?;
    }
    for (position, name) in (0..).zip(permissions) {
        let row = permission::ActiveModel {
            name: set(name.clone()),
            ..Default::default()
        };
        let unless_known = OnConflict::column(permission::Column::Name).do_nothing().to_owned();
        permission::Entity::insert(row)
            .on_conflict(unless_known)
            .try_insert()
            .exec_without_returning(connection)
            .await?;
        let permission_id = id_of(connection, "permissions", name).await?;
        let row = user_permission::ActiveModel {
            user_id: set(user.0),
            permission_id: set(permission_id),
            position: set(position),
        };
        user_permission::Entity::insert(row)
            .exec_without_returning(connection)
            .await?;
    }
    Ok(())
}

async fn id_of<C: ConnectionTrait>(connection: &C, table: &'static str, name: &str) -> Result<i64, StoreError> {
    let query = Query::select()
        .column("id")
        .from(table)
        .and_where(Expr::col("name").eq(name))
        .to_owned();
    let row = connection.query_one(&query).await?.ok_or(StoreError::Corrupt {
        column: "roles or permissions",
    })?;
    Ok(row.try_get::<i64>("", "id")?)
}
