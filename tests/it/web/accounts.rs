//! A subscriber, and sessions for them.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use latchkey::auth::{ContractRules, LogIn, LoginName, PortalCookie, TokenShape};
use latchkey::model::{
    ClientInfo, FoldedName, NewSubscriber, Password, Realm, Session, Subscriber, Timestamp, Username,
};

use super::TestSite;

const PASSWORD: &str = "a password of hers";

/// A contract that subscribers log in through.
pub static RULES: ContractRules<Subscriber> = ContractRules {
    ident: "one",
    token_lifetime: Duration::from_secs(60 * 60),
    session_lifetime: Duration::from_secs(90 * 24 * 60 * 60),
    one_session_per_device: false,
    token: TokenShape::Standard,
};

/// Whom the portal greets.
pub struct Someone {
    pub username: &'static str,
    pub names: (&'static str, &'static str),
    pub package: Option<&'static str>,
    pub expires: Option<Timestamp>,
}

/// Jane, who paid until the last second of 2025.
pub const JANE: Someone = Someone {
    username: "jane",
    names: ("Jane", "Doe"),
    package: Some("10MB Package"),
    expires: Some(Timestamp::from_seconds(1_767_225_599)),
};

/// Where a request comes from that does not come through the site.
pub fn client_info(user_agent: Option<&str>) -> ClientInfo {
    ClientInfo {
        address: [192, 0, 2, 1].into(),
        user_agent: user_agent.map(str::to_owned),
        request_id: "a-request".to_owned(),
        contract: None,
    }
}

impl TestSite {
    /// Adds a subscriber.
    pub async fn add(&self, someone: &Someone) -> Result<(), Box<dyn Error>> {
        let hash = self.auth.hash_password(&Password::parse(PASSWORD.to_owned())?).await?;
        let new = NewSubscriber {
            customer_id: "12345".to_owned(),
            username: Username::parse(Realm::Subscribers, someone.username)?,
            firstname: someone.names.0.to_owned(),
            lastname: someone.names.1.to_owned(),
            email: None,
            phone: None,
            package_name: someone.package.map(str::to_owned),
            expiration_date: someone.expires,
            isp_id: None,
            branch_id: None,
            password_hash: Some(hash),
        };
        self.auth.add_account::<Subscriber>(&new).await?;
        Ok(())
    }

    /// Logs a subscriber in from a device that calls itself this.
    pub async fn log_in(&self, username: &str, user_agent: Option<&str>) -> Result<Session, Box<dyn Error>> {
        let command = LogIn {
            rules: &RULES,
            name: LoginName::Username(FoldedName::of(username)),
            typed: username.to_owned(),
            password: Password::parse(PASSWORD.to_owned())?,
            device: None,
        };
        let logged_in = self.auth.log_in(command, &client_info(user_agent)).await?;
        let session = self
            .auth
            .verify::<Subscriber>(&logged_in.token, &client_info(user_agent))
            .await?;
        Ok(Arc::unwrap_or_clone(session.session))
    }

    /// A portal cookie for a session.
    pub async fn cookie(&self, session: &Session) -> Result<PortalCookie, Box<dyn Error>> {
        Ok(self.auth.open_portal(session).await?)
    }

    /// Lets time pass.
    pub fn wait(&self, by: Duration) {
        let seconds = i64::try_from(by.as_secs()).unwrap_or_default();
        self.clock.0.fetch_add(seconds, std::sync::atomic::Ordering::SeqCst);
    }
}
