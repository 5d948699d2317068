//! Roles, with their permissions.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, EntityTrait, QueryTrait};

use super::audit::record;
use super::columns::set;
use super::entity::{role, role_permission};
use super::error::StoreError;
use super::handle::Store;
use super::idempotency::{claim, settle};
use super::user_links::permission_ids;
use super::write::Write;
use crate::model::{
    Action, Added, Changed, Context, Idempotency, NewRole, Patch, Revision, Role, RoleId, RoleUpdate, Subject, Terms,
    Timestamp,
};

impl Store {
    /// At most `limit` roles with a number above `after`, in the order of their numbers.
    ///
    /// # Errors
    /// As every query.
    pub async fn roles_after(&self, after: RoleId, limit: u64) -> Result<Vec<Role>, StoreError> {
        let mut select = roles();
        select
            .and_where(Expr::col("id").gt(after.0))
            .order_by("id", Order::Asc)
            .limit(limit);
        self.read_roles(&select).await
    }

    /// Finds a role by number.
    ///
    /// # Errors
    /// As every query.
    pub async fn role(&self, id: RoleId) -> Result<Option<Role>, StoreError> {
        let mut select = roles();
        select.and_where(Expr::col("id").eq(id.0));
        Ok(self.read_roles(&select).await?.pop())
    }

    /// The roles that have one of these names.
    ///
    /// # Errors
    /// As every query.
    pub async fn roles_named(&self, names: &[String]) -> Result<Vec<Role>, StoreError> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let mut select = roles();
        select.and_where(Expr::col("name").is_in(names.iter().map(String::as_str)));
        self.read_roles(&select).await
    }

    async fn read_roles(&self, select: &sea_orm::sea_query::SelectStatement) -> Result<Vec<Role>, StoreError> {
        let mut found = Vec::new();
        for row in self.reader.query_all(select).await? {
            found.push(Role {
                id: RoleId(row.try_get("", "id")?),
                name: row.try_get("", "name")?,
                description: row.try_get("", "description")?,
                permissions: Vec::new(),
                revision: Revision(row.try_get("", "revision")?),
            });
        }
        let mut of_roles = BTreeMap::<i64, BTreeSet<String>>::new();
        if !found.is_empty() {
            let mut names = Query::select();
            names
                .column(("role_permissions", "role_id"))
                .column(("permissions", "name"))
                .from("role_permissions")
                .inner_join(
                    "permissions",
                    Expr::col(("permissions", "id")).equals(("role_permissions", "permission_id")),
                )
                .and_where(Expr::col(("role_permissions", "role_id")).is_in(found.iter().map(|role| role.id.0)));
            for row in self.reader.query_all(&names).await? {
                let names = of_roles.entry(row.try_get("", "role_id")?).or_default();
                names.insert(row.try_get("", "name")?);
            }
        }
        for role in &mut found {
            role.permissions = of_roles.remove(&role.id.0).into_iter().flatten().collect();
        }
        Ok(found)
    }

    /// Adds a role.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is a role of this name.
    pub async fn add_role(
        &self,
        new: &NewRole,
        idempotency: Option<&Idempotency>,
        now: Timestamp,
        context: &Context,
    ) -> Result<Added<RoleId>, StoreError> {
        let transaction = self.begin().await?;
        if let Some(known) = claim(&transaction, idempotency, now).await? {
            transaction.rollback().await?;
            return Ok(known.map(RoleId));
        }
        let row = role::ActiveModel {
            name: set(new.name.clone()),
            description: set(new.description.clone()),
            revision: set(1),
            ..Default::default()
        };
        let id = RoleId(transaction.insert(role::Entity::insert(row).into_query()).await?);
        permit(&transaction, id, &new.permissions).await?;
        record(
            &transaction,
            &context.event(Action::RoleAdded, now).about(Subject::Role(id)),
        )
        .await?;
        settle(&transaction, idempotency, id.0).await?;
        transaction.commit().await?;
        Ok(Added::Now(id))
    }

    /// Changes a role. All who have it are affected with their next request.
    ///
    /// # Errors
    /// As every query.
    pub async fn update_role(&self, id: RoleId, update: &RoleUpdate, terms: &Terms<'_>) -> Result<Changed, StoreError> {
        let transaction = self.begin().await?;
        let mut statement = Query::update();
        statement
            .table("roles")
            .value("revision", Expr::col("revision").add(1))
            .and_where(Expr::col("id").eq(id.0))
            .and_where_option(terms.revision.map(|revision| Expr::col("revision").eq(revision.0)));
        let mut changed = Vec::new();
        match &update.description {
            Patch::Keep => {}
            Patch::Clear => {
                statement.value("description", None::<String>);
                changed.push("description");
            }
            Patch::Set(text) => {
                statement.value("description", text.as_str());
                changed.push("description");
            }
        }
        if transaction.execute(&statement).await? == 0 {
            transaction.rollback().await?;
            return Ok(Changed::NotFound);
        }
        if let Some(permissions) = &update.permissions {
            changed.push("permissions");
            forbid_all(&transaction, id).await?;
            permit(&transaction, id, permissions).await?;
        }
        let event = terms.context.event(Action::RoleChanged, terms.now);
        let event = event.about(Subject::Role(id)).with_detail(changed.join(","));
        record(&transaction, &event).await?;
        transaction.commit().await?;
        Ok(Changed::Done)
    }

    /// Deletes a role, which is taken away from all who have it.
    ///
    /// # Errors
    /// As every query.
    pub async fn delete_role(&self, id: RoleId, terms: &Terms<'_>) -> Result<Changed, StoreError> {
        let transaction = self.begin().await?;
        let mut unlink = Query::delete();
        unlink.from_table("user_roles").and_where(Expr::col("role_id").eq(id.0));
        transaction.execute(&unlink).await?;
        forbid_all(&transaction, id).await?;
        let mut delete = Query::delete();
        delete
            .from_table("roles")
            .and_where(Expr::col("id").eq(id.0))
            .and_where_option(terms.revision.map(|revision| Expr::col("revision").eq(revision.0)));
        if transaction.execute(&delete).await? == 0 {
            transaction.rollback().await?;
            return Ok(Changed::NotFound);
        }
        let event = terms.context.event(Action::RoleDeleted, terms.now);
        record(&transaction, &event.about(Subject::Role(id))).await?;
        transaction.commit().await?;
        Ok(Changed::Done)
    }
}

fn roles() -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .columns(["id", "name", "description", "revision"])
        .from("roles")
        .to_owned()
}

async fn permit(transaction: &Write, role: RoleId, permissions: &[String]) -> Result<(), StoreError> {
    for id in permission_ids(transaction, permissions).await? {
        let row = role_permission::ActiveModel {
            role_id: set(role.0),
            permission_id: set(id),
        };
        let insert = role_permission::Entity::insert(row);
        transaction.execute(&insert.into_query()).await?;
    }
    Ok(())
}

async fn forbid_all(transaction: &Write, role: RoleId) -> Result<(), StoreError> {
    let mut delete = Query::delete();
    delete
        .from_table("role_permissions")
        .and_where(Expr::col("role_id").eq(role.0));
    transaction.execute(&delete).await?;
    Ok(())
}
