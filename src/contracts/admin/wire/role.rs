//! Roles.

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use super::account::{names, parsed, plain};
use super::page::{NEXT, encode};
use crate::contracts::kit::entity::Located;
use crate::contracts::kit::example::RequestExamples;
use crate::contracts::kit::field::{Field, Label, Name, Optional};
use crate::contracts::kit::names::Names;
use crate::contracts::kit::nullable::Nullable;
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::model::{self, NewRole, Page, Patch, RoleUpdate, role_or_permission};

/// The most permissions of a role.
const MAX_PERMISSIONS: usize = 500;

/// A role: a name that users have, and the permissions that come with it.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct Role {
    /// The number.
    id: i64,
    /// The name, which never changes.
    name: String,
    /// What it is for.
    description: Nullable<String>,
    /// The permissions of all who have it.
    #[oai(validator(max_items = 500))]
    permissions: Vec<String>,
}

impl From<model::Role> for Role {
    fn from(role: model::Role) -> Self {
        Self {
            id: role.id.0,
            name: role.name,
            description: role.description.into(),
            permissions: role.permissions,
        }
    }
}

impl Example for Role {
    fn example() -> Self {
        Self {
            id: 4,
            name: "support".to_owned(),
            description: Some("The help desk".to_owned()).into(),
            permissions: vec!["sessions.view".to_owned(), "subscribers.view".to_owned()],
        }
    }
}

impl Located for Role {
    const PATH: &'static str = "/admin/v1/roles/4";
    const HAS_REVISION: bool = true;
}

/// A page of roles.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct RoleList {
    /// The roles.
    #[oai(validator(max_items = 200))]
    items: Vec<Role>,
    /// The `cursor` of the next page; `null` on the last one.
    next: Nullable<String>,
}

impl From<Page<model::Role>> for RoleList {
    fn from(page: Page<model::Role>) -> Self {
        Self {
            next: page.next.as_ref().map(encode).into(),
            items: page.items.into_iter().map(Role::from).collect(),
        }
    }
}

impl Example for RoleList {
    fn example() -> Self {
        Self {
            items: vec![Role::example()],
            next: Some(NEXT.to_owned()).into(),
        }
    }
}

/// A role to be added.
#[derive(Object)]
#[oai(example)]
pub struct CreateRole {
    /// The name, which never changes.
    name: Field<Name>,
    /// What it is for.
    description: Optional<Label>,
    /// The permissions of all who have it.
    permissions: Optional<Names<MAX_PERMISSIONS>>,
}

impl CreateRole {
    /// The command, or everything that is wrong with it.
    pub fn into_command(self, check: &mut Validator) -> Option<NewRole> {
        let name = check.text("name", self.name);
        let name = parsed(check, "name", name, role_or_permission);
        let description = check.optional_text("description", self.description);
        let description = plain(check, "description", description);
        let permissions = check.optional("permissions", self.permissions);
        let permissions = names(check, "permissions", permissions, MAX_PERMISSIONS).unwrap_or_default();
        Some(NewRole {
            name: name?,
            description,
            permissions,
        })
    }
}

impl Example for CreateRole {
    fn example() -> Self {
        Self {
            name: Field::of("support"),
            description: Field::of("The help desk"),
            permissions: Field::with(vec!["sessions.view".to_owned(), "subscribers.view".to_owned()]),
        }
    }
}

impl RequestExamples for CreateRole {
    fn others() -> Vec<(&'static str, Self)> {
        let taken = Self {
            name: Field::of("admin"),
            ..Self::example()
        };
        vec![("name_taken", taken)]
    }
}

/// What changes about a role (RFC 7396): an absent member stays, `null` empties it.
#[derive(Object)]
#[oai(example)]
pub struct UpdateRole {
    /// What it is for.
    description: Optional<Label>,
    /// All permissions of all who have it.
    permissions: Optional<Names<MAX_PERMISSIONS>>,
}

impl UpdateRole {
    /// The command, or everything that is wrong with it.
    pub fn into_command(self) -> Result<RoleUpdate, FieldErrors> {
        let mut all = Validator::default();
        let check = &mut all;
        let permissions = match check.patch("permissions", self.permissions) {
            Patch::Keep => None,
            Patch::Clear => Some(Vec::new()),
            Patch::Set(list) => names(check, "permissions", Some(list), MAX_PERMISSIONS),
        };
        let update = RoleUpdate {
            description: check.patch_label("description", self.description),
            permissions,
        };
        all.finish(Some(update))
    }
}

impl Example for UpdateRole {
    fn example() -> Self {
        Self {
            description: Field::of("The help desk"),
            permissions: Field::with(vec!["subscribers.view".to_owned()]),
        }
    }
}

impl RequestExamples for UpdateRole {}
