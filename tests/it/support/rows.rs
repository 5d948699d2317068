//! Well-formed rows for the store, of which a test changes what it is about.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::LazyLock;
use std::time::Duration;

use latchkey::model::{
    AccountRef, BusinessProfile, ClientInfo, EmailAddress, NewApiKey, NewSession, NewSetting, NewSubscriber, NewUser,
    PasswordHash, Permissions, PersonalProfile, PlainToken, Realm, SessionId, Target, Timestamp, TokenId,
    TokenRotation, UserId, Username,
};
use latchkey::store::{AttemptRecord, Opening, Store};
use uuid::Uuid;

use super::clock::START;
use super::database::TestDatabase;

/// The moment at which tests begin.
pub fn start() -> Timestamp {
    Timestamp::from_seconds(START)
}

/// So many seconds after the beginning.
pub fn at(seconds: u64) -> Timestamp {
    start().plus(Duration::from_secs(seconds))
}

/// A store with the current schema and nothing in it.
pub async fn empty_store() -> (TestDatabase, Store) {
    empty(TestDatabase::create().await).await
}

/// The same on an SQLite file, for what only that has.
pub async fn empty_sqlite_store() -> (TestDatabase, Store) {
    empty(TestDatabase::file()).await
}

async fn empty(database: TestDatabase) -> (TestDatabase, Store) {
    let store = Store::connect(&database.options()).await.expect("the database answers");
    store.migrate().await.expect("migrations apply");
    (database, store)
}

/// An attempt that is counted nowhere.
static UNCOUNTED: LazyLock<AttemptRecord> = LazyLock::new(|| AttemptRecord {
    number: 0,
    at: start(),
    window: Duration::ZERO,
    target: Target::account(AccountRef {
        realm: Realm::Users,
        id: 0,
    }),
    counters: Vec::new(),
    afterwards: Vec::new(),
});

/// A session to be opened, of an account whose password matched this hash.
pub fn opening<'a>(session: &'a NewSession, verified: &'a PasswordHash, one_per_device: bool) -> Opening<'a> {
    Opening {
        session,
        verified,
        one_per_device,
        max_sessions: 1000,
        record: &UNCOUNTED,
        sources: &[],
    }
}

/// A user of this name.
pub fn user(username: &str) -> NewUser {
    NewUser {
        username: Username::parse(Realm::Users, username).expect("a username"),
        email: EmailAddress::parse(&format!("{username}@example.com")).expect("an address"),
        name: "Somebody".to_owned(),
        roles: vec!["staff".to_owned()],
        permissions: Vec::new(),
        isp_id: None,
        branch_id: None,
        personal: PersonalProfile::default(),
        business: BusinessProfile::default(),
        password_hash: Some(hash()),
    }
}

/// A subscriber of this name.
pub fn subscriber(username: &str) -> NewSubscriber {
    NewSubscriber {
        customer_id: "1".to_owned(),
        username: Username::parse(Realm::Subscribers, username).expect("a username"),
        firstname: "Some".to_owned(),
        lastname: "Body".to_owned(),
        email: None,
        phone: None,
        package_name: None,
        expiration_date: None,
        isp_id: None,
        branch_id: None,
        password_hash: Some(hash()),
    }
}

/// What the accounts above have for a password hash: the store does not look into it.
pub fn hash() -> PasswordHash {
    PasswordHash::new("a hash".to_owned())
}

/// A UUID of this number.
pub fn uid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// A token identifier of this number.
pub fn token(number: u128) -> TokenId {
    TokenId(uid(number))
}

/// The exchange of a session's first token for another, so many seconds after [`start`].
pub fn rotation(presented: u64, next: u64, seconds: u64) -> TokenRotation {
    TokenRotation {
        presented: token(presented.into()),
        next: token(next.into()),
        spent: vec![(token(presented.into()), at(seconds))],
        now: at(seconds),
        idle_until: at(9999),
    }
}

/// A session of this number and account, open for an hour from [`start`], whose token has the same number.
pub fn session(number: u128, account: AccountRef) -> NewSession {
    NewSession {
        id: SessionId(uid(number)),
        account,
        contract: "staff",
        device: None,
        client_info: ClientInfo {
            address: IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
            user_agent: None,
            request_id: "a-request".to_owned(),
            contract: Some("staff"),
        },
        created_at: start(),
        expires_at: at(60 * 60),
        idle_until: at(60 * 60 + 300),
        token_id: token(number),
    }
}

/// A setting.
pub fn setting(name: &str, value: &str) -> NewSetting {
    NewSetting {
        category: "ui".to_owned(),
        group: "colours".to_owned(),
        name: name.to_owned(),
        value: Some(value.to_owned()),
        kind: None,
        description: None,
    }
}

/// An API key of this text that may do everything; its first twelve characters are indexed.
pub fn api_key(text: &str, owner: UserId) -> NewApiKey {
    let key = PlainToken::new(text.to_owned());
    NewApiKey {
        name: "a key".to_owned(),
        owner,
        permissions: Permissions::from_bits(15),
        description: None,
        expires_at: None,
        created_at: start(),
        prefix: text[..12].to_owned(),
        key_hash: key.hashed(),
        masked_key: "masked".to_owned(),
        secret_hash: key.hashed(),
        masked_secret: "masked".to_owned(),
    }
}
