//! Reads sessions together with their accounts, which on PostgreSQL saves a round trip.

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::sea_query::{Expr, ExprTrait, IntoCondition, JoinType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IdenStatic, QueryFilter, QueryResult, QuerySelect,
    QueryTrait, SelectA, SelectB, SelectTwo,
};

use super::entity::{session, subscriber, user};
use super::error::StoreError;
use super::pool::Pool;
use super::rows::session::session as session_of;
use super::rows::subscriber::subscriber as subscriber_of;
use super::rows::user::user as user_of;
use super::rows::user_links::{UserLinks, permissions_as_json, role_permissions_as_json, roles_as_json};
use crate::model::{Realm, Session, SessionId, Subscriber, User};

/// One parameter however many numbers there are, so that there is one statement to prepare. It is taken apart in a query
/// of its own, so that PostgreSQL cannot tell how many they are: for one or two it would plan the statement anew each
/// time (<https://www.postgresql.org/docs/15/sql-prepare.html>), which takes eight times as long as running it.
const ANY_ID: &str = "\"sessions\".\"id\" = ANY(ARRAY(SELECT unnest(string_to_array($1, ','))::uuid))";

/// A session, and its account where that came along.
pub(super) type WithAccount<A> = (Arc<Session>, Option<Arc<A>>);

/// Finds sessions of PostgreSQL, open or ended, with the users they belong to.
pub(super) async fn with_users(
    pool: &Pool,
    ids: &[SessionId],
) -> Result<HashMap<SessionId, WithAccount<User>>, StoreError> {
    let mut select = sessions(ids).select_also(user::Entity);
    join(&mut select, Realm::Users, user::Entity, user::Column::Id);
    QuerySelect::query(&mut select)
        .expr_as(roles_as_json(), "roles")
        .expr_as(permissions_as_json(), "permissions")
        .expr_as(role_permissions_as_json(), "role_permissions");
    let rows = pool.query_all(&select.into_query()).await?;
    rows.iter().map(with_user).collect()
}

/// Finds sessions of PostgreSQL, open or ended, with the subscribers they belong to.
pub(super) async fn with_subscribers(
    pool: &Pool,
    ids: &[SessionId],
) -> Result<HashMap<SessionId, WithAccount<Subscriber>>, StoreError> {
    let mut select = sessions(ids).select_also(subscriber::Entity);
    join(
        &mut select,
        Realm::Subscribers,
        subscriber::Entity,
        subscriber::Column::Id,
    );
    let rows = pool.query_all(&select.into_query()).await?;
    rows.iter().map(with_subscriber).collect()
}

fn sessions(ids: &[SessionId]) -> sea_orm::Select<session::Entity> {
    let ids: Vec<String> = ids.iter().map(|id| id.0.to_string()).collect();
    session::Entity::find().filter(Expr::cust_with_values(ANY_ID, [ids.join(",")]))
}

/// Adds the account, if the session is one of this realm.
fn join<E: EntityTrait>(
    select: &mut SelectTwo<session::Entity, E>,
    realm: Realm,
    accounts: E,
    number: impl ColumnTrait,
) {
    let its = Expr::col((accounts, number)).equals((session::Entity, session::Column::AccountId));
    let of_realm = session::Column::Population.eq(realm.as_str());
    QuerySelect::query(select).join(JoinType::LeftJoin, accounts, its.and(of_realm).into_condition());
}

fn with_user(row: &QueryResult) -> Result<(SessionId, WithAccount<User>), StoreError> {
    let user = match user::Model::from_query_result_optional(row, SelectB.as_str())? {
        Some(found) => {
            let mut links = UserLinks {
                roles: list(row, "roles")?,
                permissions: list(row, "permissions")?,
                role_permissions: list(row, "role_permissions")?,
            };
            links.role_permissions.sort_unstable();
            Some(Arc::new(user_of(found, links)?))
        }
        None => None,
    };
    let session = session_in(row)?;
    Ok((session.id, (session, user)))
}

fn with_subscriber(row: &QueryResult) -> Result<(SessionId, WithAccount<Subscriber>), StoreError> {
    let found = subscriber::Model::from_query_result_optional(row, SelectB.as_str())?;
    let subscriber = found.map(subscriber_of).transpose()?;
    let session = session_in(row)?;
    Ok((session.id, (session, subscriber.map(Arc::new))))
}

fn session_in(row: &QueryResult) -> Result<Arc<Session>, StoreError> {
    Ok(Arc::new(session_of(session::Model::from_query_result(
        row,
        SelectA.as_str(),
    )?)?))
}

fn list(row: &QueryResult, column: &'static str) -> Result<Vec<String>, StoreError> {
    let json: String = row.try_get("", column)?;
    serde_json::from_str(&json).map_err(|_| StoreError::Corrupt { column })
}
