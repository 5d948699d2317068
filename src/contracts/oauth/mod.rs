//! `oauth`: what standard libraries in the services behind ask about tokens: introspection (RFC 7662), revocation
//! (RFC 7009), and where both are (RFC 8414).
//!
//! A document of its own, beside `account`: its readers are other people (teams of services, not of clients), its
//! callers have API keys, its bodies are forms and its errors those of OAuth.
//!
//! - a service is a client of OAuth: its API key is the client identifier, the key's client secret the client secret.
//!   Both together make HTTP Basic; the key alone will do in `x-api-key`, or as a bearer token;
//! - `{"active": false}` is all that is said of a token that is no good;
//! - a revocation needs no client: the holder of a token may end it. A client that authenticates must be a valid one.

mod api;
mod discovery;
mod error;
mod security;
mod wire;

use std::sync::LazyLock;

use super::Contract;
use super::kit::demo_error::demonstrate;
use super::kit::document::{About, document};
use super::kit::error_response::answer_failure;
use super::kit::operations::endpoint;

const ABOUT: About = About {
    title: "Latchkey tokens, for services",
    description: "Token introspection (RFC 7662) and revocation (RFC 7009) for services. A service authenticates with \
        an API key.",
};

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document(api::Api, ABOUT));

/// This API.
pub const CONTRACT: Contract = Contract {
    ident: "oauth",
    product: "Latchkey, OAuth 2.0",
    names: &[],
    owns_paths_below: Some("/oauth/"),
    ignores_path_case: false,
    rules: None,
    client: None,
    settings: None,
    needs_portal: |_| Ok(false),
    document: &DOCUMENT,
    endpoint: |setup| {
        let operations = endpoint::<error::Error>(api::Api);
        Ok(operations.data(setup.server.clone()))
    },
    answer: answer_failure::<error::Error>,
    demonstrate: demonstrate::<api::Api>,
};
