//! The authorization table: which operation needs which permission, which bit of an API key, and how far it reaches.
//!
//! **To add an operation:** a variant, a name in `ALL`, and its row in [`AdminOperation::rule`]. The compiler asks for the
//! row; `tests/it/contracts/admin/authorization.rs` walks the table, and compares it with the operations of the document.

use super::permission::AdminPermission;
use crate::model::{Permissions, Realm};

/// An operation of the admin API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AdminOperation {
    /// List the accounts of a realm.
    ListAccounts(Realm),
    /// See an account.
    ViewAccount(Realm),
    /// Add an account.
    CreateAccount(Realm),
    /// Change an account.
    UpdateAccount(Realm),
    /// Delete an account.
    DeleteAccount(Realm),
    /// Restore a deleted account.
    RestoreAccount(Realm),
    /// See whether logins to an account are refused because too many failed.
    ViewLock(Realm),
    /// List the accounts whose logins are refused because too many failed.
    ListLocks(Realm),
    /// Forget the failed logins of an account.
    Unlock(Realm),
    /// List the settings of a user.
    ListSettings,
    /// Change a setting of a user.
    PutSetting,
    /// Delete a setting of a user.
    DeleteSetting,
    /// List roles.
    ListRoles,
    /// See a role.
    ViewRole,
    /// Add a role.
    CreateRole,
    /// Change a role.
    UpdateRole,
    /// Delete a role.
    DeleteRole,
    /// List API keys.
    ListApiKeys,
    /// See an API key.
    ViewApiKey,
    /// Create an API key.
    CreateApiKey,
    /// Give an API key a successor.
    RotateApiKey,
    /// Revoke an API key.
    RevokeApiKey,
    /// List the sessions of an account.
    ListSessions,
    /// End one session.
    EndSession,
    /// End all sessions of an account.
    EndSessions,
    /// Read the audit log.
    ListAuditEvents,
    /// List webhook endpoints.
    ListWebhooks,
    /// See a webhook endpoint.
    ViewWebhook,
    /// Add a webhook endpoint.
    CreateWebhook,
    /// Change a webhook endpoint.
    UpdateWebhook,
    /// Delete a webhook endpoint.
    DeleteWebhook,
    /// Enable a webhook endpoint.
    EnableWebhook,
    /// Switch a webhook endpoint off.
    DisableWebhook,
    /// Give a webhook endpoint another secret.
    RotateWebhookSecret,
    /// Import accounts of either realm.
    ImportAccounts,
    /// List how far contracts have been taken over.
    ListCutovers,
    /// See how far a contract has been taken over.
    ViewCutover,
}

/// How far an operation reaches, for a caller who is confined to a provider or a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The accounts inside.
    Inside,
    /// The accounts inside, one at a time: the caller must name it.
    NamedInside,
    /// Everything, because it belongs to no provider. It changes nothing.
    Everything,
    /// What belongs to all: a confined caller may not.
    UnconfinedOnly,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The permission that the user must hold.
    pub permission: AdminPermission,
    /// The bits that the API key must have, beside [`Permissions::ADMIN`], if one is used.
    pub key: Permissions,
    /// How far it reaches.
    pub reach: Reach,
}

const fn rule(permission: AdminPermission, key: Permissions, reach: Reach) -> Rule {
    Rule { permission, key, reach }
}

