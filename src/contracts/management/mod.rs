//! `management`: the management API of the Babel Licensing Service, its authentication operations.
//!
//! Kept as the page has it:
//! - schemas have dotted names, `Management.LoginRequest`;
//! - bodies are sent as `application/json-patch+json` although they are plain objects (RFC 6902 patches are arrays);
//!   the other JSON content types that the vendor lists are taken too;
//! - even the login wants an API key or a bearer token, unless `login_requires_credential` is off;
//! - no body is required: `POST /v1/auth/user` without one, as the page's sample request has it, changes nothing;
//! - `GET /v1/auth/user` lists a query parameter `request` that means nothing;
//! - clients ask for `text/plain` and get JSON.

mod api;
mod error;
mod media;
mod rules;
mod security;
mod settings;
mod upstream;
mod wire;

use std::sync::LazyLock;

use settings::Settings;

use super::kit::demo_error::demonstrate;
use super::kit::document::{About, document};
use super::kit::error_response::answer_failure;
use super::kit::operations::endpoint;
use super::kit::upstream::Client;
use super::{Contract, Rules};

const ABOUT: About = About {
    title: "Babel Licensing management login",
    description: "The Babel Licensing Service issues and validates software licences. This API logs users in and out, \
        and reads and updates the current user's profile and settings. An API key can be used instead of a \
        bearer token. If both are sent, both must be valid.",
};

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document(api::Api, ABOUT));

/// This contract.
pub const CONTRACT: Contract = Contract {
    ident: "management",
    product: "Babel Licensing Service, management API",
    names: &["Babel"],
    owns_paths_below: Some("/v1/"),
    ignores_path_case: true,
    rules: Some(Rules::Users(&rules::RULES)),
    client: Some(Client::Users(&upstream::CLIENT)),
    settings: Some(settings::SETTINGS),
    needs_portal: |_| Ok(false),
    document: &DOCUMENT,
    endpoint: |setup| {
        let settings: Settings = setup.settings.get()?;
        Ok(endpoint::<error::Error>(api::Api).data(settings))
    },
    answer: answer_failure::<error::Error>,
    demonstrate: demonstrate::<api::Api>,
};
