//! `latchkey user`: the accounts of the people who work for the operator.

use clap::{Args, ValueEnum};
use serde::Serialize;
use uuid::Uuid;

use super::cli_account::CliAccount;
use crate::cli::output::Row;
use crate::cli::parse::{self, patch};
use crate::cli::times::rfc3339;
use crate::model::{
    AccountQuery, BusinessProfile, EmailAddress, NewUser, PersonalProfile, User, UserStatus, UserUpdate, Username,
};

impl CliAccount for User {
    const NOUN: &'static str = "user";
    const ABOUT: &'static str = "Manage users: administrators, staff, resellers";
    const DISABLE_EFFECT: &'static str = ": all sessions end and all API keys stop at once";
    const DISABLED_EFFECT: &'static str = "all sessions have ended, API keys have stopped";
    const ENABLE_EFFECT: &'static str = "; ended sessions stay ended, API keys work again";

    const DELETED: &'static str = "deleted user";

    type NewArgs = UserArgs;
    type UpdateArgs = UserUpdateArgs;
    type FilterArgs = UserFilters;
    type Row<'a> = UserRow<'a>;

    fn filter(args: UserFilters, query: &mut AccountQuery) {
        query.status = args.status.map(|status| UserStatus::from(status).as_str());
        query.role = args.role;
    }

    fn with_status(status: UserStatus) -> UserUpdate {
        UserUpdate {
            status: Some(status),
            ..UserUpdate::default()
        }
    }
}

/// The filters of `latchkey user list`.
#[derive(Args)]
pub struct UserFilters {
    /// The status
    #[arg(long)]
    status: Option<Status>,
    /// A role that they have
    #[arg(long)]
    role: Option<String>,
}

/// The statuses of a user.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Status {
    Active,
    Disabled,
}

impl From<Status> for UserStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Active => Self::Active,
            Status::Disabled => Self::Disabled,
        }
    }
}

/// The arguments of `latchkey user add`.
#[derive(Args)]
pub struct UserArgs {
    /// The username, one of the two login names; without '@'
    #[arg(long, value_parser = parse::username::<User>)]
    username: Username,
    /// The e-mail address, the other login name
    #[arg(long, value_parser = EmailAddress::parse)]
    email: EmailAddress,
    /// The full name
    #[arg(long, value_parser = parse::label)]
    name: String,
    /// A role, such as admin, staff or reseller; may be repeated, the first one is the main role
    #[arg(long = "role", value_name = "ROLE", required = true, value_parser = parse::role_or_permission)]
    roles: Vec<String>,
    /// A permission, `<module>.<action>`; may be repeated
    #[arg(long = "permission", value_name = "PERMISSION", value_parser = parse::role_or_permission)]
    permissions: Vec<String>,
    /// The number of the provider the user belongs to
    #[arg(long)]
    isp_id: Option<i64>,
    /// The number of the branch the user belongs to
    #[arg(long)]
    branch_id: Option<i64>,
    /// The kind of user, such as ADMIN; also the scope of their tokens in contracts that have one
    #[arg(long, value_parser = parse::label)]
    scope: Option<String>,
    /// The telephone number
    #[arg(long, value_parser = parse::label)]
    phone: Option<String>,
}

impl From<UserArgs> for NewUser {
    fn from(args: UserArgs) -> Self {
        Self {
            username: args.username,
            email: args.email,
            name: args.name,
            roles: args.roles,
            permissions: args.permissions,
            isp_id: args.isp_id,
            branch_id: args.branch_id,
            personal: PersonalProfile {
                phone: args.phone,
                ..PersonalProfile::default()
            },
            business: BusinessProfile {
                scope: args.scope.unwrap_or_default(),
                ..BusinessProfile::default()
            },
            password_hash: None,
        }
    }
}

