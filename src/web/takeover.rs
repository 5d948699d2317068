//! Passes the requests of a contract on to its old backend, and the answers back, unchanged: in the modes `proxy` and
//! `shadow` all logins, and whatever else carries no token of ours; in mode `migrate` the logins of accounts that are not
//! taken over yet, and the requests of sessions that began there and live on there.
//!
//! Neither side notices: what belongs to the two connections is taken away, and the old backend gets the address of the
//! client in `X-Forwarded-For`, as from any proxy. Nothing is kept but what mode `shadow` compares (`shadow/`).

use std::sync::Arc;

use futures_util::StreamExt;
use poem::http::HeaderMap;
use poem::http::header::{ACCEPT_ENCODING, FORWARDED, HOST, HeaderValue};
use poem::{Body, Request, Response};

use super::login_request::LoginRequest;
use super::shadow::{Comparison, Shadow};
use crate::auth::AuthService;
use crate::model::{ClientInfo, CutoverMode, Realm, Share, error_chain};
use crate::upstream::{
    Answer, Exchange, OldBackend, Unreachable, X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_PROTO,
};

/// The longest body of a login.
const MAX_LOGIN: usize = 64 * 1024;

/// The old backend of a contract.
pub struct Takeover {
    /// The ident of the contract.
    pub contract: &'static str,
    /// The realm that logs in through it.
    pub realm: Realm,
    /// The client of the old backend.
    pub old_backend: Arc<OldBackend>,
    /// Makes the contract's answer when the old backend is away.
    pub unavailable: Box<dyn Fn() -> Response + Send + Sync>,
    /// Makes its answer to a path that does not exist.
    pub not_found: Box<dyn Fn() -> Response + Send + Sync>,
    /// Whether clients reach this server over https.
    pub https: bool,
    /// How to read who sends a request.
    pub login: Arc<LoginRequest>,
    /// What this server would answer, where that is compared.
    pub shadow: Shadow,
}

/// Who answers a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answering {
    /// This server.
    Here,
    /// The old backend, which answers all that is not ours.
    Proxied,
    /// The same, and its answer is compared with ours.
    Compared,
    /// The old backend, because this account or session is not taken over.
    PassedOn,
}

/// Marks an answer of an old backend: nothing is added to it.
#[derive(Debug, Clone, Copy)]
pub struct Unchanged;

impl Takeover {
    /// Who answers this request, which is for this operation if for any.
    pub async fn answering(&self, auth: &AuthService, request: &mut Request, operation: Option<&str>) -> Answering {
        let cutover = auth.cutover(self.contract).await;
        match cutover.mode {
            CutoverMode::Off | CutoverMode::Done => Answering::Here,
            CutoverMode::Proxy | CutoverMode::Shadow if self.keeps(auth, request, operation).await => Answering::Here,
            CutoverMode::Proxy => Answering::Proxied,
            CutoverMode::Shadow => Answering::Compared,
            CutoverMode::Migrate if self.takes(auth, &cutover.accounts, request, operation).await => Answering::Here,
            CutoverMode::Migrate => Answering::PassedOn,
        }
    }

    /// Whether a request is answered here although the old backend answers for the contract: one that is given back has
    /// sessions here, and so has one that another node has taken on already. Whatever token comes along, a login is decided
    /// by the old backend alone.
    async fn keeps(&self, auth: &AuthService, request: &Request, operation: Option<&str>) -> bool {
        operation != Some(self.login.operation) && self.is_of_ours(auth, request).await
    }

    /// Whether a request is answered here while accounts come over.
    async fn takes(
        &self,
        auth: &AuthService,
        accounts: &Share,
        request: &mut Request,
        operation: Option<&str>,
    ) -> bool {
        match operation {
            // An unknown path may be another way to write that of the login, where no limit of ours would hold.
            None => true,
            Some(login) if login == self.login.operation => {
                *accounts == Share::ALL || self.is_included(accounts, request).await
            }
            Some(_) => !self.is_foreign(auth, accounts, request).await,
        }
    }

