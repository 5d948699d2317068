//! The permissions of the admin API.

/// What may be administered, and how. A user has such a permission like any other, as their own or by a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AdminPermission {
    /// See users, their settings and their locks.
    UsersView,
    /// Add users.
    UsersCreate,
    /// Change, restore and unlock users, and their settings.
    UsersUpdate,
    /// Delete users.
    UsersDelete,
    /// See subscribers and their locks.
    SubscribersView,
    /// Add subscribers.
    SubscribersCreate,
    /// Change, restore and unlock subscribers.
    SubscribersUpdate,
    /// Delete subscribers.
    SubscribersDelete,
    /// See roles.
    RolesView,
    /// Add roles.
    RolesCreate,
    /// Change roles.
    RolesUpdate,
    /// Delete roles.
    RolesDelete,
    /// See API keys.
    ApiKeysView,
    /// Create API keys.
    ApiKeysCreate,
    /// Rotate API keys.
    ApiKeysUpdate,
    /// Revoke API keys.
    ApiKeysDelete,
    /// See sessions.
    SessionsView,
    /// End sessions.
    SessionsDelete,
    /// Read the audit log.
    AuditView,
    /// See webhook endpoints.
    WebhooksView,
    /// Add webhook endpoints, which get the events of all accounts.
    WebhooksCreate,
    /// Change webhook endpoints, switch them on and off, and rotate their secrets.
    WebhooksUpdate,
    /// Delete webhook endpoints.
    WebhooksDelete,
    /// Import users and subscribers.
    ImportsCreate,
    /// See how far contracts have been taken over from their old backends.
    CutoversView,
}

impl AdminPermission {
    /// All of them.
    pub const ALL: [Self; 25] = [
        Self::UsersView,
        Self::UsersCreate,
        Self::UsersUpdate,
        Self::UsersDelete,
        Self::SubscribersView,
        Self::SubscribersCreate,
        Self::SubscribersUpdate,
        Self::SubscribersDelete,
        Self::RolesView,
        Self::RolesCreate,
        Self::RolesUpdate,
        Self::RolesDelete,
        Self::ApiKeysView,
        Self::ApiKeysCreate,
        Self::ApiKeysUpdate,
        Self::ApiKeysDelete,
        Self::SessionsView,
        Self::SessionsDelete,
        Self::AuditView,
        Self::WebhooksView,
        Self::WebhooksCreate,
        Self::WebhooksUpdate,
        Self::WebhooksDelete,
        Self::ImportsCreate,
        Self::CutoversView,
    ];

    /// Its name, as it is granted.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UsersView => "users.view",
            Self::UsersCreate => "users.create",
            Self::UsersUpdate => "users.update",
            Self::UsersDelete => "users.delete",
            Self::SubscribersView => "subscribers.view",
            Self::SubscribersCreate => "subscribers.create",
            Self::SubscribersUpdate => "subscribers.update",
            Self::SubscribersDelete => "subscribers.delete",
            Self::RolesView => "roles.view",
            Self::RolesCreate => "roles.create",
            Self::RolesUpdate => "roles.update",
            Self::RolesDelete => "roles.delete",
            Self::ApiKeysView => "api-keys.view",
            Self::ApiKeysCreate => "api-keys.create",
            Self::ApiKeysUpdate => "api-keys.update",
            Self::ApiKeysDelete => "api-keys.delete",
            Self::SessionsView => "sessions.view",
            Self::SessionsDelete => "sessions.delete",
            Self::AuditView => "audit.view",
            Self::WebhooksView => "webhooks.view",
            Self::WebhooksCreate => "webhooks.create",
            Self::WebhooksUpdate => "webhooks.update",
            Self::WebhooksDelete => "webhooks.delete",
            Self::ImportsCreate => "imports.create",
            Self::CutoversView => "cutovers.view",
        }
    }
}
