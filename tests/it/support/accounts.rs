//! Accounts of a test's own, beside the demonstration accounts.

use latchkey::auth::{Clock, CreateApiKey, CreatedApiKey};
use latchkey::model::{
    BusinessProfile, Context, EmailAddress, FoldedName, NewSubscriber, NewUser, Password, PasswordHash, Permissions,
    PersonalProfile, Realm, Subscriber, SubscriberId, SubscriberStatus, User, UserId, UserStatus, Username,
};

use super::TestApp;
use super::login::Person;

/// A user.
pub const ANA: Person = Person {
    username: "ana",
    email: "ana@example.com",
    password: "ana's password",
};

/// A subscriber.
pub const BEN: Person = Person {
    username: "ben",
    email: "ben@example.com",
    password: "ben's password",
};

impl TestApp {
    /// Adds a user, with no more than must be, and what `more` adds.
    pub async fn add_user(&self, person: &Person, more: impl FnOnce(&mut NewUser)) -> UserId {
        let mut new = NewUser {
            username: Username::parse(Realm::Users, person.username).expect("a username"),
            email: EmailAddress::parse(person.email).expect("an e-mail address"),
            name: "Ana Lima".to_owned(),
            roles: Vec::new(),
            permissions: Vec::new(),
            isp_id: None,
            branch_id: None,
            personal: PersonalProfile::default(),
            business: BusinessProfile::default(),
            password_hash: Some(self.hash(person.password).await),
        };
        more(&mut new);
        self.app.auth.add_account::<User>(&new).await.expect("a new user")
    }

    /// Adds a subscriber, with no more than must be, and what `more` adds.
    pub async fn add_subscriber(&self, person: &Person, more: impl FnOnce(&mut NewSubscriber)) -> SubscriberId {
        let mut new = NewSubscriber {
            customer_id: "C-7".to_owned(),
            username: Username::parse(Realm::Subscribers, person.username).expect("a username"),
            firstname: "Ben".to_owned(),
            lastname: "Okri".to_owned(),
            email: None,
            phone: None,
            package_name: None,
            expiration_date: None,
            isp_id: None,
            branch_id: None,
            password_hash: Some(self.hash(person.password).await),
        };
        more(&mut new);
        self.app
            .auth
            .add_account::<Subscriber>(&new)
            .await
            .expect("a new subscriber")
    }

    /// Adds somebody to this realm.
    pub async fn add(&self, realm: Realm, person: &Person) {
        match realm {
            Realm::Users => drop(self.add_user(person, |_| ()).await),
            Realm::Subscribers => drop(self.add_subscriber(person, |_| ()).await),
        }
    }

    /// Adds somebody for whom no password is set.
    pub async fn add_without_password(&self, realm: Realm, person: &Person) {
        match realm {
            Realm::Users => drop(self.add_user(person, |new| new.password_hash = None).await),
            Realm::Subscribers => drop(self.add_subscriber(person, |new| new.password_hash = None).await),
        }
    }

    /// Hashes a password.
    pub async fn hash(&self, password: &str) -> PasswordHash {
        let hashed = self.app.auth.hash_password(&secret(password)).await;
        hashed.expect("a hash")
    }

    /// Disables somebody.
    pub async fn disable(&self, realm: Realm, person: &Person) {
        let (auth, name) = (&self.app.auth, FoldedName::of(person.username));
        let done = match realm {
            Realm::Users => auth.set_account_status::<User>(&name, UserStatus::Disabled).await,
            Realm::Subscribers => {
                auth.set_account_status::<Subscriber>(&name, SubscriberStatus::Disabled)
                    .await
            }
        };
        assert!(done.expect("a database"), "no {person:?}");
    }

    /// Enables somebody again.
    pub async fn enable(&self, realm: Realm, person: &Person) {
        let (auth, name) = (&self.app.auth, FoldedName::of(person.username));
        let done = match realm {
            Realm::Users => auth.set_account_status::<User>(&name, UserStatus::Active).await,
            Realm::Subscribers => {
                auth.set_account_status::<Subscriber>(&name, SubscriberStatus::Active)
                    .await
            }
        };
        assert!(done.expect("a database"), "no {person:?}");
    }

    /// Gives somebody another password.
    pub async fn set_password(&self, realm: Realm, person: &Person, password: &str) {
        let name = FoldedName::of(person.username);
        match realm {
            Realm::Users => self.force_user_password(&name, password).await,
            Realm::Subscribers => self.force_subscriber_password(&name, password).await,
        }
    }

    /// Gives a user a password as an import would: whatever it is.
    pub async fn force_user_password(&self, name: &FoldedName, password: &str) {
        let (hash, now) = (self.hash(password).await, self.clock.now());
        let done = self
            .store
            .set_user_password(name, &hash, now, &Context::operator())
            .await;
        assert!(done.expect("a database").is_some(), "there is such a user");
    }

    /// Gives a subscriber a password as an import would: whatever it is.
    pub async fn force_subscriber_password(&self, name: &FoldedName, password: &str) {
        let (hash, now) = (self.hash(password).await, self.clock.now());
        let done = self
            .store
            .set_subscriber_password(name, &hash, now, &Context::operator())
            .await;
        assert!(done.expect("a database").is_some(), "there is such a subscriber");
    }

    /// Makes an API key with these permission bits, and what `more` adds.
    pub async fn add_key(
        &self,
        owner: UserId,
        permissions: Permissions,
        more: impl FnOnce(&mut CreateApiKey),
    ) -> CreatedApiKey {
        let mut new = CreateApiKey {
            owner,
            name: "import".to_owned(),
            permissions,
            description: None,
            expires_at: None,
        };
        more(&mut new);
        self.app.auth.create_api_key(new).await.expect("a new key")
    }
}

fn secret(text: &str) -> Password {
    Password::parse(text.to_owned()).expect("a password")
}
