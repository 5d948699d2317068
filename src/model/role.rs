//! Roles: names that users have, and the permissions that come with each.

use super::patch::Patch;
use super::revision::Revision;

/// The number of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RoleId(pub i64);

/// A role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Number.
    pub id: RoleId,
    /// Its name, which never changes: clients know it.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The permissions of all who have it, in the order of their names.
    pub permissions: Vec<String>,
    /// How often it was changed.
    pub revision: Revision,
}

/// A role to be added.
#[derive(Debug, Clone)]
pub struct NewRole {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The permissions of all who have it.
    pub permissions: Vec<String>,
}

/// What changes about a role.
#[derive(Debug, Clone, Default)]
pub struct RoleUpdate {
    /// What it is for.
    pub description: Patch<String>,
    /// All permissions; `None` keeps them.
    pub permissions: Option<Vec<String>>,
}
