//! The account rules: who may log in, which tokens are valid, when a session ends.
//!
//! One use case a file, each an `impl AuthService` block whose method takes a parsed command and returns its result or
//! the use case's own error: a meaning, never a status code. Nothing here knows HTTP, a product or its words. What
//! differs between contracts is data ([`ContractRules`]) that a contract hands in.
//!
//! To add a use case: a file here with its method and its error type, which embeds [`ServiceError`] as one variant. Then
//! describe the error in `contracts/kit/meanings.rs`, and test the use case through the contracts that offer it. The
//! compiler lists every contract that must word a new variant.

mod access;
mod account;
mod admin;
mod administration;
mod api_keys;
mod audit;
mod change_password;
mod clock;
mod clock_offset;
mod contract_rules;
mod cutover;
mod error;
mod export;
mod import;
mod introspect;
mod job_lease;
mod last_probe;
mod last_snapshot;
mod legacy_tokens;
mod log_in;
mod log_out;
mod metrics;
mod names;
mod password_hashes;
mod passwords;
mod portal;
mod profile;
mod random;
mod readiness;
mod refresh;
mod refresh_rate;
mod reuse;
mod role_administration;
mod session_token;
mod sessions;
mod setting_administration;
mod signing_keys;
mod snapshot;
mod throttle;
mod tokens;
mod untrusted_proxy;
mod verify;
mod webhooks;
mod write_probe;

use std::ops::Deref;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

pub use access::{Access, AccessError, Credential};
pub use account::{Account, NewAccount};
pub use admin::{
    AdminOperation, AdminPermission, Administrable, ChangeKeyError, ChangeRoleError, ChangeWebhookError,
    CreateAccountError, CreateKeyError, CreateRoleError, CreateWebhookError, DeleteAccountError, DeleteWebhookError,
    Denied, EndError, GrantRefused, IdempotencyKey, ImportError, ListError, ListEventsError, Lock, LockedAccount,
    PutSettingError, Reach, RestoreAccountError, Rule, UpdateAccountError, ViewError, WebhookWithSecret,
};
pub use administration::{AddError, UpdateError};
pub use api_keys::{ApiKeyError, CreateApiKey, CreatedApiKey, NewKey};
pub use change_password::{ChangePassword, ChangePasswordError, NewPasswordError};
pub use clock::{Clock, SystemClock};
pub use clock_offset::ClockOffset;
pub use contract_rules::{ContractRules, CustomToken, RuleBook, SessionLifetimes, TokenFacts, TokenShape};
pub use cutover::{
    AccountFigures, ConfiguredCutover, CopyError, Counted, CutoverReport, LegacyTokensAlive, NoReply, Obstacle,
    OldBackend, OldBackends, Question, Reply, SetCutoverError, SharedOldBackend,
};
pub use error::{Cause, ServiceError};
pub use export::Exported;
pub use import::{ConflictPolicy, Import, ImportRefused, ImportRow, Importable, Outcome, Outcomes};
pub use introspect::{IntrospectError, Introspection, RevokeError};
pub use last_snapshot::Snapshot;
pub use legacy_tokens::{BadLegacyKey, LegacyIssuer, LegacyIssuerSettings, LegacyKey, NoKeys, PublishedKeys};
pub use log_in::{LogIn, LogInError, LoggedIn};
pub use log_out::LogOutError;
pub use names::{NameKind, NameProblem, OddName};
pub use password_hashes::HashCounts;
pub use passwords::{
    HashFormat, HashRefused, HashingProgress, ImportedPassword, OwnNames, PasswordPolicy, PasswordRefused,
    PasswordSettings,
};
pub use portal::{Portal, PortalCookie, PortalError};
pub use profile::{ChangeProfileError, MAX_SETTINGS, MAX_SETTINGS_BYTES, Profile, ProfileError};
pub use random::{Random, SystemRandom};
pub use refresh::{RefreshError, Refreshed};
pub use refresh_rate::RefreshLimits;
pub use reuse::ReusePolicy;
pub use role_administration::{AddRoleError, UpdateRoleError};
pub use sessions::EndSessionError;
pub use setting_administration::SetSettingError;
pub use signing_keys::{Begin, KeySettings, LOOK_EVERY, PUBLISHED_FOR, SigningKeyError};
pub use throttle::ThrottleLimits;
#[cfg(feature = "fuzzing")]
pub use tokens::fuzzing;
pub use tokens::{BadKey, MasterKey, SigningAlgorithm, Unreadable};
pub use verify::{Caller, VerifyError};
pub use webhooks::{
    AddWebhook, AddWebhookError, AddressRules, DeliveryState, LeasedWebhook, Missed, RETRIED_FOR, SigningSecret,
    UpdateWebhookError, UrlRefused, WebhookError,
};

/// Differences of a kind between the answers of an old backend and ours.
pub use crate::store::DifferenceKind;
/// The name that somebody logs in with.
pub use crate::store::LoginName;
/// How the schema relates to what this version needs.
pub use crate::store::SchemaState;
/// How far a contract has been taken over.
pub use crate::store::StoredCutover;

use crate::metrics::{AuthMetrics, LoginMetrics};
use crate::model::Timestamp;
use crate::store::Store;
use cutover::{Counts, Followed};
use last_probe::LastProbe;
use last_snapshot::LastSnapshot;
use legacy_tokens::LegacyIssuers;
use passwords::{CountPosition, Passwords};
use throttle::LoginThrottle;
use tokens::{KeyRing, TokenCache};

