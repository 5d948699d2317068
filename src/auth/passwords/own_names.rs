//! The names of a password's owner, which somebody who knows them would try first.

use crate::model::{FoldedName, NewSubscriber, NewUser, Subscriber, User};

/// Shorter names may occur in a password: they occur in too many words.
const SHORTEST_NAME: usize = 4;

/// The names of a password's owner, folded.
#[derive(Debug, Clone, Default)]
pub struct OwnNames(Vec<FoldedName>);

impl OwnNames {
    pub(super) fn iter(&self) -> impl Iterator<Item = &FoldedName> {
        self.0.iter()
    }

    /// A username or customer number, as a whole.
    fn whole(mut self, name: &str) -> Self {
        self.0.extend(Some(FoldedName::of(name)).filter(is_long_enough));
        self
    }

    /// An e-mail address, and its local part.
    fn email(self, address: Option<&str>) -> Self {
        match address {
            Some(address) => self
                .whole(address)
                .whole(address.rsplit_once('@').map_or("", |(local, _)| local)),
            None => self,
        }
    }

    /// Each word of a name.
    fn words(self, name: Option<&str>) -> Self {
        let words = name.unwrap_or_default().split(|one: char| !one.is_alphanumeric());
        words.fold(self, Self::whole)
    }
}

impl From<&User> for OwnNames {
    fn from(user: &User) -> Self {
        Self::default()
            .whole(&user.username)
            .email(Some(&user.email))
            .words(Some(&user.name))
            .words(user.personal.first_name.as_deref())
            .words(user.personal.last_name.as_deref())
            .whole(&user.business.customer_id)
    }
}

impl From<&NewUser> for OwnNames {
    fn from(user: &NewUser) -> Self {
        Self::default()
            .whole(user.username.as_str())
            .email(Some(user.email.as_str()))
            .words(Some(&user.name))
            .words(user.personal.first_name.as_deref())
            .words(user.personal.last_name.as_deref())
            .whole(&user.business.customer_id)
    }
}

impl From<&Subscriber> for OwnNames {
    fn from(subscriber: &Subscriber) -> Self {
        Self::default()
            .whole(&subscriber.username)
            .email(subscriber.email.as_deref())
            .words(Some(&subscriber.firstname))
            .words(Some(&subscriber.lastname))
            .whole(&subscriber.customer_id)
    }
}

impl From<&NewSubscriber> for OwnNames {
    fn from(subscriber: &NewSubscriber) -> Self {
        Self::default()
            .whole(subscriber.username.as_str())
            .email(subscriber.email.as_ref().map(|email| email.as_str()))
            .words(Some(&subscriber.firstname))
            .words(Some(&subscriber.lastname))
            .whole(&subscriber.customer_id)
    }
}

/// Whether a name is long enough to be forbidden in passwords.
pub(super) fn is_long_enough(name: &FoldedName) -> bool {
    name.as_str().chars().count() >= SHORTEST_NAME
}
