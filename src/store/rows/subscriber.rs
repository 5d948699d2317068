//! Table `subscribers`: a row as a [`Subscriber`].

use crate::model::{Subscriber, SubscriberId, SubscriberStatus, Timestamp};
use crate::store::entity::subscriber::Model;
use crate::store::error::StoreError;

/// A subscriber from their row.
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
        status,
        created_at: Timestamp::from_millis(row.created_at),
    })
}
