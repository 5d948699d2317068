//! `account`: our own API for every logged-in account, through whichever contract: the password and the sessions.
//!
//! No product prescribes it, so it is as plain as we can make it:
//! - a bearer token of either kind of account will do;
//! - errors are problem details (RFC 9457), with a `code` for programs;
//! - times are RFC 3339 in UTC; what may be missing is `null`.

mod api;
mod error;
mod wire;

pub use error::meanings;

use std::sync::LazyLock;

use super::Contract;
use super::kit::demo_error::demonstrate;
use super::kit::document::{About, document};
use super::kit::error_response::answer_failure;
use super::kit::operations::endpoint;

const ABOUT: About = About {
    title: "Latchkey account",
    description: "Lets the current account, logged in through any of the login APIs, change its password and list and \
        end its sessions. Errors are problem details (RFC 9457); `code` is the machine-readable error code.",
};

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document(api::Api, ABOUT));

/// This API.
pub const CONTRACT: Contract = Contract {
    ident: "account",
    product: "Latchkey, account",
    names: &["Latchkey"],
    owns_paths_below: Some("/account/v1/"),
    ignores_path_case: false,
    rules: None,
    client: None,
    settings: None,
    needs_portal: |_| Ok(false),
    document: &DOCUMENT,
    endpoint: |_| Ok(endpoint::<error::Error>(api::Api)),
    answer: answer_failure::<error::Error>,
    demonstrate: demonstrate::<api::Api>,
};
