//! What the worker of a contract is given.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use poem::http::StatusCode;
use poem::{Request, Response};

use crate::auth::{AuthService, OldBackends};
use crate::model::Realm;
use crate::web::login_request::LoginRequest;

/// Says what the old backend has answered to the login that is looked at.
pub type Tell = Box<dyn Fn(StatusCode, &[u8]) + Send + Sync>;

/// A contract whose answers are compared.
pub struct Shadowed {
    /// The ident of the contract.
    pub contract: &'static str,
    /// The realm that logs in.
    pub realm: Realm,
    /// How to read who sends a request.
    pub login: Arc<LoginRequest>,
    /// The old backend, which says of a login what it has said already.
    pub old_backends: OldBackends,
    /// Tells it.
    pub tell: Tell,
}

/// The handlers of all contracts.
pub trait Handlers: Send + Sync {
    /// Answers a request over this core, as if there were no old backend.
    fn answer<'a>(&'a self, auth: &'a AuthService, request: Request) -> BoxFuture<'a, Response>;
}
