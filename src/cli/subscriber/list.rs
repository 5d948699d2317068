//! `latchkey subscriber list`

use serde::Serialize;

use crate::cli::accounts::with_auth;
use crate::cli::output::{Listing, Row};
use crate::cli::times::rfc3339;
use crate::cli::{CliError, Global};
use crate::model::Subscriber;

/// A subscriber in a list.
#[derive(Serialize)]
struct SubscriberRow<'a> {
    id: i64,
    customer_id: &'a str,
    username: &'a str,
    firstname: &'a str,
    lastname: &'a str,
    email: Option<&'a str>,
    phone: Option<&'a str>,
    package_name: Option<&'a str>,
    expiration_date: Option<String>,
    status: &'static str,
    created_at: String,
}

impl<'a> From<&'a Subscriber> for SubscriberRow<'a> {
    fn from(subscriber: &'a Subscriber) -> Self {
        Self {
            id: subscriber.id.0,
            customer_id: &subscriber.customer_id,
            username: &subscriber.username,
            firstname: &subscriber.firstname,
            lastname: &subscriber.lastname,
            email: subscriber.email.as_deref(),
            phone: subscriber.phone.as_deref(),
            package_name: subscriber.package_name.as_deref(),
            expiration_date: subscriber.expiration_date.map(rfc3339),
            status: subscriber.status.as_str(),
            created_at: rfc3339(subscriber.created_at),
        }
    }
}

impl Row for SubscriberRow<'_> {
    const HEADER: &'static [&'static str] = &["id", "customer", "username", "name", "package", "expires", "status"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.customer_id.to_owned(),
            self.username.to_owned(),
            format!("{} {}", self.firstname, self.lastname).trim().to_owned(),
            self.package_name.unwrap_or_default().to_owned(),
            self.expiration_date.clone().unwrap_or_default(),
            self.status.to_owned(),
        ]
    }
}

pub(super) async fn run(global: &Global, json: bool) -> Result<(), CliError> {
    with_auth(global, async |auth| {
        let mut listing = Listing::of::<SubscriberRow<'_>>(json);
        auth.for_each_subscriber(|subscriber| listing.add(&SubscriberRow::from(&subscriber)))
            .await?;
        listing.finish()
    })
    .await
}
