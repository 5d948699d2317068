//! Statements on one account of either realm, within another transaction. The two tables name their login columns alike.

use sea_orm::sea_query::{Expr, ExprTrait, LockType, Query, UpdateStatement};

use super::error::{Conflict, StoreError};
use super::template::Template;
use super::write::Write;
use crate::model::{AccountRef, EmailAddress, FoldedName, PasswordHash, Realm, Terms, Timestamp};

/// Locks an account's row within a transaction. A transaction that changes several rows of an account takes this lock
/// first, or two of them could wait for each other. SQLite has one writer anyway.
pub(super) async fn hold_account(transaction: &Write, account: AccountRef) -> Result<(), StoreError> {
    let mut select = Query::select();
    select
        .column("id")
        .from(table(account.realm))
        .and_where(Expr::col("id").eq(account.id))
        .lock(LockType::Update);
    transaction.query_one(&select).await?;
    Ok(())
}

/// Stamps a login, if the account is still what was verified. Returns whether it is.
pub(super) async fn stamp_login(
    transaction: &Write,
    account: AccountRef,
    verified: &PasswordHash,
    address: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    static USERS: Template = Template::new();
    static SUBSCRIBERS: Template = Template::new();
    let template = match account.realm {
        Realm::Users => &USERS,
        Realm::Subscribers => &SUBSCRIBERS,
    };
    let values = vec![
        now.millis().into(),
        address.into(),
        account.id.into(),
        verified.expose().into(),
        DISABLED.into(),
    ];
    let update = template.with(values, || {
        update(account.realm)
            .value("last_login_at", now.millis())
            .value("last_login_address", address)
            .and_where(Expr::col("id").eq(account.id))
            .and_where(Expr::col("password_hash").eq(verified.expose()))
            .and_where(is_enabled())
            .to_owned()
    });
    Ok(transaction.execute(&update).await? == 1)
}

/// The status that refuses logins, in either realm.
const DISABLED: &str = "disabled";

/// Whether a row's account may log in.
pub(super) fn is_enabled() -> Expr {
    Expr::col("status").ne(DISABLED)
}

/// Forgets what a table has of an account, in its column `account`, within the transaction that removes or restores it.
pub(super) async fn forget_account(
    transaction: &Write,
    table: &'static str,
    account: AccountRef,
) -> Result<(), StoreError> {
    let mut forget = Query::delete();
    forget
        .from_table(table)
        .and_where(Expr::col("account").eq(account.to_string()));
    transaction.execute(&forget).await?;
    Ok(())
}

/// Refuses an e-mail address that an account other than `own` has in an older form, which the unique column cannot tell. No such account is
/// added any more, so nobody can be adding one at the same time.
pub(super) async fn refuse_older_form(
    transaction: &Write,
    realm: Realm,
    email: &EmailAddress,
    own: Option<i64>,
) -> Result<(), StoreError> {
    if email.older_forms().is_empty() {
        return Ok(());
    }
    let forms = email.older_forms().iter().map(FoldedName::as_str);
    let mut select = Query::select();
    select
        .column("id")
        .from(table(realm))
        .and_where(Expr::col("email_folded").is_in(forms))
        .and_where_option(own.map(|own| Expr::col("id").ne(own)));
    match transaction.query_one(&select).await? {
        Some(_) => Err(StoreError::Conflict(Conflict::Email)),
        None => Ok(()),
    }
}

/// A change of accounts of a realm that counts as one: all but logins.
pub(super) fn change(realm: Realm, now: Timestamp) -> UpdateStatement {
    let mut change = update(realm);
    change
        .value("updated_at", now.millis())
        .value("revision", Expr::col("revision").add(1));
    change
}

/// Begins the change of an account that is not deleted, on these terms: takes the lock of its row, and gives it its next
/// revision. Returns whether there is such an account of that revision.
pub(super) async fn begin_change(
    transaction: &Write,
    account: AccountRef,
    terms: &Terms<'_>,
) -> Result<bool, StoreError> {
    let mut begin = change(account.realm, terms.now);
    begin
        .and_where(Expr::col("id").eq(account.id))
        .and_where(Expr::col("deleted_at").is_null())
        .and_where_option(terms.revision.map(|revision| Expr::col("revision").eq(revision.0)));
    Ok(transaction.execute(&begin).await? == 1)
}

/// An update of the accounts of a realm.
pub(super) fn update(realm: Realm) -> UpdateStatement {
    Query::update().table(table(realm)).to_owned()
}

/// The table of a realm's accounts.
pub(super) const fn table(realm: Realm) -> &'static str {
    match realm {
        Realm::Users => "users",
        Realm::Subscribers => "subscribers",
    }
}
