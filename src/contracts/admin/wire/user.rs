//! Users.

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use super::account::{UserStatusText, email, names, parsed, plain, username};
use super::page::{NEXT, encode};
use crate::contracts::kit::date_time::UtcDateTime;
use crate::contracts::kit::entity::Located;
use crate::contracts::kit::example::RequestExamples;
use crate::contracts::kit::field::{Email, Field, Kept, Label, NewSecret, Optional, Text};
use crate::contracts::kit::field_type::Integer;
use crate::contracts::kit::formatted::{self as format, Formatted};
use crate::contracts::kit::literal::literals;
use crate::contracts::kit::names::Names;
use crate::contracts::kit::nullable::Nullable;
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::model::{
    self, BusinessProfile, NewUser, Page, Password, Patch, PersonalProfile, Realm, Timestamp, UserUpdate,
};

/// The most roles of a user.
const MAX_ROLES: usize = 50;
/// The most permissions of a user.
const MAX_PERMISSIONS: usize = 500;

literals! {
    /// Whether a user may log in.
    pub enum UserStatus {
        Active = "active",
        Disabled = "disabled",
    }
}

impl From<model::UserStatus> for UserStatus {
    fn from(status: model::UserStatus) -> Self {
        match status {
            model::UserStatus::Active => Self::Active,
            model::UserStatus::Disabled => Self::Disabled,
        }
    }
}

/// A user.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct User {
    /// The number.
    id: i64,
    /// The GUID.
    uid: Formatted<format::Uuid>,
    /// The username, one of the two login names.
    username: String,
    /// The e-mail address, the other login name.
    email: Formatted<format::Email>,
    /// The full name.
    name: String,
    /// The telephone number.
    phone: Nullable<String>,
    /// The roles, the main one first.
    #[oai(validator(max_items = 50))]
    roles: Vec<String>,
    /// The user's own permissions.
    #[oai(validator(max_items = 500))]
    permissions: Vec<String>,
    /// The permissions of the roles.
    #[oai(validator(max_items = 10000))]
    role_permissions: Vec<String>,
    /// The number of the provider that the user belongs to.
    isp_id: Nullable<i64>,
    /// The number of the branch that the user belongs to.
    branch_id: Nullable<i64>,
    /// The kind of user, such as `ADMIN`; may be empty.
    scope: String,
    /// Whether the user may log in.
    status: UserStatus,
    /// The newest login.
    last_login_at: Nullable<UtcDateTime>,
    /// When the user was added.
    created_at: UtcDateTime,
    /// When the user was last changed.
    updated_at: UtcDateTime,
    /// When the user was deleted. A deleted user can be restored for some time.
    deleted_at: Nullable<UtcDateTime>,
}

impl From<&model::User> for User {
    fn from(user: &model::User) -> Self {
        Self {
            id: user.id.0,
            uid: user.uid.to_string().into(),
            username: user.username.clone(),
            email: user.email.as_str().into(),
            name: user.name.clone(),
            phone: user.personal.phone.clone().into(),
            roles: user.roles.clone(),
            permissions: user.permissions.clone(),
            role_permissions: user.role_permissions.clone(),
            isp_id: user.isp_id.into(),
            branch_id: user.branch_id.into(),
            scope: user.business.scope.clone(),
            status: user.status.into(),
            last_login_at: user.last_login.as_ref().map(|login| UtcDateTime(login.at)).into(),
            created_at: UtcDateTime(user.created_at),
            updated_at: UtcDateTime(user.updated_at),
            deleted_at: user.deleted_at.map(UtcDateTime).into(),
        }
    }
}

