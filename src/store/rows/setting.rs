//! Rows of `settings`.

use crate::model::{NewSetting, OperatorSetting, Setting, UserId};
use crate::store::columns::set;
use crate::store::entity::setting::{ActiveModel, Model};

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

/// The row of a new setting, which its user may change.
pub(in crate::store) fn new_row(user: UserId, new: &NewSetting) -> ActiveModel {
    ActiveModel {
        user_id: set(user.0),
        category: set(new.category.clone()),
        group_name: set(new.group.clone()),
        name: set(new.name.clone()),
        value: set(new.value.clone()),
        kind: set(new.kind.clone()),
        description: set(new.description.clone()),
        read_only: set(false),
        ..Default::default()
    }
}

/// The row of a setting that an operator makes.
pub(in crate::store) fn operator_row(user: UserId, setting: &OperatorSetting) -> ActiveModel {
    ActiveModel {
        read_only: set(setting.read_only),
        ..new_row(user, &setting.setting)
    }
}
