//! What tests do with accounts, in the words of the contracts that offer it.

use latchkey::model::{
    AccountRef, FoldedName, Password, Realm, Session, Subscriber, SubscriberStatus, User, UserStatus,
};
use serde_json::json;

use super::TestApp;
use super::http::Answer;

/// A demonstration account: the user `admin`.
pub const ADMIN: &str = "admin@example.com";
/// Its number: it is the first user.
pub const ADMIN_ACCOUNT: AccountRef = AccountRef {
    realm: Realm::Users,
    id: 1,
};
/// Its password.
pub const ADMIN_PASSWORD: &str = "your-password";

/// The form of a name that operators' commands take.
pub fn folded(name: &str) -> FoldedName {
    FoldedName::of(name)
}

/// A well-formed password.
pub fn password(text: &str) -> Password {
    Password::parse(text.to_owned()).expect("a well-formed password")
}

impl TestApp {
    /// A user logs in.
    pub async fn log_in(&self, email: &str, password: &str) -> Answer {
        let body = json!({ "email": email, "password": password });
        self.post("/api/v1/auth/login", body).send().await
    }

    /// A user from a named device logs in.
    pub async fn token_on_device(&self, email: &str, password: &str, device: &str) -> String {
        let body = json!({ "emailid": email, "password": password, "deviceID": device });
        let answer = self.post("/rpc/admin/UserService/GetToken", body).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        text(&answer, "/authResponse/JWT")
    }

    /// A subscriber logs in.
    pub async fn log_in_subscriber(&self, username: &str, password: &str) -> Answer {
        let body = json!({ "username": username, "password": password });
        self.post("/api/v1/subscriber/login", body).send().await
    }

    /// A user asks who they are, which says whether a token is good.
    pub async fn me(&self, token: &str) -> Answer {
        self.get("/api/v1/auth/me").bearer(token).send().await
    }

    /// Whether a user's token is good.
    pub async fn accepts(&self, token: &str) -> bool {
        is_good(&self.me(token).await, 200)
    }

    /// Whether a subscriber's token is good.
    pub async fn accepts_subscriber(&self, token: &str) -> bool {
        is_good(&self.get("/mobile-auto-login").bearer(token).send().await, 302)
    }

    /// A user's token is exchanged.
    pub async fn refresh(&self, token: &str) -> Answer {
        self.call("POST", "/api/v1/auth/refresh").bearer(token).send().await
    }

    /// The token that a user's token is exchanged for.
    pub async fn refreshed(&self, token: &str) -> String {
        let answer = self.refresh(token).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        text(&answer, "/data/token")
    }

    /// A subscriber's token is exchanged.
    pub async fn refresh_subscriber(&self, token: &str) -> Answer {
        self.call("POST", "/api/v1/subscriber/refresh-token")
            .bearer(token)
            .send()
            .await
    }

    /// A user logs out.
    pub async fn log_out(&self, token: &str) -> Answer {
        self.call("POST", "/api/v1/auth/logout").bearer(token).send().await
    }

    /// An operator disables the user `admin`, or enables it again.
    pub async fn set_admin_status(&self, status: UserStatus) {
        let done = self.app.auth.set_account_status::<User>(&folded("admin"), status).await;
        assert!(done.expect("the status is set"), "there is such a user");
    }

    /// An operator sets the password of the user `admin`.
    pub async fn set_admin_password(&self, text: &str) {
        self.force_user_password(&folded("admin"), text).await;
    }

    /// An operator sets the status of a subscriber.
    pub async fn set_subscriber_status(&self, username: &str, status: SubscriberStatus) {
        let done = self
            .app
            .auth
            .set_account_status::<Subscriber>(&folded(username), status)
            .await;
        assert!(done.expect("the status is set"), "there is such a subscriber");
    }

    /// An operator sets the password of a subscriber.
    pub async fn set_subscriber_password(&self, username: &str, text: &str) {
        self.force_subscriber_password(&folded(username), text).await;
    }

    /// The sessions of an account that are open now.
    pub async fn open_sessions(&self, account: AccountRef) -> Vec<Session> {
        use latchkey::auth::Clock;
        let open = self.store.open_sessions(account, self.clock.now()).await;
        open.expect("the sessions can be read")
    }
}

/// A text in an answer.
pub fn text(answer: &Answer, pointer: &str) -> String {
    answer.at(pointer).as_str().expect("a text").to_owned()
}

#[track_caller]
fn is_good(answer: &Answer, good: u16) -> bool {
    assert!(answer.status == good || answer.status == 401, "{answer:?}");
    answer.status == good
}
