//! Reads sessions together with their accounts, which on PostgreSQL saves a round trip.

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::sea_query::{Expr, ExprTrait, JoinType, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult, QueryTrait};
use tokio::time::Instant;

use super::entity::table_row::TableRow;
use super::entity::{session, subscriber, user};
use super::error::StoreError;
use super::known_users::{KnownUser, KnownUsers, UserVersion};
use super::pool::Pool;
use super::rows::session::session as session_of;
use super::rows::subscriber::subscriber as subscriber_of;
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
    users: &KnownUsers,
    ids: &[SessionId],
) -> Result<HashMap<SessionId, WithAccount<User>>, StoreError> {
    let known = users.of(ids, Instant::now());
    let (to_check, to_read): (Vec<_>, Vec<_>) = ids.iter().partition(|id| known.contains_key(id));
    let (checked, mut found) =
        tokio::try_join!(with_versions(pool, &to_check), with_whole_users(pool, users, &to_read))?;
    let mut changed = Vec::new();
    for (session, version) in checked {
        let id = session.id;
        match (version, known.get(&id)) {
            (None, _) => drop(found.insert(id, (session, None))),
            (Some(version), Some(known)) if version == known.version => {
                found.insert(id, (session, Some(known.user.clone())));
            }
            (Some(_), _) => changed.push(id),
        }
    }
    found.extend(with_whole_users(pool, users, &changed).await?);
    Ok(found)
}

/// Reads sessions with the versions of their users.
async fn with_versions(pool: &Pool, ids: &[SessionId]) -> Result<Vec<(Arc<Session>, Option<UserVersion>)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = sessions(ids).into_query();
    join(&mut select, Realm::Users, user::Entity, user::Column::Id);
    UserVersion::select(&mut select);
    let rows = pool.query_all(&select).await?;
    let read = |row| Ok((session_in(row)?, UserVersion::at(row, session::Model::COUNT)?));
    rows.iter().map(read).collect()
}

/// Reads sessions with all that their users are, and keeps the users.
async fn with_whole_users(
    pool: &Pool,
    users: &KnownUsers,
    ids: &[SessionId],
) -> Result<HashMap<SessionId, WithAccount<User>>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut select = sessions(ids).select_also(user::Entity).into_query();
    join(&mut select, Realm::Users, user::Entity, user::Column::Id);
    select
        .expr(roles_as_json())
        .expr(permissions_as_json())
        .expr(role_permissions_as_json());
    UserVersion::select_of_roles(&mut select);
    let asked_at = Instant::now();
    let rows = pool.query_all(&select).await?;
    let read = |row: &QueryResult| {
        let session = session_in(row)?;
        let user = whole_user(row, asked_at)?.map(|known| users.keep(session.id, known));
        Ok((session.id, (session, user)))
    };
    rows.iter().map(read).collect()
}

/// Finds sessions of PostgreSQL, open or ended, with the subscribers they belong to.
pub(super) async fn with_subscribers(
    pool: &Pool,
    ids: &[SessionId],
) -> Result<HashMap<SessionId, WithAccount<Subscriber>>, StoreError> {
    let mut select = sessions(ids).select_also(subscriber::Entity).into_query();
    join(
        &mut select,
        Realm::Subscribers,
        subscriber::Entity,
        subscriber::Column::Id,
    );
    let rows = pool.query_all(&select).await?;
    rows.iter().map(with_subscriber).collect()
}

fn sessions(ids: &[SessionId]) -> sea_orm::Select<session::Entity> {
    let ids: Vec<String> = ids.iter().map(|id| id.0.to_string()).collect();
    session::Entity::find().filter(Expr::cust_with_values(ANY_ID, [ids.join(",")]))
}

/// Adds the account, if the session is one of this realm.
fn join<E: EntityTrait>(select: &mut SelectStatement, realm: Realm, accounts: E, number: impl ColumnTrait) {
    let its = Expr::col((accounts, number)).equals((session::Entity, session::Column::AccountId));
    let of_realm = session::Column::Population.eq(realm.as_str());
    select.join(JoinType::LeftJoin, accounts, its.and(of_realm));
}

/// The user behind a session's columns.
fn whole_user(row: &QueryResult, asked_at: Instant) -> Result<Option<KnownUser>, StoreError> {
    let Some(user) = account_in(row)? else {
        return Ok(None);
    };
    let behind = session::Model::COUNT + user::Model::COUNT;
    let mut links = UserLinks {
        roles: list(row, behind, "roles")?,
        permissions: list(row, behind + 1, "permissions")?,
        role_permissions: list(row, behind + 2, "role_permissions")?,
    };
    links.role_permissions.sort_unstable();
    let roles = row.try_get_by_index(behind + 3)?;
    Ok(Some(KnownUser::new(user, links, roles, asked_at)?))
}

fn with_subscriber(row: &QueryResult) -> Result<(SessionId, WithAccount<Subscriber>), StoreError> {
    let session = session_in(row)?;
    let subscriber = account_in(row)?.map(subscriber_of).transpose()?;
    Ok((session.id, (session, subscriber.map(Arc::new))))
}

fn session_in(row: &QueryResult) -> Result<Arc<Session>, StoreError> {
    Ok(Arc::new(session_of(session::Model::at(row, 0)?)?))
}

/// The account behind a session's columns, which begins with its number.
fn account_in<M: TableRow>(row: &QueryResult) -> Result<Option<M>, StoreError> {
    let first = session::Model::COUNT;
    let number: Option<i64> = row.try_get_by_index(first)?;
    number.map(|_| M::at(row, first)).transpose()
}

fn list(row: &QueryResult, column: usize, what: &'static str) -> Result<Vec<String>, StoreError> {
    let json: String = row.try_get_by_index(column)?;
    serde_json::from_str(&json).map_err(|_| StoreError::Corrupt { column: what })
}
