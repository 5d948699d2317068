//! What kinds of password hashes the database holds: for the time of refusals, and for operators.

use std::collections::BTreeMap;
use std::time::Duration;

use password_formats::StoredHash;

use super::AuthService;
use super::error::ServiceError;
use super::passwords::CountPosition;
use crate::model::{AccountRef, PasswordHash, Realm, error_chain};

/// How many hashes are read at a time.
const PAGE: usize = 1000;
const REALMS: [Realm; 2] = [Realm::Users, Realm::Subscribers];

/// The password hashes of all accounts, by kind.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct HashCounts {
    /// How many there are of each kind that can be verified, by its name for people.
    pub kinds: BTreeMap<String, u64>,
    /// How many accounts have none.
    pub without: u64,
    /// How many cannot be verified, by the reason, with the first of their accounts.
    pub unusable: BTreeMap<String, (u64, Option<AccountRef>)>,
}

impl AuthService {
    /// Learns what refusals have to cost, in the background. Passwords are not verified before that is known, as the time
    /// would tell what a hash is: half a second for a million accounts. Everything else goes on.
    pub fn learn_all_password_hashes(&self) {
        const RETRY: Duration = Duration::from_secs(1);
        // The first health checks come right after the start. The pages of a large database would take a processor core
        // from them.
        const PAUSE: Duration = Duration::from_millis(30);
        self.passwords.hold();
        let auth = self.clone();
        tokio::spawn(async move {
            let mut pause = Some(PAUSE);
            loop {
                match auth.learn_password_hashes().await {
                    Ok(true) => match pause.take() {
                        Some(pause) => tokio::time::sleep(pause).await,
                        // Requests come first.
                        None => tokio::task::yield_now().await,
                    },
                    Ok(false) => break,
                    Err(error) => {
                        let error = error_chain(&error);
                        tracing::warn!(error, "password hashes are not counted yet, and logins wait");
                        tokio::time::sleep(RETRY).await;
                    }
                }
            }
        });
    }

    /// Learns what refusals have to cost: at most one full page of hashes at a time. Returns whether there are more.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn learn_password_hashes(&self) -> Result<bool, ServiceError> {
        // Held to the end: a page that was counted twice could end the count of the next round.
        let mut position = self.counted_hashes.lock().await;
        loop {
            let realm = REALMS.get(position.realm).copied().unwrap_or(Realm::Users);
            let page = self.password_hashes_after(realm, position.after).await?;
            let costs = page.iter().filter_map(|(_, hash)| {
                let hash = StoredHash::parse(hash.as_ref()?.expose()).ok()?;
                Some(hash.cost())
            });
            let costs: Vec<_> = costs.collect();
            let next = match page.last() {
                Some((account, _)) if page.len() == PAGE => CountPosition {
                    after: account.id,
                    ..*position
                },
                // A short page is the last of its realm.
                Some(_) | None => CountPosition {
                    realm: position.realm + 1,
                    after: 0,
                },
            };
            let (is_last, is_full) = (next.realm >= REALMS.len(), next.realm == position.realm);
            self.passwords.count(&costs, is_last);
            *position = if is_last { CountPosition::START } else { next };
            if is_last || is_full {
                return Ok(!is_last);
            }
        }
    }

    async fn password_hashes_after(
        &self,
        realm: Realm,
        after: i64,
    ) -> Result<Vec<(AccountRef, Option<PasswordHash>)>, ServiceError> {
        Ok(self.store.password_hashes_after(realm, after, PAGE as u64).await?)
    }

    /// Counts the password hashes of all accounts by their kind.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn count_password_hashes(&self) -> Result<HashCounts, ServiceError> {
        let mut counts = HashCounts::default();
        for realm in REALMS {
            let mut after = 0;
            loop {
                let page = self.password_hashes_after(realm, after).await?;
                let Some((last, _)) = page.last() else { break };
                after = last.id;
                for (account, hash) in &page {
                    counts.add(*account, hash.as_ref());
                }
            }
        }
        Ok(counts)
    }
}

impl HashCounts {
    fn add(&mut self, account: AccountRef, hash: Option<&PasswordHash>) {
        let Some(hash) = hash else {
            self.without += 1;
            return;
        };
        match StoredHash::parse(hash.expose()) {
            Ok(hash) => *self.kinds.entry(hash.scheme().to_string()).or_default() += 1,
            Err(refused) => {
                let (count, first) = self.unusable.entry(refused.to_string()).or_default();
                *count += 1;
                first.get_or_insert(account);
            }
        }
    }
}
