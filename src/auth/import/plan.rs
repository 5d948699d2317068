//! What is to be done with each row of a batch.

use std::collections::HashMap;

use uuid::Uuid;

use super::compare::replaces_password;
use super::guard::RowGuard;
use super::importable::{Importable, RowNames};
use super::refused::ImportRefused;
use super::row::ImportRow;
use crate::auth::account::NewAccount;
use crate::model::{AccountRef, Existing, Revision};
use crate::store::Wanted;

/// What to do with a row whose account is there already, with other data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConflictPolicy {
    /// Leave the account as it is.
    Skip,
    /// Change the account.
    Update,
    /// Refuse the row.
    Fail,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The account was added.
    Added,
    /// The account was there and has been changed.
    Updated,
    /// The account was there and is the same.
    Unchanged,
    /// The account was there, differs, and was left as it is.
    Skipped,
}

/// What is to be done with a row.
pub(super) enum Step<A: Importable> {
    Add,
    Update {
        id: A::Id,
        update: A::Update,
        /// The revision of the account that was compared.
        revision: Revision,
        /// Whether the account has no password yet, so that it gets the one that is only a digest.
        takes_digest: bool,
    },
    Keep,
    Skip,
    Refuse(ImportRefused),
}

/// The steps of a batch, one a row.
pub(super) struct Plan<A: Importable> {
    pub(super) steps: Vec<Step<A>>,
}

/// What to look for in the database.
pub(super) fn wanted(rows: &[RowNames]) -> Wanted {
    let mut wanted = Wanted::default();
    for RowNames { username, emails, uid } in rows {
        wanted.usernames.push(username.clone());
        wanted.emails.extend_from_slice(emails);
        wanted.uids.extend(*uid);
    }
    wanted
}

/// The accounts that are there, by their names.
struct Index<'e, A> {
    usernames: HashMap<&'e str, &'e Existing<A>>,
    emails: HashMap<&'e str, &'e Existing<A>>,
    uids: HashMap<Uuid, &'e Existing<A>>,
}

impl<'e, A: Importable> Index<'e, A> {
    fn of(existing: &'e [Existing<A>]) -> Self {
        let mut index = Self {
            usernames: HashMap::new(),
            emails: HashMap::new(),
            uids: HashMap::new(),
        };
        for one in existing {
            index.usernames.insert(&one.username_folded, one);
            index
                .emails
                .extend(one.email_folded.as_deref().map(|email| (email, one)));
            index.uids.extend(one.account.uid().map(|uid| (uid, one)));
        }
        index
    }

    /// Another account that has the e-mail address or the GUID of the row.
    fn other(&self, names: &RowNames, own: Option<AccountRef>) -> Option<(&'static str, AccountRef)> {
        let email = names.emails.iter().find_map(|form| self.emails.get(form.as_str()));
        let uid = names.uid.and_then(|uid| self.uids.get(&uid));
        let found = [("e-mail address", email), ("uid", uid)];
        let mut others = found
            .into_iter()
            .filter_map(|(what, one)| Some((what, one?.account.reference())));
        others.find(|(_, account)| Some(*account) != own)
    }
}

impl<A: Importable> Plan<A> {
    /// Decides on each row. `duplicates` has the rows that are refused already.
    pub(super) fn make(
        rows: &[ImportRow<A>],
        names: &[RowNames],
        duplicates: &[Option<ImportRefused>],
        existing: &[Existing<A>],
        policy: ConflictPolicy,
        guard: &dyn RowGuard<A>,
    ) -> Self {
        let index = Index::of(existing);
        let steps = rows
            .iter()
            .zip(names)
            .zip(duplicates)
            .map(|((row, names), duplicate)| match duplicate {
                Some(refused) => Step::Refuse(refused.clone()),
                None => guarded(step(row, names, &index, policy), row, names, &index, guard),
            });
        Self { steps: steps.collect() }
    }

    /// What becomes of each row.
    pub(super) fn outcomes(self) -> Vec<Result<Outcome, ImportRefused>> {
        let outcomes = self.steps.into_iter().map(|step| match step {
            Step::Add => Ok(Outcome::Added),
            Step::Update { .. } => Ok(Outcome::Updated),
            Step::Keep => Ok(Outcome::Unchanged),
            Step::Skip => Ok(Outcome::Skipped),
            Step::Refuse(refused) => Err(refused),
        });
        outcomes.collect()
    }
}

/// The step, if who imports may take it.
fn guarded<A: Importable>(
    step: Step<A>,
    row: &ImportRow<A>,
    names: &RowNames,
    index: &Index<'_, A>,
    guard: &dyn RowGuard<A>,
) -> Step<A> {
    let refused = match &step {
        Step::Add => guard.refuses(&row.account, None),
        Step::Update { .. } => {
            let own = index.usernames.get(names.username.as_str());
            guard.refuses(&row.account, own.map(|own| &own.account))
        }
        Step::Keep | Step::Skip | Step::Refuse(_) => None,
    };
    refused.map_or(step, Step::Refuse)
}

fn step<A: Importable>(row: &ImportRow<A>, names: &RowNames, index: &Index<'_, A>, policy: ConflictPolicy) -> Step<A> {
    let own = index.usernames.get(names.username.as_str());
    let reference = own.map(|own| own.account.reference());
    if let Some((what, account)) = index.other(names, reference) {
        return Step::Refuse(ImportRefused::BelongsTo { what, account });
    }
    let Some(own) = own else { return Step::Add };
    if names.uid.is_some() && names.uid != own.account.uid() {
        let (account, what) = (own.account.reference(), "uid");
        return match policy {
            ConflictPolicy::Skip => Step::Skip,
            // Others know the account by it.
            ConflictPolicy::Update | ConflictPolicy::Fail => Step::Refuse(ImportRefused::Differs { account, what }),
        };
    }
    let (mut differs, mut update) = A::difference(&row.account, own);
    // What a digest was wrapped into, when this is another try, says nothing about it.
    let password = row.account.new.password_hash().filter(|_| row.digest.is_none());
    if let Some(hash) = password.filter(|hash| replaces_password(Some(hash), own)) {
        A::replace_password(&mut update, hash.clone());
        differs = differs.or(Some("password"));
    }
    let takes_digest = row.digest.is_some() && own.password_hash.is_none();
    if takes_digest {
        differs = differs.or(Some("password"));
    }
    match (differs, policy) {
        (None, ConflictPolicy::Skip | ConflictPolicy::Update | ConflictPolicy::Fail) => Step::Keep,
        (Some(_), ConflictPolicy::Skip) => Step::Skip,
        (Some(_), ConflictPolicy::Update) => Step::Update {
            id: own.account.number(),
            update,
            revision: own.account.revision(),
            takes_digest,
        },
        (Some(what), ConflictPolicy::Fail) => {
            let account = own.account.reference();
            Step::Refuse(ImportRefused::Differs { account, what })
        }
    }
}
