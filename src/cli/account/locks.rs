//! `latchkey user locks` and `latchkey subscriber locks`

use serde::Serialize;

use super::cli_account::CliAccount;
use crate::auth::{Account, LockedAccount};
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::open_app::with_auth_read_only;
use crate::cli::output::{Listing, Row};
use crate::cli::times::rfc3339;
use crate::model::Bounds;

/// How many are read at a time.
const PAGE: u64 = 200;

/// A locked account in a list.
#[derive(Serialize)]
struct LockRow<'a> {
    id: i64,
    username: &'a str,
    locked_until: String,
}

impl<'a, A: Account> From<&'a LockedAccount<A>> for LockRow<'a> {
    fn from(locked: &'a LockedAccount<A>) -> Self {
        Self {
            id: locked.account.reference().id,
            username: locked.account.username(),
            locked_until: rfc3339(locked.until),
        }
    }
}

impl Row for LockRow<'_> {
    const HEADER: &'static [&'static str] = &["id", "username", "locked until"];

    fn cells(&self) -> Vec<String> {
        vec![self.id.to_string(), self.username.to_owned(), self.locked_until.clone()]
    }
}

/// Lists the accounts whose logins are refused.
pub(super) async fn run<A: CliAccount>(global: &Global, json: bool) -> Result<(), CliError> {
    with_auth_read_only(global, async |auth| {
        let mut listing = Listing::of::<LockRow<'_>>(json);
        let mut after = None;
        loop {
            let page = auth
                .locked_accounts::<A>(Bounds::default(), after.as_ref(), PAGE)
                .await?;
            page.items.iter().for_each(|locked| listing.add(&LockRow::from(locked)));
            match page.next {
                Some(next) => after = Some(next),
                None => return listing.finish(),
            }
        }
    })
    .await
}
