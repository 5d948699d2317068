//! A contract's login, spoken as a client: how its old backend is asked about an account.
//!
//! The contract says how ([`LoginClient`], in its `upstream.rs`); this file sends the requests and reads the answers.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt};
use poem::http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use poem::http::{HeaderMap, Method, StatusCode};
use serde_json::Value;
use tokio::time::timeout;

use super::body::Media;
use super::json_or_form::JsonOrForm;
use crate::auth::{Account, NoReply, OldBackend, Question, Reply};
use crate::model::{PlainToken, Realm, Subscriber, User, error_chain};
use crate::upstream::{self, Exchange, X_FORWARDED_FOR, whole};

/// More than any answer to a login.
const MAX_ANSWER: usize = 256 * 1024;
/// How long the body of an answer may take.
const BODY_TIME: Duration = Duration::from_secs(2);

/// A request to an old backend.
pub struct Ask {
    method: Method,
    path: &'static str,
    token: Option<String>,
    body: Option<Value>,
}

impl Ask {
    /// A POST of this body.
    pub fn post(path: &'static str, body: Option<Value>) -> Self {
        Self {
            method: Method::POST,
            path,
            token: None,
            body,
        }
    }

    /// A GET.
    pub fn get(path: &'static str) -> Self {
        Self {
            method: Method::GET,
            ..Self::post(path, None)
        }
    }

    /// The same, with this bearer token.
    #[must_use]
    pub fn by(self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self
        }
    }
}

/// How a contract's old backend is asked about a login.
pub struct LoginClient<A: Account> {
    /// The operation id of the login.
    pub operation: &'static str,
    /// The member of its body with the name.
    pub name: &'static str,
    /// The login.
    pub login: fn(&Question<'_>) -> Ask,
    /// Where the token is in its answer (RFC 6901).
    pub token: &'static str,
    /// The operation that says more of the account, by the token, where there is one.
    pub me: Option<fn(&str) -> Ask>,
    /// The account, from the answers to both. `None` where they lack what an account needs.
    pub account: fn(&Value, Option<&Value>) -> Option<A::New>,
    /// The logout, by the token, where there is one.
    pub logout: Option<fn(&str) -> Ask>,
}

/// The client of a contract, by the realm that logs in through it.
#[derive(Clone, Copy)]
pub enum Client {
    /// Users.
    Users(&'static LoginClient<User>),
    /// Subscribers.
    Subscribers(&'static LoginClient<Subscriber>),
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client")
    }
}

impl Client {
    /// The operation id of the login.
    pub fn operation(self) -> &'static str {
        match self {
            Self::Users(client) => client.operation,
            Self::Subscribers(client) => client.operation,
        }
    }

    /// The realm that logs in.
    pub fn realm(self) -> Realm {
        match self {
            Self::Users(_) => Realm::Users,
            Self::Subscribers(_) => Realm::Subscribers,
        }
    }

    /// The name in the body of a login, as it was typed.
    pub fn typed_name(self, content_type: &str, body: &[u8]) -> Option<String> {
        let wanted = match self {
            Self::Users(client) => client.name,
            Self::Subscribers(client) => client.name,
        };
        let body = JsonOrForm::parse(content_type, body)?;
        let mut members = body.as_object()?.iter();
        let (_, name) = members.find(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
        name.as_str().map(str::to_owned)
    }
}

/// The old backend of a contract, with the contract's words.
pub struct Asked<A: Account> {
    /// The words.
    pub client: &'static LoginClient<A>,
    /// The server.
    pub server: Arc<upstream::OldBackend>,
    /// What it has answered already, where it is not asked again.
    pub told: Option<Arc<Told>>,
}

/// An answer of an old backend to the login that is being looked at.
#[derive(Default)]
pub struct Told(Mutex<Option<(StatusCode, Option<Value>)>>);

impl Told {
    /// Keeps it for the one who asks next.
    pub fn tell(&self, status: StatusCode, body: &[u8]) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((status, serde_json::from_slice(body).ok()));
    }

