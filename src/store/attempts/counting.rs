//! The statements that count attempts.

use sea_orm::sea_query::{BinOper, CaseStatement, Expr, ExprTrait, Func, OnConflict, Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryTrait, Value};

use super::record::{AttemptRecord, Counter};
use crate::model::{CounterKey, Timestamp};
use crate::store::columns::set;
use crate::store::entity::attempt::{ActiveModel, Column, Entity};
use crate::store::error::StoreError;
use crate::store::template::{Template, values_of};
use crate::store::write::Write;

/// Digits of a failure's time.
pub(super) const TIME: usize = 13;
/// Characters of a failure: its time, and the attempt's own digits.
const FAILURE: usize = TIME + 8;
/// How many more failures are kept than decide. A pending attempt, which is refunded if its password is
/// right, must neither be pushed out nor push out a failure that still counts when others are counted meanwhile.
const SPARE: usize = 16;
/// The number of the first character of a text.
const FIRST: i32 = 1;

impl AttemptRecord {
    /// The entry of this attempt among the failures, until it is refunded.
    pub(super) fn entry(&self) -> String {
        format!("{}{:08x}", digits(self.at), self.number)
    }
}

/// A counter, this attempt included.
pub(super) struct Count {
    recent: u32,
    consecutive: u32,
}

impl Count {
    /// Whether it was this attempt that filled the counter.
    pub(super) fn fills(&self, counter: &Counter) -> bool {
        self.recent == counter.recent || counter.consecutive == Some(self.consecutive)
    }
}

/// Counts an attempt; where that is `enforced`, only if it is not one too many: check and count are this one statement.
/// `None` when the attempt was not counted.
pub(super) async fn count(
    transaction: &Write,
    counter: &Counter,
    record: &AttemptRecord,
    enforced: bool,
) -> Result<Option<Count>, StoreError> {
    let (target, source) = counter.key.parts();
    let row = ActiveModel {
        target: set(target),
        source: set(source),
        recent: set(record.entry()),
        consecutive: set(1),
        succeeded_at: set(None),
        kept_until: set(counter.kept_until.millis()),
    };
    let statement = shape(counter, enforced).with(values(&row, counter, record, enforced), || {
        let together = excluded(Column::Recent).binary(BinOper::Custom("||"), here(Column::Recent));
        let mut again = OnConflict::columns([Column::Target, Column::Source]);
        again
            .value(Column::Recent, substr(together, FIRST, kept(counter)))
            .value(Column::Consecutive, here(Column::Consecutive).add(1));
        // An index has this column: where it stays the same, the index does.
        if !is_kept(counter) {
            again.value(Column::KeptUntil, kept_until(counter));
        }
        if enforced {
            again.action_and_where(passes(counter, record));
        }
        let mut statement = Entity::insert(row.clone()).on_conflict(again).into_query();
        statement.returning(Query::returning().columns([Column::Recent, Column::Consecutive]));
        statement
    });
    let Some(row) = transaction.query_one(&statement).await? else {
        return Ok(None);
    };
    let (recent, consecutive): (String, i64) = (row.get("recent")?, row.get("consecutive")?);
    let first = oldest_that_counts(record);
    let counts = |n: &usize| recent.get(n * FAILURE..n * FAILURE + TIME) > Some(&first);
    let recent = (0..recent.len() / FAILURE).filter(counts).count();
    Ok(Some(Count {
        recent: u32::try_from(recent).unwrap_or(u32::MAX),
        consecutive: u32::try_from(consecutive).unwrap_or(u32::MAX),
    }))
}

/// The template of the statement for such a counter: each condition that [`count`] leaves out is another text, and so is
/// the column that it leaves out for a known source, which has failures in a row and is not kept for ever.
fn shape(counter: &Counter, enforced: bool) -> &'static Template {
    static SHAPES: [Template; 8] = [const { Template::new() }; 8];
    let (in_a_row, for_ever) = (counter.consecutive.is_some(), kept_for_ever(counter).is_some());
    &SHAPES[usize::from(in_a_row) << 2 | usize::from(for_ever) << 1 | usize::from(enforced)]
}

/// The values of the statement, in its order.
fn values(row: &ActiveModel, counter: &Counter, record: &AttemptRecord, enforced: bool) -> Vec<Value> {
    let mut values = values_of(row);
    values.extend([FIRST.into(), kept(counter).into(), 1.into()]);
    if let Some(most) = kept_for_ever(counter) {
        values.extend([(i64::from(most) - 1).into(), i64::MAX.into()]);
    }
    if enforced {
        for time in [oldest_that_counts(record), newest_that_counts(record)] {
            values.extend([deciding(counter).into(), characters(TIME).into(), time.into()]);
        }
        values.extend(counter.consecutive.map(|most| i64::from(most).into()));
    }
    values
}

