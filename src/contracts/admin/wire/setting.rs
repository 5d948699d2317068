//! Settings of users.

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use crate::contracts::kit::example::RequestExamples;
use crate::contracts::kit::field::{Field, LongText, Optional, Text};
use crate::contracts::kit::field_type::Boolean;
use crate::contracts::kit::nullable::Nullable;
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::model::{self, NewSetting, OperatorSetting};

/// A setting: a named value that client programs store for a user.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct Setting {
    /// The number.
    id: i64,
    /// With `group` and `name`, the key.
    category: String,
    /// With `category` and `name`, the key.
    group: String,
    /// With `category` and `group`, the key.
    name: String,
    /// The value.
    value: Nullable<String>,
    /// The kind of the value, as named by the client.
    kind: Nullable<String>,
    /// What it is for.
    description: Nullable<String>,
    /// Whether the user may not change it.
    read_only: bool,
}

impl From<model::Setting> for Setting {
    fn from(setting: model::Setting) -> Self {
        Self {
            id: setting.id,
            category: setting.category,
            group: setting.group,
            name: setting.name,
            value: setting.value.into(),
            kind: setting.kind.into(),
            description: setting.description.into(),
            read_only: setting.read_only,
        }
    }
}

impl Example for Setting {
    fn example() -> Self {
        Self {
            id: 1,
            category: "ui".to_owned(),
            group: "table".to_owned(),
            name: "rows".to_owned(),
            value: Some("50".to_owned()).into(),
            kind: Some("number".to_owned()).into(),
            description: None.into(),
            read_only: true,
        }
    }
}

/// The settings of a user.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct SettingList {
    /// The settings, in the order in which they were added.
    #[oai(validator(max_items = 200))]
    items: Vec<Setting>,
}

impl From<Vec<model::Setting>> for SettingList {
    fn from(settings: Vec<model::Setting>) -> Self {
        Self {
            items: settings.into_iter().map(Setting::from).collect(),
        }
    }
}

impl Example for SettingList {
    fn example() -> Self {
        Self {
            items: vec![Setting::example()],
        }
    }
}

/// A setting to be added, or to replace the one of the same category, group and name.
#[derive(Object)]
#[oai(example)]
pub struct PutSetting {
    /// With `group` and `name`, the key.
    category: Field<Text>,
    /// With `category` and `name`, the key.
    group: Field<Text>,
    /// With `category` and `group`, the key.
    name: Field<Text>,
    /// The value.
    value: Optional<LongText>,
    /// The kind of the value, as named by the client.
    kind: Optional<Text>,
    /// What it is for.
    description: Optional<Text>,
    /// Whether the user may not change it. `false` unless given.
    read_only: Optional<Boolean>,
}

impl PutSetting {
    /// The command, or everything that is wrong with it.
    pub fn into_command(self) -> Result<OperatorSetting, FieldErrors> {
        let mut check = Validator::default();
        let (category, group, name) = (
            check.text("category", self.category),
            check.text("group", self.group),
            check.text("name", self.name),
        );
        let (value, kind, description) = (
            check.optional_long_text("value", self.value),
            check.optional_text("kind", self.kind),
            check.optional_text("description", self.description),
        );
        let read_only = check.optional("read_only", self.read_only).unwrap_or(false);
        let key = category.zip(group).zip(name);
        check.finish(key.map(|((category, group), name)| OperatorSetting {
            setting: NewSetting {
                category,
                group,
                name,
                value,
                kind,
                description,
            },
            read_only,
        }))
    }
}

impl Example for PutSetting {
    fn example() -> Self {
        Self {
            category: Field::of("ui"),
            group: Field::of("table"),
            name: Field::of("rows"),
            value: Field::of("50"),
            kind: Field::of("number"),
            description: Field::absent(),
            read_only: Field::with(true),
        }
    }
}

impl RequestExamples for PutSetting {}
