//! Exporting accounts, with or without their password hashes.

use std::collections::HashMap;

use super::AuthService;
use super::account::Account;
use super::error::ServiceError;
use crate::model::PasswordHash;

/// How many accounts are read at a time.
const PAGE: u64 = 500;

/// An account that leaves.
#[derive(Debug)]
pub struct Exported<A> {
    /// The account.
    pub account: A,
    /// Its password hash, if hashes were asked for and it has one.
    pub password_hash: Option<PasswordHash>,
}

impl AuthService {
    /// Hands every account of a realm to `each`, in the order of their numbers, and holds one page of them in memory. Ends
    /// early when `each` fails.
    ///
    /// # Errors
    /// [`ServiceError`], or what `each` fails with.
    pub async fn export<A: Account, E: From<ServiceError>>(
        &self,
        with_hashes: bool,
        mut each: impl FnMut(Exported<A>) -> Result<(), E> + Send,
    ) -> Result<(), E> {
        let mut after = 0;
        loop {
            let page = A::page_after(&self.store, after, PAGE)
                .await
                .map_err(ServiceError::from)?;
            let Some(last) = page.last() else { return Ok(()) };
            let mut hashes = match with_hashes {
                true => {
                    let numbers: Vec<_> = page.iter().map(|account| account.reference().id).collect();
                    let hashes = self.store.password_hashes_of(A::REALM, &numbers).await;
                    hashes.map_err(ServiceError::from)?
                }
                false => HashMap::new(),
            };
            after = last.reference().id;
            for account in page {
                let password_hash = hashes.remove(&account.reference().id);
                each(Exported { account, password_hash })?;
            }
        }
    }
}