/// Whether a counter admits an attempt: the failure that decides is past, or there are fewer. A failure further ahead
/// than the window comes from a wrong clock, and must not lock an account for years.
fn passes(counter: &Counter, record: &AttemptRecord) -> SimpleExpr {
    let time = || substr(here(Column::Recent), deciding(counter), characters(TIME));
    let lately = time().lte(oldest_that_counts(record));
    let lately = lately.or(time().gt(newest_that_counts(record)));
    match counter.consecutive {
        Some(most) => lately.and(here(Column::Consecutive).lt(i64::from(most))),
        None => lately,
    }
}

/// Takes one attempt back; does nothing where it was forgotten since.
pub(super) async fn refund(transaction: &Write, key: &CounterKey, entry: &str) -> Result<(), StoreError> {
    let without = || {
        Func::cust("replace")
            .arg(Expr::col(Column::Recent))
            .arg(Expr::val(entry))
            .arg(Expr::val(""))
    };
    let refund = Entity::update_many()
        .col_expr(Column::Recent, without().into())
        .col_expr(Column::Consecutive, Expr::col(Column::Consecutive).sub(1))
        .filter(by_key(key))
        .filter(Expr::expr(without()).ne(Expr::col(Column::Recent)));
    transaction.execute(&refund.into_query()).await?;
    Ok(())
}

/// A time as it is stored, with enough digits that strings compare as numbers do.
fn digits(at: Timestamp) -> String {
    format!("{:013}", Ord::max(at.millis(), 0))
}

/// Where the time of the failure begins that must be past for another attempt to pass.
pub(super) fn decisive(allowed: u32) -> usize {
    allowed.saturating_sub(1) as usize * FAILURE
}

/// The time, as it is stored, of which failures do not count any more.
fn oldest_that_counts(record: &AttemptRecord) -> String {
    digits(record.at.minus(record.window))
}

/// The time, as it is stored, behind which no failure can be.
fn newest_that_counts(record: &AttemptRecord) -> String {
    digits(record.at.plus(record.window))
}

pub(super) fn by_key(key: &CounterKey) -> Condition {
    let (target, source) = key.parts();
    by_parts(target, source)
}

pub(super) fn by_parts(target: String, source: String) -> Condition {
    Condition::all()
        .add(Column::Target.eq(target))
        .add(Column::Source.eq(source))
}

/// A column of the row that is there.
fn here(column: Column) -> SimpleExpr {
    Expr::col((Entity, column))
}

/// The same column of the row that was to be inserted.
fn excluded(column: Column) -> SimpleExpr {
    Expr::col(("excluded", column))
}

/// Whether the row is kept for long enough anyway: that of a known source, which outlasts a window of failures.
fn is_kept(counter: &Counter) -> bool {
    match counter.key {
        CounterKey::Pair(..) => counter.consecutive.is_some(),
        CounterKey::Account(_) | CounterKey::Network(_) => false,
    }
}

/// Until when the row is kept: the later of two times, but an account's for ever once there are as many failures in a row
/// as there may be.
fn kept_until(counter: &Counter) -> SimpleExpr {
    let later = later(Column::KeptUntil);
    match kept_for_ever(counter) {
        Some(most) => CaseStatement::new()
            .case(here(Column::Consecutive).gte(i64::from(most) - 1), Expr::val(i64::MAX))
            .finally(later)
            .into(),
        None => later,
    }
}

/// The number of failures in a row with which a counter is kept for ever, if there is one.
fn kept_for_ever(counter: &Counter) -> Option<u32> {
    match counter.key {
        CounterKey::Account(_) => counter.consecutive,
        CounterKey::Pair(..) | CounterKey::Network(_) => None,
    }
}

fn later(column: Column) -> SimpleExpr {
    CaseStatement::new()
        .case(here(column).gt(excluded(column)), here(column))
        .finally(excluded(column))
        .into()
}

/// A part of a text. The numbers have the type that PostgreSQL's function takes.
fn substr(text: SimpleExpr, first: i32, length: i32) -> SimpleExpr {
    let (first, length) = (Expr::val(first), Expr::val(length));
    Func::cust("substr").arg(text).arg(first).arg(length).into()
}

/// A number of characters, as databases take it.
fn characters(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// The number of the first character of the failure that decides.
fn deciding(counter: &Counter) -> i32 {
    characters(decisive(counter.recent)).saturating_add(FIRST)
}

/// How many characters of failures a counter keeps.
fn kept(counter: &Counter) -> i32 {
    characters((counter.recent as usize).saturating_add(SPARE).saturating_mul(FAILURE))
}
