//! Users that were read with their sessions, on PostgreSQL.
//!
//! Most of the work of reading a session and its user is the user: forty columns, its roles and permissions. So it is
//! kept with its [`UserVersion`], the few columns of which one changes with whatever another node writes. Every request
//! still reads its session and the version, in one statement, and a user of another version is read anew.
//!
//! What changes a user has to change its version. A new column or table that a [`User`] is made of is written by
//! [`change`](super::account_rows::change), which counts the revision, or is part of the version.

use std::collections::HashMap;
use std::fmt;
use std::mem::size_of;
use std::sync::Arc;
use std::time::Duration;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sea_orm::QueryResult;
use sea_orm::sea_query::{Expr, SelectStatement};
use sqlite_inline::OVERHEAD;
use tokio::time::Instant;

use super::entity::table_row::TableRow;
use super::entity::user::Model;
use super::error::StoreError;
use super::rows::user::user;
use super::rows::user_links::UserLinks;
use crate::model::{SessionId, User};

/// How long a user is kept at most. What somebody changes with SQL, past the columns of the version, is seen after it.
const KEPT: Duration = Duration::from_secs(10);
/// About the size of an entry, in bytes: how many of them to make room for.
const USUAL_SIZE: u64 = 2048;

/// The version of all roles: their number, the sum of their numbers, and that of their revisions. A role's number is
/// never given again, so where as many roles have the same sum, they are the same, and each change adds to the last.
const VERSION_OF_ROLES: &str = "(SELECT concat_ws('.', COUNT(*), SUM(id), SUM(revision)) FROM roles)";

/// What tells a user, its roles and permissions from what they were before.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct UserVersion {
    id: i64,
    /// Counts every change but logins, that of roles and permissions included.
    revision: i64,
    updated_at: i64,
    last_login_at: Option<i64>,
    last_login_address: Option<String>,
    status: String,
    roles: String,
}

impl UserVersion {
    /// Selects the version behind the other columns. The user may be missing.
    pub(super) fn select(query: &mut SelectStatement) {
        for column in [
            "id",
            "revision",
            "updated_at",
            "last_login_at",
            "last_login_address",
            "status",
        ] {
            query.column(("users", column));
        }
        Self::select_of_roles(query);
    }

    /// Selects what [`KnownUser::new`] needs besides the user.
    pub(super) fn select_of_roles(query: &mut SelectStatement) {
        query.expr(Expr::cust(VERSION_OF_ROLES));
    }

    /// Reads what [`UserVersion::select`] has selected as the columns from this one on.
    pub(super) fn at(row: &QueryResult, first: usize) -> Result<Option<Self>, StoreError> {
        let Some(id) = row.try_get_by_index(first)? else {
            return Ok(None);
        };
        Ok(Some(Self {
            id,
            revision: row.try_get_by_index(first + 1)?,
            updated_at: row.try_get_by_index(first + 2)?,
            last_login_at: row.try_get_by_index(first + 3)?,
            last_login_address: row.try_get_by_index(first + 4)?,
            status: row.try_get_by_index(first + 5)?,
            roles: row.try_get_by_index(first + 6)?,
        }))
    }
}

/// A user as it was read.
pub(super) struct KnownUser {
    pub(super) version: UserVersion,
    pub(super) user: Arc<User>,
    asked_at: Instant,
    size: u64,
}

impl KnownUser {
    /// The user of a row, of these roles and permissions, where the roles have this version.
    pub(super) fn new(row: Model, links: UserLinks, roles: String, asked_at: Instant) -> Result<Self, StoreError> {
        let names = [&links.roles, &links.permissions, &links.role_permissions];
        let names = names.into_iter().flatten().map(|name| size_of::<String>() + name.len());
        let mut texts = Vec::new();
        row.encode(&mut texts);
        let size = 2 * OVERHEAD + size_of::<Self>() + size_of::<User>() + texts.len() + names.sum::<usize>();
        let version = UserVersion {
            id: row.id,
            revision: row.revision,
            updated_at: row.updated_at,
            last_login_at: row.last_login_at,
            last_login_address: row.last_login_address.clone(),
            status: row.status.clone(),
            roles,
        };
        Ok(Self {
            version,
            user: Arc::new(user(row, links)?),
            asked_at,
            size: size as u64,
        })
    }
}

