//! Users read with their sessions, by one of two nodes while the other changes them.

use std::sync::Arc;

use latchkey::model::{
    AccountRef, Changed, Context, NewRole, Patch, ProfileChange, Realm, RoleId, RoleUpdate, SessionId, Terms, User,
    UserId, UserStatus, UserUpdate,
};
use latchkey::store::Store;

use crate::support::admin::folded;
use crate::support::database::TestDatabase;
use crate::support::rows::{at, empty_store, hash, opening, session, start, uid, user};
use crate::support::store::Put;

const ANNA: AccountRef = AccountRef {
    realm: Realm::Users,
    id: 1,
};

/// Two nodes over one database, and the open session of a user that the first has read.
struct Nodes {
    database: TestDatabase,
    reads: Store,
    writes: Store,
    session: SessionId,
    seen: Arc<User>,
}

impl Nodes {
    async fn start() -> Self {
        let (database, writes) = empty_store().await;
        let mut new = user("anna");
        new.permissions = vec!["bills.view".to_owned()];
        let added = writes.put_user(&new, uid(1), start(), &Context::operator()).await;
        assert_eq!(added.expect("a user"), UserId(ANNA.id));
        let new = session(1, ANNA);
        assert!(
            writes
                .open_session(&opening(&new, &hash(), false))
                .await
                .expect("a query")
        );
        let reads = Store::connect(&database.options()).await.expect("the database answers");
        let seen = read(&reads, new.id).await;
        Self {
            database,
            reads,
            writes,
            session: new.id,
            seen,
        }
    }

    /// Sees that the node that reads sees what the database has by now, and that it has changed.
    async fn assert_seen(&mut self, change: &str) {
        let whole = self
            .writes
            .user(UserId(ANNA.id))
            .await
            .expect("a query")
            .expect("a user");
        let seen = read(&self.reads, self.session).await;
        assert_eq!(text(&seen), text(&whole), "after {change}");
        assert_ne!(text(&seen), text(&self.seen), "{change} changes something");
        let again = read(&self.reads, self.session).await;
        assert_eq!(text(&again), text(&whole), "again after {change}");
        self.seen = seen;
    }

    async fn update_user(&self, seconds: u64, change: impl FnOnce(&mut UserUpdate)) {
        let mut update = UserUpdate::default();
        change(&mut update);
        let context = Context::operator();
        let changed = self
            .writes
            .update_user(UserId(ANNA.id), &update, &terms(seconds, &context))
            .await;
        assert_eq!(changed.expect("a query"), Changed::Done);
    }

    async fn role(&self) -> RoleId {
        let roles = self.writes.roles_named(&["auditor".to_owned()]).await.expect("a query");
        roles.first().expect("a role").id
    }

    async fn permit(&self, seconds: u64, permissions: &[&str]) {
        let update = RoleUpdate {
            permissions: Some(permissions.iter().map(ToString::to_string).collect()),
            ..RoleUpdate::default()
        };
        let context = Context::operator();
        let role = self.role().await;
        let changed = self.writes.update_role(role, &update, &terms(seconds, &context)).await;
        assert_eq!(changed.expect("a query"), Changed::Done);
    }
}

/// The user of a session as a request reads it.
async fn read(store: &Store, session: SessionId) -> Arc<User> {
    match store
        .session_of_user(session)
        .await
        .expect("a query")
        .expect("a session")
    {
        (_, Some(user)) => user,
        (session, None) => store
            .user(UserId(session.account.id))
            .await
            .expect("a query")
            .expect("a user"),
    }
}

/// All that a user is.
fn text(user: &User) -> String {
    format!("{user:?}")
}

fn terms(seconds: u64, context: &Context) -> Terms<'_> {
    Terms {
        revision: None,
        keeps_administrator: false,
        detail: None,
        now: at(seconds),
        context,
    }
}

fn names(names: &[&str]) -> Option<Vec<String>> {
    Some(names.iter().map(ToString::to_string).collect())
}

