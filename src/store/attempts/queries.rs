//! Admitting, refunding and forgetting attempts.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Value};
use sqlite_inline::Durability;

use super::counting::{TIME, by_key, by_parts, count, decisive, refund};
use super::record::{Admission, AttemptRecord, Counter};
use super::settle::forget_failures;
use crate::model::{AccountRef, Action, Context, CounterKey, LoginSource, Target, Timestamp};
use crate::store::account_rows::hold_account;
use crate::store::audit::record;
use crate::store::entity::attempt::{Column, Entity, Model};
use crate::store::error::StoreError;
use crate::store::handle::Store;
use crate::store::row::Row;
use crate::store::template::{Template, of_list};

impl Store {
    /// Counts an attempt everywhere or, where it is one too many, nowhere. The count survives a power cut once the next
    /// write does; every attempt ends in one, the session or the audit event, before it is answered.
    ///
    /// # Errors
    /// As every query.
    pub async fn admit(&self, record: &AttemptRecord) -> Result<Admission, StoreError> {
        let transaction = self.writer.begin_with(Durability::Relaxed).await?;
        let mut filled = Vec::new();
        for counter in &record.counters {
            let Some(count) = count(&transaction, counter, record, true).await? else {
                transaction.rollback().await?;
                let until = self.retry_at(counter, record).await?;
                return Ok(Admission::Refused { until });
            };
            filled.extend(count.fills(counter).then(|| counter.key.clone()));
        }
        transaction.commit().await?;
        Ok(Admission::VerifiedAttempt { filled })
    }

    /// Counts a failed attempt by the counters that are only counted afterwards. Returns those that it has filled.
    ///
    /// # Errors
    /// As every query.
    pub async fn count_afterwards(&self, record: &AttemptRecord) -> Result<Vec<CounterKey>, StoreError> {
        let mut filled = Vec::new();
        if record.afterwards.is_empty() {
            return Ok(filled);
        }
        let transaction = self.begin().await?;
        for counter in &record.afterwards {
            let count = count(&transaction, counter, record, false).await?;
            let fills = count.is_some_and(|count| count.fills(counter));
            filled.extend(fills.then(|| counter.key.clone()));
        }
        transaction.commit().await?;
        Ok(filled)
    }

    /// Whether a counter would refuse this attempt. It is not counted.
    ///
    /// # Errors
    /// As every query.
    pub async fn is_full(&self, counter: &Counter, record: &AttemptRecord) -> Result<bool, StoreError> {
        Ok(self.retry_at(counter, record).await? > record.at)
    }

    /// When a counter lets the next attempt pass; the time of this one if it does now.
    ///
    /// # Errors
    /// As every query.
    pub async fn free_at(&self, counter: &Counter, record: &AttemptRecord) -> Result<Timestamp, StoreError> {
        self.retry_at(counter, record).await
    }

    /// Refunds an attempt: its password was not verified, or was right.
    ///
    /// # Errors
    /// As every query.
    pub async fn refund(&self, record: &AttemptRecord) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        for counter in &record.counters {
            refund(&transaction, &counter.key, &record.entry()).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The sources, of these, that the account has logged in from after `since`, and until when their rows are kept.
    /// Failures there keep a row for longer, but not its source known.
    ///
    /// # Errors
    /// As every query.
    pub async fn known_sources(
        &self,
        target: &Target,
        sources: &[LoginSource],
        since: Timestamp,
    ) -> Result<Vec<(LoginSource, Timestamp)>, StoreError> {
        let target = target.to_string();
        let texts: Vec<String> = sources.iter().map(LoginSource::to_string).collect();
        let select = || {
            let select = Entity::find()
                .select_only()
                .columns([Column::Source, Column::KeptUntil])
                .filter(Column::Target.eq(target.as_str()))
                .filter(Column::Source.is_in(texts.iter().map(String::as_str)))
                .filter(Column::SucceededAt.gt(since.millis()));
            select.into_query()
        };
        static KNOWN: [Template; 2] = [const { Template::new() }; 2];
        let rows = match of_list(&KNOWN, texts.len()) {
            Some(template) => {
                let mut values: Vec<Value> = vec![target.as_str().into()];
                values.extend(texts.iter().map(|text| Value::from(text.as_str())));
                values.push(since.millis().into());
                self.query(&template.with(values, select)).await?
            }
            None => self.query(&select()).await?,
        };
        let kept = |row: &Row| Ok::<(String, i64), StoreError>((row.get("place")?, row.get("kept_until")?));
        let kept: HashMap<String, i64> = rows.iter().map(kept).collect::<Result<_, _>>()?;
        let known = sources.iter().zip(&texts).filter_map(|(source, text)| {
            let kept_until = kept.get(text)?;
            Some((source.clone(), Timestamp::from_millis(*kept_until)))
        });
        Ok(known.collect())
    }

    /// Clears the failures of an account, from all sources, and writes an audit event. Known sources stay known.
    ///
    /// # Errors
    /// As every query.
    pub async fn unlock(&self, account: AccountRef, now: Timestamp, context: &Context) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        hold_account(&transaction, account).await?;
        forget_failures(&transaction, &Target::account(account)).await?;
        record(&transaction, &context.event(Action::AccountUnlocked, now).of(account)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Deletes at most `batch` counters that are past their retention. Returns how many it deleted.
    ///
    /// # Errors
    /// As every query.
    pub async fn delete_old_attempts(&self, now: Timestamp, batch: u64) -> Result<u64, StoreError> {
        let old: Vec<(String, String)> = Entity::find()
            .select_only()
            .columns([Column::Target, Column::Source])
            .filter(Column::KeptUntil.lt(now.millis()))
            // Without an order, PostgreSQL may read the whole table to find the last few.
            .order_by_asc(Column::KeptUntil)
            .limit(batch)
            .into_tuple()
            .all(&self.reader)
            .await?;
        let mut deleted = 0;
        for (target, source) in old {
            let delete = Entity::delete_many()
                .filter(by_parts(target, source))
                // It may have been counted up since it was found.
                .filter(Column::KeptUntil.lt(now.millis()));
            deleted += self.writer.execute(&delete.into_query()).await?;
        }
        Ok(deleted)
    }

    /// When a counter that refused an attempt will let the next one pass. One that refuses because of failures in a
    /// row does so until something else happens; there a window is as good an answer as any.
    async fn retry_at(&self, counter: &Counter, record: &AttemptRecord) -> Result<Timestamp, StoreError> {
        let row = Entity::find().filter(by_key(&counter.key)).one(&self.reader).await?;
        Ok(row.map_or(record.at, |row| free_at(&row, counter, record)))
    }
}

/// When the counter of this row lets the next attempt pass: see [`Store::retry_at`].
pub(super) fn free_at(row: &Model, counter: &Counter, record: &AttemptRecord) -> Timestamp {
    let latest = record.at.plus(record.window);
    if counter
        .consecutive
        .is_some_and(|most| row.consecutive >= i64::from(most))
    {
        return latest;
    }
    let start = decisive(counter.recent);
    let deciding = row.recent.get(start..start + TIME).and_then(|time| time.parse().ok());
    let free = deciding.map_or(record.at, |time| Timestamp::from_millis(time).plus(record.window));
    free.min(latest)
}
