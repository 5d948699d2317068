//! How far each contract has been taken over from its old backend.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, InsertStatement, OnConflict, Query, UpdateStatement};

use super::audit::record;
use super::error::StoreError;
use super::handle::Store;
use super::write::Write;
use crate::model::{Action, Context, Cutover, CutoverMode, Share, Timestamp};

const TABLE: &str = "cutovers";

/// What is stored of a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCutover {
    /// The ident of the contract.
    pub contract: String,
    /// How far it is.
    pub cutover: Cutover,
    /// Since when; `None` where it was never set.
    pub changed_at: Option<Timestamp>,
}

impl Store {
    /// Those of all contracts that something was ever set for.
    ///
    /// # Errors
    /// As every query.
    pub async fn cutovers(&self) -> Result<Vec<StoredCutover>, StoreError> {
        let mut select = Query::select();
        select
            .columns(["contract", "mode", "accounts", "changed_at"])
            .from(TABLE)
            .order_by("contract", sea_orm::Order::Asc);
        let rows = self.reader.query_all(&select).await?;
        let stored = rows.into_iter().map(|row| {
            let (mode, accounts): (String, String) = (row.try_get("", "mode")?, row.try_get("", "accounts")?);
            let corrupt = |column| StoreError::Corrupt { column };
            Ok(StoredCutover {
                contract: row.try_get("", "contract")?,
                cutover: Cutover {
                    mode: CutoverMode::named(&mode).ok_or(corrupt("cutovers.mode"))?,
                    accounts: Share::parse(&accounts).map_err(|_| corrupt("cutovers.accounts"))?,
                },
                changed_at: Some(Timestamp::from_millis(row.try_get("", "changed_at")?)),
            })
        });
        stored.collect()
    }

    /// Sets it for all nodes.
    ///
    /// # Errors
    /// As every query.
    pub async fn set_cutover(
        &self,
        contract: &'static str,
        to: &Cutover,
        now: Timestamp,
        context: &Context,
    ) -> Result<(), StoreError> {
        let mut known = OnConflict::column("contract");
        known.update_columns(["mode", "accounts", "changed_at"]);
        let mut insert = insert(contract, to, &Cutover::default(), now);
        let transaction = self.begin().await?;
        transaction.execute(insert.on_conflict(known)).await?;
        record_change(&transaction, contract, to, now, context).await?;
        transaction.commit().await
    }

    /// Sets what is configured, unless that was set before: what was set otherwise since then stays. Returns whether
    /// something has changed.
    ///
    /// # Errors
    /// As every query.
    pub async fn configure_cutover(
        &self,
        contract: &'static str,
        to: &Cutover,
        now: Timestamp,
        context: &Context,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let changed = if *to == Cutover::default() {
            // Without a row, it is this already.
            transaction.execute(&update(contract, to, now)).await?
        } else {
            let configured = Expr::col((TABLE, "configured"));
            let mut known = OnConflict::column("contract");
            known
                .update_columns(["mode", "accounts", "configured", "changed_at"])
                .action_and_where(configured.ne(written(to)));
            transaction
                .execute(insert(contract, to, to, now).on_conflict(known))
                .await?
        };
        if changed == 0 {
            transaction.rollback().await?;
            return Ok(false);
        }
        record_change(&transaction, contract, to, now, context).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

fn insert(contract: &str, to: &Cutover, configured: &Cutover, now: Timestamp) -> InsertStatement {
    let mut insert = Query::insert();
    insert
        .into_table(TABLE)
        .columns(["contract", "mode", "accounts", "configured", "changed_at"])
        .values_panic([
            contract.into(),
            to.mode.as_str().into(),
            to.accounts.to_string().into(),
            written(configured).into(),
            now.millis().into(),
        ]);
    insert
}

fn update(contract: &str, to: &Cutover, now: Timestamp) -> UpdateStatement {
    let mut update = Query::update();
    update
        .table(TABLE)
        .value("mode", to.mode.as_str())
        .value("accounts", to.accounts.to_string())
        .value("configured", written(to))
        .value("changed_at", now.millis())
        .and_where(Expr::col("contract").eq(contract))
        .and_where(Expr::col("configured").ne(written(to)));
    update
}

/// The whole of it, to be compared.
fn written(cutover: &Cutover) -> String {
    format!("{} {}", cutover.mode, cutover.accounts)
}

async fn record_change(
    transaction: &Write,
    contract: &'static str,
    to: &Cutover,
    now: Timestamp,
    context: &Context,
) -> Result<(), StoreError> {
    let context = context.clone().via(contract);
    let event = context.event(Action::CutoverChanged, now);
    record(transaction, &event.with_detail(to.to_string())).await
}
