//! Settings: named values that client programs store for a user.

/// A setting as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Number.
    pub id: i64,
    /// With `group` and `name`, its key.
    pub category: String,
    /// See `category`.
    pub group: String,
    /// See `category`.
    pub name: String,
    /// Its value.
    pub value: Option<String>,
    /// The kind of the value, as named by the client.
    pub kind: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether only operators may change it.
    pub read_only: bool,
}

/// A setting as its owner sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSetting {
    /// With `group` and `name`, its key.
    pub category: String,
    /// See `category`.
    pub group: String,
    /// See `category`.
    pub name: String,
    /// Its value.
    pub value: Option<String>,
    /// The kind of the value; only used for a new setting.
    pub kind: Option<String>,
    /// What it is for; only used for a new setting.
    pub description: Option<String>,
}

/// A setting as an operator makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorSetting {
    /// The setting.
    pub setting: NewSetting,
    /// Whether only operators may change it.
    pub read_only: bool,
}
