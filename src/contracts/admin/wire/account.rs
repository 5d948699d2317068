//! What users and subscribers share: filters, orders and statuses.

use poem_openapi::registry::MetaSchema;
use serde_json::Value;

use super::page::PageParameters;
use crate::contracts::kit::example::{NamedExample, OK};
use crate::contracts::kit::field_type::{OneOf, Words};
use crate::contracts::kit::query::{Beginning, Flag, Number, Parameter, ParameterType};
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::model::{
    AccountQuery, AccountRef, Bounds, EmailAddress, NameError, Realm, Search, SearchField, Sort, SortField, Username,
    label, role_or_permission,
};

/// The statuses of users.
pub struct UserStatuses;
/// The statuses of subscribers.
pub struct SubscriberStatuses;
/// A status of users.
pub type UserStatusText = OneOf<UserStatuses>;
/// A status of subscribers.
pub type SubscriberStatusText = OneOf<SubscriberStatuses>;

impl Words for UserStatuses {
    const WORDS: &'static [&'static str] = &["active", "disabled"];
    const A: &'static str = "active or disabled";
}

impl Words for SubscriberStatuses {
    const WORDS: &'static [&'static str] = &["active", "inactive", "pending", "expired", "disabled"];
    const A: &'static str = "active, inactive, pending, expired or disabled";
}

impl<W: Words> ParameterType for OneOf<W> {
    type Value = &'static str;
    const A: &'static str = W::A;

    fn schema() -> MetaSchema {
        one_of(W::WORDS)
    }

    fn read(text: &str) -> Option<&'static str> {
        W::WORDS.iter().copied().find(|word| *word == text)
    }
}

fn one_of(words: &[&'static str]) -> MetaSchema {
    MetaSchema {
        enum_items: words.iter().map(|word| Value::from(*word)).collect(),
        ..MetaSchema::new("string")
    }
}

/// The order of a list.
pub struct SortText;

impl ParameterType for SortText {
    type Value = Sort;
    const A: &'static str = "id, -id, created_at or -created_at";

    fn schema() -> MetaSchema {
        MetaSchema {
            default: Some("id".into()),
            ..one_of(&["id", "-id", "created_at", "-created_at"])
        }
    }

    fn read(text: &str) -> Option<Sort> {
        let (descending, name) = match text.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, text),
        };
        let field = match name {
            "id" => SortField::Id,
            "created_at" => SortField::CreatedAt,
            _ => return None,
        };
        Some(Sort { field, descending })
    }
}

/// An account of either realm, as in the audit log: `users/1`.
pub struct AccountText;

impl ParameterType for AccountText {
    type Value = AccountRef;
    const A: &'static str = "an account such as users/1";

    fn schema() -> MetaSchema {
        MetaSchema {
            max_length: Some(40),
            pattern: Some("^(users|subscribers)/[1-9][0-9]{0,17}$".to_owned()),
            ..MetaSchema::new("string")
        }
    }

    fn examples() -> Vec<NamedExample> {
        vec![
            NamedExample::new(OK, "users/1".into()),
            NamedExample::new("not_found", "users/9000000000000000".into()),
        ]
    }

    fn read(text: &str) -> Option<AccountRef> {
        AccountRef::parse(text).filter(|account| account.to_string() == text && account.id > 0)
    }
}

/// The parameters of a list of accounts.
pub struct AccountParameters<S> {
    /// The page.
    pub page: PageParameters,
    /// The order.
    pub sort: Option<Parameter<SortText>>,
    /// What the username begins with.
    pub username: Option<Parameter<Beginning>>,
    /// What the e-mail address begins with.
    pub email: Option<Parameter<Beginning>>,
    /// What the name begins with.
    pub name: Option<Parameter<Beginning>>,
    /// What the customer number begins with.
    pub customer_id: Option<Parameter<Beginning>>,
    /// The status.
    pub status: Option<Parameter<S>>,
    /// A role that they have.
    pub role: Option<Parameter<Beginning>>,
    /// The provider.
    pub isp_id: Option<Parameter<Number>>,
    /// The branch.
    pub branch_id: Option<Parameter<Number>>,
    /// The deleted ones, instead of the others.
    pub deleted: Option<Parameter<Flag>>,
}

impl<S: ParameterType<Value = &'static str>> AccountParameters<S> {
    /// The query, or everything that is wrong with it.
    pub fn into_query(self) -> Result<AccountQuery, FieldErrors> {
        let mut check = Validator::default();
        let (limit, after) = self.page.read(&mut check);
        let sort = check.parameter("sort", self.sort);
        let mut search = None;
        for (name, field, sent) in [
            ("username", SearchField::Username, self.username),
            ("email", SearchField::Email, self.email),
            ("name", SearchField::Name, self.name),
            ("customer_id", SearchField::CustomerId, self.customer_id),
        ] {
            if let Some(beginning) = check.parameter(name, sent) {
                if search.is_some() {
                    check.fail::<()>(name, "cannot be combined with another search");
                }
                search = Some(Search::new(field, &beginning));
            }
        }
        if search.is_some() && sort.is_some() {
            check.fail::<()>(
                "sort",
                "cannot be combined with a search, which is in the order of the name",
            );
        }
        let query = AccountQuery {
            bounds: Bounds::default(),
            isp_id: check.parameter("isp_id", self.isp_id),
            branch_id: check.parameter("branch_id", self.branch_id),
            status: check.parameter("status", self.status),
            role: check.parameter("role", self.role),
            deleted: check.parameter("deleted", self.deleted).unwrap_or(false),
            search,
            sort: sort.unwrap_or_default(),
            after,
            limit,
        };
        check.finish(Some(query))
    }
}

/// Reads a text as something that has rules of its own.
pub fn parsed<T, E: ToString>(
    check: &mut Validator,
    name: &str,
    text: Option<String>,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Option<T> {
    match parse(&text?) {
        Ok(value) => Some(value),
        Err(error) => check.fail(name, &error.to_string()),
    }
}

/// A username of this realm.
pub fn username(realm: Realm) -> impl FnOnce(&str) -> Result<Username, NameError> {
    move |text| Username::parse(realm, text)
}

/// An e-mail address.
pub fn email(text: &str) -> Result<EmailAddress, NameError> {
    EmailAddress::parse(text)
}

/// Names of roles or permissions.
pub fn names(check: &mut Validator, name: &str, names: Option<Vec<String>>, most: usize) -> Option<Vec<String>> {
    let names = names?;
    if names.len() > most {
        return check.fail(name, &format!("must not have more than {most} items"));
    }
    for one in &names {
        if let Err(error) = role_or_permission(one) {
            return check.fail(name, &format!("has an item that {error}"));
        }
    }
    Some(names)
}

/// A text for people.
pub fn plain(check: &mut Validator, name: &str, text: Option<String>) -> Option<String> {
    parsed(check, name, text, label)
}
