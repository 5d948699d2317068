//! What differs between importing users and importing subscribers: their fields.

use uuid::Uuid;

use super::record::Record;
use super::refused::{Refused, wrong};
use crate::auth::{Account, HashFormat, ImportRow, Importable, ImportedPassword};
use crate::model::{
    BusinessProfile, EmailAddress, Imported, NewSubscriber, NewUser, PersonalProfile, Subscriber, SubscriberStatus,
    User, UserStatus, Username, any_time, date_or_time, label, role_or_permission,
};

/// The most roles of a user.
const MAX_ROLES: usize = 50;
/// The most permissions of a user.
const MAX_PERMISSIONS: usize = 500;

/// An account that a file can have.
pub trait ImportedAccount: Importable {
    /// The names of its fields.
    const FIELDS: &'static [&'static str];
    /// Those that every account has.
    const REQUIRED: &'static [&'static str];

    /// Reads a record.
    ///
    /// # Errors
    /// [`Refused`].
    fn row(record: Record, format: HashFormat) -> Result<ImportRow<Self>, Refused>;
}

impl ImportedAccount for User {
    const FIELDS: &'static [&'static str] = &[
        "username",
        "email",
        "name",
        "phone",
        "roles",
        "permissions",
        "isp_id",
        "branch_id",
        "scope",
        "status",
        "password_hash",
        "uid",
        "created_at",
    ];
    const REQUIRED: &'static [&'static str] = &["username", "email", "name", "roles"];

    fn row(mut record: Record, format: HashFormat) -> Result<ImportRow<Self>, Refused> {
        let record = &mut record;
        let username = record.parsed("username", |text| Username::parse(Self::REALM, text))?;
        let email = record.parsed("email", EmailAddress::parse)?;
        let roles = names(record, "roles", MAX_ROLES)?;
        if roles.is_empty() {
            return Err(Refused::Missing("roles"));
        }
        let password = password(record, format)?;
        let new = NewUser {
            username: username.ok_or(Refused::Missing("username"))?,
            email: email.ok_or(Refused::Missing("email"))?,
            name: record.parsed("name", label)?.ok_or(Refused::Missing("name"))?,
            roles,
            permissions: names(record, "permissions", MAX_PERMISSIONS)?,
            isp_id: record.number("isp_id")?,
            branch_id: record.number("branch_id")?,
            personal: PersonalProfile {
                phone: record.parsed("phone", label)?,
                ..PersonalProfile::default()
            },
            business: BusinessProfile {
                scope: record.parsed("scope", label)?.unwrap_or_default(),
                ..BusinessProfile::default()
            },
            password_hash: password.hash,
        };
        let uid = record.text("uid")?.map(|text| Uuid::parse_str(&text));
        let account = Imported {
            new,
            status: status(record, UserStatus::from_stored, "must be active or disabled")?,
            uid: uid.transpose().map_err(|_| wrong("uid", "must be a GUID"))?,
            created_at: record.parsed("created_at", date_or_time)?,
        };
        let (line, digest) = (record.line, password.digest);
        Ok(ImportRow { line, account, digest })
    }
}

impl ImportedAccount for Subscriber {
    const FIELDS: &'static [&'static str] = &[
        "username",
        "customer_id",
        "firstname",
        "lastname",
        "email",
        "phone",
        "package_name",
        "expiration_date",
        "isp_id",
        "branch_id",
        "status",
        "password_hash",
        "created_at",
    ];
    const REQUIRED: &'static [&'static str] = &["username", "customer_id"];

    fn row(mut record: Record, format: HashFormat) -> Result<ImportRow<Self>, Refused> {
        let record = &mut record;
        let username = record.parsed("username", |text| Username::parse(Self::REALM, text))?;
        let customer_id = record.parsed("customer_id", label)?;
        let password = password(record, format)?;
        let new = NewSubscriber {
            customer_id: customer_id.ok_or(Refused::Missing("customer_id"))?,
            username: username.ok_or(Refused::Missing("username"))?,
            firstname: record.parsed("firstname", label)?.unwrap_or_default(),
            lastname: record.parsed("lastname", label)?.unwrap_or_default(),
            email: record.parsed("email", EmailAddress::parse)?,
            phone: record.parsed("phone", label)?,
            package_name: record.parsed("package_name", label)?,
            expiration_date: record.parsed("expiration_date", any_time)?,
            isp_id: record.number("isp_id")?,
            branch_id: record.number("branch_id")?,
            password_hash: password.hash,
        };
        let statuses = "must be active, inactive, pending, expired or disabled";
        let account = Imported {
            new,
            status: status(record, SubscriberStatus::from_stored, statuses)?,
            uid: None,
            created_at: record.parsed("created_at", date_or_time)?,
        };
        let (line, digest) = (record.line, password.digest);
        Ok(ImportRow { line, account, digest })
    }
}

fn names(record: &mut Record, field: &'static str, most: usize) -> Result<Vec<String>, Refused> {
    let list = record.list(field)?;
    if list.len() > most {
        return Err(wrong(field, &format!("must not have more than {most} items")));
    }
    let names = list.into_iter().map(|name| role_or_permission(&name));
    let names = names.collect::<Result<_, _>>();
    Ok(names.map_err(|error| (field, error))?)
}

fn status<T>(record: &mut Record, parse: fn(&str) -> Option<T>, statuses: &str) -> Result<Option<T>, Refused> {
    let Some(word) = record.text("status")? else {
        return Ok(None);
    };
    parse(&word).map(Some).ok_or_else(|| wrong("status", statuses))
}

fn password(record: &mut Record, format: HashFormat) -> Result<ImportedPassword, Refused> {
    let parsed = record.parsed("password_hash", |text| ImportedPassword::parse(text, format))?;
    Ok(parsed.unwrap_or_default())
}