/// What an operator can set.
#[derive(Debug, Clone)]
pub struct AuthSettings {
    /// How passwords are hashed.
    pub passwords: PasswordSettings,
    /// The login rate limits.
    pub throttle: ThrottleLimits,
    /// How many sessions of an account may be open; the oldest ends when there would be more.
    pub max_sessions: u64,
    /// How long a spent token still works, so that refreshes of one client that race all survive.
    pub refresh_grace: Duration,
    /// How often tokens may be refreshed.
    pub refreshes: RefreshLimits,
    /// The policy for new passwords.
    pub password_policy: PasswordPolicy,
    /// The `iss` of tokens, where a contract does not prescribe another.
    pub issuer: String,
    /// How many verified tokens are cached; 0 for none.
    pub cached_tokens: usize,
    /// What happens when a spent token is presented after its grace period.
    pub on_reuse: ReusePolicy,
    /// How long the audit log keeps events.
    pub audit_kept: Duration,
    /// How long deleted accounts are kept.
    pub deleted_kept: Duration,
    /// How tokens are signed.
    pub keys: KeySettings,
    /// Where webhooks may be sent.
    pub webhook_addresses: AddressRules,
    /// How far contracts are taken over from their old backends.
    pub cutovers: Vec<ConfiguredCutover>,
    /// The old backends that are asked about logins.
    pub old_backends: OldBackends,
    /// The issuers of old backends' tokens that are accepted.
    pub legacy_issuers: Vec<LegacyIssuer>,
}

/// The account core: every rule, over one database. Cheap to clone.
#[derive(Clone)]
pub struct AuthService(Arc<Core>);

/// What the use cases work with.
pub struct Core {
    store: Store,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    passwords: Arc<Passwords>,
    throttle: Arc<LoginThrottle>,
    max_sessions: u64,
    refresh_grace: Duration,
    refreshes: RefreshLimits,
    password_policy: Arc<PasswordPolicy>,
    keys: Arc<KeyRing>,
    token_cache: Arc<TokenCache>,
    key_settings: Arc<KeySettings>,
    rules: RuleBook,
    issuer: Arc<str>,
    on_reuse: ReusePolicy,
    audit_kept: Duration,
    deleted_kept: Duration,
    webhook_addresses: AddressRules,
    configured_cutovers: Vec<ConfiguredCutover>,
    old_backends: OldBackends,
    legacy_issuers: LegacyIssuers,
    followed: Followed,
    cutover_counts: Counts,
    /// How far the count of all password hashes has come.
    counted_hashes: tokio::sync::Mutex<CountPosition>,
    /// The offset of the database's clock that was measured last, in milliseconds.
    last_offset: AtomicI64,
    last_probe: LastProbe,
    last_snapshot: LastSnapshot,
    metrics: AuthMetrics,
    /// What other nodes know this one by, as long as it runs.
    node: OnceLock<String>,
}

impl Deref for AuthService {
    type Target = Core;

    fn deref(&self) -> &Core {
        &self.0
    }
}

impl AuthService {
    /// What time it is.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Does the work of one request, which does not wait for the database for longer than one statement may take.
    pub async fn serve<T>(&self, request: impl Future<Output = T>) -> T {
        self.store.patience().scope(request).await
    }

    /// Puts the core together. Nothing is read or written yet.
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        rules: RuleBook,
        settings: AuthSettings,
    ) -> Self {
        // Nothing happens to the others.
        let metrics = AuthMetrics {
            logins: LoginMetrics::of(rules.contracts()),
            ..AuthMetrics::default()
        };
        let with_old_backend = settings.cutovers.iter().filter(|one| one.has_old_backend);
        Self(Arc::new(Core {
            cutover_counts: Counts::of(with_old_backend.map(|one| one.contract)),
            throttle: Arc::new(LoginThrottle::new(
                settings.throttle,
                settings.passwords.parallelism(),
                settings.passwords.parallelism() + settings.passwords.max_waiting,
            )),
            max_sessions: settings.max_sessions,
            refresh_grace: settings.refresh_grace,
            refreshes: settings.refreshes,
            passwords: Arc::new(Passwords::new(
                settings.passwords,
                random.clone(),
                metrics.hashing.clone(),
            )),
            password_policy: Arc::new(settings.password_policy),
            keys: Arc::new(KeyRing::new(
                store.clone(),
                clock.clone(),
                settings.keys.master_key.clone(),
            )),
            token_cache: Arc::new(TokenCache::new(settings.cached_tokens)),
            key_settings: Arc::new(settings.keys),
            store,
            clock,
            random,
            rules,
            issuer: settings.issuer.into(),
            on_reuse: settings.on_reuse,
            audit_kept: settings.audit_kept,
            deleted_kept: settings.deleted_kept,
            webhook_addresses: settings.webhook_addresses,
            configured_cutovers: settings.cutovers,
            old_backends: settings.old_backends,
            legacy_issuers: LegacyIssuers::new(settings.legacy_issuers),
            followed: Followed::default(),
            counted_hashes: tokio::sync::Mutex::new(CountPosition::START),
            last_offset: AtomicI64::new(0),
            last_probe: LastProbe::default(),
            last_snapshot: LastSnapshot::default(),
            metrics,
            node: OnceLock::new(),
        }))
    }
}
