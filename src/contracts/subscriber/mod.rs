//! `subscriber`: OneZeroArt ZalUltra, "Auth - Subscriber", the login of the subscribers' mobile app.
//!
//! Kept as the page has it:
//! - a wrong password is "Invalid username or password", a bad token "Unauthenticated";
//! - dates are `YYYY-MM-DD HH:MM:SS`, without a zone; they are UTC;
//! - `/mobile-auto-login` takes its token in the header of a GET request and answers with a redirect.

mod api;
mod error;
mod rules;
mod settings;
mod upstream;
mod wire;

use std::sync::LazyLock;

use settings::PortalAddress;

use super::kit::demo_error::demonstrate;
use super::kit::document::{About, document};
use super::kit::error_response::answer_failure;
use super::kit::operations::endpoint;
use super::kit::upstream::Client;
use super::{Contract, Rules};

const ABOUT: About = About {
    title: "ZalUltra subscriber login",
    description: "ZalUltra is business software for internet providers. This API logs subscribers in and out from the \
        mobile app, refreshes tokens, and opens the subscriber portal in a web view. A token is valid for 30 \
        days and can be refreshed for 90.",
};

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document(api::Api, ABOUT));

/// This contract.
pub const CONTRACT: Contract = Contract {
    ident: "subscriber",
    product: "OneZeroArt ZalUltra, mobile app",
    names: &["OneZeroArt", "ZalUltra"],
    owns_paths_below: Some("/api/v1/subscriber/"),
    ignores_path_case: false,
    rules: Some(Rules::Subscribers(&rules::RULES)),
    client: Some(Client::Subscribers(&upstream::CLIENT)),
    settings: Some(settings::SETTINGS),
    needs_portal: |setup| Ok(PortalAddress::of(setup)?.is_built_in()),
    document: &DOCUMENT,
    endpoint: |setup| {
        let portal = PortalAddress::of(setup)?;
        Ok(endpoint::<error::Error>(api::Api).data(portal))
    },
    answer: answer_failure::<error::Error>,
    demonstrate: demonstrate::<api::Api>,
};
