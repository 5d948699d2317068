//! `latchkey subscriber`: the accounts of the operator's customers.

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::cli_account::CliAccount;
use crate::cli::output::Row;
use crate::cli::parse::{self, patch};
use crate::cli::times::{self, rfc3339};
use crate::model::{
    AccountQuery, EmailAddress, NewSubscriber, Search, SearchField, Subscriber, SubscriberStatus, SubscriberUpdate,
    Timestamp, Username,
};

impl CliAccount for Subscriber {
    const NOUN: &'static str = "subscriber";
    const ABOUT: &'static str = "Manage subscribers: the operator's customers";
    const DISABLE_EFFECT: &'static str = ": all sessions end at once";
    const DISABLED_EFFECT: &'static str = "all sessions have ended";
    const ENABLE_EFFECT: &'static str = ": the status becomes active; ended sessions stay ended";

    const DELETED: &'static str = "deleted subscriber";

    type NewArgs = SubscriberArgs;
    type UpdateArgs = SubscriberUpdateArgs;
    type FilterArgs = SubscriberFilters;
    type Row<'a> = SubscriberRow<'a>;

    fn filter(args: SubscriberFilters, query: &mut AccountQuery) {
        query.status = args
            .status
            .as_deref()
            .and_then(SubscriberStatus::from_stored)
            .map(SubscriberStatus::as_str);
        if let Some(beginning) = &args.customer_id {
            query.search = Some(Search::new(SearchField::CustomerId, beginning));
        }
    }

    fn with_status(status: SubscriberStatus) -> SubscriberUpdate {
        SubscriberUpdate {
            status: Some(status),
            ..SubscriberUpdate::default()
        }
    }
}

/// The filters of `latchkey subscriber list`.
#[derive(Args)]
pub struct SubscriberFilters {
    /// The status
    #[arg(long, value_parser = PossibleValuesParser::new(SubscriberStatus::ALL.map(SubscriberStatus::as_str)))]
    status: Option<String>,
    /// What the customer number begins with
    #[arg(long, value_name = "BEGINNING", group = "search")]
    customer_id: Option<String>,
}

/// The arguments of `latchkey subscriber add`.
#[derive(Args)]
pub struct SubscriberArgs {
    /// The username, which is the login name
    #[arg(long, value_parser = parse::username::<Subscriber>)]
    username: Username,
    /// The customer number on their bills
    #[arg(long, value_parser = parse::label)]
    customer_id: String,
    /// The given name
    #[arg(long, value_parser = parse::label)]
    firstname: Option<String>,
    /// The family name
    #[arg(long, value_parser = parse::label)]
    lastname: Option<String>,
    /// The e-mail address
    #[arg(long, value_parser = EmailAddress::parse)]
    email: Option<EmailAddress>,
    /// The telephone number
    #[arg(long, value_parser = parse::label)]
    phone: Option<String>,
    /// The package that they bought
    #[arg(long, value_parser = parse::label)]
    package_name: Option<String>,
    /// When the package expires, in UTC
    #[arg(long, value_name = "YYYY-MM-DD HH:MM:SS", value_parser = times::date_and_time)]
    expiration_date: Option<Timestamp>,
    /// The number of the provider the subscriber belongs to
    #[arg(long)]
    isp_id: Option<i64>,
    /// The number of the branch the subscriber belongs to
    #[arg(long)]
    branch_id: Option<i64>,
}

impl From<SubscriberArgs> for NewSubscriber {
    fn from(args: SubscriberArgs) -> Self {
        Self {
            customer_id: args.customer_id,
            username: args.username,
            firstname: args.firstname.unwrap_or_default(),
            lastname: args.lastname.unwrap_or_default(),
            email: args.email,
            phone: args.phone,
            package_name: args.package_name,
            expiration_date: args.expiration_date,
            isp_id: args.isp_id,
            branch_id: args.branch_id,
            password_hash: None,
        }
    }
}

