//! What differs between importing users and importing subscribers.

use uuid::Uuid;

use super::compare::{Difference, subscriber_difference, user_difference};
use crate::auth::account::Account;
use crate::auth::random::{Random, uuid};
use crate::model::{
    Context, EmailAddress, Existing, FoldedName, Imported, NewPassword, NewSubscriber, NewUser, PasswordHash,
    Subscriber, SubscriberStatus, SubscriberUpdate, Timestamp, User, UserStatus, UserUpdate,
};
use crate::store::{Store, StoreError, Wanted};

/// The names of a row that no other account of the realm may have, as they are stored.
pub struct RowNames {
    /// The username.
    pub username: String,
    /// The e-mail address: the canonical form first, then what older versions stored it as.
    pub emails: Vec<String>,
    /// The GUID that it brings.
    pub uid: Option<Uuid>,
}

impl RowNames {
    fn new(username: &FoldedName, email: Option<&EmailAddress>, uid: Option<Uuid>) -> Self {
        let forms = |email: &EmailAddress| {
            let all = [email.folded()].into_iter().chain(email.older_forms());
            all.map(|form| form.as_str().to_owned()).collect()
        };
        Self {
            username: username.as_str().to_owned(),
            emails: email.map(forms).unwrap_or_default(),
            uid,
        }
    }
}

/// An account that can be imported.
pub trait Importable: Account {
    /// The names of a row.
    fn names(row: &Imported<Self::New, Self::Status>) -> RowNames;

    /// The GUID of an account, if its kind has one.
    fn uid(&self) -> Option<Uuid>;

    /// What the row would change about the account, the password aside.
    fn difference(row: &Imported<Self::New, Self::Status>, existing: &Existing<Self>) -> Difference<Self::Update>;

    /// Gives a change a password hash.
    fn replace_password(update: &mut Self::Update, hash: PasswordHash);

    /// The accounts that are there already.
    fn existing(store: &Store, wanted: &Wanted)
    -> impl Future<Output = Result<Vec<Existing<Self>>, StoreError>> + Send;

    /// Adds all of these accounts, or none.
    fn add_all(
        store: &Store,
        rows: &[&Imported<Self::New, Self::Status>],
        random: &dyn Random,
        now: Timestamp,
        context: &Context,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

impl Importable for User {
    fn names(row: &Imported<NewUser, UserStatus>) -> RowNames {
        RowNames::new(row.new.username.folded(), Some(&row.new.email), row.uid)
    }

    fn uid(&self) -> Option<Uuid> {
        Some(self.uid)
    }

    fn difference(row: &Imported<NewUser, UserStatus>, existing: &Existing<Self>) -> Difference<UserUpdate> {
        user_difference(row, existing)
    }

    fn replace_password(update: &mut UserUpdate, hash: PasswordHash) {
        update.password = Some(NewPassword::Imported(hash));
    }

    async fn existing(store: &Store, wanted: &Wanted) -> Result<Vec<Existing<Self>>, StoreError> {
        store.existing_users(wanted).await
    }

    async fn add_all(
        store: &Store,
        rows: &[&Imported<NewUser, UserStatus>],
        random: &dyn Random,
        now: Timestamp,
        context: &Context,
    ) -> Result<(), StoreError> {
        let with_uid = rows.iter().map(|row| (row.uid.unwrap_or_else(|| uuid(random)), *row));
        let with_uid: Vec<_> = with_uid.collect();
        store.import_users(&with_uid, now, context).await
    }
}

impl Importable for Subscriber {
    fn names(row: &Imported<NewSubscriber, SubscriberStatus>) -> RowNames {
        RowNames::new(row.new.username.folded(), row.new.email.as_ref(), None)
    }

    fn uid(&self) -> Option<Uuid> {
        None
    }

    fn difference(
        row: &Imported<NewSubscriber, SubscriberStatus>,
        existing: &Existing<Self>,
    ) -> Difference<SubscriberUpdate> {
        subscriber_difference(row, existing)
    }

    fn replace_password(update: &mut SubscriberUpdate, hash: PasswordHash) {
        update.password = Some(NewPassword::Imported(hash));
    }

    async fn existing(store: &Store, wanted: &Wanted) -> Result<Vec<Existing<Self>>, StoreError> {
        store.existing_subscribers(wanted).await
    }

    async fn add_all(
        store: &Store,
        rows: &[&Imported<NewSubscriber, SubscriberStatus>],
        _: &dyn Random,
        now: Timestamp,
        context: &Context,
    ) -> Result<(), StoreError> {
        store.import_subscribers(rows, now, context).await
    }
}
