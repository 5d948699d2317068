//! Rows of `signing_keys`.

use crate::model::{KeyId, SigningKey, Timestamp};
use crate::store::columns::set;
use crate::store::entity::signing_key::{ActiveModel, Model};

/// A key from its row.
pub(in crate::store) fn signing_key(row: Model) -> SigningKey {
    let created_at = Timestamp::from_millis(row.created_at);
    let mut key =
        SigningKey::new(KeyId(row.id), row.algorithm, Vec::new(), created_at).with_material(row.secret, row.sealed_by);
    key.generation = row.generation;
    key.signs_from = row.signs_from.map_or(created_at, Timestamp::from_millis);
    key.verifies_until = row.verifies_until.map(Timestamp::from_millis);
    key
}

/// The row of a new key, whose tokens are accepted until a later key sets an end.
pub(in crate::store) fn new_row(key: &SigningKey, generation: i64) -> ActiveModel {
    ActiveModel {
        id: set(key.id.0),
        generation: set(generation),
        algorithm: set(key.algorithm.clone()),
        secret: set(key.expose().to_vec()),
        created_at: set(key.created_at.millis()),
        sealed_by: set(key.encrypted_with.clone()),
        signs_from: set(Some(key.signs_from.millis())),
        verifies_until: set(None),
    }
}