/// The users that were read lately, by their sessions. Cheap to clone.
#[derive(Clone)]
pub(super) struct KnownUsers(Option<Arc<Cache<SessionId, Arc<KnownUser>, Size>>>);

impl KnownUsers {
    /// Keeps at most about so many bytes; 0 for nothing.
    pub(super) fn new(bytes: u64) -> Self {
        let entries = usize::try_from(bytes / USUAL_SIZE).unwrap_or(usize::MAX);
        Self((bytes > 0).then(|| Arc::new(Cache::with_weighter(entries, bytes, Size))))
    }

    /// Those of these sessions that are known and not too old.
    pub(super) fn of(&self, sessions: &[SessionId], now: Instant) -> HashMap<SessionId, Arc<KnownUser>> {
        let Some(users) = &self.0 else {
            return HashMap::new();
        };
        let known = sessions
            .iter()
            .filter_map(|session| Some((*session, users.get(session)?)));
        known.filter(|(_, known)| now - known.asked_at < KEPT).collect()
    }

    /// Keeps the user of a session.
    pub(super) fn keep(&self, session: SessionId, known: KnownUser) -> Arc<User> {
        let user = known.user.clone();
        if let Some(users) = &self.0 {
            users.insert(session, Arc::new(known));
        }
        user
    }
}

impl fmt::Debug for KnownUsers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KnownUsers")
    }
}

/// How much memory an entry takes.
#[derive(Clone)]
struct Size;

impl Weighter<SessionId, Arc<KnownUser>> for Size {
    fn weight(&self, _: &SessionId, known: &Arc<KnownUser>) -> u64 {
        known.size
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn session(number: u128) -> SessionId {
        SessionId(Uuid::from_u128(number))
    }

    fn known(asked_at: Instant) -> KnownUser {
        let row = Model {
            status: "active".to_owned(),
            ..Model::blank()
        };
        KnownUser::new(row, UserLinks::default(), "1.1.1".to_owned(), asked_at).unwrap()
    }

    #[test]
    fn a_user_is_known_for_ten_seconds() {
        let users = KnownUsers::new(1 << 20);
        let now = Instant::now();
        users.keep(session(1), known(now));
        let known_after = |age| {
            users
                .of(&[session(1), session(2)], now + age)
                .into_keys()
                .collect::<Vec<_>>()
        };
        assert_eq!(known_after(KEPT - Duration::from_millis(1)), [session(1)]);
        assert_eq!(known_after(KEPT), []);
    }

    #[test]
    fn users_take_no_more_memory_than_they_may() {
        let bytes = 1 << 20;
        let users = KnownUsers::new(bytes);
        let now = Instant::now();
        let size = known(now).size;
        let sessions: Vec<_> = (0..10_000).map(session).collect();
        for session in &sessions {
            users.keep(*session, known(now));
        }
        let taken = users.of(&sessions, now).len() as u64 * size;
        assert!((bytes / 2..=bytes).contains(&taken), "{taken}");
    }

    /// As the configuration says.
    #[test]
    fn the_default_memory_holds_about_30_000_users() {
        let name = || "somebody@example.com".to_owned();
        let row = Model {
            status: "active".to_owned(),
            username: name(),
            username_folded: name(),
            email: name(),
            email_folded: name(),
            name: name(),
            name_folded: name(),
            ..Model::blank()
        };
        let links = UserLinks {
            roles: vec!["staff".to_owned()],
            permissions: vec!["subscribers.view".to_owned(); 3],
            role_permissions: vec!["packages.view".to_owned(); 2],
        };
        let known = KnownUser::new(row, links, "1.1.1".to_owned(), Instant::now()).unwrap();
        let users = (48 << 20) / known.size;
        assert!((25_000..35_000).contains(&users), "{users}");
    }

    #[test]
    fn without_memory_nobody_is_known() {
        let users = KnownUsers::new(0);
        let now = Instant::now();
        users.keep(session(1), known(now));
        assert!(users.of(&[session(1)], now).is_empty());
    }
}
