//! Clears failures: after a successful login, or a new password.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryTrait, Value};

use super::counting::{by_key, refund};
use super::record::AttemptRecord;
use crate::model::{CounterKey, Target, Timestamp};
use crate::store::columns::set;
use crate::store::entity::attempt::{ActiveModel, Column, Entity};
use crate::store::error::StoreError;
use crate::store::template::{Template, values_of};
use crate::store::write::Write;

/// Updates the counters after a successful login, within its transaction and in the order in which they were counted.
pub(in crate::store) async fn settle(
    transaction: &Write,
    record: &AttemptRecord,
    known: &[(CounterKey, Timestamp)],
) -> Result<(), StoreError> {
    // Failures from elsewhere end with a login that was counted with them. A login from a known source was not held up by
    // them, and makes no room for more - but it is a success, so there are none in a row any more.
    let account = CounterKey::Account(record.target.clone());
    if record.counters.iter().any(|counter| counter.key == account) {
        let delete = Entity::delete_many().filter(by_key(&account));
        transaction.execute(&delete.into_query()).await?;
        none_in_a_row(transaction, &record.target, Which::Sources).await?;
    } else if transaction.is_alone() {
        none_in_a_row(transaction, &record.target, Which::All).await?;
    } else {
        // In this order, as another transaction may hold one of the rows.
        none_in_a_row(transaction, &record.target, Which::Account).await?;
        none_in_a_row(transaction, &record.target, Which::Sources).await?;
    }
    add_sources(transaction, record.at, known).await?;
    for counter in &record.counters {
        // An attacker with an account of their own could otherwise clear their network by logging in.
        if matches!(counter.key, CounterKey::Network(_)) {
            refund(transaction, &counter.key, &record.entry()).await?;
        }
    }
    Ok(())
}

/// Counters of an account.
#[derive(Clone, Copy)]
enum Which {
    /// Its own.
    Account,
    /// Those of its sources.
    Sources,
    /// Both.
    All,
}

/// Clears the failures in a row of these counters of an account.
async fn none_in_a_row(transaction: &Write, target: &Target, which: Which) -> Result<(), StoreError> {
    static OF_ACCOUNT: Template = Template::new();
    static OF_SOURCES: Template = Template::new();
    static OF_ALL: Template = Template::new();
    let target = target.to_string();
    let mut values: Vec<Value> = vec![0_i64.into(), target.as_str().into()];
    let (template, condition) = match which {
        Which::Account => (&OF_ACCOUNT, Some(Column::Source.eq(""))),
        Which::Sources => (&OF_SOURCES, Some(Column::Source.ne(""))),
        Which::All => (&OF_ALL, None),
    };
    values.extend(condition.is_some().then(|| "".into()));
    let update = template.with(values, || {
        let update = Entity::update_many()
            .col_expr(Column::Consecutive, Expr::value(0_i64))
            .filter(Column::Target.eq(target.as_str()))
            .filter(Condition::all().add_option(condition.clone()));
        update.into_query()
    });
    transaction.execute(&update).await?;
    Ok(())
}

/// Adds the sources of a successful login, and clears the failures there.
async fn add_sources(transaction: &Write, now: Timestamp, known: &[(CounterKey, Timestamp)]) -> Result<(), StoreError> {
    for (key, kept_until) in known {
        let (target, source) = key.parts();
        let row = ActiveModel {
            target: set(target),
            source: set(source),
            recent: set(String::new()),
            consecutive: set(0),
            succeeded_at: set(Some(now.millis())),
            kept_until: set(kept_until.millis()),
        };
        static INSERT: Template = Template::new();
        let insert = INSERT.with(values_of(&row), || {
            let mut again = OnConflict::columns([Column::Target, Column::Source]);
            again.update_columns([
                Column::Recent,
                Column::Consecutive,
                Column::SucceededAt,
                Column::KeptUntil,
            ]);
            Entity::insert(row.clone()).on_conflict(again).into_query()
        });
        transaction.execute(&insert).await?;
    }
    Ok(())
}

/// Clears the failures of an account, within another transaction.
pub(in crate::store) async fn forget_failures(transaction: &Write, target: &Target) -> Result<(), StoreError> {
    // First the account's own row, then those of its sources: in the order in which they are counted.
    for which in [Column::Source.eq(""), Column::Source.ne("")] {
        let forget = Entity::update_many()
            .col_expr(Column::Recent, Expr::value(""))
            .col_expr(Column::Consecutive, Expr::value(0_i64))
            .filter(Column::Target.eq(target.to_string()))
            .filter(which);
        transaction.execute(&forget.into_query()).await?;
    }
    Ok(())
}
