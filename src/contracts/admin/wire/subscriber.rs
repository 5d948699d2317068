//! Subscribers.

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use super::account::{SubscriberStatusText, email, parsed, plain, username};
use super::page::{NEXT, encode};
use crate::contracts::kit::date_time::UtcDateTime;
use crate::contracts::kit::entity::Located;
use crate::contracts::kit::example::RequestExamples;
use crate::contracts::kit::field::{DateTime, Email, Field, Kept, Label, NewSecret, Optional, Text};
use crate::contracts::kit::field_type::Integer;
use crate::contracts::kit::formatted::{self as format, Formatted};
use crate::contracts::kit::literal::literals;
use crate::contracts::kit::nullable::Nullable;
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::model::{self, NewSubscriber, Page, Password, Patch, Realm, SubscriberUpdate, Timestamp};

literals! {
    /// The state of a subscription. Only `disabled` prevents logins.
    pub enum SubscriberStatus {
        Active = "active",
        Inactive = "inactive",
        Pending = "pending",
        Expired = "expired",
        Disabled = "disabled",
    }
}

impl From<model::SubscriberStatus> for SubscriberStatus {
    fn from(status: model::SubscriberStatus) -> Self {
        match status {
            model::SubscriberStatus::Active => Self::Active,
            model::SubscriberStatus::Inactive => Self::Inactive,
            model::SubscriberStatus::Pending => Self::Pending,
            model::SubscriberStatus::Expired => Self::Expired,
            model::SubscriberStatus::Disabled => Self::Disabled,
        }
    }
}

/// A subscriber.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct Subscriber {
    /// The number.
    id: i64,
    /// The customer number on the bills.
    customer_id: String,
    /// The username, which is the login name.
    username: String,
    /// The given name; may be empty.
    firstname: String,
    /// The family name; may be empty.
    lastname: String,
    /// The e-mail address.
    email: Nullable<Formatted<format::Email>>,
    /// The telephone number.
    phone: Nullable<String>,
    /// The package.
    package_name: Nullable<String>,
    /// When the package expires.
    expiration_date: Nullable<UtcDateTime>,
    /// The number of the provider that the subscriber belongs to.
    isp_id: Nullable<i64>,
    /// The number of the branch that the subscriber belongs to.
    branch_id: Nullable<i64>,
    /// The state of the subscription.
    status: SubscriberStatus,
    /// When the subscriber was added.
    created_at: UtcDateTime,
    /// When the subscriber was last changed.
    updated_at: UtcDateTime,
    /// When the subscriber was deleted. A deleted subscriber can be restored for some time.
    deleted_at: Nullable<UtcDateTime>,
}

impl From<&model::Subscriber> for Subscriber {
    fn from(subscriber: &model::Subscriber) -> Self {
        Self {
            id: subscriber.id.0,
            customer_id: subscriber.customer_id.clone(),
            username: subscriber.username.clone(),
            firstname: subscriber.firstname.clone(),
            lastname: subscriber.lastname.clone(),
            email: subscriber.email.as_deref().map(Formatted::from).into(),
            phone: subscriber.phone.clone().into(),
            package_name: subscriber.package_name.clone().into(),
            expiration_date: subscriber.expiration_date.map(UtcDateTime).into(),
            isp_id: subscriber.isp_id.into(),
            branch_id: subscriber.branch_id.into(),
            status: subscriber.status.into(),
            created_at: UtcDateTime(subscriber.created_at),
            updated_at: UtcDateTime(subscriber.updated_at),
            deleted_at: subscriber.deleted_at.map(UtcDateTime).into(),
        }
    }
}

impl Example for Subscriber {
    fn example() -> Self {
        let at = |seconds| UtcDateTime(Timestamp::from_seconds(seconds));
        Self {
            id: 7,
            customer_id: "10007".to_owned(),
            username: "ben".to_owned(),
            firstname: "Ben".to_owned(),
            lastname: "Okri".to_owned(),
            email: Some("ben@example.com".into()).into(),
            phone: None.into(),
            package_name: Some("10MB Package".to_owned()).into(),
            expiration_date: Some(at(1_798_761_599)).into(),
            isp_id: Some(1).into(),
            branch_id: Some(1).into(),
            status: SubscriberStatus::Active,
            created_at: at(1_767_225_600),
            updated_at: at(1_767_225_600),
            deleted_at: None.into(),
        }
    }
}

