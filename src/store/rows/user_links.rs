//! How the names of a user's roles and permissions are selected: as rows, or as a column beside the user.

use std::sync::LazyLock;

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement, SimpleExpr, SqliteQueryBuilder, UnionType};

use crate::model::UserId;

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

/// Selects `name`, `position` and `is_role` of a user's roles and permissions, in no order.
pub(in crate::store) fn names_of(user: UserId) -> SelectStatement {
    let of = |link: &Link| {
        let mut query = names(link);
        query
            .and_where(Expr::col((link.links, "user_id")).eq(user.0))
            .to_owned()
    };
    both(of(&ROLES), of(&PERMISSIONS))
}

/// Selects the same of several users, with their `user_id`, in the order of their positions.
pub(in crate::store) fn names_of_all(users: &[i64]) -> SelectStatement {
    let of = |link: &Link| {
        let mut query = names(link);
        query
            .column((link.links, "user_id"))
            .and_where(Expr::col((link.links, "user_id")).is_in(users.iter().copied()))
            .to_owned()
    };
    both(of(&ROLES), of(&PERMISSIONS))
        .order_by("position", Order::Asc)
        .to_owned()
}

fn both(mut roles: SelectStatement, mut permissions: SelectStatement) -> SelectStatement {
    roles.expr_as(Expr::val(true), "is_role");
    permissions.expr_as(Expr::val(false), "is_role");
    roles.union(UnionType::All, permissions).to_owned()
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

/// [`names_of`] as text in SQLite's dialect. Its parameters are true, the user, false, and the user.
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

fn as_json(Link { table, links, column }: &Link) -> SimpleExpr {
    Expr::cust(format!(
        "(SELECT CAST(COALESCE(json_agg(t.name ORDER BY l.position), '[]') AS text) \
         FROM {links} l JOIN {table} t ON t.id = l.{column} WHERE l.user_id = users.id)"
    ))
}
