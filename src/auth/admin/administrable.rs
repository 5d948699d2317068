//! What the realms do in their own ways when accounts are administered.

use super::administrator::Administrator;
use crate::auth::account::Account;
use crate::model::{
    AccountRef, Bounds, NewPassword, NewSubscriber, NewUser, Patch, Subscriber, SubscriberUpdate, User, UserUpdate,
};

/// Roles and permissions.
pub type Grants<'a> = (&'a [String], &'a [String]);

/// Where an account belongs: the provider and the branch.
pub type Place = (Option<i64>, Option<i64>);

/// An account that can be administered over the network.
pub trait Administrable: Account {
    /// The number of the account that this is the number of, as the realm counts.
    fn id_of(number: i64) -> Self::Id;

    /// What an account has been granted.
    fn grants(&self) -> Grants<'_>;

    /// What a new account is granted.
    fn grants_of_new(new: &Self::New) -> Grants<'_>;

    /// What an account is granted after an update.
    fn grants_after<'a>(&'a self, update: &'a Self::Update) -> Grants<'a>;

    /// Whether the account may do something here that the caller may not.
    fn outranks(&self, caller: &Administrator) -> bool;

    /// Places a new account that says nothing of it where its creator is confined to. Returns where it then belongs.
    fn place(new: &mut Self::New, bounds: Bounds) -> Place;

    /// Where an account belongs after an update.
    fn place_after(&self, update: &Self::Update) -> Place;

    /// Gives an update a password.
    fn give_password(update: &mut Self::Update, password: NewPassword);
}

impl Administrable for User {
    fn id_of(number: i64) -> Self::Id {
        crate::model::UserId(number)
    }

    fn grants(&self) -> Grants<'_> {
        (&self.roles, &self.permissions)
    }

    fn grants_of_new(new: &NewUser) -> Grants<'_> {
        (&new.roles, &new.permissions)
    }

    fn grants_after<'a>(&'a self, update: &'a UserUpdate) -> Grants<'a> {
        (
            update.roles.as_ref().unwrap_or(&self.roles),
            update.permissions.as_ref().unwrap_or(&self.permissions),
        )
    }

    fn outranks(&self, caller: &Administrator) -> bool {
        caller.is_outranked_by(self)
    }

    fn place(new: &mut NewUser, bounds: Bounds) -> Place {
        new.isp_id = new.isp_id.or(bounds.isp_id);
        new.branch_id = new.branch_id.or(bounds.branch_id);
        (new.isp_id, new.branch_id)
    }

    fn place_after(&self, update: &UserUpdate) -> Place {
        (
            after(&update.isp_id, self.isp_id),
            after(&update.branch_id, self.branch_id),
        )
    }

    fn give_password(update: &mut UserUpdate, password: NewPassword) {
        update.password = Some(password);
    }
}

impl Administrable for Subscriber {
    fn id_of(number: i64) -> Self::Id {
        crate::model::SubscriberId(number)
    }

    fn grants(&self) -> Grants<'_> {
        (&[], &[])
    }

    fn grants_of_new(_: &NewSubscriber) -> Grants<'_> {
        (&[], &[])
    }

    fn grants_after<'a>(&'a self, _: &'a SubscriberUpdate) -> Grants<'a> {
        (&[], &[])
    }

    fn outranks(&self, _: &Administrator) -> bool {
        false
    }

    fn place(new: &mut NewSubscriber, bounds: Bounds) -> Place {
        new.isp_id = new.isp_id.or(bounds.isp_id);
        new.branch_id = new.branch_id.or(bounds.branch_id);
        (new.isp_id, new.branch_id)
    }

    fn place_after(&self, update: &SubscriberUpdate) -> Place {
        (
            after(&update.isp_id, self.isp_id),
            after(&update.branch_id, self.branch_id),
        )
    }

    fn give_password(update: &mut SubscriberUpdate, password: NewPassword) {
        update.password = Some(password);
    }
}

fn after(patch: &Patch<i64>, current: Option<i64>) -> Option<i64> {
    match patch {
        Patch::Keep => current,
        Patch::Clear => None,
        Patch::Set(number) => Some(*number),
    }
}

/// An account of the realm, by its number.
pub(super) const fn reference<A: Account>(number: i64) -> AccountRef {
    AccountRef {
        realm: A::REALM,
        id: number,
    }
}