impl Located for Subscriber {
    const PATH: &'static str = "/admin/v1/subscribers/7";
    const HAS_REVISION: bool = true;
}

/// A page of subscribers.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct SubscriberList {
    /// The subscribers.
    #[oai(validator(max_items = 200))]
    items: Vec<Subscriber>,
    /// The `cursor` of the next page; `null` on the last one.
    next: Nullable<String>,
}

impl From<Page<model::Subscriber>> for SubscriberList {
    fn from(page: Page<model::Subscriber>) -> Self {
        Self {
            items: page.items.iter().map(Subscriber::from).collect(),
            next: page.next.as_ref().map(encode).into(),
        }
    }
}

impl Example for SubscriberList {
    fn example() -> Self {
        Self {
            items: vec![Subscriber::example()],
            next: Some(NEXT.to_owned()).into(),
        }
    }
}

/// A subscriber to be added.
#[derive(Object)]
#[oai(example)]
pub struct CreateSubscriber {
    /// The username, which is the login name.
    username: Field<Text>,
    /// The customer number on the bills.
    customer_id: Field<Label>,
    /// The given name.
    firstname: Optional<Label>,
    /// The family name.
    lastname: Optional<Label>,
    /// The e-mail address.
    email: Optional<Email>,
    /// The password. Without one, nobody can log in until one is set.
    password: Optional<NewSecret>,
    /// The telephone number.
    phone: Optional<Label>,
    /// The package.
    package_name: Optional<Label>,
    /// When the package expires.
    expiration_date: Optional<DateTime>,
    /// The number of the provider. A caller who is confined to one need not name it.
    isp_id: Optional<Integer>,
    /// The number of the branch. A caller who is confined to one need not name it.
    branch_id: Optional<Integer>,
}

impl CreateSubscriber {
    /// The command, or everything that is wrong with it.
    pub fn into_command(self, check: &mut Validator) -> Option<(NewSubscriber, Option<Password>)> {
        let name = check.text("username", self.username);
        let username = parsed(check, "username", name, username(Realm::Subscribers));
        let customer_id = check.text("customer_id", self.customer_id);
        let customer_id = plain(check, "customer_id", customer_id);
        let password = check.optional_password("password", self.password);
        let address = check.optional_text("email", self.email);
        let text = |check: &mut Validator, name, field| {
            let text = check.optional_text(name, field);
            plain(check, name, text)
        };
        let new = NewSubscriber {
            firstname: text(check, "firstname", self.firstname).unwrap_or_default(),
            lastname: text(check, "lastname", self.lastname).unwrap_or_default(),
            phone: text(check, "phone", self.phone),
            package_name: text(check, "package_name", self.package_name),
            email: parsed(check, "email", address, email),
            expiration_date: check.optional("expiration_date", self.expiration_date),
            isp_id: check.optional("isp_id", self.isp_id),
            branch_id: check.optional("branch_id", self.branch_id),
            customer_id: customer_id?,
            username: username?,
            password_hash: None,
        };
        Some((new, password))
    }
}

impl Example for CreateSubscriber {
    fn example() -> Self {
        Self {
            username: Field::of("ben"),
            customer_id: Field::of("10007"),
            firstname: Field::of("Ben"),
            lastname: Field::of("Okri"),
            email: Field::of("ben@example.com"),
            password: Field::of("seven quiet herons, two ponds"),
            phone: Field::absent(),
            package_name: Field::of("10MB Package"),
            expiration_date: Field::with(Timestamp::from_seconds(1_798_761_599)),
            isp_id: Field::with(1),
            branch_id: Field::with(1),
        }
    }
}

