//! Parsers of arguments. Each returns the value, or an error to which clap adds the name of the flag.

use crate::auth::{Account, LoginName};
use crate::model::{AccountRef, EmailAddress, NameError, Patch, Realm, Username};
pub use crate::model::{label, role_or_permission};

/// The username of an account of this kind.
pub fn username<A: Account>(text: &str) -> Result<Username, NameError> {
    Username::parse(A::REALM, text)
}

/// What an account of either realm is called by.
#[derive(Debug, Clone)]
pub struct AnyAccount {
    /// As it was given.
    pub text: String,
    /// The login names that this is: a username, an e-mail address, or both, as a subscriber's username may have an `@`.
    pub names: Vec<LoginName>,
    /// The account that this is the number of. A username may look like that, too.
    pub number: Option<AccountRef>,
}

/// A username or e-mail address of either realm, or the number of an account.
pub fn any_account(text: &str) -> Result<AnyAccount, NameError> {
    let username = Username::canonical(Realm::Subscribers, text);
    let email = EmailAddress::canonical(text);
    let number = AccountRef::parse(text);
    if let (Err(error), Err(_), None) = (&username, &email, number) {
        return Err(*error);
    }
    let names = [
        username.ok().map(LoginName::Username),
        email.ok().map(|_| LoginName::email(text)),
    ];
    Ok(AnyAccount {
        text: text.to_owned(),
        names: names.into_iter().flatten().collect(),
        number,
    })
}

/// What a flag and `--clear` make of a member. The flag wins.
pub fn patch<T>(given: Option<T>, is_cleared: bool) -> Patch<T> {
    match (given, is_cleared) {
        (Some(value), _) => Patch::Set(value),
        (None, true) => Patch::Clear,
        (None, false) => Patch::Keep,
    }
}
