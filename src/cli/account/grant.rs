//! `latchkey user grant` and `latchkey user revoke`

use clap::Args;

use super::which::Which;
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::open_app::with_auth;
use crate::cli::output::print_line;
use crate::cli::parse;
use crate::model::{User, UserUpdate, visible};

/// Roles and permissions of a user.
#[derive(Args)]
pub struct Grants {
    #[command(flatten)]
    which: Which<User>,
    /// A role; may be repeated
    #[arg(long = "role", value_name = "ROLE", required_unless_present = "permissions", value_parser = parse::role_or_permission)]
    roles: Vec<String>,
    /// A permission; may be repeated
    #[arg(long = "permission", value_name = "PERMISSION", id = "permissions", value_parser = parse::role_or_permission)]
    permissions: Vec<String>,
}

impl Grants {
    /// Gives them to the user, behind those that the user has.
    pub(super) async fn grant(self, global: &Global) -> Result<(), CliError> {
        let add = |had: &[String], more: &[String]| {
            let mut all = had.to_vec();
            for one in more {
                if !all.contains(one) {
                    all.push(one.clone());
                }
            }
            all
        };
        self.change(global, false, "granted", add).await
    }

    /// Takes them from the user. `force` takes the last administrator's role, too.
    pub(super) async fn revoke(self, global: &Global, force: bool) -> Result<(), CliError> {
        let remove = |had: &[String], less: &[String]| had.iter().filter(|one| !less.contains(one)).cloned().collect();
        self.change(global, force, "revoked", remove).await
    }

    async fn change(
        self,
        global: &Global,
        force: bool,
        done: &str,
        make: impl Fn(&[String], &[String]) -> Vec<String>,
    ) -> Result<(), CliError> {
        with_auth(global, async |auth| {
            let user = self.which.account(auth).await?;
            let update = UserUpdate {
                roles: (!self.roles.is_empty()).then(|| make(&user.roles, &self.roles)),
                permissions: (!self.permissions.is_empty()).then(|| make(&user.permissions, &self.permissions)),
                ..UserUpdate::default()
            };
            auth.update_account::<User>(user.id, &update, !force).await?;
            let all: Vec<&str> = self.roles.iter().chain(&self.permissions).map(String::as_str).collect();
            let preposition = if done == "granted" { "to" } else { "from" };
            print_line(format_args!(
                "{done} {} {preposition} user {}",
                all.join(", "),
                visible(&user.username)
            ))
        })
        .await
    }
}
