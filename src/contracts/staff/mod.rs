//! `staff`: OneZeroArt ZalUltra, "Auth - User", the login of administrators, staff and resellers.
//!
//! Kept as the page has it:
//! - `refresh` and `me` answer without a `message`, the others with one;
//! - `token_type` is `bearer`, in lower case;
//! - a refresh that is refused is a 401 with the words "Token has expired and cannot be refreshed".

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
    title: "ZalUltra staff login",
    description: "ZalUltra is business software for internet providers. This API logs its users (administrators, \
        staff, resellers) in and out, returns the current user, and refreshes tokens. A token is valid for \
        one hour and can be refreshed for seven days.",
};

/// What an operator can set: `[contracts.staff]`.
const SETTINGS: ContractSettings = ContractSettings::new::<LoginSettings>("staff", include_str!("settings.toml"));

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document(api::Api, ABOUT));

/// This contract.
pub const CONTRACT: Contract = Contract {
    ident: "staff",
    product: "OneZeroArt ZalUltra, staff",
    names: &["OneZeroArt", "ZalUltra"],
    owns_paths_below: Some("/api/v1/auth/"),
    ignores_path_case: false,
    rules: Some(Rules::Users(&rules::RULES)),
    client: Some(Client::Users(&upstream::CLIENT)),
    settings: Some(SETTINGS),
    needs_portal: |_| Ok(false),
    document: &DOCUMENT,
    endpoint: |_| Ok(endpoint::<error::Error>(api::Api)),
    answer: answer_failure::<error::Error>,
    demonstrate: demonstrate::<api::Api>,
};
