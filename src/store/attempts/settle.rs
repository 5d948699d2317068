//! Clears failures: after a successful login, or a new password.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait, Value};

use super::counting::{by_key, refund};
use super::record::{AttemptRecord, KnownSource};
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
    known: &[KnownSource],
) -> Result<(), StoreError> {
    // Failures from elsewhere end with a login that was counted with them. A login from a known source was not held up by
    // them, and makes no room for more - but it is a success, so there are none in a row any more.
    let account = CounterKey::Account(record.target.clone());
    if record.counters.iter().any(|counter| counter.key == account) {
        let delete = Entity::delete_many().filter(by_key(&account));
        transaction.execute(&delete.into_query()).await?;
        none_in_a_row(transaction, &record.target, Which::Sources).await?;
        add_sources(transaction, record.at, known).await?;
    } else if transaction.is_alone() {
        add_sources(transaction, record.at, known).await?;
        none_in_a_row(transaction, &record.target, Which::Others).await?;
    } else {
        // In this order, as another transaction may hold one of the rows.
        none_in_a_row(transaction, &record.target, Which::Account).await?;
        none_in_a_row(transaction, &record.target, Which::Sources).await?;
        add_sources(transaction, record.at, known).await?;
    }
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
    /// All that still have some.
    Others,
}

/// Clears the failures in a row of these counters of an account.
async fn none_in_a_row(transaction: &Write, target: &Target, which: Which) -> Result<(), StoreError> {
    static OF_ACCOUNT: Template = Template::new();
    static OF_SOURCES: Template = Template::new();
    static OF_OTHERS: Template = Template::new();
    let target = target.to_string();
    let mut values: Vec<Value> = vec![0_i64.into(), target.as_str().into()];
    let (template, condition, value) = match which {
        Which::Account => (&OF_ACCOUNT, Column::Source.eq(""), "".into()),
        Which::Sources => (&OF_SOURCES, Column::Source.ne(""), "".into()),
        Which::Others => (&OF_OTHERS, Column::Consecutive.ne(0_i64), 0_i64.into()),
    };
    values.push(value);
    let update = template.with(values, || {
        let update = Entity::update_many()
            .col_expr(Column::Consecutive, Expr::value(0_i64))
            .filter(Column::Target.eq(target.as_str()))
            .filter(condition.clone());
        update.into_query()
    });
    transaction.execute(&update).await?;
    Ok(())
}

/// Adds the sources of a successful login, and clears the failures there.
async fn add_sources(transaction: &Write, now: Timestamp, known: &[KnownSource]) -> Result<(), StoreError> {
    for known in known {
        let (target, source) = known.key.parts();
        let row = ActiveModel {
            target: set(target),
            source: set(source),
            recent: set(String::new()),
            consecutive: set(0),
            succeeded_at: set(Some(now.millis())),
            kept_until: set(known.kept_until.millis()),
        };
        static KEEP: Template = Template::new();
        static KEEP_LONGER: Template = Template::new();
        let template = if known.is_kept { &KEEP } else { &KEEP_LONGER };
        let insert = template.with(values_of(&row), || {
            let mut again = OnConflict::columns([Column::Target, Column::Source]);
            again.update_columns([Column::Recent, Column::Consecutive, Column::SucceededAt]);
            if !known.is_kept {
                again.update_column(Column::KeptUntil);
            }
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
