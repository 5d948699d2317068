//! Table `settings`: a row as a [`Setting`].

use crate::model::Setting;
use crate::store::entity::setting::Model;

/// A setting from its row.
pub(in crate::store) fn setting(row: Model) -> Setting {
    Setting {
        id: row.id,
        category: row.category,
        group: row.group_name,
        name: row.name,
        value: row.value,
        kind: row.kind,
        description: row.description,
        read_only: row.read_only,
    }
}