impl AdminOperation {
    /// All of them.
    pub const ALL: [Self; 46] = [
        Self::ListAccounts(Realm::Users),
        Self::ViewAccount(Realm::Users),
        Self::CreateAccount(Realm::Users),
        Self::UpdateAccount(Realm::Users),
        Self::DeleteAccount(Realm::Users),
        Self::RestoreAccount(Realm::Users),
        Self::ViewLock(Realm::Users),
        Self::ListLocks(Realm::Users),
        Self::Unlock(Realm::Users),
        Self::ListAccounts(Realm::Subscribers),
        Self::ViewAccount(Realm::Subscribers),
        Self::CreateAccount(Realm::Subscribers),
        Self::UpdateAccount(Realm::Subscribers),
        Self::DeleteAccount(Realm::Subscribers),
        Self::RestoreAccount(Realm::Subscribers),
        Self::ViewLock(Realm::Subscribers),
        Self::ListLocks(Realm::Subscribers),
        Self::Unlock(Realm::Subscribers),
        Self::ListSettings,
        Self::PutSetting,
        Self::DeleteSetting,
        Self::ListRoles,
        Self::ViewRole,
        Self::CreateRole,
        Self::UpdateRole,
        Self::DeleteRole,
        Self::ListApiKeys,
        Self::ViewApiKey,
        Self::CreateApiKey,
        Self::RotateApiKey,
        Self::RevokeApiKey,
        Self::ListSessions,
        Self::EndSession,
        Self::EndSessions,
        Self::ListAuditEvents,
        Self::ListWebhooks,
        Self::ViewWebhook,
        Self::CreateWebhook,
        Self::UpdateWebhook,
        Self::DeleteWebhook,
        Self::EnableWebhook,
        Self::DisableWebhook,
        Self::RotateWebhookSecret,
        Self::ImportAccounts,
        Self::ListCutovers,
        Self::ViewCutover,
    ];

    /// Its row.
    pub const fn rule(self) -> Rule {
        use AdminPermission as May;
        use Permissions as Bit;
        use Reach::{Everything, Inside, NamedInside, UnconfinedOnly};
        match self {
            Self::ListAccounts(Realm::Users)
            | Self::ViewAccount(Realm::Users)
            | Self::ViewLock(Realm::Users)
            | Self::ListLocks(Realm::Users)
            | Self::ListSettings => rule(May::UsersView, Bit::READ, Inside),
            Self::CreateAccount(Realm::Users) => rule(May::UsersCreate, Bit::CREATE, Inside),
            Self::UpdateAccount(Realm::Users)
            | Self::RestoreAccount(Realm::Users)
            | Self::Unlock(Realm::Users)
            | Self::PutSetting
            | Self::DeleteSetting => rule(May::UsersUpdate, Bit::WRITE, Inside),
            Self::DeleteAccount(Realm::Users) => rule(May::UsersDelete, Bit::DELETE, Inside),
            Self::ListAccounts(Realm::Subscribers)
            | Self::ViewAccount(Realm::Subscribers)
            | Self::ViewLock(Realm::Subscribers)
            | Self::ListLocks(Realm::Subscribers) => rule(May::SubscribersView, Bit::READ, Inside),
            Self::CreateAccount(Realm::Subscribers) => rule(May::SubscribersCreate, Bit::CREATE, Inside),
            Self::UpdateAccount(Realm::Subscribers)
            | Self::RestoreAccount(Realm::Subscribers)
            | Self::Unlock(Realm::Subscribers) => rule(May::SubscribersUpdate, Bit::WRITE, Inside),
            Self::DeleteAccount(Realm::Subscribers) => rule(May::SubscribersDelete, Bit::DELETE, Inside),
            Self::ListRoles | Self::ViewRole => rule(May::RolesView, Bit::READ, Everything),
            Self::CreateRole => rule(May::RolesCreate, Bit::CREATE, UnconfinedOnly),
            Self::UpdateRole => rule(May::RolesUpdate, Bit::WRITE, UnconfinedOnly),
            Self::DeleteRole => rule(May::RolesDelete, Bit::DELETE, UnconfinedOnly),
            Self::ListApiKeys | Self::ViewApiKey => rule(May::ApiKeysView, Bit::READ, Inside),
            Self::CreateApiKey => rule(May::ApiKeysCreate, Bit::CREATE, Inside),
            Self::RotateApiKey => rule(May::ApiKeysUpdate, Bit::WRITE, Inside),
            Self::RevokeApiKey => rule(May::ApiKeysDelete, Bit::DELETE, Inside),
            Self::ListSessions => rule(May::SessionsView, Bit::READ, Inside),
            Self::EndSession | Self::EndSessions => rule(May::SessionsDelete, Bit::DELETE, Inside),
            Self::ListAuditEvents => rule(May::AuditView, Bit::READ, NamedInside),
            Self::ListWebhooks | Self::ViewWebhook => rule(May::WebhooksView, Bit::READ, UnconfinedOnly),
            Self::CreateWebhook => rule(May::WebhooksCreate, Bit::CREATE, UnconfinedOnly),
            Self::UpdateWebhook | Self::EnableWebhook | Self::DisableWebhook | Self::RotateWebhookSecret => {
                rule(May::WebhooksUpdate, Bit::WRITE, UnconfinedOnly)
            }
            Self::DeleteWebhook => rule(May::WebhooksDelete, Bit::DELETE, UnconfinedOnly),
            Self::ImportAccounts => rule(May::ImportsCreate, Bit::CREATE.union(Bit::WRITE), UnconfinedOnly),
            Self::ListCutovers | Self::ViewCutover => rule(May::CutoversView, Bit::READ, UnconfinedOnly),
        }
    }

