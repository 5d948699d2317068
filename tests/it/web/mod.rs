//! The site around the contracts: which path is whose, what surrounds every answer, documents, health, the portal.
//!
//! Two stub contracts stand for the real ones, so that nothing here depends on a product's words; the account core is
//! the real one, on a database in memory. A test asks [`Place`] and compares [`whole`] answers.

mod access_log;
mod accounts;
mod buttons;
mod devices;
mod dispatch;
mod docs;
mod health;
mod limits;
mod mount;
mod origin;
mod parameters;
mod portal;
mod portal_cookies;
mod portal_forms;
mod portal_guards;
mod request_id;
mod stub;

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};
use std::time::Duration;

use latchkey::identity::{
    Clock, GuessingLimits, Identity, IdentitySettings, KeySettings, PasswordPolicy, PasswordSettings, Random,
    ReusePolicy, RuleBook,
};
use latchkey::model::Timestamp;
use latchkey::store::{Store, StoreOptions};
use latchkey::web::{Mounted, Site, SiteError, site};
use poem::Response;
use poem::endpoint::BoxEndpoint;
use poem::test::{TestClient, TestResponse};

type Outcome = Result<(), Box<dyn Error>>;

/// A clock that stands still until a test moves it: 1 May 2025, 12:00 UTC, at first.
struct StandingClock(AtomicI64);

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.0.load(Ordering::SeqCst))
    }
}

/// Fills the first buffer with ones, the next one with twos, and so on.
struct Counting(AtomicU8);

impl Random for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(self.0.fetch_add(1, Ordering::SeqCst).wrapping_add(1));
    }
}

/// A site to ask.
struct Place {
    store: Store,
    identity: Identity,
    clock: Arc<StandingClock>,
    contracts: Vec<Mounted>,
    docs: bool,
    https: bool,
    portal_enabled: bool,
}

impl Place {
    /// A site that is ready, with the two stub contracts, documents and portal, over plain http.
    async fn new() -> Result<Self, Box<dyn Error>> {
        let place = Self::unprepared().await?;
        place.store.migrate().await?;
        place.identity.prepare_signing_keys().await?;
        Ok(place)
    }

    /// The same on an empty database.
    async fn unprepared() -> Result<Self, Box<dyn Error>> {
        let options = StoreOptions {
            url: "sqlite::memory:".to_owned(),
            max_connections: 1,
            acquire_timeout: Duration::from_secs(5),
        };
        let store = Store::connect(&options).await?;
        let clock = Arc::new(StandingClock(AtomicI64::new(1_746_100_800)));
        let settings = IdentitySettings {
            guessing: GuessingLimits {
                window: Duration::from_secs(60),
                account: 10,
                place: 10,
                network: 100,
                in_a_row: 100,
            },
            max_sessions: 100,
            passwords: PasswordSettings {
                cost: 4,
                threads: 1,
                max_waiting: 16,
            },
            password_policy: PasswordPolicy::new(15, []),
            issuer: "latchkey".to_owned(),
            on_reuse: ReusePolicy::EndSession,
            audit_kept: Duration::from_secs(400 * 24 * 60 * 60),
            keys: KeySettings::default(),
        };
        let rules = RuleBook {
            users: Vec::new(),
            subscribers: vec![&accounts::RULES],
        };
        let random = Arc::new(Counting(AtomicU8::new(0)));
        Ok(Self {
            identity: Identity::new(store.clone(), clock.clone(), random, rules, settings),
            store,
            clock,
            contracts: stub::both(),
            docs: true,
            https: false,
            portal_enabled: true,
        })
    }

    /// Puts the site together. Its requests are named by a source of their own, so that what an account's session is
    /// called does not depend on how many requests there were.
    fn build(self) -> Result<BoxEndpoint<'static, Response>, SiteError> {
        site(Site {
            identity: self.identity,
            contracts: self.contracts,
            docs: self.docs,
            https: self.https,
            random: Arc::new(Counting(AtomicU8::new(0))),
            portal_enabled: self.portal_enabled,
        })
    }

    /// The same, for asking.
    fn open(self) -> Result<TestClient<BoxEndpoint<'static, Response>>, SiteError> {
        self.build().map(TestClient::new)
    }
}

/// A whole answer as a text: status, headers in alphabetical order, body. The request's id is left out; its own test
/// looks at it.
async fn whole(response: TestResponse) -> Result<String, Box<dyn Error>> {
    let response = response.0;
    let mut text = format!("{}\n", response.status());
    let mut headers: Vec<String> = Vec::new();
    for (name, value) in response.headers() {
        if name != "x-request-id" {
            headers.push(format!("{name}: {}\n", value.to_str()?));
        }
    }
    headers.sort();
    text.extend(headers);
    let body = response.into_body().into_string().await?;
    if !body.is_empty() {
        text.push('\n');
        text.push_str(&body);
    }
    Ok(text)
}

/// What a site says where nothing is.
const NOT_FOUND: &str = "404 Not Found\n\
    cache-control: no-store\n\
    content-type: application/problem+json\n\
    x-content-type-options: nosniff\n\
    \n\
    {\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404}";
