//! Importing accounts of another system: batch by batch, each account whole or not at all.
//!
//! A batch is compared with what is there already, so an import that was interrupted goes on where it stopped when it is
//! run again: what it has added is unchanged then. `guard.rs` keeps an administrator within their rights,
//! `importable.rs` has what differs between the realms, `compare.rs` what an account and its row differ in, `plan.rs`
//! what is to be done with each row, and `refused.rs` why nothing is.

mod compare;
mod guard;
mod importable;
mod plan;
mod refused;
mod row;

use futures_util::future::try_join_all;

use super::AuthService;
use super::account::NewAccount;
use super::error::{Cause, ServiceError};
use super::passwords::Passwords;
use crate::model::{Changed, Context, Terms};
use crate::store::{Conflict, Patience, SeenNames, StoreError};
pub(super) use guard::RowGuard;
use guard::Unguarded;
pub use importable::Importable;
use importable::RowNames;
pub use plan::{ConflictPolicy, Outcome};
use plan::{Plan, Step};
pub use refused::ImportRefused;
pub use row::ImportRow;

/// How often a batch is compared anew because somebody else has added one of its accounts at the same time.
const TRIES: u32 = 3;

/// The detail of the audit events of an import.
const DETAIL: &str = "imported";

/// What became of each row of a batch, in order.
pub type Outcomes = Vec<Result<Outcome, ImportRefused>>;

/// An import of one file.
pub struct Import<A> {
    auth: AuthService,
    policy: ConflictPolicy,
    dry_run: bool,
    guard: Box<dyn RowGuard<A>>,
    context: Context,
    /// How many digests are hashed at a time: logins of a running server wait for them.
    digests_at_once: usize,
    seen: SeenNames,
}

impl AuthService {
    /// Begins to import a file for an operator. A dry run does everything but write.
    ///
    /// # Errors
    /// [`ServiceError`] when there is no room for a temporary file.
    pub fn begin_import<A: Importable>(
        &self,
        policy: ConflictPolicy,
        dry_run: bool,
    ) -> Result<Import<A>, ServiceError> {
        let import = self.begin_guarded_import(policy, dry_run, Box::new(Unguarded), Context::operator())?;
        Ok(Import {
            digests_at_once: self.passwords.parallelism(),
            ..import
        })
    }

    /// Begins to import a file for the actor of `context`, within what `guard` allows.
    pub(super) fn begin_guarded_import<A: Importable>(
        &self,
        policy: ConflictPolicy,
        dry_run: bool,
        guard: Box<dyn RowGuard<A>>,
        context: Context,
    ) -> Result<Import<A>, ServiceError> {
        Ok(Import {
            auth: self.clone(),
            policy,
            dry_run,
            guard,
            context,
            digests_at_once: 1,
            seen: SeenNames::new()?,
        })
    }
}

impl<A: Importable> Import<A> {
    /// Imports some rows. Once this returns, what it says is in the database.
    ///
    /// # Errors
    /// [`ServiceError`]: it is unknown then what of this batch is done, but no account is half done.
    pub async fn batch(&mut self, rows: Vec<ImportRow<A>>) -> Result<Outcomes, ServiceError> {
        // A request has many, and may take as long as they do.
        Patience::of(None).scope(self.batch_in_full(rows)).await
    }

    async fn batch_in_full(&mut self, mut rows: Vec<ImportRow<A>>) -> Result<Outcomes, ServiceError> {
        let names: Vec<_> = rows.iter().map(|row| A::names(&row.account)).collect();
        let duplicates = rows
            .iter()
            .zip(&names)
            .map(|(row, names)| self.find_duplicate(row.line, names));
        let duplicates = duplicates.collect::<Result<Vec<_>, _>>()?;
        for _ in 1..TRIES {
            match self.try_batch(&mut rows, &names, &duplicates).await {
                Err(ServiceError::Internal(Cause::Store(StoreError::Conflict(_)))) => {}
                done => return done,
            }
        }
        self.try_batch(&mut rows, &names, &duplicates).await
    }

