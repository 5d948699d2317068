//! Figures about how far accounts have come over, and in what the two sides differ.
//!
//! The accounts of a realm are counted by a scan of their table, in steps that are short enough for a statement. A million
//! accounts take seconds. No index does better at no cost: it would hold what every login changes. So it is done only when
//! somebody asks.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order, Query};

use super::account_rows::table;
use super::error::StoreError;
use super::handle::Store;
use crate::model::{Realm, Timestamp};

/// How many accounts one statement counts.
const STEP: u64 = 50_000;

/// Accounts that have the same history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountGroup {
    /// The ident of the contract that they came over through at a login, if they did.
    pub migrated_from: Option<String>,
    /// Whether they have a password.
    pub has_password: bool,
    /// Whether their password is as an import wrote it.
    pub is_imported: bool,
    /// Whether they have ever logged in here.
    pub was_seen: bool,
    /// How many.
    pub count: u64,
}

/// Differences of a kind between the answers of an old backend and ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferenceKind {
    /// The ident of the contract.
    pub contract: String,
    /// The word of the kind.
    pub kind: String,
    /// At how many places of how many operations' answers.
    pub places: u64,
    /// How often.
    pub count: u64,
    /// When for the last time.
    pub last_at: Timestamp,
}

impl Store {
    /// The accounts of a realm with a number above `after` that are not deleted, in groups, and the last number that was
    /// looked at: a step of the scan. `None` when there are no more. A group comes again with other steps.
    ///
    /// # Errors
    /// As every query.
    pub async fn account_groups_after(
        &self,
        realm: Realm,
        after: i64,
    ) -> Result<Option<(i64, Vec<AccountGroup>)>, StoreError> {
        let mut step = Query::select();
        step.column("id")
            .from(table(realm))
            .and_where(Expr::col("id").gt(after))
            .order_by("id", Order::Asc)
            .limit(STEP);
        let mut end = Query::select();
        end.expr_as(Expr::col("id").max(), "last").from_subquery(step, "step");
        let row = self.reader.query_one(&end).await?;
        let last: Option<i64> = row.map(|row| row.try_get("", "last")).transpose()?.flatten();
        let Some(last) = last else { return Ok(None) };
        let flag = |condition: &'static str| {
            let number = format!("CASE WHEN {condition} THEN 1 ELSE 0 END");
            Func::cast_as(Expr::cust(number), "bigint")
        };
        let mut select = Query::select();
        select
            .column("migrated_from")
            .expr_as(flag("password_hash IS NOT NULL"), "with_password")
            .expr_as(flag("password_imported"), "as_imported")
            .expr_as(flag("last_login_at IS NOT NULL"), "seen")
            .expr_as(Expr::col("id").count(), "number")
            .from(table(realm))
            .and_where(Expr::col("id").gt(after))
            .and_where(Expr::col("id").lte(last))
            .and_where(Expr::col("deleted_at").is_null())
            .group_by_columns(["migrated_from", "with_password", "as_imported", "seen"]);
        let rows = self.reader.query_all(&select).await?;
        let groups = rows.iter().map(|row| {
            let is = |column| Ok::<_, StoreError>(row.try_get::<i64>("", column)? == 1);
            Ok(AccountGroup {
                migrated_from: row.try_get("", "migrated_from")?,
                has_password: is("with_password")?,
                is_imported: is("as_imported")?,
                was_seen: is("seen")?,
                count: unsigned(row.try_get("", "number")?),
            })
        });
        let groups: Result<_, StoreError> = groups.collect();
        Ok(Some((last, groups?)))
    }

    /// The differences of all contracts, by kind.
    ///
    /// # Errors
    /// As every query.
    pub async fn difference_kinds(&self) -> Result<Vec<DifferenceKind>, StoreError> {
        let mut select = Query::select();
        select
            .columns(["contract", "kind"])
            .expr_as(Expr::col("place").count(), "places")
            .expr_as(Func::cast_as(Expr::col("count").sum(), "bigint"), "total")
            .expr_as(Expr::col("last_at").max(), "latest")
            .from("cutover_differences")
            .group_by_columns(["contract", "kind"])
            .order_by_columns([("contract", Order::Asc), ("kind", Order::Asc)]);
        let rows = self.reader.query_all(&select).await?;
        let kinds = rows.iter().map(|row| {
            Ok(DifferenceKind {
                contract: row.try_get("", "contract")?,
                kind: row.try_get("", "kind")?,
                places: unsigned(row.try_get("", "places")?),
                count: unsigned(row.try_get("", "total")?),
                last_at: Timestamp::from_millis(row.try_get("", "latest")?),
            })
        });
        kinds.collect()
    }
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
