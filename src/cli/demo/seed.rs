//! Adding the demonstration accounts to the database.

use super::accounts::{
    ADMIN, API_KEY, CLIENT_SECRET, Login, NETXD_ADMIN, PHONE, SUBSCRIBER_1, SUBSCRIBER_2, SUBSCRIBER_3, SUBSCRIBER_123,
};
use crate::auth::{AdminPermission, AuthService, CreateApiKey};
use crate::cli::error::CliError;
use crate::cli::times::date_and_time;
use crate::model::{
    BusinessProfile, EmailAddress, NewSubscriber, NewUser, Password, PasswordHash, Permissions, PersonalProfile,
    PlainToken, Realm, Subscriber, SubscriberStatus, User, Username,
};

/// When a package expires that does not while the demonstration is of use.
const UNEXPIRED: &str = "2099-12-31 23:59:59";
/// When an expired package expired: as the published page shows it.
const EXPIRED: &str = "2025-12-31 23:59:59";

/// The main role of the NetXD administrator.
const SUPER_ADMIN: &str = "ROLE_SUPER_ADMIN";

/// Adds the accounts to an empty database.
///
/// # Errors
/// [`CliError`] if one of them exists already, or the database cannot be written.
pub async fn seed(auth: &AuthService) -> Result<(), CliError> {
    // All at once, on all hashing threads: hashing is most of the time that a start takes.
    let (admin, netxd_admin, subscriber_123, subscriber_1) = tokio::try_join!(
        hash(auth, &ADMIN),
        hash(auth, &NETXD_ADMIN),
        hash(auth, &SUBSCRIBER_123),
        hash(auth, &SUBSCRIBER_1),
    )?;
    let (subscriber_2, subscriber_3) = (subscriber_1.clone(), subscriber_1.clone());

    let admin = auth.add_account::<User>(&the_admin(admin)?).await?;
    auth.add_account::<User>(&the_netxd_admin(netxd_admin)?).await?;
    // The one who belongs to no provider may administer all of them.
    let all = AdminPermission::ALL.map(|permission| permission.name().to_owned());
    auth.permit_role(SUPER_ADMIN, &all).await?;
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
    let unexpired = NewSubscriber {
        phone: Some(PHONE.to_owned()),
        ..with_package(subscriber(&SUBSCRIBER_1, "10001", "John", subscriber_1)?, UNEXPIRED)
    };
    auth.add_account::<Subscriber>(&unexpired).await?;
    let disabled = subscriber(&SUBSCRIBER_2, "10002", "Jane", subscriber_2)?;
    add_with_status(auth, &disabled, SubscriberStatus::Disabled).await?;
    let expired = with_package(subscriber(&SUBSCRIBER_3, "10003", "Jack", subscriber_3)?, EXPIRED);
    add_with_status(auth, &expired, SubscriberStatus::Expired).await?;
    Ok(())
}

async fn add_with_status(
    auth: &AuthService,
    subscriber: &NewSubscriber,
    status: SubscriberStatus,
) -> Result<(), CliError> {
    auth.add_account::<Subscriber>(subscriber).await?;
    auth.set_account_status::<Subscriber>(subscriber.username.folded(), status)
        .await?;
    Ok(())
}

fn with_package(subscriber: NewSubscriber, expires: &str) -> NewSubscriber {
    NewSubscriber {
        package_name: Some("10MB Package".to_owned()),
        expiration_date: date_and_time(expires).ok(),
        ..subscriber
    }
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
        ..user(&NETXD_ADMIN, "NetXD Admin", &[SUPER_ADMIN, "ROLE_ADMIN"], password_hash)?
    })
}

fn user(login: &Login, name: &str, roles: &[&str], password_hash: PasswordHash) -> Result<NewUser, CliError> {
    Ok(NewUser {
        username: Username::parse(Realm::Users, login.username)?,
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
        username: Username::parse(Realm::Subscribers, login.username)?,
        firstname: firstname.to_owned(),
        lastname: "Doe".to_owned(),
        email: login.email.map(EmailAddress::parse).transpose()?,
        phone: None,
        package_name: None,
        expiration_date: None,
        isp_id: Some(1),
        branch_id: Some(1),
        password_hash: Some(password_hash),
    })
}
