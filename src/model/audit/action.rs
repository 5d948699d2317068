//! What the record knows to have happened, each with its stable name.

/// What was done, or tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Somebody logged in.
    LoginSucceeded,
    /// A name and a password that do not belong together.
    LoginFailed,
    /// A login with the right password into an account that is disabled.
    LoginRefused,
    /// Too many failures: a lock begins.
    LoginLocked,
    /// A token was exchanged for the next one of its session.
    TokenRefreshed,
    /// A token was presented for a refresh that had been exchanged before.
    TokenReused,
    /// A session ended by anything but its own logout.
    SessionEnded,
    /// Somebody ended the session that they were asking through.
    LoggedOut,
    /// Somebody ended all sessions of their account.
    LoggedOutEverywhere,
    /// A password was set.
    PasswordChanged,
    /// The current password was wrong, so no other one was set.
    PasswordChangeFailed,
    /// An account was added.
    AccountAdded,
    /// An account was disabled.
    AccountDisabled,
    /// An account was made active.
    AccountEnabled,
    /// An operator forgot an account's failed logins.
    AccountUnlocked,
    /// An account got another status.
    AccountChanged,
    /// The first signing key was made.
    KeyCreated,
    /// A signing key took the place of another one.
    KeyRotated,
    /// A signing key was deleted.
    KeyDeleted,
    /// An API key was made.
    ApiKeyCreated,
    /// An API key was withdrawn.
    ApiKeyRevoked,
    /// An API key was presented that works no more.
    ApiKeyRefused,
    /// An API key does not permit what was asked with it.
    PermissionRefused,
}

impl Action {
    /// Its name, which is stored and printed, and never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LoginSucceeded => "login.succeeded",
            Self::LoginFailed => "login.failed",
            Self::LoginRefused => "login.refused",
            Self::LoginLocked => "login.locked",
            Self::TokenRefreshed => "token.refreshed",
            Self::TokenReused => "token.reused",
            Self::SessionEnded => "session.ended",
            Self::LoggedOut => "logout",
            Self::LoggedOutEverywhere => "logout.all",
            Self::PasswordChanged => "password.changed",
            Self::PasswordChangeFailed => "password.change_failed",
            Self::AccountAdded => "account.added",
            Self::AccountDisabled => "account.disabled",
            Self::AccountEnabled => "account.enabled",
            Self::AccountUnlocked => "account.unlocked",
            Self::AccountChanged => "account.changed",
            Self::KeyCreated => "key.created",
            Self::KeyRotated => "key.rotated",
            Self::KeyDeleted => "key.deleted",
            Self::ApiKeyCreated => "api_key.created",
            Self::ApiKeyRevoked => "api_key.revoked",
            Self::ApiKeyRefused => "api_key.refused",
            Self::PermissionRefused => "permission.refused",
        }
    }

    /// What came of it.
    pub const fn result(self) -> ActionResult {
        match self {
            Self::LoginFailed | Self::PasswordChangeFailed => ActionResult::Failure,
            Self::LoginRefused
            | Self::LoginLocked
            | Self::TokenReused
            | Self::ApiKeyRefused
            | Self::PermissionRefused => ActionResult::Refused,
            Self::LoginSucceeded
            | Self::TokenRefreshed
            | Self::SessionEnded
            | Self::LoggedOut
            | Self::LoggedOutEverywhere
            | Self::PasswordChanged
            | Self::AccountAdded
            | Self::AccountDisabled
            | Self::AccountEnabled
            | Self::AccountUnlocked
            | Self::AccountChanged
            | Self::KeyCreated
            | Self::KeyRotated
            | Self::KeyDeleted
            | Self::ApiKeyCreated
            | Self::ApiKeyRevoked => ActionResult::Success,
        }
    }
}

/// What came of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionResult {
    /// It was done.
    Success,
    /// It could not be done.
    Failure,
    /// It could, but a rule said no.
    Refused,
}

impl ActionResult {
    /// The word that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Refused => "refused",
        }
    }
}
