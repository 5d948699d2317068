//! Who calls: users with permissions and bounds of their own, and API keys.

use latchkey::auth::{AdminPermission, CreateApiKey};
use latchkey::model::{NewUser, Permissions, UserId};

use crate::support::TestApp;
use crate::support::login::Person;

/// Somebody who administers.
#[derive(Debug, Clone)]
pub struct Caller {
    pub id: UserId,
    pub token: String,
}

/// Every permission of this API.
pub fn all_permissions() -> Vec<String> {
    AdminPermission::ALL.map(|one| one.name().to_owned()).into()
}

/// A person with a name of this number.
pub fn person(number: usize) -> Person {
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    Person {
        username: leak(format!("caller{number}")),
        email: leak(format!("caller{number}@example.com")),
        password: "seven quiet herons",
    }
}

impl TestApp {
    /// Adds a user and logs them in.
    pub async fn caller(&self, number: usize, more: impl FnOnce(&mut NewUser)) -> Caller {
        let person = person(number);
        let id = self.add_user(&person, more).await;
        let token = self.token_of("staff", &person).await;
        Caller { id, token }
    }

    /// Somebody who holds these permissions, and belongs to no provider.
    pub async fn holder(&self, number: usize, permissions: &[&str]) -> Caller {
        let permissions = permissions.iter().map(|one| (*one).to_owned()).collect();
        self.caller(number, |new| new.permissions = permissions).await
    }

    /// Somebody who administers everything.
    pub async fn administrator(&self, number: usize) -> Caller {
        self.caller(number, |new| new.roles = vec!["admin".to_owned()]).await
    }

    /// Somebody who holds everything but the role admin.
    pub async fn operator(&self, number: usize) -> Caller {
        self.caller(number, |new| new.permissions = all_permissions()).await
    }

    /// The same, confined to a provider.
    pub async fn confined(&self, number: usize, isp_id: i64) -> Caller {
        self.caller(number, |new| {
            new.permissions = all_permissions();
            new.isp_id = Some(isp_id);
        })
        .await
    }

    /// An API key of a user, with these bits.
    pub async fn key_with(&self, owner: UserId, permissions: Permissions) -> String {
        let command = CreateApiKey {
            owner,
            name: "A key".to_owned(),
            permissions,
            description: None,
            expires_at: None,
        };
        let created = self.app.auth.create_api_key(command).await.expect("a key");
        created.key.expose().to_owned()
    }
}
