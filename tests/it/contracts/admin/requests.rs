//! A request of each operation, about something that was made for it.

use latchkey::auth::{AddWebhook, AdminOperation};
use latchkey::model::{
    AccountRef, Context, NewRole, NewSetting, OperatorSetting, Permissions, Realm, SubscriberId, UserId,
};
use serde_json::{Value, json};

use super::caller::person;
use super::{API_KEYS, AUDIT_EVENTS, CUTOVERS, IMPORTS, LOCKS, ROLES, SESSIONS, SUBSCRIBERS, USERS, WEBHOOKS};
use crate::support::TestApp;
use crate::support::http::{Answer, Call};

/// Where webhooks are sent to. No such host exists (RFC 2606).
const RECEIVER: &str = "https://crm.example/hooks";

/// Where something belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// To the provider 1.
    Inside,
    /// To the provider 2.
    Outside,
}

impl Place {
    /// The number of the provider.
    pub fn isp_id(self) -> i64 {
        match self {
            Self::Inside => 1,
            Self::Outside => 2,
        }
    }
}

/// A request before it has a credential.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: &'static str,
    pub path: String,
    pub body: Option<Value>,
    /// The type of the body.
    pub content_type: &'static str,
    /// The status of its success.
    pub success: u16,
}

impl Request {
    fn new(method: &'static str, path: impl Into<String>, success: u16) -> Self {
        Self {
            method,
            path: path.into(),
            body: None,
            content_type: "application/json",
            success,
        }
    }

