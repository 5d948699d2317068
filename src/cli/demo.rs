//! The demonstration accounts: those of the published pages, so that the examples printed there work.

use crate::identity::{AddError, CreateApiKey, Error, Identity};
use crate::model::{
    BusinessProfile, EmailAddress, NewSubscriber, NewUser, Password, PasswordHash, Permissions, PersonalProfile,
    PlainToken, SubscriberStatus, Timestamp, Username,
};

/// Why the accounts could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    #[error(transparent)]
    Add(#[from] AddError),
    #[error(transparent)]
    Identity(#[from] Error),
    #[error("a demonstration account is not well-formed: {0}")]
    Name(#[from] crate::model::NameError),
    #[error("a demonstration password is not well-formed: {0}")]
    Password(#[from] crate::model::PasswordError),
}

pub async fn seed(identity: &Identity) -> Result<(), SeedError> {
    let hash = async |text: &str| -> Result<PasswordHash, SeedError> {
        Ok(identity.hash_password(&Password::parse(text.to_owned())?).await?)
    };
    let words = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    let admin = NewUser {
        username: Username::parse("admin")?,
        email: EmailAddress::parse("admin@example.com")?,
        name: "Admin User".into(),
        roles: words(&["admin"]),
        permissions: words(&["subscribers.view", "subscribers.create", "packages.view"]),
        isp_id: Some(1),
        branch_id: Some(1),
        personal: PersonalProfile {
            first_name: Some("Admin".into()),
            last_name: Some("User".into()),
            phone: Some("01712345678".into()),
            ..Default::default()
        },
        business: BusinessProfile::default(),
        password_hash: Some(hash("your-password").await?),
    };
    let owner = identity.add_user(&admin).await?;
    let command = CreateApiKey {
        owner,
        name: "demo".into(),
        permissions: Permissions::from_bits(15),
        description: None,
        expires_at: None,
    };
    identity
        .create_known_api_key(command, PlainToken::new("api_demo00000000000000000000".into()))
        .await?;
    let netxd = NewUser {
        username: Username::parse("netxd-admin")?,
        email: EmailAddress::parse("admin@NetXD.com")?,
        name: "NetXD Admin".into(),
        roles: words(&["ROLE_SUPER_ADMIN", "ROLE_ADMIN"]),
        permissions: vec![],
        isp_id: None,
        branch_id: None,
        personal: PersonalProfile::default(),
        business: BusinessProfile {
            scope: "ADMIN".into(),
            ..Default::default()
        },
        password_hash: Some(hash("Test@1234").await?),
    };
    identity.add_user(&netxd).await?;
    for (username, customer, password) in [
        ("subscriber123", "12345", "password123"),
        ("subscriber1", "12346", "subscriber-password"),
        ("subscriber2", "12347", "subscriber-password"),
    ] {
        let one = username == "subscriber1";
        let new = NewSubscriber {
            customer_id: customer.into(),
            username: Username::parse(username)?,
            firstname: "John".into(),
            lastname: "Doe".into(),
            email: if one {
                Some(EmailAddress::parse("subscriber1@example.com")?)
            } else {
                None
            },
            phone: one.then(|| "01712345678".into()),
            package_name: one.then(|| "10MB Package".into()),
            expiration_date: one.then(|| Timestamp::from_seconds(1_767_225_599)),
            password_hash: Some(hash(password).await?),
        };
        identity.add_subscriber(&new).await?;
    }
    let disabled = Username::parse("subscriber2")?;
    identity
        .set_subscriber_status(&disabled.folded(), SubscriberStatus::Disabled)
        .await?;
    Ok(())
}
