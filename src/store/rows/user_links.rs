//! How the names of a user's roles and permissions are selected: as rows, or as a column beside the user.

use std::collections::HashMap;
use std::sync::LazyLock;

use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr, SqliteQueryBuilder, UnionType};

use crate::model::UserId;
use crate::store::any_of::is_any_of;
use crate::store::error::StoreError;

/// A kind of name that users are linked to.
struct Link {
    table: &'static str,
    links: &'static str,
    column: &'static str,
}

const ROLES: Link = Link {
    table: "roles",
    links: "user_roles",
    column: "role_id",
};
const PERMISSIONS: Link = Link {
    table: "permissions",
    links: "user_permissions",
    column: "permission_id",
};

/// The names of a user's roles and permissions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::store) struct UserLinks {
    /// The roles, the main one first.
    pub(in crate::store) roles: Vec<String>,
    /// The user's own permissions.
    pub(in crate::store) permissions: Vec<String>,
    /// The permissions of the roles, each once.
    pub(in crate::store) role_permissions: Vec<String>,
}

const IS_ROLE: i64 = 1;
const IS_PERMISSION: i64 = 2;
const IS_OF_ROLE: i64 = 3;

impl UserLinks {
    /// From rows of [`names_of`]: kind, position, name. Sorted here: in SQLite it would be half of the work.
    pub(in crate::store) fn of(mut rows: Vec<(i64, i64, String)>) -> Self {
        rows.sort_unstable();
        rows.dedup();
        let mut links = Self::default();
        for (kind, _, name) in rows {
            match kind {
                IS_ROLE => links.roles.push(name),
                IS_PERMISSION => links.permissions.push(name),
                _ => links.role_permissions.push(name),
            }
        }
        links
    }
}

/// Selects `name`, `position` and `kind` of a user's roles and permissions, in no order.
pub(in crate::store) fn names_of(user: UserId) -> SelectStatement {
    all_names(|links| Expr::col((links, "user_id")).eq(user.0), false)
}

/// Selects the same of several users, as a JSON array of arrays that begin with the user's number. It is one row, because
/// each row of SQLite goes from one thread to another.
pub(in crate::store) fn names_of_all(backend: DbBackend, users: &[i64]) -> SelectStatement {
    let names = all_names(|links| is_any_of(backend, &format!("{links}.user_id"), users), true);
    let array = match backend {
        DbBackend::Postgres => {
            "CAST(COALESCE(json_agg(json_build_array(user_id, kind, position, name)), '[]') AS text)"
        }
        // MySQL is not compiled in.
        _ => "json_group_array(json_array(user_id, kind, position, name))",
    };
    Query::select()
        .expr_as(Expr::cust(array), "links")
        .from_subquery(names, "names")
        .to_owned()
}

/// What [`names_of_all`] selects.
pub(in crate::store) fn links_of_users(json: &str) -> Result<HashMap<i64, UserLinks>, StoreError> {
    let all: Vec<(i64, i64, i64, String)> = serde_json::from_str(json).map_err(|_| StoreError::Corrupt {
        column: "roles or permissions",
    })?;
    let mut names: HashMap<i64, Vec<_>> = HashMap::new();
    for (user, kind, position, name) in all {
        names.entry(user).or_default().push((kind, position, name));
    }
    let links = names.into_iter().map(|(user, names)| (user, UserLinks::of(names)));
    Ok(links.collect())
}

fn all_names(which: impl Fn(&'static str) -> SimpleExpr, with_user: bool) -> SelectStatement {
    let mut roles = names(&ROLES);
    let mut permissions = names(&PERMISSIONS);
    let mut of_roles = names_of_roles();
    for (query, links, kind) in [
        (&mut roles, ROLES.links, IS_ROLE),
        (&mut permissions, PERMISSIONS.links, IS_PERMISSION),
        (&mut of_roles, ROLES.links, IS_OF_ROLE),
    ] {
        // No parameter: PostgreSQL would not know its type.
        query.expr_as(Expr::cust(format!("CAST({kind} AS bigint)")), "kind");
        if with_user {
            query.column((links, "user_id"));
        }
        query.and_where(which(links));
    }
    roles
        .union(UnionType::All, permissions)
        .union(UnionType::All, of_roles)
        .to_owned()
}

fn names(link: &Link) -> SelectStatement {
    Query::select()
        .column((link.table, "name"))
        .column((link.links, "position"))
        .from(link.links)
        .inner_join(
            link.table,
            Expr::col((link.table, "id")).equals((link.links, link.column)),
        )
        .to_owned()
}

fn names_of_roles() -> SelectStatement {
    Query::select()
        .column((PERMISSIONS.table, "name"))
        .expr_as(Expr::cust("CAST(0 AS bigint)"), "position")
        .from(ROLES.links)
        .inner_join(
            "role_permissions",
            Expr::col(("role_permissions", "role_id")).equals((ROLES.links, ROLES.column)),
        )
        .inner_join(
            PERMISSIONS.table,
            Expr::col((PERMISSIONS.table, "id")).equals(("role_permissions", PERMISSIONS.column)),
        )
        .to_owned()
}

/// [`names_of`] as text in SQLite's dialect. Its parameters are the user, three times.
pub(in crate::store) static SQLITE_NAMES: LazyLock<String> =
    LazyLock::new(|| names_of(UserId(0)).build(SqliteQueryBuilder).0);

/// The names of a user's roles in their order, as a JSON array: a column of a PostgreSQL statement that selects the user.
pub(in crate::store) fn roles_as_json() -> SimpleExpr {
    as_json(&ROLES)
}

/// The names of a user's permissions, likewise.
pub(in crate::store) fn permissions_as_json() -> SimpleExpr {
    as_json(&PERMISSIONS)
}

/// The names of the permissions of a user's roles, likewise, each once.
pub(in crate::store) fn role_permissions_as_json() -> SimpleExpr {
    Expr::cust(
        "(SELECT CAST(COALESCE(json_agg(DISTINCT p.name), '[]') AS text) FROM user_roles l \
         JOIN role_permissions g ON g.role_id = l.role_id JOIN permissions p ON p.id = g.permission_id \
         WHERE l.user_id = users.id)",
    )
}

fn as_json(Link { table, links, column }: &Link) -> SimpleExpr {
    Expr::cust(format!(
        "(SELECT CAST(COALESCE(json_agg(t.name ORDER BY l.position), '[]') AS text) \
         FROM {links} l JOIN {table} t ON t.id = l.{column} WHERE l.user_id = users.id)"
    ))
}
