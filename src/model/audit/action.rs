//! The actions of the audit log, with their stable names.

/// What was done or attempted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// A login opened a session.
    LoginSucceeded,
    /// The name is unknown or the password is wrong.
    LoginFailed,
    /// The password was right, but the account is disabled.
    LoginRefused,
    /// Too many failures began a lock.
    LoginLocked,
    /// A token was refreshed.
    TokenRefreshed,
    /// A spent token was presented after its grace period.
    TokenReused,
    /// A session ended early, other than by its own logout.
    SessionEnded,
    /// The session of the request was ended by its owner.
    LoggedOut,
    /// All sessions of an account were ended by its owner.
    LoggedOutEverywhere,
    /// A password was set.
    PasswordChanged,
    /// A password was not changed, because the current one was wrong.
    PasswordChangeFailed,
    /// An account was added.
    AccountAdded,
    /// An account was disabled.
    AccountDisabled,
    /// An account was enabled.
    AccountEnabled,
    /// An account's failed logins were forgotten by an operator.
    AccountUnlocked,
    /// An account changed otherwise.
    AccountChanged,
    /// An account was deleted. It can be restored until it is purged.
    AccountDeleted,
    /// A deleted account was restored, disabled.
    AccountRestored,
    /// A deleted account was removed for good.
    AccountPurged,
    /// A role was added.
    RoleAdded,
    /// A role was changed.
    RoleChanged,
    /// A role was deleted.
    RoleDeleted,
    /// A setting of a user was changed by an operator.
    SettingChanged,
    /// A setting of a user was deleted by an operator.
    SettingDeleted,
    /// The first signing key was created.
    KeyCreated,
    /// A signing key was created to replace another.
    KeyRotated,
    /// A signing key was deleted.
    KeyDeleted,
    /// An API key was created.
    ApiKeyCreated,
    /// An API key was replaced by another one.
    ApiKeyRotated,
    /// An API key was revoked.
    ApiKeyRevoked,
    /// An API key was presented that has expired, was revoked, or has a disabled owner.
    ApiKeyRefused,
    /// An API key lacks the permission for a request.
    PermissionRefused,
    /// A webhook endpoint was added.
    WebhookAdded,
    /// A webhook endpoint was changed, or enabled.
    WebhookChanged,
    /// A webhook endpoint was removed.
    WebhookRemoved,
    /// A webhook endpoint got another secret.
    WebhookSecretRotated,
    /// A webhook endpoint was switched off.
    WebhookDisabled,
    /// An account got its password at a login, because the old backend took it. It was added then, or had none.
    AccountMigrated,
    /// A contract is answered by another server from now on, or for other accounts.
    CutoverChanged,
    /// A token that an old backend has issued was seen for the first time, and opened a session.
    SessionAdopted,
}

impl Action {
    /// All of them, in the order in which they are declared.
    pub const ALL: [Self; 40] = [
        Self::LoginSucceeded,
        Self::LoginFailed,
        Self::LoginRefused,
        Self::LoginLocked,
        Self::TokenRefreshed,
        Self::TokenReused,
        Self::SessionEnded,
        Self::LoggedOut,
        Self::LoggedOutEverywhere,
        Self::PasswordChanged,
        Self::PasswordChangeFailed,
        Self::AccountAdded,
        Self::AccountDisabled,
        Self::AccountEnabled,
        Self::AccountUnlocked,
        Self::AccountChanged,
        Self::AccountDeleted,
        Self::AccountRestored,
        Self::AccountPurged,
        Self::RoleAdded,
        Self::RoleChanged,
        Self::RoleDeleted,
        Self::SettingChanged,
        Self::SettingDeleted,
        Self::KeyCreated,
        Self::KeyRotated,
        Self::KeyDeleted,
        Self::ApiKeyCreated,
        Self::ApiKeyRotated,
        Self::ApiKeyRevoked,
        Self::ApiKeyRefused,
        Self::PermissionRefused,
        Self::WebhookAdded,
        Self::WebhookChanged,
        Self::WebhookRemoved,
        Self::WebhookSecretRotated,
        Self::WebhookDisabled,
        Self::AccountMigrated,
        Self::CutoverChanged,
        Self::SessionAdopted,
    ];

    /// The names of all of them, in the same order.
    pub const NAMES: [&'static str; Self::ALL.len()] = {
        let mut names = [""; Self::ALL.len()];
        let mut at = 0;
        while at < names.len() {
            names[at] = Self::ALL[at].as_str();
            at += 1;
        }
        names
    };

    /// Its name, which is stored and printed and never changes.
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
            Self::AccountDeleted => "account.deleted",
            Self::AccountRestored => "account.restored",
            Self::AccountPurged => "account.purged",
            Self::RoleAdded => "role.added",
            Self::RoleChanged => "role.changed",
            Self::RoleDeleted => "role.deleted",
            Self::SettingChanged => "setting.changed",
            Self::SettingDeleted => "setting.deleted",
            Self::KeyCreated => "key.created",
            Self::KeyRotated => "key.rotated",
            Self::KeyDeleted => "key.deleted",
            Self::ApiKeyCreated => "api_key.created",
            Self::ApiKeyRotated => "api_key.rotated",
            Self::ApiKeyRevoked => "api_key.revoked",
            Self::ApiKeyRefused => "api_key.refused",
            Self::PermissionRefused => "permission.refused",
            Self::WebhookAdded => "webhook.added",
            Self::WebhookChanged => "webhook.changed",
            Self::WebhookRemoved => "webhook.removed",
            Self::WebhookSecretRotated => "webhook.secret_rotated",
            Self::WebhookDisabled => "webhook.disabled",
            Self::AccountMigrated => "account.migrated",
            Self::CutoverChanged => "cutover.changed",
            Self::SessionAdopted => "session.adopted",
        }
    }

    /// The action of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == name)
    }

    /// Its result.
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
            | Self::AccountDeleted
            | Self::AccountRestored
            | Self::AccountPurged
            | Self::RoleAdded
            | Self::RoleChanged
            | Self::RoleDeleted
            | Self::SettingChanged
            | Self::SettingDeleted
            | Self::KeyCreated
            | Self::KeyRotated
            | Self::KeyDeleted
            | Self::ApiKeyCreated
            | Self::ApiKeyRotated
            | Self::ApiKeyRevoked
            | Self::WebhookAdded
            | Self::WebhookChanged
            | Self::WebhookRemoved
            | Self::WebhookSecretRotated
            | Self::WebhookDisabled
            | Self::AccountMigrated
            | Self::CutoverChanged
            | Self::SessionAdopted => ActionResult::Success,
        }
    }
}

/// The result of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionResult {
    /// It was done.
    Success,
    /// It could not be done.
    Failure,
    /// A rule refused it.
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

#[cfg(test)]
mod tests {
    use super::Action;

    #[test]
    fn the_list_of_actions_has_each_once() {
        let declared = include_str!("action.rs").split("pub const fn as_str").nth(1);
        let declared = declared
            .and_then(|text| text.split("pub fn named").next())
            .expect("the names");
        assert_eq!(Action::ALL.len(), declared.matches("=> \"").count());
        for (index, action) in Action::ALL.into_iter().enumerate() {
            assert_eq!(Action::named(action.as_str()), Some(action));
            assert_eq!(action as usize, index, "{action:?}");
        }
    }
}
