//! Where are we: what is known of contracts that are taken over, for the command line and the admin API alike.
//!
//! The counts are those that all nodes have written, so they are seconds behind. Accounts are counted by a scan of their
//! tables: a report is for people who ask, not for every few seconds.

use std::time::Duration;

use super::cutover_report::CutoverReport;
use super::figures::{AccountFigures, Counted, LegacyTokensAlive};
use super::obstacle::Obstacle;
use crate::auth::AuthService;
use crate::auth::account::Account;
use crate::auth::error::ServiceError;
use crate::model::{Realm, User};
use crate::store::{AccountGroup, Patience, StoredCutover};

/// The last day.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// The last week.
const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

impl AuthService {
    /// What is known of each contract that can be taken over, in the order in which they are listed.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn cutover_reports(&self) -> Result<Vec<CutoverReport>, ServiceError> {
        self.report_on(self.cutovers().await?).await
    }

    /// What is known of a contract; `None` when there is no such login contract.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn cutover_report(&self, contract: &str) -> Result<Option<CutoverReport>, ServiceError> {
        let mut wanted = self.cutovers().await?;
        wanted.retain(|one| one.contract == contract);
        Ok(self.report_on(wanted).await?.pop())
    }

    pub(in crate::auth) async fn report_on(
        &self,
        contracts: Vec<StoredCutover>,
    ) -> Result<Vec<CutoverReport>, ServiceError> {
        let now = self.clock.now();
        let idents: Vec<&str> = contracts.iter().map(|one| one.contract.as_str()).collect();
        let day = self.store.cutover_counts(&idents, now.minus(DAY)).await?;
        let week = self.store.cutover_counts(&idents, now.minus(WEEK)).await?;
        let differences = self.store.difference_kinds().await?;
        // Each realm is scanned once, whatever number of contracts it has.
        let (mut users, mut subscribers) = (None, None);
        let mut reports = Vec::with_capacity(contracts.len());
        for stored in contracts {
            let contract = stored.contract.as_str();
            let (realm, known) = match User::rules(&self.rules, contract) {
                Some(_) => (Realm::Users, &mut users),
                None => (Realm::Subscribers, &mut subscribers),
            };
            let groups = match known.take() {
                Some(groups) => groups,
                // It may take longer than a request otherwise waits for the database.
                None => Patience::of(None).scope(self.account_groups(realm)).await?,
            };
            let accounts = AccountFigures::of(&groups, contract);
            *known = Some(groups);
            let (day, week) = (
                Counted::of_contract(&day, contract),
                Counted::of_contract(&week, contract),
            );
            let differences: Vec<_> = differences
                .iter()
                .filter(|one| one.contract == contract)
                .cloned()
                .collect();
            let (count, last_ends_at) = self.store.legacy_tokens_alive(contract, now).await?;
            let configured = self.configured_cutover(contract);
            let would_break = match stored.cutover.mode.needs_old_backend() {
                true => Obstacle::all(accounts, (&day, &week), &differences),
                false => Vec::new(),
            };
            reports.push(CutoverReport {
                has_old_backend: configured.is_some_and(|one| one.has_old_backend),
                accounts,
                day,
                week,
                differences,
                legacy_tokens: LegacyTokensAlive { count, last_ends_at },
                would_break,
                stored,
            });
        }
        Ok(reports)
    }

    async fn account_groups(&self, realm: Realm) -> Result<Vec<AccountGroup>, ServiceError> {
        let (mut all, mut after) = (Vec::new(), 0);
        while let Some((last, groups)) = self.store.account_groups_after(realm, after).await? {
            all.extend(groups);
            after = last;
        }
        Ok(all)
    }
}
