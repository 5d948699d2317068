//! Rows of `users`.

use sea_orm::Value;

use super::user_links::UserLinks;
use crate::model::{
    BusinessProfile, FoldedName, LastLogin, NewUser, Patch, PersonalProfile, ProfileChange, Revision, Timestamp, User,
    UserId, UserStatus, UserUpdate,
};
use crate::store::columns::{patched, set};
use crate::store::entity::user::{ActiveModel, Model};
use crate::store::error::StoreError;

/// A user, from its row and the names of its roles and permissions.
pub(in crate::store) fn user(row: Model, links: UserLinks) -> Result<User, StoreError> {
    let status = UserStatus::from_stored(&row.status).ok_or(StoreError::Corrupt { column: "users.status" })?;
    let last_login = row.last_login_at.zip(row.last_login_address);
    Ok(User {
        id: UserId(row.id),
        uid: row.uid,
        username: row.username,
        email: row.email,
        name: row.name,
        roles: links.roles,
        permissions: links.permissions,
        role_permissions: links.role_permissions,
        isp_id: row.isp_id,
        branch_id: row.branch_id,
        personal: PersonalProfile {
            title: row.title,
            first_name: row.first_name,
            last_name: row.last_name,
            department: row.department,
            birth_date: row.birth_date.map(Timestamp::from_millis),
            phone: row.phone,
            mobile: row.mobile,
            address: row.address,
            postal_code: row.postal_code,
            region: row.region,
            city: row.city,
            country: row.country,
            country_code: row.country_code,
            last_dismiss_messages: row.last_dismiss_messages.map(Timestamp::from_millis),
        },
        business: BusinessProfile {
            scope: row.scope,
            legal_rep_id: row.legal_rep_id,
            customer_id: row.customer_id,
            customer_name: row.customer_name,
            vendor_id: row.vendor_id,
            bank_id: row.bank_id,
            bank_name: row.bank_name,
        },
        has_image: row.has_image,
        rank: row.rank,
        customer_number: row.customer_number,
        notes: row.notes,
        status,
        last_login: last_login.map(|(at, address)| LastLogin {
            at: Timestamp::from_millis(at),
            address,
        }),
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
        revision: Revision(row.revision),
        deleted_at: row.deleted_at.map(Timestamp::from_millis),
    })
}

/// The row of a new user.
pub(in crate::store) fn new_row(new: &NewUser, uid: uuid::Uuid, now: Timestamp) -> ActiveModel {
    let NewUser { personal, business, .. } = new;
    ActiveModel {
        name_folded: set(FoldedName::of(&new.name).as_str().to_owned()),
        uid: set(uid),
        username: set(new.username.as_str().to_owned()),
        username_folded: set(new.username.folded().as_str().to_owned()),
        email: set(new.email.as_str().to_owned()),
        email_folded: set(new.email.folded().as_str().to_owned()),
        name: set(new.name.clone()),
        isp_id: set(new.isp_id),
        branch_id: set(new.branch_id),
        title: set(personal.title.clone()),
        first_name: set(personal.first_name.clone()),
        last_name: set(personal.last_name.clone()),
        department: set(personal.department.clone()),
        birth_date: set(personal.birth_date.map(Timestamp::millis)),
        phone: set(personal.phone.clone()),
        mobile: set(personal.mobile.clone()),
        has_image: set(false),
        address: set(personal.address.clone()),
        postal_code: set(personal.postal_code.clone()),
        region: set(personal.region.clone()),
        city: set(personal.city.clone()),
        country: set(personal.country.clone()),
        country_code: set(personal.country_code.clone()),
        last_dismiss_messages: set(personal.last_dismiss_messages.map(Timestamp::millis)),
        scope: set(business.scope.clone()),
        legal_rep_id: set(business.legal_rep_id.clone()),
        customer_id: set(business.customer_id.clone()),
        customer_name: set(business.customer_name.clone()),
        vendor_id: set(business.vendor_id.clone()),
        bank_id: set(business.bank_id.clone()),
        bank_name: set(business.bank_name.clone()),
        password_hash: set(new.password_hash.as_ref().map(|hash| hash.expose().to_owned())),
        status: set(UserStatus::Active.as_str().to_owned()),
        created_at: set(now.millis()),
        updated_at: set(now.millis()),
        ..Default::default()
    }
}

/// The columns that a change touches; the others are left out of the statement.
pub(in crate::store) fn change_row(id: UserId, change: &ProfileChange, now: Timestamp) -> ActiveModel {
    ActiveModel {
        id: sea_orm::ActiveValue::Unchanged(id.0),
        title: patch(&change.title),
        first_name: patch(&change.first_name),
        last_name: patch(&change.last_name),
        department: patch(&change.department),
        birth_date: patch(&change.birth_date.clone().map(Timestamp::millis)),
        phone: patch(&change.phone),
        mobile: patch(&change.mobile),
        has_image: match change.image {
            Patch::Keep => sea_orm::ActiveValue::NotSet,
            Patch::Clear => set(false),
            Patch::Set(_) => set(true),
        },
        address: patch(&change.address),
        postal_code: patch(&change.postal_code),
        region: patch(&change.region),
        city: patch(&change.city),
        country: patch(&change.country),
        country_code: patch(&change.country_code),
        last_dismiss_messages: patch(&change.last_dismiss_messages.clone().map(Timestamp::millis)),
        updated_at: set(now.millis()),
        ..Default::default()
    }
}

fn patch<T: Clone>(patch: &Patch<T>) -> sea_orm::ActiveValue<Option<T>>
where
    Option<T>: Into<Value>,
{
    match patch {
        Patch::Keep => sea_orm::ActiveValue::NotSet,
        Patch::Clear => set(None),
        Patch::Set(value) => set(Some(value.clone())),
    }
}

/// The columns that an update changes, with their values. Roles, permissions, status and password are not among them.
pub(in crate::store) fn changed_values(update: &UserUpdate) -> Vec<(&'static str, Value)> {
    let mut values: Vec<(&'static str, Value)> = Vec::new();
    if let Some(username) = &update.username {
        values.push(("username", username.as_str().into()));
        values.push(("username_folded", username.folded().as_str().into()));
    }
    if let Some(name) = &update.name {
        values.push(("name_folded", FoldedName::of(name).as_str().into()));
    }
    if let Some(email) = &update.email {
        values.push(("email", email.as_str().into()));
        values.push(("email_folded", email.folded().as_str().into()));
    }
    for (column, text) in [("name", &update.name), ("scope", &update.scope)] {
        if let Some(text) = text {
            values.push((column, text.as_str().into()));
        }
    }
    values.extend(patched(
        "isp_id",
        &update.isp_id,
        |number| (*number).into(),
        None::<i64>,
    ));
    values.extend(patched(
        "branch_id",
        &update.branch_id,
        |number| (*number).into(),
        None::<i64>,
    ));
    values.extend(patched(
        "phone",
        &update.phone,
        |text| text.as_str().into(),
        None::<String>,
    ));
    values
}
