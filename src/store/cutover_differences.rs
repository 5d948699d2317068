//! Where the answers of an old backend and ours differ: one row for each operation, kind and place.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Order, Query};

use super::error::StoreError;
use super::handle::Store;
use super::row::Row;
use crate::model::{CutoverDifference, Timestamp};

const TABLE: &str = "cutover_differences";
const COLUMNS: [&str; 9] = [
    "contract",
    "operation",
    "kind",
    "place",
    "expected",
    "actual",
    "count",
    "first_at",
    "last_at",
];
/// How many are kept of a contract. Paths and members are what clients and old backends make them.
const MAX_ROWS: i64 = 1000;

impl Store {
    /// Adds differences to those that are known. Where a contract has very many already, new ones are left out.
    ///
    /// # Errors
    /// As every query.
    pub async fn add_cutover_differences(&self, seen: &[CutoverDifference]) -> Result<(), StoreError> {
        // In one order: two nodes that write the same rows would otherwise wait for each other.
        let mut seen: Vec<_> = seen.iter().collect();
        seen.sort_by_key(|one| (&one.contract, &one.operation, &one.kind, &one.place));
        let transaction = self.begin().await?;
        for one in seen {
            let mut again = Query::update();
            again
                .table(TABLE)
                .value("expected", one.expected.as_str())
                .value("actual", one.actual.as_str())
                .value("count", Expr::col("count").add(one.count))
                .value("last_at", one.last_at.millis())
                .and_where(Expr::col("contract").eq(one.contract.as_str()))
                .and_where(Expr::col("operation").eq(one.operation.as_str()))
                .and_where(Expr::col("kind").eq(one.kind.as_str()))
                .and_where(Expr::col("place").eq(one.place.as_str()));
            if transaction.execute(&again).await? > 0 {
                continue;
            }
            let mut known = Query::select();
            known
                .expr_as(Expr::col("place").count(), "known")
                .from(TABLE)
                .and_where(Expr::col("contract").eq(one.contract.as_str()));
            let known = match transaction.query_one(&known).await? {
                Some(row) => row.get::<i64>("known")?,
                None => 0,
            };
            if known < MAX_ROWS {
                let mut raced = OnConflict::columns(["contract", "operation", "kind", "place"]);
                raced.value("count", Expr::col((TABLE, "count")).add(one.count));
                let mut first = Query::insert();
                first
                    .into_table(TABLE)
                    .columns(COLUMNS)
                    .values_panic([
                        one.contract.as_str().into(),
                        one.operation.as_str().into(),
                        one.kind.as_str().into(),
                        one.place.as_str().into(),
                        one.expected.as_str().into(),
                        one.actual.as_str().into(),
                        one.count.into(),
                        one.first_at.millis().into(),
                        one.last_at.millis().into(),
                    ])
                    .on_conflict(raced);
                transaction.execute(&first).await?;
            }
        }
        transaction.commit().await
    }

    /// Those of a contract, or of all; the most frequent first.
    ///
    /// # Errors
    /// As every query.
    pub async fn cutover_differences(&self, contract: Option<&str>) -> Result<Vec<CutoverDifference>, StoreError> {
        let mut select = Query::select();
        select
            .columns(COLUMNS)
            .from(TABLE)
            .and_where_option(contract.map(|contract| Expr::col("contract").eq(contract)))
            .order_by("contract", Order::Asc)
            .order_by("count", Order::Desc)
            .order_by("operation", Order::Asc)
            .order_by("kind", Order::Asc)
            .order_by("place", Order::Asc);
        self.query(&select).await?.iter().map(difference).collect()
    }

    /// Forgets those of a contract, or all, that were not seen again after this time.
    ///
    /// # Errors
    /// As every query.
    pub async fn forget_cutover_differences(&self, contract: Option<&str>, until: Timestamp) -> Result<(), StoreError> {
        let mut forget = Query::delete();
        forget
            .from_table(TABLE)
            .and_where(Expr::col("last_at").lte(until.millis()))
            .and_where_option(contract.map(|contract| Expr::col("contract").eq(contract)));
        self.writer.execute(&forget).await?;
        Ok(())
    }
}

fn difference(row: &Row) -> Result<CutoverDifference, StoreError> {
    Ok(CutoverDifference {
        contract: row.get("contract")?,
        operation: row.get("operation")?,
        kind: row.get("kind")?,
        place: row.get("place")?,
        expected: row.get("expected")?,
        actual: row.get("actual")?,
        count: row.get("count")?,
        first_at: Timestamp::from_millis(row.get("first_at")?),
        last_at: Timestamp::from_millis(row.get("last_at")?),
    })
}