impl Example for User {
    fn example() -> Self {
        let at = |seconds| UtcDateTime(Timestamp::from_seconds(seconds));
        Self {
            id: 7,
            uid: "6f1f3c5e-2a56-4d0e-9b44-6a1f0c0b7d10".into(),
            username: "ana".to_owned(),
            email: "ana@example.com".into(),
            name: "Ana Lima".to_owned(),
            phone: None.into(),
            roles: vec!["support".to_owned()],
            permissions: vec!["subscribers.view".to_owned()],
            role_permissions: vec!["sessions.view".to_owned()],
            isp_id: Some(1).into(),
            branch_id: Some(1).into(),
            scope: String::new(),
            status: UserStatus::Active,
            last_login_at: None.into(),
            created_at: at(1_767_225_600),
            updated_at: at(1_767_225_600),
            deleted_at: None.into(),
        }
    }
}

impl Located for User {
    const PATH: &'static str = "/admin/v1/users/7";
    const HAS_REVISION: bool = true;
}

/// A page of users.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct UserList {
    /// The users.
    #[oai(validator(max_items = 200))]
    items: Vec<User>,
    /// The `cursor` of the next page; `null` on the last one.
    next: Nullable<String>,
}

impl From<Page<model::User>> for UserList {
    fn from(page: Page<model::User>) -> Self {
        Self {
            items: page.items.iter().map(User::from).collect(),
            next: page.next.as_ref().map(encode).into(),
        }
    }
}

impl Example for UserList {
    fn example() -> Self {
        Self {
            items: vec![User::example()],
            next: Some(NEXT.to_owned()).into(),
        }
    }
}

/// A user to be added.
#[derive(Object)]
#[oai(example)]
pub struct CreateUser {
    /// The username, one of the two login names; without `@`.
    username: Field<Text>,
    /// The e-mail address, the other login name.
    email: Field<Email>,
    /// The full name.
    name: Field<Label>,
    /// The password. Without one, nobody can log in until one is set.
    password: Optional<NewSecret>,
    /// The telephone number.
    phone: Optional<Label>,
    /// The roles, the main one first. They must exist.
    roles: Optional<Names<MAX_ROLES>>,
    /// The user's own permissions.
    permissions: Optional<Names<MAX_PERMISSIONS>>,
    /// The number of the provider. A caller who is confined to one need not name it.
    isp_id: Optional<Integer>,
    /// The number of the branch. A caller who is confined to one need not name it.
    branch_id: Optional<Integer>,
    /// The kind of user, such as `ADMIN`.
    scope: Optional<Label>,
}

impl CreateUser {
    /// The command, or everything that is wrong with it.
    pub fn into_command(self, check: &mut Validator) -> Option<(NewUser, Option<Password>)> {
        let name = check.text("username", self.username);
        let username = parsed(check, "username", name, username(Realm::Users));
        let address = check.text("email", self.email);
        let email = parsed(check, "email", address, email);
        let name = check.text("name", self.name);
        let name = plain(check, "name", name);
        let password = check.optional_password("password", self.password);
        let roles = check.optional("roles", self.roles);
        let permissions = check.optional("permissions", self.permissions);
        let phone = check.optional_text("phone", self.phone);
        let scope = check.optional_text("scope", self.scope);
        let new = NewUser {
            roles: names(check, "roles", roles, MAX_ROLES).unwrap_or_default(),
            permissions: names(check, "permissions", permissions, MAX_PERMISSIONS).unwrap_or_default(),
            isp_id: check.optional("isp_id", self.isp_id),
            branch_id: check.optional("branch_id", self.branch_id),
            personal: PersonalProfile {
                phone: plain(check, "phone", phone),
                ..PersonalProfile::default()
            },
            business: BusinessProfile {
                scope: plain(check, "scope", scope).unwrap_or_default(),
                ..BusinessProfile::default()
            },
            username: username?,
            email: email?,
            name: name?,
            password_hash: None,
        };
        Some((new, password))
    }
}

impl Example for CreateUser {
    fn example() -> Self {
        Self {
            username: Field::of("ana"),
            email: Field::of("ana@example.com"),
            name: Field::of("Ana Lima"),
            password: Field::of("seven quiet herons, two ponds"),
            phone: Field::absent(),
            roles: Field::absent(),
            permissions: Field::with(vec!["subscribers.view".to_owned()]),
            isp_id: Field::with(1),
            branch_id: Field::with(1),
            scope: Field::absent(),
        }
    }
}

