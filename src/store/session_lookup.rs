//! Looks up a session together with its account. On PostgreSQL one statement reads both.

use std::sync::Arc;

use sea_orm::sea_query::{Expr, ExprTrait, IntoCondition, JoinType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, IdenStatic, QueryResult, QuerySelect,
    QueryTrait, SelectA, SelectB, SelectTwo,
};

use super::cache::Findable;
use super::entity::{session, subscriber, user};
use super::error::StoreError;
use super::handle::Store;
use super::lookup::Lookup;
use super::rows::session::session as session_of;
use super::rows::subscriber::subscriber as subscriber_of;
use super::rows::user::user as user_of;
use super::rows::user_links::{UserLinks, permissions_as_json, role_permissions_as_json, roles_as_json};
use crate::model::{Realm, Session, SessionId, Subscriber, User};

/// A session, and its account where that came along.
type WithAccount<A> = (Arc<Session>, Option<Arc<A>>);

impl Store {
    /// Finds a session, open or ended, with the user it belongs to. It may come alone where a second lookup costs little,
    /// or the session is a subscriber's.
    ///
    /// # Errors
    /// As every query.
    pub async fn session_of_user(&self, id: SessionId) -> Result<Option<WithAccount<User>>, StoreError> {
        if self.is_remote() {
            return Box::pin(self.with_user(id)).await;
        }
        self.inline_session(id).await
    }

    /// Finds a session, open or ended, with the subscriber it belongs to, as [`Store::session_of_user`] does.
    ///
    /// # Errors
    /// As every query.
    pub async fn session_of_subscriber(&self, id: SessionId) -> Result<Option<WithAccount<Subscriber>>, StoreError> {
        if self.is_remote() {
            return Box::pin(self.with_subscriber(id)).await;
        }
        self.inline_session(id).await
    }

    /// Whether each statement is a round trip over the network.
    fn is_remote(&self) -> bool {
        self.reader.get_database_backend() == DbBackend::Postgres
    }

    async fn inline_session<A>(&self, id: SessionId) -> Result<Option<WithAccount<A>>, StoreError>
    where
        Arc<A>: Findable,
    {
        match self.find_session(id) {
            Lookup::Hit(found) => Ok(Some(found)),
            Lookup::Missing => Ok(None),
            Lookup::AskPool => Ok(self.session(id).await?.map(|session| (session, None))),
        }
    }

    async fn with_user(&self, id: SessionId) -> Result<Option<WithAccount<User>>, StoreError> {
        let mut select = session::Entity::find_by_id(id.0).select_also(user::Entity);
        join(&mut select, Realm::Users, user::Entity, user::Column::Id);
        QuerySelect::query(&mut select)
            .expr_as(roles_as_json(), "roles")
            .expr_as(permissions_as_json(), "permissions")
            .expr_as(role_permissions_as_json(), "role_permissions");
        let Some(row) = self.reader.query_one(&select.into_query()).await? else {
            return Ok(None);
        };
        let user = match user::Model::from_query_result_optional(&row, SelectB.as_str())? {
            Some(found) => {
                let mut links = UserLinks {
                    roles: list(&row, "roles")?,
                    permissions: list(&row, "permissions")?,
                    role_permissions: list(&row, "role_permissions")?,
                };
                links.role_permissions.sort_unstable();
                Some(Arc::new(user_of(found, links)?))
            }
            None => None,
        };
        Ok(Some((session_in(&row)?, user)))
    }

    async fn with_subscriber(&self, id: SessionId) -> Result<Option<WithAccount<Subscriber>>, StoreError> {
        let mut select = session::Entity::find_by_id(id.0).select_also(subscriber::Entity);
        join(
            &mut select,
            Realm::Subscribers,
            subscriber::Entity,
            subscriber::Column::Id,
        );
        let Some(row) = self.reader.query_one(&select.into_query()).await? else {
            return Ok(None);
        };
        let found = subscriber::Model::from_query_result_optional(&row, SelectB.as_str())?;
        let subscriber = found.map(subscriber_of).transpose()?;
        Ok(Some((session_in(&row)?, subscriber.map(Arc::new))))
    }
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