#[tokio::test]
async fn whatever_changes_a_user_is_seen_by_the_next_request_on_another_node() {
    let mut nodes = Nodes::start().await;
    let context = Context::operator();

    nodes
        .update_user(1, |update| update.name = Some("Anna Example".to_owned()))
        .await;
    nodes.assert_seen("a new name").await;

    nodes
        .update_user(1, |update| update.permissions = names(&["bills.view", "bills.pay"]))
        .await;
    nodes.assert_seen("a permission, in the same millisecond").await;

    let auditor = NewRole {
        name: "auditor".to_owned(),
        description: None,
        permissions: vec!["audit.view".to_owned()],
    };
    nodes
        .writes
        .add_role(&auditor, None, at(2), &context)
        .await
        .expect("a query");
    nodes
        .update_user(3, |update| update.roles = names(&["staff", "auditor"]))
        .await;
    nodes.assert_seen("a role").await;

    nodes.permit(4, &["audit.view", "audit.export"]).await;
    nodes.assert_seen("a permission of the role").await;
    nodes.permit(5, &["audit.export"]).await;
    nodes.assert_seen("a permission of the role that is taken away").await;

    let change = ProfileChange {
        title: Patch::Set("Dr.".to_owned()),
        ..ProfileChange::default()
    };
    let changed = nodes
        .writes
        .change_profile(UserId(ANNA.id), &change, at(5), |_| true)
        .await;
    assert!(changed.expect("a query"));
    nodes.assert_seen("a title").await;

    let mut next = session(2, ANNA);
    next.created_at = at(5);
    assert!(
        nodes
            .writes
            .open_session(&opening(&next, &hash(), false))
            .await
            .expect("a query")
    );
    nodes.assert_seen("a login").await;

    let changed = nodes
        .writes
        .set_user_status(&folded("anna"), UserStatus::Disabled, at(6), &context)
        .await;
    assert_eq!(changed.expect("a query"), Some(UserId(ANNA.id)));
    nodes.assert_seen("the end of an account").await;
}

/// The role that follows has as many revisions as the one that is gone.
#[tokio::test]
async fn a_role_that_is_deleted_while_another_is_added_is_gone_for_those_who_had_it() {
    let mut nodes = Nodes::start().await;
    let context = Context::operator();
    let staff = nodes.writes.roles_named(&["staff".to_owned()]).await.expect("a query");
    let staff = staff.first().expect("a role").id;
    let deleted = nodes.writes.delete_role(staff, &terms(1, &context)).await;
    assert_eq!(deleted.expect("a query"), Changed::Done);
    let next = NewRole {
        name: "clerk".to_owned(),
        description: None,
        permissions: Vec::new(),
    };
    nodes
        .writes
        .add_role(&next, None, at(2), &context)
        .await
        .expect("a query");
    nodes.assert_seen("a deleted role").await;
    assert_eq!(nodes.seen.roles, Vec::<String>::new());
}

#[tokio::test]
async fn a_status_that_is_set_by_hand_is_seen_at_once() {
    let mut nodes = Nodes::start().await;
    nodes.database.execute("UPDATE users SET status = 'disabled'").await;
    nodes.assert_seen("a statement").await;
    assert_eq!(nodes.seen.status, UserStatus::Disabled);
}

#[tokio::test]
async fn a_session_that_ends_on_another_node_has_ended_with_its_next_request() {
    let nodes = Nodes::start().await;
    let (open, _) = nodes
        .reads
        .session_of_user(nodes.session)
        .await
        .expect("a query")
        .expect("a session");
    assert_eq!(open.ended_at, None);
    let sql = format!(
        "UPDATE sessions SET ended_at = {}, ended_reason = 'logout'",
        at(1).millis()
    );
    nodes.database.execute(&sql).await;
    let (ended, _) = nodes
        .reads
        .session_of_user(nodes.session)
        .await
        .expect("a query")
        .expect("a session");
    assert_eq!(ended.ended_at, Some(at(1)));
    nodes.database.execute("DELETE FROM sessions").await;
    let gone = nodes.reads.session_of_user(nodes.session).await.expect("a query");
    assert!(gone.is_none());
}
