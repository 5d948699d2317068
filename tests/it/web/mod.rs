//! The site around the contracts: dispatch, the steps around every response, documents, health, the portal.
//!
//! Two stub contracts stand in for the real ones, so that nothing here depends on a product's words. The account core is
//! real, on a database in memory. A test sends requests to a [`TestSite`] and compares [`whole`] responses.

mod access_log;
mod accounts;
mod body_deadline;
mod buttons;
mod client_address;
mod client_info;
mod cors;
mod demo;
mod devices;
mod dispatch;
mod docs;
mod health;
mod landing;
mod limits;
mod mount;
mod parameters;
mod portal;
mod portal_cookies;
mod portal_forms;
mod portal_guards;
mod request_id;
mod security_headers;
mod stub;
mod well_known;

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};
use std::time::Duration;

use latchkey::auth::{
    AddressRules, AuthService, AuthSettings, Clock, KeySettings, PasswordPolicy, PasswordSettings, Random,
    RefreshLimits, ReusePolicy, RuleBook, ThrottleLimits,
};
use latchkey::metrics::RequestMetrics;
use latchkey::model::Timestamp;
use latchkey::store::{Store, StoreOptions};
use latchkey::web::{
    Combined, Cors, Mounted, OwnAddress, ProblemType, Site, SiteError, TraceOptions, TrustedProxies, TryIt, site,
};
use poem::endpoint::BoxEndpoint;
use poem::http::header::HOST;
use poem::http::{HeaderValue, StatusCode};
use poem::test::{TestClient, TestResponse};
use poem::{EndpointExt, Request, Response};

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

/// A site under test, before it is built.
struct TestSite {
    store: Store,
    auth: AuthService,
    clock: Arc<StandingClock>,
    contracts: Vec<Mounted>,
    docs: bool,
    address: Option<String>,
    try_it: Option<TryIt>,
    security_contact: Option<String>,
    https: bool,
    portal_enabled: bool,
    proxies: TrustedProxies,
    cors: Cors,
    body_timeout: Duration,
}

impl TestSite {
    /// A site that is ready, with the two stub contracts, documents and portal, over plain http.
    async fn new() -> Result<Self, Box<dyn Error>> {
        let setup = Self::unprepared().await?;
        setup.store.migrate().await?;
        setup.auth.prepare_signing_keys().await?;
        Ok(setup)
    }

    /// The same on an empty database.
    async fn unprepared() -> Result<Self, Box<dyn Error>> {
        let options = StoreOptions {
            url: "sqlite::memory:".to_owned(),
            other_servers: Vec::new(),
            must_take_writes: false,
            is_pooled: false,
            max_connections: 1,
            acquire_timeout: Duration::from_secs(5),
            statement_timeout: None,
            cache_bytes: 1 << 20,
        };
        let store = Store::connect(&options).await?;
        let clock = Arc::new(StandingClock(AtomicI64::new(1_746_100_800)));
        let settings = AuthSettings {
            cutovers: Vec::new(),
            old_backends: Default::default(),
            legacy_issuers: Vec::new(),
            throttle: ThrottleLimits {
                window: Duration::from_secs(60),
                account: 10,
                source: 10,
                network: 100,
                consecutive: 100,
            },
            max_sessions: 100,
            refresh_grace: Duration::from_secs(10),
            refreshes: RefreshLimits {
                of_session: None,
                of_account: None,
            },
            passwords: PasswordSettings {
                cost: 4,
                threads: 1,
                lanes: 1,
                nice: 0,
                max_waiting: 16,
            },
            password_policy: PasswordPolicy::new(15, []),
            issuer: "latchkey".to_owned(),
            cached_tokens: 100,
            on_reuse: ReusePolicy::EndSession,
            audit_kept: Duration::from_secs(400 * 24 * 60 * 60),
            deleted_kept: Duration::ZERO,
            keys: KeySettings::default(),
            webhook_addresses: AddressRules::default(),
        };
        let rules = RuleBook {
            users: Vec::new(),
            subscribers: vec![&accounts::RULES],
            ..RuleBook::default()
        };
        let random = Arc::new(Counting(AtomicU8::new(0)));
        Ok(Self {
            auth: AuthService::new(store.clone(), clock.clone(), random, rules, settings),
            store,
            clock,
            contracts: stub::both(),
            docs: true,
            address: None,
            try_it: None,
            security_contact: None,
            https: false,
            portal_enabled: true,
            proxies: TrustedProxies {
                networks: Arc::default(),
                forwarded: true,
                x_forwarded_for: true,
            },
            cors: Cors(Arc::default()),
            body_timeout: Duration::from_secs(30),
        })
    }

    /// Puts the site together. Its requests are named by a source of their own, so that what an account's session is
    /// called does not depend on how many requests there were. Requests that name no host name this one.
    fn build(self) -> Result<BoxEndpoint<'static, Response>, SiteError> {
        let site = site(Site {
            auth: self.auth,
            contracts: self.contracts,
            docs: self.docs,
            combined: Combined {
                name: "all",
                title: "Everything",
                make: Arc::new(|| stub::document("Everything", serde_json::json!({}))),
            },
            to_openapi_3_1: |text| text.replace("3.0.0", "3.1.0"),
            address: OwnAddress {
                public: self.address,
                https: self.https,
            },
            try_it: self.try_it,
            security_contact: self.security_contact,
            problems: vec![ProblemType {
                code: "wrong_password",
                status: StatusCode::FORBIDDEN,
                meaning: "The current password is wrong.",
            }],
            random: Arc::new(Counting(AtomicU8::new(0))),
            portal_enabled: self.portal_enabled,
            proxies: self.proxies,
            cors: self.cors,
            body_timeout: self.body_timeout,
            requests: RequestMetrics::default(),
            traces: TraceOptions::default(),
        })?;
        Ok(site.before(name_host).map_to_response().boxed())
    }

    /// The same, for asking.
    fn open(self) -> Result<TestClient<BoxEndpoint<'static, Response>>, SiteError> {
        self.build().map(TestClient::new)
    }
}

/// The headers of every answer that says nothing else.
const SURROUNDING: [(&str, &str); 6] = [
    ("cache-control", "no-store"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("referrer-policy", "no-referrer"),
    ("strict-transport-security", "max-age=31536000"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// A whole answer as a text: status, headers in alphabetical order, body. The request's id is left out, and so are the
/// headers that every answer has; their own tests look at them.
async fn whole(response: TestResponse) -> Result<String, Box<dyn Error>> {
    let response = response.0;
    let mut text = format!("{}\n", response.status());
    let mut headers: Vec<String> = Vec::new();
    for (name, value) in response.headers() {
        let value = (name.as_str(), value.to_str()?);
        if value.0 != "x-request-id" && !SURROUNDING.contains(&value) {
            headers.push(format!("{}: {}\n", value.0, value.1));
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
    content-type: application/problem+json\n\
    \n\
    {\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404}";

/// A host for requests that name none.
const SOME_HOST: &str = "login.example.com";

async fn name_host(mut request: Request) -> poem::Result<Request> {
    if !request.headers().contains_key(HOST) {
        request.headers_mut().insert(HOST, HeaderValue::from_static(SOME_HOST));
    }
    Ok(request)
}
