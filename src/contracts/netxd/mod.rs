//! `netxd`: NetXD, the admin user service, its `Login` operation.
//!
//! Kept as the page has it:
//! - members are spelled `emailid`, `deviceID`, `JWT`, and `userRoles` stands beside `authResponse`, not in it;
//! - the token's claims, their names and their order are prescribed; unset ones are empty texts (`claims.rs`);
//! - role names are joined by `,` without a space, and each role in the token is named `PL`;
//! - `expirationTime` is a point in time, in Unix seconds.

mod api;
mod claims;
mod error;
mod rules;
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
    title: "NetXD admin login",
    description: "NetXD keeps ledgers for businesses and their banks. This API logs its administrators in and returns \
        a JSON Web Token that is valid for two hours. A second login from the same device ends the first \
        session.",
};

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document(api::Api, ABOUT));

/// This contract.
pub const CONTRACT: Contract = Contract {
    ident: "netxd",
    product: "NetXD admin user service",
    names: &["NetXD"],
    owns_paths_below: Some("/rpc/"),
    ignores_path_case: false,
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
