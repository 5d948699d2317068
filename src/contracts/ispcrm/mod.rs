//! `ispcrm`: ISPCRM of Netgroot, "Login and Logout", the login of subscribers.
//!
//! Kept as the page has it:
//! - paths end in `Login` and `Logout` with a capital letter, and differ from another contract's only in that;
//! - no answer has a `success` member;
//! - a bad token is answered with "Invalid credentials", like a wrong password.

mod api;
mod error;
mod rules;
mod upstream;
mod wire;

use std::sync::LazyLock;

use super::kit::demo_error::demonstrate;
use super::kit::document::{About, document};
use super::kit::error_response::answer_failure;
use super::kit::operations::endpoint;
use super::kit::upstream::Client;
use super::{Contract, Rules};
use crate::settings::{ContractSettings, LoginSettings};

const ABOUT: About = About {
    title: "ISPCRM subscriber login",
    description: "ISPCRM is customer management software for internet providers. This API logs a provider's \
        subscribers in and out. A token is valid for 30 days and cannot be refreshed. Paths are \
        case-sensitive.",
};

/// What an operator can set: `[contracts.ispcrm]`.
const SETTINGS: ContractSettings = ContractSettings::new::<LoginSettings>("ispcrm", include_str!("settings.toml"));

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document(api::Api, ABOUT));

/// This contract.
pub const CONTRACT: Contract = Contract {
    ident: "ispcrm",
    product: "Netgroot ISPCRM",
    names: &["Netgroot", "ISPCRM"],
    owns_paths_below: None,
    ignores_path_case: false,
    rules: Some(Rules::Subscribers(&rules::RULES)),
    client: Some(Client::Subscribers(&upstream::CLIENT)),
    settings: Some(SETTINGS),
    needs_portal: |_| Ok(false),
    document: &DOCUMENT,
    endpoint: |_| Ok(endpoint::<error::Error>(api::Api)),
    answer: answer_failure::<error::Error>,
    demonstrate: demonstrate::<api::Api>,
};