    /// The `operationId` of its document.
    pub const fn id(self) -> &'static str {
        match self {
            Self::ListAccounts(Realm::Users) => "listUsers",
            Self::ViewAccount(Realm::Users) => "getUser",
            Self::CreateAccount(Realm::Users) => "createUser",
            Self::UpdateAccount(Realm::Users) => "updateUser",
            Self::DeleteAccount(Realm::Users) => "deleteUser",
            Self::RestoreAccount(Realm::Users) => "restoreUser",
            Self::ViewLock(Realm::Users) => "getUserLock",
            Self::ListLocks(Realm::Users) => "listLockedUsers",
            Self::Unlock(Realm::Users) => "unlockUser",
            Self::ListAccounts(Realm::Subscribers) => "listSubscribers",
            Self::ViewAccount(Realm::Subscribers) => "getSubscriber",
            Self::CreateAccount(Realm::Subscribers) => "createSubscriber",
            Self::UpdateAccount(Realm::Subscribers) => "updateSubscriber",
            Self::DeleteAccount(Realm::Subscribers) => "deleteSubscriber",
            Self::RestoreAccount(Realm::Subscribers) => "restoreSubscriber",
            Self::ViewLock(Realm::Subscribers) => "getSubscriberLock",
            Self::ListLocks(Realm::Subscribers) => "listLockedSubscribers",
            Self::Unlock(Realm::Subscribers) => "unlockSubscriber",
            Self::ListSettings => "listSettings",
            Self::PutSetting => "putSetting",
            Self::DeleteSetting => "deleteSetting",
            Self::ListRoles => "listRoles",
            Self::ViewRole => "getRole",
            Self::CreateRole => "createRole",
            Self::UpdateRole => "updateRole",
            Self::DeleteRole => "deleteRole",
            Self::ListApiKeys => "listApiKeys",
            Self::ViewApiKey => "getApiKey",
            Self::CreateApiKey => "createApiKey",
            Self::RotateApiKey => "rotateApiKey",
            Self::RevokeApiKey => "revokeApiKey",
            Self::ListSessions => "listSessions",
            Self::EndSession => "endSession",
            Self::EndSessions => "endSessions",
            Self::ListAuditEvents => "listAuditEvents",
            Self::ListWebhooks => "listWebhooks",
            Self::ViewWebhook => "getWebhook",
            Self::CreateWebhook => "createWebhook",
            Self::UpdateWebhook => "updateWebhook",
            Self::DeleteWebhook => "deleteWebhook",
            Self::EnableWebhook => "enableWebhook",
            Self::DisableWebhook => "disableWebhook",
            Self::RotateWebhookSecret => "rotateWebhookSecret",
            Self::ImportAccounts => "importAccounts",
            Self::ListCutovers => "listCutovers",
            Self::ViewCutover => "getCutover",
        }
    }
}