/// The arguments of `latchkey user update`.
#[derive(Args)]
pub struct UserUpdateArgs {
    /// The e-mail address, the other login name
    #[arg(long, value_parser = EmailAddress::parse)]
    email: Option<EmailAddress>,
    /// The full name
    #[arg(long, value_parser = parse::label)]
    name: Option<String>,
    /// A role; may be repeated, the first one is the main role. All others are taken away
    #[arg(long = "role", value_name = "ROLE", value_parser = parse::role_or_permission)]
    roles: Vec<String>,
    /// A permission; may be repeated. All others are taken away
    #[arg(long = "permission", value_name = "PERMISSION", value_parser = parse::role_or_permission)]
    permissions: Vec<String>,
    /// The number of the provider
    #[arg(long)]
    isp_id: Option<i64>,
    /// The number of the branch
    #[arg(long)]
    branch_id: Option<i64>,
    /// The kind of user, such as ADMIN
    #[arg(long, value_parser = parse::label)]
    scope: Option<String>,
    /// The telephone number
    #[arg(long, value_parser = parse::label)]
    phone: Option<String>,
    /// A member to empty; may be repeated
    #[arg(long = "clear", value_name = "MEMBER")]
    clear: Vec<ClearUser>,
}

/// What of a user can be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum ClearUser {
    Permissions,
    IspId,
    BranchId,
    Scope,
    Phone,
}

impl From<UserUpdateArgs> for Option<UserUpdate> {
    fn from(args: UserUpdateArgs) -> Self {
        let clears = |member| args.clear.contains(&member);
        let update = UserUpdate {
            username: None,
            email: args.email,
            name: args.name,
            roles: (!args.roles.is_empty()).then_some(args.roles),
            permissions: (clears(ClearUser::Permissions) || !args.permissions.is_empty()).then_some(args.permissions),
            isp_id: patch(args.isp_id, clears(ClearUser::IspId)),
            branch_id: patch(args.branch_id, clears(ClearUser::BranchId)),
            scope: args.scope.or(clears(ClearUser::Scope).then(String::new)),
            phone: patch(args.phone, clears(ClearUser::Phone)),
            status: None,
            password: None,
        };
        let changes = [
            update.email.is_some(),
            update.name.is_some(),
            update.roles.is_some(),
            update.permissions.is_some(),
            update.isp_id.is_change(),
            update.branch_id.is_change(),
            update.scope.is_some(),
            update.phone.is_change(),
        ];
        changes.contains(&true).then_some(update)
    }
}

/// A user in a list.
#[derive(Serialize)]
pub struct UserRow<'a> {
    id: i64,
    uid: Uuid,
    username: &'a str,
    email: &'a str,
    name: &'a str,
    phone: Option<&'a str>,
    roles: &'a [String],
    permissions: &'a [String],
    isp_id: Option<i64>,
    branch_id: Option<i64>,
    scope: &'a str,
    status: &'static str,
    last_login_at: Option<String>,
    created_at: String,
    updated_at: String,
}

impl<'a> From<&'a User> for UserRow<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            id: user.id.0,
            uid: user.uid,
            username: &user.username,
            email: &user.email,
            name: &user.name,
            phone: user.personal.phone.as_deref(),
            roles: &user.roles,
            permissions: &user.permissions,
            isp_id: user.isp_id,
            branch_id: user.branch_id,
            scope: &user.business.scope,
            status: user.status.as_str(),
            last_login_at: user.last_login.as_ref().map(|login| rfc3339(login.at)),
            created_at: rfc3339(user.created_at),
            updated_at: rfc3339(user.updated_at),
        }
    }
}

impl Row for UserRow<'_> {
    const HEADER: &'static [&'static str] = &["id", "username", "e-mail", "name", "roles", "status", "last login"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.username.to_owned(),
            self.email.to_owned(),
            self.name.to_owned(),
            self.roles.join(", "),
            self.status.to_owned(),
            self.last_login_at.clone().unwrap_or_default(),
        ]
    }
}