    fn with(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// Sends it with the credential that `how` adds.
    pub async fn send(&self, app: &TestApp, how: impl FnOnce(Call<'_>) -> Call<'_>) -> Answer {
        let call = app.call(self.method, &self.path);
        let call = match &self.body {
            Some(body) => call.body(self.content_type, body.to_string()),
            None => call,
        };
        how(call).send().await
    }
}

/// Makes a request of an operation. `number` is one that no request had before.
pub async fn request(app: &TestApp, operation: AdminOperation, place: Place, number: usize) -> Request {
    let isp_id = place.isp_id();
    match operation {
        AdminOperation::ListAccounts(realm) => Request::new("GET", folder(realm), 200),
        AdminOperation::CreateAccount(Realm::Users) => Request::new("POST", USERS, 201).with(json!({
            "username": format!("new{number}"),
            "email": format!("new{number}@example.com"),
            "name": "Somebody New",
            "isp_id": isp_id,
        })),
        AdminOperation::CreateAccount(Realm::Subscribers) => Request::new("POST", SUBSCRIBERS, 201).with(json!({
            "username": format!("new{number}"),
            "customer_id": "C-9",
            "isp_id": isp_id,
        })),
        AdminOperation::ViewAccount(realm) => Request::new("GET", account(app, realm, place, number).await, 200),
        AdminOperation::UpdateAccount(realm) => {
            let path = account(app, realm, place, number).await;
            Request::new("PATCH", path, 200).with(json!({ "phone": "01712345678" }))
        }
        AdminOperation::DeleteAccount(realm) => Request::new("DELETE", account(app, realm, place, number).await, 204),
        AdminOperation::RestoreAccount(realm) => {
            let (path, account) = added(app, realm, place, number).await;
            let removed = app.app.auth.remove_account(account, true).await;
            removed.expect("the account is deleted");
            Request::new("POST", format!("{path}/restore"), 200)
        }
        AdminOperation::ViewLock(realm) => {
            let path = account(app, realm, place, number).await;
            Request::new("GET", format!("{path}/lock"), 200)
        }
        AdminOperation::ListLocks(realm) => {
            locked(app, realm, place, number).await;
            Request::new("GET", format!("{LOCKS}/{}", realm.as_str()), 200)
        }
        AdminOperation::Unlock(realm) => {
            let path = account(app, realm, place, number).await;
            Request::new("DELETE", format!("{path}/lock"), 204)
        }
        AdminOperation::ListSettings => {
            let path = account(app, Realm::Users, place, number).await;
            Request::new("GET", format!("{path}/settings"), 200)
        }
        AdminOperation::PutSetting => {
            let path = account(app, Realm::Users, place, number).await;
            let body = json!({ "category": "ui", "group": "table", "name": "rows", "value": "50" });
            Request::new("PUT", format!("{path}/settings"), 200).with(body)
        }
        AdminOperation::DeleteSetting => {
            let (_, account) = added(app, Realm::Users, place, number).await;
            let id = setting(app, UserId(account.id)).await;
            Request::new("DELETE", format!("/admin/v1/settings/{id}"), 204)
        }
        AdminOperation::ListRoles => Request::new("GET", ROLES, 200),
        AdminOperation::CreateRole => Request::new("POST", ROLES, 201).with(json!({ "name": format!("role{number}") })),
        AdminOperation::ViewRole => Request::new("GET", role(app, number).await, 200),
        AdminOperation::UpdateRole => {
            Request::new("PATCH", role(app, number).await, 200).with(json!({ "description": "For tests" }))
        }
        AdminOperation::DeleteRole => Request::new("DELETE", role(app, number).await, 204),
        AdminOperation::ListApiKeys => Request::new("GET", API_KEYS, 200),
        AdminOperation::CreateApiKey => {
            let (_, owner) = added(app, Realm::Users, place, number).await;
            let body = json!({ "user_id": owner.id, "name": "Billing", "permissions": ["read"] });
            Request::new("POST", API_KEYS, 201).with(body)
        }
        AdminOperation::ViewApiKey => Request::new("GET", key(app, place, number).await, 200),
        AdminOperation::RotateApiKey => {
            let path = format!("{}/rotate", key(app, place, number).await);
            Request::new("POST", path, 201).with(json!({ "overlap_seconds": 60 }))
        }
        AdminOperation::RevokeApiKey => Request::new("DELETE", key(app, place, number).await, 204),
        AdminOperation::ListSessions => {
            let (_, account) = added(app, Realm::Users, place, number).await;
            Request::new("GET", format!("{SESSIONS}?account={account}"), 200)
        }
        AdminOperation::EndSessions => {
            let (_, account) = added(app, Realm::Users, place, number).await;
            Request::new("DELETE", format!("{SESSIONS}?account={account}"), 204)
        }
        AdminOperation::EndSession => {
            let (_, account) = added(app, Realm::Users, place, number).await;
            app.token_of("staff", &person(number)).await;
            let open = app.open_sessions(account).await;
            Request::new("DELETE", format!("{SESSIONS}/{}", open[0].id), 204)
        }
        AdminOperation::ListAuditEvents => {
            let (_, account) = added(app, Realm::Users, place, number).await;
            Request::new("GET", format!("{AUDIT_EVENTS}?account={account}"), 200)
        }
        AdminOperation::ImportAccounts => {
            let line = json!({ "username": format!("new{number}"), "customer_id": "C-9", "isp_id": isp_id });
            let mut request = Request::new("POST", format!("{IMPORTS}?realm=subscribers"), 200).with(line);
            request.content_type = "application/x-ndjson";
            request
        }
        AdminOperation::ListCutovers => Request::new("GET", CUTOVERS, 200),
        AdminOperation::ViewCutover => Request::new("GET", format!("{CUTOVERS}/staff"), 200),
        AdminOperation::ListWebhooks => Request::new("GET", WEBHOOKS, 200),
        AdminOperation::CreateWebhook => Request::new("POST", WEBHOOKS, 201).with(json!({ "url": RECEIVER })),
        AdminOperation::ViewWebhook => Request::new("GET", webhook(app).await, 200),
        AdminOperation::UpdateWebhook => {
            Request::new("PATCH", webhook(app).await, 200).with(json!({ "description": "For tests" }))
        }
        AdminOperation::DeleteWebhook => Request::new("DELETE", webhook(app).await, 204),
        AdminOperation::EnableWebhook => {
            Request::new("POST", format!("{}/enable", webhook(app).await), 200).with(json!({}))
        }
        AdminOperation::DisableWebhook => Request::new("POST", format!("{}/disable", webhook(app).await), 200),
        AdminOperation::RotateWebhookSecret => {
            let path = format!("{}/rotate-secret", webhook(app).await);
            Request::new("POST", path, 200).with(json!({ "overlap_seconds": 60 }))
        }
    }
}

fn folder(realm: Realm) -> &'static str {
    match realm {
        Realm::Users => USERS,
        Realm::Subscribers => SUBSCRIBERS,
    }
}

async fn account(app: &TestApp, realm: Realm, place: Place, number: usize) -> String {
    added(app, realm, place, number).await.0
}

/// Adds an account. Returns its path and what it is.
pub async fn added(app: &TestApp, realm: Realm, place: Place, number: usize) -> (String, AccountRef) {
    let (person, isp_id) = (person(number), Some(place.isp_id()));
    let account = match realm {
        Realm::Users => {
            let id: UserId = app.add_user(&person, |new| new.isp_id = isp_id).await;
            id.reference()
        }
        Realm::Subscribers => {
            let id: SubscriberId = app.add_subscriber(&person, |new| new.isp_id = isp_id).await;
            id.reference()
        }
    };
    (format!("{}/{}", folder(realm), account.id), account)
}

/// Adds an account that is locked. Returns its path.
pub async fn locked(app: &TestApp, realm: Realm, place: Place, number: usize) -> String {
    let (path, account) = added(app, realm, place, number).await;
    let failures = "attempts (target, place, recent, consecutive, kept_until)";
    let sql = format!(
        "INSERT INTO {failures} VALUES ('{account}', '', '', 1000000, {})",
        i64::MAX
    );
    app.database.execute(&sql).await;
    path
}

async fn setting(app: &TestApp, user: UserId) -> i64 {
    let setting = OperatorSetting {
        setting: NewSetting {
            category: "ui".to_owned(),
            group: "table".to_owned(),
            name: "rows".to_owned(),
            value: None,
            kind: None,
            description: None,
        },
        read_only: false,
    };
    let (now, context) = (app.app.auth.now(), Context::operator());
    let put = app.store.put_setting(user, &setting, |_| true, now, &context).await;
    put.expect("the database answers").expect("a setting").id
}

async fn role(app: &TestApp, number: usize) -> String {
    let new = NewRole {
        name: format!("role{number}"),
        description: None,
        permissions: Vec::new(),
    };
    let id = app.app.auth.add_role(&new).await.expect("a role");
    format!("{ROLES}/{}", id.0)
}

async fn webhook(app: &TestApp) -> String {
    let command = AddWebhook {
        url: RECEIVER.to_owned(),
        description: None,
        events: Vec::new(),
    };
    let added = app.app.auth.add_webhook(command, &Context::operator()).await;
    format!("{WEBHOOKS}/{}", added.expect("an endpoint").0.0)
}

async fn key(app: &TestApp, place: Place, number: usize) -> String {
    let (_, owner) = added(app, Realm::Users, place, number).await;
    app.key_with(UserId(owner.id), Permissions::READ).await;
    let keys = app.app.auth.api_keys(Some(UserId(owner.id))).await.expect("keys");
    format!("{API_KEYS}/{}", keys[0].id.0)
}
