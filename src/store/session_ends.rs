//! Ends sessions. One conditional UPDATE decides which, and its transaction writes their audit events.

use sea_orm::sea_query::{Expr, Query, UpdateStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::account_rows::hold_account;
use super::all_sessions_ended::note_all_ended;
use super::audit::record_all;
use super::entity::session::{Column, Entity};
use super::error::StoreError;
use super::handle::Store;
use super::row::Row;
use super::sessions::{of_account, open_at};
use super::template::Template;
use super::write::Write;
use crate::model::{
    AccountRef, Action, Actor, Context, EndReason, NewAuditEvent, NewSession, SessionId, Subject, Timestamp, TokenId,
};

impl Store {
    /// Ends the session because `stale`, a token spent before, was presented for a refresh; not if `stale` is the
    /// current token after all. `late` is the detail of the event. Returns whether it was open.
    ///
    /// # Errors
    /// As every query.
    pub async fn end_for_reuse(
        &self,
        account: AccountRef,
        id: SessionId,
        stale: TokenId,
        (now, late): (Timestamp, Option<&str>),
        context: &Context,
    ) -> Result<bool, StoreError> {
        let which = of_account(account)
            .add(open_at(now))
            .add(Column::Id.eq(id.0))
            .add(Column::TokenId.ne(stale.0));
        // A client presented the token; ending the session for it is the server's decision.
        let server = Context {
            actor: Actor::System,
            ..context.clone()
        };
        let transaction = self.begin().await?;
        let ended = end(&transaction, which, EndReason::TokenReuse, now).await?;
        let reused = ended.iter().map(|id| {
            let event = context.event(Action::TokenReused, now).of(account);
            NewAuditEvent {
                detail: late.map(|late| late.to_owned().into()),
                ..event.about(Subject::Session(*id))
            }
        });
        let events: Vec<_> = reused
            .chain(ends(&server, account, &ended, EndReason::TokenReuse, now))
            .collect();
        record_all(&transaction, &events).await?;
        transaction.commit().await?;
        Ok(!ended.is_empty())
    }

    /// Ends one session of this account. Returns whether it was open.
    ///
    /// # Errors
    /// As every query.
    pub async fn end_session(
        &self,
        account: AccountRef,
        id: SessionId,
        why: EndReason,
        now: Timestamp,
        context: &Context,
    ) -> Result<bool, StoreError> {
        let which = of_account(account).add(open_at(now)).add(Column::Id.eq(id.0));
        let transaction = self.begin().await?;
        let ended = end_recorded(&transaction, which, account, why, now, context).await?;
        transaction.commit().await?;
        Ok(!ended.is_empty())
    }

    /// Ends all open sessions of this account but one.
    ///
    /// # Errors
    /// As every query.
    pub async fn end_other_sessions(
        &self,
        account: AccountRef,
        kept: SessionId,
        why: EndReason,
        now: Timestamp,
        context: &Context,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        hold_account(&transaction, account).await?;
        end_other_sessions_of(&transaction, account, kept, why, now, context).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Ends all open sessions of this account. Returns how many there were.
    ///
    /// # Errors
    /// As every query.
    pub async fn end_sessions(
        &self,
        account: AccountRef,
        why: EndReason,
        now: Timestamp,
        context: &Context,
    ) -> Result<usize, StoreError> {
        let which = of_account(account).add(open_at(now));
        let transaction = self.begin().await?;
        hold_account(&transaction, account).await?;
        note_all_ended(&transaction, account, now).await?;
        let ended = end_recorded(&transaction, which, account, why, now, context).await?;
        transaction.commit().await?;
        Ok(ended.len())
    }

    /// Ends all open sessions of this account, at the request of one of them, `asking`. Returns how many there
    /// were.
    ///
    /// # Errors
    /// As every query.
    pub async fn end_all_sessions(
        &self,
        account: AccountRef,
        asking: SessionId,
        now: Timestamp,
        context: &Context,
    ) -> Result<usize, StoreError> {
        let why = EndReason::LogoutAll;
        let transaction = self.begin().await?;
        hold_account(&transaction, account).await?;
        note_all_ended(&transaction, account, now).await?;
        let ended = end(&transaction, of_account(account).add(open_at(now)), why, now).await?;
        if !ended.is_empty() {
            let others: Vec<_> = ended.iter().copied().filter(|id| *id != asking).collect();
            let everywhere = context.event(Action::LoggedOutEverywhere, now).of(account);
            let events: Vec<_> = std::iter::once(everywhere.about(Subject::Session(asking)))
                .chain(ends(context, account, &others, why, now))
                .collect();
            record_all(&transaction, &events).await?;
        }
        transaction.commit().await?;
        Ok(ended.len())
    }
}

/// Ends, within a login's transaction, the sessions that this device had open under the same contract.
pub(super) async fn end_device_sessions(
    transaction: &Write,
    new: &NewSession,
    device: &str,
    context: &Context,
) -> Result<(), StoreError> {
    let which = of_account(new.account)
        .add(open_at(new.created_at))
        .add(Column::Contract.eq(new.contract))
        .add(Column::Device.eq(device))
        .add(Column::Id.ne(new.id.0));
    let why = EndReason::Replaced;
    end_recorded(transaction, which, new.account, why, new.created_at, context).await?;
    Ok(())
}

/// Ends, within a login's transaction, the oldest sessions of the account, so that at most `most` are open.
pub(super) async fn end_oldest_sessions(
    transaction: &Write,
    new: &NewSession,
    most: u64,
    context: &Context,
) -> Result<(), StoreError> {
    static END: Template = Template::new();
    if transaction.is_alone() && !has_more_sessions(transaction, new.account, most).await? {
        return Ok(());
    }
    // SQLite takes no offset without a limit.
    let (now, why, kept, all) = (
        new.created_at,
        EndReason::TooMany,
        most.saturating_sub(1),
        i64::MAX as u64,
    );
    let values = vec![
        now.millis().into(),
        why.as_str().into(),
        new.account.realm.as_str().into(),
        new.account.id.into(),
        now.millis().into(),
        now.millis().into(),
        new.id.0.into(),
        all.into(),
        kept.into(),
    ];
    let end = END.with(values, || {
        let too_old = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(of_account(new.account))
            .filter(open_at(now))
            .filter(Column::Id.ne(new.id.0))
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id)
            .offset(kept)
            .limit(all)
            .into_query();
        end_of(Condition::all().add(Column::Id.in_subquery(too_old)), why, now)
    });
    let ended = ids(transaction.query(&end).await?)?;
    let events: Vec<_> = ends(context, new.account, &ended, why, now).collect();
    record_all(transaction, &events).await
}

/// Whether an account has more sessions than that which were not ended, expired ones included. An index alone tells; to
/// find out which of them are open, each has to be read.
async fn has_more_sessions(transaction: &Write, account: AccountRef, most: u64) -> Result<bool, StoreError> {
    static MORE: Template = Template::new();
    let values = vec![
        account.realm.as_str().into(),
        account.id.into(),
        1_u64.into(),
        most.into(),
    ];
    let more = MORE.with(values, || {
        let sessions = Entity::find()
            .select_only()
            .column(Column::CreatedAt)
            .filter(of_account(account))
            .filter(Column::EndedAt.is_null())
            .order_by_desc(Column::CreatedAt)
            .offset(most)
            .limit(1);
        sessions.into_query()
    });
    Ok(transaction.query_one(&more).await?.is_some())
}

/// Ends all open sessions of an account, within another transaction.
pub(super) async fn end_sessions_of(
    transaction: &Write,
    account: AccountRef,
    why: EndReason,
    now: Timestamp,
    context: &Context,
) -> Result<(), StoreError> {
    let which = of_account(account).add(open_at(now));
    note_all_ended(transaction, account, now).await?;
    end_recorded(transaction, which, account, why, now, context).await?;
    Ok(())
}

/// Ends these sessions of an account within a transaction, and records each end. Returns those that were open.
pub(super) async fn end_recorded(
    transaction: &Write,
    which: Condition,
    account: AccountRef,
    why: EndReason,
    now: Timestamp,
    context: &Context,
) -> Result<Vec<SessionId>, StoreError> {
    let ended = end(transaction, which, why, now).await?;
    let events: Vec<_> = ends(context, account, &ended, why, now).collect();
    record_all(transaction, &events).await?;
    Ok(ended)
}

/// Ends all open sessions of an account but one, within another transaction.
pub(super) async fn end_other_sessions_of(
    transaction: &Write,
    account: AccountRef,
    kept: SessionId,
    why: EndReason,
    now: Timestamp,
    context: &Context,
) -> Result<(), StoreError> {
    let which = of_account(account).add(open_at(now)).add(Column::Id.ne(kept.0));
    note_all_ended(transaction, account, now).await?;
    end_recorded(transaction, which, account, why, now, context).await?;
    Ok(())
}

/// Locks a session within another transaction, so that it cannot end before that commits. Returns whether it is open.
pub(super) async fn hold_open(
    transaction: &Write,
    account: AccountRef,
    id: SessionId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let hold = Entity::update_many()
        .col_expr(Column::SeenAt, Expr::value(now.millis()))
        .filter(of_account(account).add(open_at(now)).add(Column::Id.eq(id.0)));
    Ok(transaction.execute(&hold.into_query()).await? == 1)
}

async fn end(
    transaction: &Write,
    which: Condition,
    why: EndReason,
    now: Timestamp,
) -> Result<Vec<SessionId>, StoreError> {
    ids(transaction.query(&end_of(which, why, now)).await?)
}

fn end_of(which: Condition, why: EndReason, now: Timestamp) -> UpdateStatement {
    Query::update()
        .table("sessions")
        .value("ended_at", now.millis())
        .value("ended_reason", why.as_str())
        .cond_where(which)
        .returning_col("id")
        .to_owned()
}

fn ids(rows: Vec<Row>) -> Result<Vec<SessionId>, StoreError> {
    rows.iter().map(|row| Ok(SessionId(row.get("id")?))).collect()
}

/// The audit events of these ends.
fn ends<'a>(
    context: &'a Context,
    account: AccountRef,
    ended: &'a [SessionId],
    why: EndReason,
    now: Timestamp,
) -> impl Iterator<Item = NewAuditEvent<'a>> {
    ended.iter().map(move |id| {
        let event = match why {
            EndReason::Logout => context.event(Action::LoggedOut, now),
            EndReason::LogoutAll
            | EndReason::EndedByOwner
            | EndReason::Replaced
            | EndReason::TooMany
            | EndReason::TokenReuse
            | EndReason::AccountDisabled
            | EndReason::AccountDeleted
            | EndReason::EndedByOperator
            | EndReason::PasswordChanged => context.event(Action::SessionEnded, now).with_detail(why.as_str()),
        };
        event.of(account).about(Subject::Session(*id))
    })
}
