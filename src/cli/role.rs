//! `latchkey role`: roles, and the permissions that come with each.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::error::CliError;
use super::global::Global;
use super::open_app::{with_auth, with_auth_read_only};
use super::output::{Listing, Row, print_json, print_line};
use super::parse::{self, patch};
use crate::auth::AuthService;
use crate::model::{NewRole, Role, RoleUpdate};

/// Manage roles: names that users have, and the permissions that come with each
#[derive(Subcommand)]
pub enum Roles {
    /// Add a role
    Add {
        /// The name, which never changes
        #[arg(value_parser = parse::role_or_permission)]
        name: String,
        /// What it is for
        #[arg(long, value_parser = parse::label)]
        description: Option<String>,
        /// A permission of all who have it; may be repeated
        #[arg(long = "permission", value_name = "PERMISSION", value_parser = parse::role_or_permission)]
        permissions: Vec<String>,
    },
    /// List all roles
    List {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Show a role
    Show {
        /// The name
        name: String,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    Update(Update),
    /// Delete a role; it is taken away from all who have it
    Delete {
        /// The name
        name: String,
    },
}

/// Change a role; all who have it are affected with their next request
#[derive(Args)]
pub struct Update {
    /// The name
    name: String,
    /// What it is for
    #[arg(long, value_parser = parse::label)]
    description: Option<String>,
    /// Say no more what it is for
    #[arg(long, conflicts_with = "description")]
    clear_description: bool,
    /// A permission; may be repeated. All others are taken away
    #[arg(long = "permission", value_name = "PERMISSION", value_parser = parse::role_or_permission)]
    permissions: Vec<String>,
    /// Take all permissions away
    #[arg(long, conflicts_with = "permissions")]
    clear_permissions: bool,
}

/// A role in a list.
#[derive(Serialize)]
struct RoleRow<'a> {
    id: i64,
    name: &'a str,
    description: Option<&'a str>,
    permissions: &'a [String],
}

impl<'a> From<&'a Role> for RoleRow<'a> {
    fn from(role: &'a Role) -> Self {
        Self {
            id: role.id.0,
            name: &role.name,
            description: role.description.as_deref(),
            permissions: &role.permissions,
        }
    }
}

impl Row for RoleRow<'_> {
    const HEADER: &'static [&'static str] = &["id", "name", "description", "permissions"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.name.to_owned(),
            self.description.unwrap_or_default().to_owned(),
            self.permissions.join(", "),
        ]
    }
}

impl Roles {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        match self {
            Self::Add {
                name,
                description,
                permissions,
            } => {
                let new = NewRole {
                    name,
                    description,
                    permissions,
                };
                with_auth(global, async |auth| {
                    let id = auth.add_role(&new).await?;
                    print_line(format_args!("added role {}, number {}", new.name, id.0))
                })
                .await
            }
            Self::List { json } => {
                with_auth_read_only(global, async |auth| {
                    let mut listing = Listing::of::<RoleRow<'_>>(json);
                    for role in &auth.all_roles().await? {
                        listing.add(&RoleRow::from(role));
                    }
                    listing.finish()
                })
                .await
            }
            Self::Show { name, json } => {
                with_auth_read_only(global, async |auth| {
                    let role = find(auth, &name).await?;
                    let row = RoleRow::from(&role);
                    if json {
                        return print_json(&row);
                    }
                    let mut listing = Listing::of::<RoleRow<'_>>(false);
                    listing.add(&row);
                    listing.finish()
                })
                .await
            }
            Self::Update(update) => update.run(global).await,
            Self::Delete { name } => {
                with_auth(global, async |auth| {
                    let role = find(auth, &name).await?;
                    auth.remove_role(role.id).await?;
                    print_line(format_args!("deleted role {}", role.name))
                })
                .await
            }
        }
    }
}

impl Update {
    async fn run(self, global: &Global) -> Result<(), CliError> {
        let update = RoleUpdate {
            description: patch(self.description, self.clear_description),
            permissions: (self.clear_permissions || !self.permissions.is_empty()).then_some(self.permissions),
        };
        if !update.description.is_change() && update.permissions.is_none() {
            return Err(CliError::Usage(
                "nothing to change: see latchkey role update --help".to_owned(),
            ));
        }
        with_auth(global, async |auth| {
            let role = find(auth, &self.name).await?;
            auth.update_role(role.id, &update).await?;
            print_line(format_args!("changed role {}", role.name))
        })
        .await
    }
}

async fn find(auth: &AuthService, name: &str) -> Result<Role, CliError> {
    let found = auth.role_named(name).await?;
    found.ok_or_else(|| CliError::not_found("role", name))
}
