//! `latchkey user list`

use serde::Serialize;
use uuid::Uuid;

use crate::cli::accounts::with_auth;
use crate::cli::output::{Listing, Row};
use crate::cli::times::rfc3339;
use crate::cli::{CliError, Global};
use crate::model::User;

/// A user in a list.
#[derive(Serialize)]
struct UserRow<'a> {
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

pub(super) async fn run(global: &Global, json: bool) -> Result<(), CliError> {
    with_auth(global, async |auth| {
        let mut listing = Listing::of::<UserRow<'_>>(json);
        auth.for_each_user(|user| listing.add(&UserRow::from(&user))).await?;
        listing.finish()
    })
    .await
}
