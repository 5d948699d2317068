//! How often things happened to contracts that are taken over, by the hour.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Func, OnConflict, Query};

use super::error::StoreError;
use super::handle::Store;
use crate::model::{CutoverCount, Timestamp};

const TABLE: &str = "cutover_counts";
/// In milliseconds.
const HOUR: i64 = 60 * 60 * 1000;

/// How often something happened to a contract in an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedHour<'a> {
    /// The ident of the contract.
    pub contract: &'a str,
    /// What happened.
    pub what: CutoverCount,
    /// How often.
    pub count: u64,
}

impl Store {
    /// Adds to the counts of the hour that it is now. All nodes add to the same rows.
    ///
    /// # Errors
    /// As every query. Nothing is added then.
    pub async fn add_cutover_counts(&self, counts: &[CountedHour<'_>], now: Timestamp) -> Result<(), StoreError> {
        if counts.is_empty() {
            return Ok(());
        }
        let mut counts: Vec<_> = counts.iter().collect();
        // Two nodes that lock the rows in another order could wait for each other.
        counts.sort_unstable_by_key(|one| (one.contract, one.what.as_str()));
        let mut known = OnConflict::columns(["contract", "hour", "name"]);
        let sum = Expr::col((TABLE, "count")).add(Expr::col(("excluded", "count")));
        known.value("count", sum);
        let mut insert = Query::insert();
        insert
            .into_table(TABLE)
            .columns(["contract", "hour", "name", "count"])
            .on_conflict(known);
        for one in counts {
            let count = i64::try_from(one.count).unwrap_or(i64::MAX);
            insert.values_panic([
                one.contract.into(),
                hour(now).into(),
                one.what.as_str().into(),
                count.into(),
            ]);
        }
        self.writer.execute(&insert).await?;
        Ok(())
    }

    /// How often things happened to these contracts in the hours since a time, the hour of that time included. A range of
    /// the primary key is read for each contract. What another version counts is left out.
    ///
    /// # Errors
    /// As every query.
    pub async fn cutover_counts(
        &self,
        contracts: &[&str],
        since: Timestamp,
    ) -> Result<Vec<(String, CutoverCount, u64)>, StoreError> {
        let mut select = Query::select();
        let sum = Func::cast_as(Expr::col("count").sum(), "bigint");
        select
            .columns(["contract", "name"])
            .expr_as(sum, "total")
            .from(TABLE)
            .and_where(Expr::col("contract").is_in(contracts.iter().copied()))
            .and_where(Expr::col("hour").gte(hour(since)))
            .group_by_columns(["contract", "name"]);
        let mut counts = Vec::new();
        for row in self.reader.query_all(&select).await? {
            let (name, total): (String, i64) = (row.try_get("", "name")?, row.try_get("", "total")?);
            if let Some(what) = CutoverCount::named(&name) {
                let total = u64::try_from(total).unwrap_or(0);
                counts.push((row.try_get("", "contract")?, what, total));
            }
        }
        Ok(counts)
    }

    /// Deletes the counts of the hours before that of this time. Returns how many rows those were.
    ///
    /// # Errors
    /// As every query.
    pub async fn delete_cutover_counts(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut delete = Query::delete();
        delete.from_table(TABLE).and_where(Expr::col("hour").lt(hour(before)));
        self.writer.execute(&delete).await
    }
}

/// Whole hours since the epoch.
const fn hour(at: Timestamp) -> i64 {
    at.millis().div_euclid(HOUR)
}
