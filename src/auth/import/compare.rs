//! What a row of a file and an account that is there already differ in. What the row does not have stays.

use subtle::ConstantTimeEq;

use crate::model::{
    EmailAddress, Existing, Imported, NewSubscriber, NewUser, PasswordHash, Patch, Subscriber, SubscriberStatus,
    SubscriberUpdate, User, UserStatus, UserUpdate,
};

/// The first difference in words, if there is any, and the change that removes all of them.
pub(super) type Difference<U> = (Option<&'static str>, U);

/// Collects differences.
#[derive(Default)]
struct Differences(Option<&'static str>);

impl Differences {
    /// The new value if there is one that is not the current one.
    fn change<T: PartialEq<C>, C: ?Sized>(&mut self, what: &'static str, new: Option<T>, current: &C) -> Option<T> {
        let changed = new.filter(|new| new != current);
        self.note(what, changed.is_some());
        changed
    }

    fn text(&mut self, what: &'static str, new: Option<&str>, current: Option<&str>) -> Option<String> {
        let changed = new.filter(|new| Some(*new) != current);
        self.note(what, changed.is_some());
        changed.map(str::to_owned)
    }

    /// Sets what a row has and the account has not; what the row does not have stays.
    fn patch<T: PartialEq + Clone>(&mut self, what: &'static str, new: Option<&T>, current: Option<&T>) -> Patch<T> {
        let changed = new.filter(|new| Some(*new) != current);
        self.note(what, changed.is_some());
        Patch::set_or_keep(changed.cloned())
    }

    fn note(&mut self, what: &'static str, differs: bool) {
        if differs && self.0.is_none() {
            self.0 = Some(what);
        }
    }
}

/// What a row would change about a user.
pub(super) fn user_difference(
    row: &Imported<NewUser, UserStatus>,
    existing: &Existing<User>,
) -> Difference<UserUpdate> {
    let (new, account) = (&row.new, &existing.account);
    let mut differences = Differences::default();
    let list = |names: &[String]| (!names.is_empty()).then(|| distinct(names));
    let update = UserUpdate {
        username: (new.username.as_str() != account.username).then(|| new.username.clone()),
        email: email(Some(&new.email), Some(&account.email)),
        name: differences.text("name", Some(&new.name), Some(&account.name)),
        roles: differences.change("list of roles", list(&new.roles), &account.roles),
        permissions: differences.change("list of permissions", list(&new.permissions), &account.permissions),
        isp_id: differences.patch("isp_id", new.isp_id.as_ref(), account.isp_id.as_ref()),
        branch_id: differences.patch("branch_id", new.branch_id.as_ref(), account.branch_id.as_ref()),
        scope: differences.text("scope", given(&new.business.scope), Some(&account.business.scope)),
        phone: differences.patch("phone", new.personal.phone.as_ref(), account.personal.phone.as_ref()),
        status: differences.change("status", row.status, &account.status),
        password: None,
    };
    differences.note("username", update.username.is_some());
    differences.note("e-mail address", update.email.is_some());
    (differences.0, update)
}

/// What a row would change about a subscriber.
pub(super) fn subscriber_difference(
    row: &Imported<NewSubscriber, SubscriberStatus>,
    existing: &Existing<Subscriber>,
) -> Difference<SubscriberUpdate> {
    let (new, account) = (&row.new, &existing.account);
    let mut differences = Differences::default();
    let update = SubscriberUpdate {
        username: (new.username.as_str() != account.username).then(|| new.username.clone()),
        customer_id: differences.text("customer_id", Some(&new.customer_id), Some(&account.customer_id)),
        firstname: differences.text("firstname", given(&new.firstname), Some(&account.firstname)),
        lastname: differences.text("lastname", given(&new.lastname), Some(&account.lastname)),
        email: Patch::set_or_keep(email(new.email.as_ref(), account.email.as_deref())),
        phone: differences.patch("phone", new.phone.as_ref(), account.phone.as_ref()),
        package_name: differences.patch("package_name", new.package_name.as_ref(), account.package_name.as_ref()),
        expiration_date: differences.patch(
            "expiration_date",
            new.expiration_date.as_ref(),
            account.expiration_date.as_ref(),
        ),
        isp_id: differences.patch("isp_id", new.isp_id.as_ref(), account.isp_id.as_ref()),
        branch_id: differences.patch("branch_id", new.branch_id.as_ref(), account.branch_id.as_ref()),
        status: differences.change("status", row.status, &account.status),
        password: None,
    };
    differences.note("username", update.username.is_some());
    differences.note("e-mail address", update.email.is_change());
    (differences.0, update)
}

/// Whether the row's password hash is to replace the account's: only where that is from an import, too, or missing.
pub(super) fn replaces_password<A>(new: Option<&PasswordHash>, existing: &Existing<A>) -> bool {
    match (new, &existing.password_hash) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(new), Some(current)) => {
            existing.password_imported && !bool::from(new.expose().as_bytes().ct_eq(current.expose().as_bytes()))
        }
    }
}

fn email(new: Option<&EmailAddress>, current: Option<&str>) -> Option<EmailAddress> {
    new.filter(|new| Some(new.as_str()) != current).cloned()
}

/// A text that says something.
fn given(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// Each name once, as they are stored.
fn distinct(names: &[String]) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        if !distinct.contains(name) {
            distinct.push(name.clone());
        }
    }
    distinct
}
