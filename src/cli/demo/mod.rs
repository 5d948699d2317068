//! The accounts of `latchkey serve --demo`: those that the published pages of the products log in with, so that every
//! request printed there works as it is printed.
//!
//! To add one: a [`Login`] here, its account in [`seed`], its row in `print.rs`. Numbers are given in the order of
//! `seed`.

mod print;

pub use self::print::print;

use super::CliError;
use super::times::date_and_time;
use crate::app::TryIt;
use crate::auth::{AuthService, CreateApiKey};
use crate::model::{
    BusinessProfile, EmailAddress, NewSubscriber, NewUser, Password, PasswordHash, Permissions, PersonalProfile,
    PlainToken, Subscriber, SubscriberStatus, User, Username,
};

/// What somebody types to log in.
struct Login {
    username: &'static str,
    email: Option<&'static str>,
    password: &'static str,
}

const fn login(username: &'static str, email: Option<&'static str>, password: &'static str) -> Login {
    Login {
        username,
        email,
        password,
    }
}

const ADMIN: Login = login("admin", Some("admin@example.com"), "your-password");
const NETXD_ADMIN: Login = login("netxd-admin", Some("admin@NetXD.com"), "Test@1234");
const SUBSCRIBER_123: Login = login("subscriber123", None, "password123");
const SUBSCRIBER_1: Login = login("subscriber1", Some("subscriber1@example.com"), "subscriber-password");
const SUBSCRIBER_2: Login = login("subscriber2", None, SUBSCRIBER_1.password);

const API_KEY: &str = "api_demo00000000000000000000";
const CLIENT_SECRET: &str = "cs_demo000000000000000000000000000000000000";
const PHONE: &str = "01712345678";

/// A request to try first. Its path and members are those of the staff page; here is no better place for an example
/// that has to be one line.
pub fn try_it() -> TryIt {
    TryIt {
        path: "/api/v1/auth/login",
        body: serde_json::json!({ "email": ADMIN.email, "password": ADMIN.password }).to_string(),
    }
}

/// Adds the accounts to an empty database.
///
/// # Errors
/// [`CliError`] when one of them is there already, or the database cannot be written.
pub async fn seed(auth: &AuthService) -> Result<(), CliError> {
    // All at once, on all the hashing threads: these are most of what the start takes.
    let (admin, netxd_admin, subscriber_123, subscriber_1) = tokio::try_join!(
        hash(auth, &ADMIN),
        hash(auth, &NETXD_ADMIN),
        hash(auth, &SUBSCRIBER_123),
        hash(auth, &SUBSCRIBER_1),
    )?;
    let subscriber_2 = subscriber_1.clone();

    let admin = auth.add_account::<User>(&the_admin(admin)?).await?;
    auth.add_account::<User>(&the_netxd_admin(netxd_admin)?).await?;
    let key = CreateApiKey {
        owner: admin,
        name: "Demonstration".to_owned(),
        permissions: Permissions::NAMED
            .into_iter()
            .fold(Permissions::READ, |all, (_, bit)| all.union(bit)),
        description: Some("The key that the examples use.".to_owned()),
        expires_at: None,
    };
    auth.create_known_api_key(
        key,
        PlainToken::new(API_KEY.to_owned()),
        PlainToken::new(CLIENT_SECRET.to_owned()),
    )
    .await?;

    auth.add_account::<Subscriber>(&subscriber(&SUBSCRIBER_123, "12345", "John", subscriber_123)?)
        .await?;
    let with_package = NewSubscriber {
        phone: Some(PHONE.to_owned()),
        package_name: Some("10MB Package".to_owned()),
        expiration_date: date_and_time("2025-12-31 23:59:59").ok(),
        ..subscriber(&SUBSCRIBER_1, "10001", "John", subscriber_1)?
    };
    auth.add_account::<Subscriber>(&with_package).await?;
    let disabled = subscriber(&SUBSCRIBER_2, "10002", "Jane", subscriber_2)?;
    auth.add_account::<Subscriber>(&disabled).await?;
    auth.set_account_status::<Subscriber>(&disabled.username.folded(), SubscriberStatus::Disabled)
        .await?;
    Ok(())
}

async fn hash(auth: &AuthService, login: &Login) -> Result<PasswordHash, CliError> {
    Ok(auth.hash_password(&Password::parse(login.password.to_owned())?).await?)
}

fn the_admin(password_hash: PasswordHash) -> Result<NewUser, CliError> {
    let permissions = ["subscribers.view", "subscribers.create", "packages.view"];
    Ok(NewUser {
        permissions: permissions.map(str::to_owned).into(),
        isp_id: Some(1),
        branch_id: Some(1),
        personal: PersonalProfile {
            first_name: Some("Admin".to_owned()),
            last_name: Some("User".to_owned()),
            phone: Some(PHONE.to_owned()),
            ..PersonalProfile::default()
        },
        ..user(&ADMIN, "Admin User", &["admin"], password_hash)?
    })
}

fn the_netxd_admin(password_hash: PasswordHash) -> Result<NewUser, CliError> {
    Ok(NewUser {
        business: BusinessProfile {
            scope: "ADMIN".to_owned(),
            ..BusinessProfile::default()
        },
        ..user(
            &NETXD_ADMIN,
            "NetXD Admin",
            &["ROLE_SUPER_ADMIN", "ROLE_ADMIN"],
            password_hash,
        )?
    })
}

fn user(login: &Login, name: &str, roles: &[&str], password_hash: PasswordHash) -> Result<NewUser, CliError> {
    Ok(NewUser {
        username: Username::parse(login.username)?,
        email: EmailAddress::parse(login.email.unwrap_or_default())?,
        name: name.to_owned(),
        roles: roles.iter().copied().map(str::to_owned).collect(),
        permissions: Vec::new(),
        isp_id: None,
        branch_id: None,
        personal: PersonalProfile::default(),
        business: BusinessProfile::default(),
        password_hash: Some(password_hash),
    })
}

fn subscriber(
    login: &Login,
    customer_id: &str,
    firstname: &str,
    password_hash: PasswordHash,
) -> Result<NewSubscriber, CliError> {
    Ok(NewSubscriber {
        customer_id: customer_id.to_owned(),
        username: Username::parse(login.username)?,
        firstname: firstname.to_owned(),
        lastname: "Doe".to_owned(),
        email: login.email.map(EmailAddress::parse).transpose()?,
        phone: None,
        package_name: None,
        expiration_date: None,
        password_hash: Some(password_hash),
    })
}