/// The arguments of `latchkey subscriber update`.
#[derive(Args)]
pub struct SubscriberUpdateArgs {
    /// The customer number on their bills
    #[arg(long, value_parser = parse::label)]
    customer_id: Option<String>,
    /// The given name
    #[arg(long, value_parser = parse::label)]
    firstname: Option<String>,
    /// The family name
    #[arg(long, value_parser = parse::label)]
    lastname: Option<String>,
    /// The e-mail address
    #[arg(long, value_parser = EmailAddress::parse)]
    email: Option<EmailAddress>,
    /// The telephone number
    #[arg(long, value_parser = parse::label)]
    phone: Option<String>,
    /// The package that they bought
    #[arg(long, value_parser = parse::label)]
    package_name: Option<String>,
    /// When the package expires, in UTC
    #[arg(long, value_name = "YYYY-MM-DD HH:MM:SS", value_parser = times::date_and_time)]
    expiration_date: Option<Timestamp>,
    /// The number of the provider
    #[arg(long)]
    isp_id: Option<i64>,
    /// The number of the branch
    #[arg(long)]
    branch_id: Option<i64>,
    /// The state of the subscription; `disable` ends sessions
    #[arg(long)]
    status: Option<Status>,
    /// A member to empty; may be repeated
    #[arg(long = "clear", value_name = "MEMBER")]
    clear: Vec<ClearSubscriber>,
}

/// The statuses of a subscriber who may log in.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Status {
    Active,
    Inactive,
    Pending,
    Expired,
}

/// What of a subscriber can be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum ClearSubscriber {
    Firstname,
    Lastname,
    Email,
    Phone,
    PackageName,
    ExpirationDate,
    IspId,
    BranchId,
}

impl From<Status> for SubscriberStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Active => Self::Active,
            Status::Inactive => Self::Inactive,
            Status::Pending => Self::Pending,
            Status::Expired => Self::Expired,
        }
    }
}

impl From<SubscriberUpdateArgs> for Option<SubscriberUpdate> {
    fn from(args: SubscriberUpdateArgs) -> Self {
        let clears = |member| args.clear.contains(&member);
        let update = SubscriberUpdate {
            username: None,
            customer_id: args.customer_id,
            firstname: args.firstname.or(clears(ClearSubscriber::Firstname).then(String::new)),
            lastname: args.lastname.or(clears(ClearSubscriber::Lastname).then(String::new)),
            email: patch(args.email, clears(ClearSubscriber::Email)),
            phone: patch(args.phone, clears(ClearSubscriber::Phone)),
            package_name: patch(args.package_name, clears(ClearSubscriber::PackageName)),
            expiration_date: patch(args.expiration_date, clears(ClearSubscriber::ExpirationDate)),
            isp_id: patch(args.isp_id, clears(ClearSubscriber::IspId)),
            branch_id: patch(args.branch_id, clears(ClearSubscriber::BranchId)),
            status: args.status.map(Into::into),
            password: None,
        };
        let changes = [
            update.customer_id.is_some(),
            update.firstname.is_some(),
            update.lastname.is_some(),
            update.email.is_change(),
            update.phone.is_change(),
            update.package_name.is_change(),
            update.expiration_date.is_change(),
            update.isp_id.is_change(),
            update.branch_id.is_change(),
            update.status.is_some(),
        ];
        changes.contains(&true).then_some(update)
    }
}

/// A subscriber in a list.
#[derive(Serialize)]
pub struct SubscriberRow<'a> {
    id: i64,
    customer_id: &'a str,
    username: &'a str,
    firstname: &'a str,
    lastname: &'a str,
    email: Option<&'a str>,
    phone: Option<&'a str>,
    package_name: Option<&'a str>,
    expiration_date: Option<String>,
    isp_id: Option<i64>,
    branch_id: Option<i64>,
    status: &'static str,
    created_at: String,
    updated_at: String,
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
            isp_id: subscriber.isp_id,
            branch_id: subscriber.branch_id,
            status: subscriber.status.as_str(),
            created_at: rfc3339(subscriber.created_at),
            updated_at: rfc3339(subscriber.updated_at),
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
