//! Settings: named values that client programs keep with a user.

/// A setting as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Number.
    pub id: i64,
    /// With `group` and `name`, what it is found by.
    pub category: String,
    /// See `category`.
    pub group: String,
    /// See `category`.
    pub name: String,
    /// Its value.
    pub value: Option<String>,
    /// What kind of value that is, in the client's words.
    pub kind: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether only operators may change it.
    pub read_only: bool,
}

/// A setting as its owner sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSetting {
    /// With `group` and `name`, what it is found by.
    pub category: String,
    /// See `category`.
    pub group: String,
    /// See `category`.
    pub name: String,
    /// Its value.
    pub value: Option<String>,
    /// What kind of value that is; only used when the setting is new.
    pub kind: Option<String>,
    /// What it is for; only used when the setting is new.
    pub description: Option<String>,
}