impl RequestExamples for CreateUser {
    fn others() -> Vec<(&'static str, Self)> {
        let taken = |username: &str, email: &str| Self {
            username: Field::of(username),
            email: Field::of(email),
            ..Self::example()
        };
        vec![
            ("username_taken", taken("admin", "ana@example.com")),
            ("email_taken", taken("ana", "admin@example.com")),
        ]
    }
}

/// What changes about a user (RFC 7396): an absent member stays, `null` empties it.
#[derive(Object)]
#[oai(example)]
pub struct UpdateUser {
    /// The username.
    username: Optional<Kept<Text>>,
    /// The e-mail address.
    email: Optional<Kept<Email>>,
    /// The full name.
    name: Optional<Kept<Label>>,
    /// A new password, which ends all sessions.
    password: Optional<Kept<NewSecret>>,
    /// The telephone number.
    phone: Optional<Label>,
    /// All roles, the main one first. They must exist.
    roles: Optional<Names<MAX_ROLES>>,
    /// All permissions of the user's own.
    permissions: Optional<Names<MAX_PERMISSIONS>>,
    /// The number of the provider.
    isp_id: Optional<Integer>,
    /// The number of the branch.
    branch_id: Optional<Integer>,
    /// The kind of user.
    scope: Optional<Label>,
    /// Whether the user may log in. `disabled` ends all sessions.
    status: Optional<Kept<UserStatusText>>,
}

impl UpdateUser {
    /// The command, or everything that is wrong with it.
    pub fn into_command(self) -> Result<(UserUpdate, Option<Password>), FieldErrors> {
        let mut all = Validator::default();
        let check = &mut all;
        let name = check.kept_or_text("username", self.username);
        let address = check.kept_or_text("email", self.email);
        let full_name = check.kept_or_text("name", self.name);
        let password = check.kept_or_password("password", self.password);
        let roles = check.patch("roles", self.roles);
        let permissions = check.patch("permissions", self.permissions);
        let list = |patch: Patch<Vec<String>>| match patch {
            Patch::Keep => None,
            Patch::Clear => Some(Vec::new()),
            Patch::Set(list) => Some(list),
        };
        let scope = match check.patch_text("scope", self.scope) {
            Patch::Keep => None,
            Patch::Clear => Some(String::new()),
            Patch::Set(text) => plain(check, "scope", Some(text)),
        };
        let update = UserUpdate {
            username: parsed(check, "username", name, username(Realm::Users)),
            email: parsed(check, "email", address, email),
            name: plain(check, "name", full_name),
            roles: names(check, "roles", list(roles), MAX_ROLES),
            permissions: names(check, "permissions", list(permissions), MAX_PERMISSIONS),
            isp_id: check.patch("isp_id", self.isp_id),
            branch_id: check.patch("branch_id", self.branch_id),
            scope,
            phone: check.patch_label("phone", self.phone),
            status: check
                .kept_or_value("status", self.status)
                .and_then(model::UserStatus::from_stored),
            password: None,
        };
        all.finish(Some((update, password)))
    }
}

impl Example for UpdateUser {
    fn example() -> Self {
        Self {
            username: Field::absent(),
            email: Field::absent(),
            name: Field::of("Ana Lima"),
            password: Field::absent(),
            phone: Field::of("01712345678"),
            roles: Field::absent(),
            permissions: Field::absent(),
            isp_id: Field::absent(),
            branch_id: Field::absent(),
            scope: Field::absent(),
            status: Field::absent(),
        }
    }
}

impl RequestExamples for UpdateUser {
    fn others() -> Vec<(&'static str, Self)> {
        let taken = |username, email| Self {
            username,
            email,
            ..Self::example()
        };
        let last = Self {
            status: Field::with("disabled"),
            ..Self::example()
        };
        vec![
            ("username_taken", taken(Field::of("admin"), Field::absent())),
            ("email_taken", taken(Field::absent(), Field::of("admin@example.com"))),
            ("last_administrator", last),
        ]
    }
}