    /// Why a row is the same as an earlier one of the file, if it is.
    fn find_duplicate(&self, line: u64, names: &RowNames) -> Result<Option<ImportRefused>, StoreError> {
        let uid = names.uid.map(|uid| uid.to_string());
        let names = [
            ("username", Some(&names.username)),
            ("e-mail address", names.emails.first()),
            ("uid", uid.as_ref()),
        ];
        let names = names
            .into_iter()
            .filter_map(|(what, name)| Some((what, format!("{what}:{}", name?))));
        let names: Vec<_> = names.collect();
        for (position, (what, name)) in names.iter().enumerate() {
            let Some(line) = self.seen.add(name, line)? else {
                continue;
            };
            // It has none of its other names, either.
            for (_, added) in names.iter().take(position) {
                self.seen.remove(added)?;
            }
            return Ok(Some(ImportRefused::SameAsLine { what, line }));
        }
        Ok(None)
    }

    async fn try_batch(
        &mut self,
        rows: &mut [ImportRow<A>],
        names: &[RowNames],
        duplicates: &[Option<ImportRefused>],
    ) -> Result<Outcomes, ServiceError> {
        let auth = self.auth.clone();
        let store = &auth.store;
        self.guard.renew().await?;
        let existing = A::existing(store, &plan::wanted(names)).await?;
        let guard = self.guard.as_ref();
        let mut plan = Plan::<A>::make(rows, names, duplicates, &existing, self.policy, guard);
        if self.dry_run {
            return Ok(plan.outcomes());
        }
        wrap_digests(&auth.passwords, self.digests_at_once, rows, &mut plan).await?;
        let (now, context) = (auth.clock.now(), self.context.clone());
        let added = rows.iter().zip(&plan.steps);
        let added: Vec<_> = added
            .filter(|(_, step)| matches!(step, Step::Add))
            .map(|(row, _)| &row.account)
            .collect();
        if !added.is_empty() {
            A::add_all(store, &added, auth.random.as_ref(), now, &context).await?;
        }
        for step in &mut plan.steps {
            let Step::Update {
                id, update, revision, ..
            } = step
            else {
                continue;
            };
            let terms = Terms {
                // What was decided holds for the account as it was then.
                revision: Some(*revision),
                keeps_administrator: true,
                detail: Some(DETAIL),
                now,
                context: &context,
            };
            match A::update(store, *id, update, &terms).await {
                Ok(Changed::Done) => {}
                Ok(Changed::NotFound) => *step = Step::Refuse(ImportRefused::Gone),
                Ok(Changed::LastAdministrator) => *step = Step::Refuse(ImportRefused::LastAdministrator),
                // Somebody else has just taken it.
                Err(StoreError::Conflict(Conflict::Username | Conflict::Email | Conflict::Other)) => {
                    *step = Step::Refuse(ImportRefused::NameTaken);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(plan.outcomes())
    }
}

/// Hashes the digests of rows that need one, so many at once.
async fn wrap_digests<A: Importable>(
    passwords: &Passwords,
    at_once: usize,
    rows: &mut [ImportRow<A>],
    plan: &mut Plan<A>,
) -> Result<(), ServiceError> {
    let mut pending = Vec::new();
    for (row, step) in rows.iter_mut().zip(&mut plan.steps) {
        if let Some(digest) = row.digest.clone()
            && row.account.new.password_hash().is_none()
            && matches!(step, Step::Add | Step::Update { takes_digest: true, .. })
        {
            pending.push((row, step, digest));
        }
    }
    for some in pending.chunks_mut(at_once) {
        let hashes = some.iter().map(|(_, _, digest)| passwords.wrap(digest));
        let hashes = try_join_all(hashes).await?;
        for ((row, step, _), hash) in some.iter_mut().zip(hashes) {
            match step {
                Step::Update { update, .. } => A::replace_password(update, hash),
                Step::Add => row.account.new.set_password_hash(hash),
                Step::Keep | Step::Skip | Step::Refuse(_) => {}
            }
        }
    }
    Ok(())
}
