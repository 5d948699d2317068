//! Which stored names are not what the rules of names make of them today.

use super::AuthService;
use super::error::ServiceError;
use crate::model::{AccountRef, EmailAddress, FoldedName, NameError, Realm, Username};
use crate::store::{Store, StoreError, StoredNames};

/// How many accounts are read at a time.
const PAGE: u64 = 500;

/// A kind of login name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// A username.
    Username,
    /// An e-mail address.
    Email,
}

/// What is wrong with a stored name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameProblem {
    /// Nobody could choose it today.
    Refused(NameError),
    /// It is found by another form than its canonical one, which is this.
    NotCanonical(FoldedName),
    /// It is the same name as one of this account.
    SameAs(AccountRef),
}

/// A stored name that should be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OddName {
    /// Whose it is.
    pub account: AccountRef,
    /// Which of its names.
    pub kind: NameKind,
    /// The name, as its owner wrote it.
    pub text: String,
    /// What is wrong with it.
    pub problem: NameProblem,
}

impl AuthService {
    /// Looks at every name of every account, hands those to `each` that should be replaced, and returns how many
    /// accounts there are. One page of them is in memory at a time.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn examine_names(&self, mut each: impl FnMut(OddName) + Send) -> Result<u64, ServiceError> {
        let mut count = 0;
        for realm in [Realm::Users, Realm::Subscribers] {
            let mut after = 0;
            loop {
                let page = self.store.names_after(realm, after, PAGE).await?;
                let Some(last) = page.last() else { break };
                after = last.account.id;
                for names in &page {
                    count += 1;
                    examine(&self.store, names, &mut each).await?;
                }
            }
        }
        Ok(count)
    }
}

async fn examine(
    store: &Store,
    names: &StoredNames,
    each: &mut (impl FnMut(OddName) + Send),
) -> Result<(), StoreError> {
    let realm = names.account.realm;
    let mut found = |kind, text: &str, problem: Option<NameProblem>| {
        if let Some(problem) = problem {
            let (account, text) = (names.account, text.to_owned());
            each(OddName {
                account,
                kind,
                text,
                problem,
            });
        }
    };
    let canonical = Username::canonical(realm, &names.username);
    let mut problem = problem_of(&canonical, &names.username_folded);
    if let Some(NameProblem::NotCanonical(name)) = &problem
        && let Some(other) = store.with_username_folded(realm, name.as_str()).await?
    {
        problem = Some(NameProblem::SameAs(other));
    }
    // Only a username that the rules refuse can be somebody's e-mail address.
    if realm == Realm::Users
        && names.username_folded.contains('@')
        && let Some(other) = store.with_email_folded(realm, &names.username_folded).await?
        && other != names.account
    {
        problem = Some(NameProblem::SameAs(other));
    }
    found(NameKind::Username, &names.username, problem);

    let (Some(email), Some(folded)) = (&names.email, &names.email_folded) else {
        return Ok(());
    };
    let canonical = EmailAddress::canonical(email);
    let mut problem = problem_of(&canonical, folded);
    if let Some(NameProblem::NotCanonical(name)) = &problem
        && let Some(other) = store.with_email_folded(realm, name.as_str()).await?
    {
        problem = Some(NameProblem::SameAs(other));
    }
    found(NameKind::Email, email, problem);
    Ok(())
}

fn problem_of(canonical: &Result<FoldedName, NameError>, stored: &str) -> Option<NameProblem> {
    match canonical {
        Err(error) => Some(NameProblem::Refused(*error)),
        Ok(name) if name.as_str() != stored => Some(NameProblem::NotCanonical(name.clone())),
        Ok(_) => None,
    }
}
