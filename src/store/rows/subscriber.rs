//! Rows of `subscribers`.

use sea_orm::Value;

use crate::model::{
    EmailAddress, FoldedName, NewSubscriber, Revision, Subscriber, SubscriberId, SubscriberStatus, SubscriberUpdate,
    Timestamp,
};
use crate::store::columns::{patched, set};
use crate::store::entity::subscriber::{ActiveModel, Model};
use crate::store::error::StoreError;

/// A subscriber from its row.
pub(in crate::store) fn subscriber(row: Model) -> Result<Subscriber, StoreError> {
    let status = SubscriberStatus::from_stored(&row.status).ok_or(StoreError::Corrupt {
        column: "subscribers.status",
    })?;
    Ok(Subscriber {
        id: SubscriberId(row.id),
        customer_id: row.customer_id,
        username: row.username,
        firstname: row.firstname,
        lastname: row.lastname,
        email: row.email,
        phone: row.phone,
        package_name: row.package_name,
        expiration_date: row.expiration_date.map(Timestamp::from_millis),
        isp_id: row.isp_id,
        branch_id: row.branch_id,
        status,
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
        revision: Revision(row.revision),
        deleted_at: row.deleted_at.map(Timestamp::from_millis),
    })
}

/// The row of a new subscriber, who is active.
pub(in crate::store) fn new_row(new: &NewSubscriber, now: Timestamp) -> ActiveModel {
    ActiveModel {
        customer_id: set(new.customer_id.clone()),
        username: set(new.username.as_str().to_owned()),
        username_folded: set(new.username.folded().as_str().to_owned()),
        firstname: set(new.firstname.clone()),
        lastname: set(new.lastname.clone()),
        email: set(new.email.as_ref().map(|email| email.as_str().to_owned())),
        email_folded: set(new.email.as_ref().map(|email| email.folded().as_str().to_owned())),
        phone: set(new.phone.clone()),
        package_name: set(new.package_name.clone()),
        expiration_date: set(new.expiration_date.map(Timestamp::millis)),
        isp_id: set(new.isp_id),
        branch_id: set(new.branch_id),
        name_folded: set(name_folded(&new.lastname, &new.firstname)),
        password_hash: set(new.password_hash.as_ref().map(|hash| hash.expose().to_owned())),
        status: set(SubscriberStatus::Active.as_str().to_owned()),
        created_at: set(now.millis()),
        updated_at: set(now.millis()),
        ..Default::default()
    }
}

/// What a subscriber is searched by: the family name, then the given name.
pub(in crate::store) fn name_folded(lastname: &str, firstname: &str) -> String {
    let name = format!("{lastname} {firstname}");
    FoldedName::of(name.trim()).as_str().to_owned()
}

/// The columns that an update changes, with their values. Status and password are not among them.
pub(in crate::store) fn changed_values(update: &SubscriberUpdate) -> Vec<(&'static str, Value)> {
    let mut values: Vec<(&'static str, Value)> = Vec::new();
    if let Some(username) = &update.username {
        values.push(("username", username.as_str().into()));
        values.push(("username_folded", username.folded().as_str().into()));
    }
    for (column, text) in [
        ("customer_id", &update.customer_id),
        ("firstname", &update.firstname),
        ("lastname", &update.lastname),
    ] {
        if let Some(text) = text {
            values.push((column, text.as_str().into()));
        }
    }
    let email = &update.email;
    values.extend(patched("email", email, |email| email.as_str().into(), None::<String>));
    let folded = |email: &EmailAddress| email.folded().as_str().into();
    values.extend(patched("email_folded", email, folded, None::<String>));
    values.extend(patched(
        "phone",
        &update.phone,
        |text| text.as_str().into(),
        None::<String>,
    ));
    let package = &update.package_name;
    values.extend(patched(
        "package_name",
        package,
        |text| text.as_str().into(),
        None::<String>,
    ));
    let expires = &update.expiration_date;
    for (column, number) in [("isp_id", &update.isp_id), ("branch_id", &update.branch_id)] {
        values.extend(patched(column, number, |number| (*number).into(), None::<i64>));
    }
    values.extend(patched(
        "expiration_date",
        expires,
        |at| at.millis().into(),
        None::<i64>,
    ));
    values
}