    fn take(&self) -> Option<(StatusCode, Option<Value>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl<A: Account> OldBackend<A::New> for Asked<A> {
    fn ask<'a>(&'a self, question: Question<'a>) -> BoxFuture<'a, Result<Reply<A::New>, NoReply>> {
        self.try_ask(question).boxed()
    }
}

impl<A: Account> Asked<A> {
    async fn try_ask(&self, question: Question<'_>) -> Result<Reply<A::New>, NoReply> {
        let address = question.address.to_string();
        let (status, login) = match &self.told {
            Some(told) => told.take().ok_or_else(|| NoReply::because("it was asked nothing"))?,
            None => exchange(&self.server, (self.client.login)(&question), &address).await?,
        };
        match status {
            StatusCode::OK | StatusCode::CREATED => {}
            // What it does not take as a login cannot be one.
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::UNPROCESSABLE_ENTITY => {
                return Ok(Reply::Wrong);
            }
            StatusCode::FORBIDDEN => return Ok(Reply::Disabled),
            other => return Err(NoReply::because(format!("a login was answered with {other}"))),
        }
        let login = login.ok_or_else(|| NoReply::because("a login was not answered with JSON"))?;
        let token = login.pointer(self.client.token).and_then(Value::as_str);
        let token = token.ok_or_else(|| NoReply::because("a login brought no token"))?;
        let me = match self.client.me {
            Some(me) => self.details(me(token), &address).await,
            None => Ok(None),
        };
        // The session there is not needed any more, whatever came of it, unless it is a client's.
        if self.told.is_none() {
            self.log_out(token, address);
        }
        let account = (self.client.account)(&login, me?.as_ref());
        let account = account.ok_or_else(|| NoReply::because("the account lacks what one needs here"))?;
        Ok(Reply::Right {
            account: Box::new(account),
            token: PlainToken::new(token.to_owned()),
        })
    }

    async fn details(&self, ask: Ask, address: &str) -> Result<Option<Value>, NoReply> {
        let (status, details) = exchange(&self.server, ask, address).await?;
        match status.is_success() {
            true => Ok(details),
            false => Err(NoReply::because(format!("its own token was answered with {status}"))),
        }
    }

    fn log_out(&self, token: &str, address: String) {
        let Some(logout) = self.client.logout else { return };
        let (server, ask) = (self.server.clone(), logout(token));
        drop(tokio::spawn(async move {
            if let Err(error) = exchange(&server, ask, &address).await {
                tracing::warn!(
                    error = error_chain(&error),
                    "a session at the old backend was not ended"
                );
            }
        }));
    }
}

/// Sends a request. Returns the status of its answer, and the body if that is JSON.
async fn exchange(
    server: &upstream::OldBackend,
    ask: Ask,
    address: &str,
) -> Result<(StatusCode, Option<Value>), NoReply> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    if let Ok(address) = HeaderValue::from_str(address) {
        headers.insert(X_FORWARDED_FOR, address);
    }
    if let Some(token) = &ask.token {
        let mut bearer = HeaderValue::try_from(format!("Bearer {token}")).map_err(NoReply::because)?;
        bearer.set_sensitive(true);
        headers.insert(AUTHORIZATION, bearer);
    }
    let body = ask.body.map(|body| {
        let body = body.to_string();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        // Otherwise it would be sent in chunks, which servers behind WSGI do not read.
        headers.insert(CONTENT_LENGTH, body.len().into());
        let whole = std::future::ready(Ok(body.into()));
        futures_util::stream::once(whole).boxed()
    });
    let answer = server.send(Exchange {
        method: ask.method,
        path_and_query: ask.path.to_owned(),
        headers,
        body,
    });
    let answer = answer.await.map_err(NoReply::because)?;
    let status = answer.status;
    let read = timeout(BODY_TIME, whole(answer.body, MAX_ANSWER)).await;
    let body = read.map_err(NoReply::because)?.map_err(NoReply::because)?;
    Ok((status, serde_json::from_slice(&body).ok()))
}