impl RequestExamples for CreateSubscriber {
    fn others() -> Vec<(&'static str, Self)> {
        let taken = |username: &str, email: &str| Self {
            username: Field::of(username),
            email: Field::of(email),
            ..Self::example()
        };
        vec![
            ("username_taken", taken("subscriber1", "ben@example.com")),
            ("email_taken", taken("ben", "subscriber1@example.com")),
        ]
    }
}

/// What changes about a subscriber (RFC 7396): an absent member stays, `null` empties it.
#[derive(Object)]
#[oai(example)]
pub struct UpdateSubscriber {
    /// The username.
    username: Optional<Kept<Text>>,
    /// The customer number on the bills.
    customer_id: Optional<Kept<Label>>,
    /// The given name.
    firstname: Optional<Label>,
    /// The family name.
    lastname: Optional<Label>,
    /// The e-mail address.
    email: Optional<Email>,
    /// A new password, which ends all sessions.
    password: Optional<Kept<NewSecret>>,
    /// The telephone number.
    phone: Optional<Label>,
    /// The package.
    package_name: Optional<Label>,
    /// When the package expires.
    expiration_date: Optional<DateTime>,
    /// The number of the provider.
    isp_id: Optional<Integer>,
    /// The number of the branch.
    branch_id: Optional<Integer>,
    /// The state of the subscription. `disabled` ends all sessions.
    status: Optional<Kept<SubscriberStatusText>>,
}

impl UpdateSubscriber {
    /// The command, or everything that is wrong with it.
    pub fn into_command(self) -> Result<(SubscriberUpdate, Option<Password>), FieldErrors> {
        let mut all = Validator::default();
        let check = &mut all;
        let name = check.kept_or_text("username", self.username);
        let customer_id = check.kept_or_text("customer_id", self.customer_id);
        let password = check.kept_or_password("password", self.password);
        let emptied = |check: &mut Validator, name, field| match check.patch_label(name, field) {
            Patch::Keep => None,
            Patch::Clear => Some(String::new()),
            Patch::Set(text) => Some(text),
        };
        let address = match check.patch_text("email", self.email) {
            Patch::Keep => Patch::Keep,
            Patch::Clear => Patch::Clear,
            Patch::Set(text) => Patch::set_or_keep(parsed(check, "email", Some(text), email)),
        };
        let update = SubscriberUpdate {
            username: parsed(check, "username", name, username(Realm::Subscribers)),
            customer_id: plain(check, "customer_id", customer_id),
            firstname: emptied(check, "firstname", self.firstname),
            lastname: emptied(check, "lastname", self.lastname),
            email: address,
            phone: check.patch_label("phone", self.phone),
            package_name: check.patch_label("package_name", self.package_name),
            expiration_date: check.patch("expiration_date", self.expiration_date),
            isp_id: check.patch("isp_id", self.isp_id),
            branch_id: check.patch("branch_id", self.branch_id),
            status: check
                .kept_or_value("status", self.status)
                .and_then(model::SubscriberStatus::from_stored),
            password: None,
        };
        all.finish(Some((update, password)))
    }
}

impl Example for UpdateSubscriber {
    fn example() -> Self {
        Self {
            username: Field::absent(),
            customer_id: Field::absent(),
            firstname: Field::absent(),
            lastname: Field::absent(),
            email: Field::absent(),
            password: Field::absent(),
            phone: Field::absent(),
            package_name: Field::of("20MB Package"),
            expiration_date: Field::with(Timestamp::from_seconds(1_798_761_599)),
            isp_id: Field::absent(),
            branch_id: Field::absent(),
            status: Field::with("active"),
        }
    }
}

impl RequestExamples for UpdateSubscriber {
    fn others() -> Vec<(&'static str, Self)> {
        let taken = |username, email| Self {
            username,
            email,
            ..Self::example()
        };
        vec![
            ("username_taken", taken(Field::of("subscriber1"), Field::absent())),
            (
                "email_taken",
                taken(Field::absent(), Field::of("subscriber1@example.com")),
            ),
        ]
    }
}