    /// Whether a request has a bearer token that this server has issued. Where that cannot be told, the old backend goes on.
    async fn is_of_ours(&self, auth: &AuthService, request: &Request) -> bool {
        match (self.login.token)(request.headers()) {
            Some(token) => auth.names_our_key(&token).await.unwrap_or(false),
            None => false,
        }
    }

    /// Whether a login is one of an account that is taken over. What is no login is answered here.
    async fn is_included(&self, accounts: &Share, request: &mut Request) -> bool {
        let content_type = request.content_type().unwrap_or_default().to_owned();
        let Ok(body) = request.take_body().into_bytes_limit(MAX_LOGIN).await else {
            return true;
        };
        let name = (self.login.name)(&content_type, &body);
        request.set_body(body);
        name.is_none_or(|name| accounts.includes(name.folded()))
    }

    /// Whether a request has a bearer token that somebody else has issued: the old backend's sessions live on there, unless
    /// its tokens are accepted here and the account has come over.
    async fn is_foreign(&self, auth: &AuthService, accounts: &Share, request: &Request) -> bool {
        match (self.login.token)(request.headers()) {
            // Where it cannot be told, the use case fails for the same reason.
            Some(token) => !auth.answers_token(self.realm, accounts, &token).await.unwrap_or(true),
            None => false,
        }
    }

    /// Has the old backend answer, and the answer compared if that is wanted.
    pub async fn pass_on(&self, mut request: Request, comparison: Option<Comparison>) -> Response {
        let client = request
            .extensions()
            .get::<ClientInfo>()
            .map(|client| client.address.to_string());
        let body = request.take_body();
        let body = (!body.is_empty()).then(|| body.into_bytes_stream().boxed());
        let path = request.uri().path_and_query();
        let mut headers = self.headers(&request, client.as_deref());
        if comparison.is_some() {
            // A compressed answer could not be read.
            headers.remove(ACCEPT_ENCODING);
        }
        let exchange = Exchange {
            method: request.method().clone(),
            path_and_query: path.map_or_else(|| "/".to_owned(), ToString::to_string),
            headers,
            body: match &comparison {
                Some(comparison) => comparison.of_request(body),
                None => body,
            },
        };
        match self.old_backend.send(exchange).await {
            Ok(answer) => unchanged(answer, comparison),
            Err(Unreachable::Path) => (self.not_found)(),
            Err(error) => {
                tracing::warn!(
                    contract = self.contract,
                    error = error_chain(&error),
                    "the old backend did not answer"
                );
                (self.unavailable)()
            }
        }
    }

    fn headers(&self, request: &Request, client: Option<&str>) -> HeaderMap {
        let mut headers = request.headers().clone();
        // What others say of the client was looked at when its address was determined.
        headers.remove(FORWARDED);
        let host = headers.get(HOST).cloned();
        let proto = HeaderValue::from_static(if self.https { "https" } else { "http" });
        let client = client.and_then(|client| HeaderValue::from_str(client).ok());
        for (name, value) in [
            (X_FORWARDED_FOR, client),
            (X_FORWARDED_HOST, host),
            (X_FORWARDED_PROTO, Some(proto)),
        ] {
            match value {
                Some(value) => drop(headers.insert(name, value)),
                None => drop(headers.remove(name)),
            }
        }
        headers
    }
}

fn unchanged(answer: Answer, comparison: Option<Comparison>) -> Response {
    let body = match comparison {
        Some(comparison) => comparison.of_answer(answer.status, &answer.headers, answer.body),
        None => Body::from_bytes_stream(answer.body),
    };
    let mut response = Response::builder().status(answer.status).finish();
    *response.headers_mut() = answer.headers;
    response.set_body(body);
    response.set_data(Unchanged);
    response
}
