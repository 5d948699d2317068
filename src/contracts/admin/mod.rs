//! `admin`: our own API for those who run the accounts: administrators, help desks, billing systems.
//!
//! No product prescribes it, so it is as plain as we can make it:
//! - a bearer token of a user with the permission, or an API key of one with the bit `admin`;
//! - errors are problem details (RFC 9457), with a `code` for programs;
//! - lists come in pages: `next` of one is the `cursor` of the following one;
//! - a change is a merge patch (RFC 7396), and `If-Match` keeps two people from overwriting each other's;
//! - a creation with an `Idempotency-Key` is carried out once, however often it is sent;
//! - times are RFC 3339 in UTC; what may be missing is `null`.
//!
//! `api/` has a file of handlers for each kind of thing, `wire/` its bodies. Who may do what is decided in `auth::admin`.
//!
//! **To add an operation:** its row in the authorization table, its use case, and then as in every contract.

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
    title: "Latchkey administration",
    description: "Manages users, subscribers, roles, API keys, sessions and webhook endpoints, imports accounts, and reads the audit log. A \
        caller is a user with the permission that an operation names, or an API key with the bit `admin` of such a user. A caller who \
        belongs to a provider or a branch sees and changes only what belongs to it, too. Nobody grants what they do not \
        hold. Errors are problem details (RFC 9457); `code` is the machine-readable error code.",
};

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document(api::operations(), ABOUT));

/// This API.
pub const CONTRACT: Contract = Contract {
    ident: "admin",
    product: "Latchkey, administration",
    names: &[],
    owns_paths_below: Some("/admin/v1/"),
    ignores_path_case: false,
    rules: None,
    client: None,
    settings: None,
    needs_portal: |_| Ok(false),
    document: &DOCUMENT,
    endpoint: |_| Ok(endpoint::<error::Error>(api::operations())),
    answer: answer_failure::<error::Error>,
    demonstrate: demonstrate::<api::Operations>,
};
