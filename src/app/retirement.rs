//! What the clients of a contract are told once it is taken over.

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use url::Url;

use crate::config::Config;
use crate::contracts::Contract;
use crate::model::Timestamp;
use crate::settings::SettingsError;
use crate::web::Retirement;

const HTTP_DATE: &[BorrowedFormatItem<'static>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// What is configured, if anything.
///
/// # Errors
/// [`SettingsError`], when a contract does not declare the settings of an old backend.
pub(super) fn retirement(contract: &Contract, config: &Config) -> Result<Option<Retirement>, SettingsError> {
    if contract.client.is_none() {
        return Ok(None);
    }
    let upstream = contract.configured(&config.contracts).upstream()?;
    let sunset = upstream.sunset.and_then(http_date);
    Ok(Retirement::of(
        contract.ident,
        upstream.deprecation,
        sunset.as_deref(),
        upstream.deprecation_link.as_ref().map(Url::as_str),
    ))
}

/// A time as HTTP writes it (RFC 9110 section 5.6.7).
fn http_date(at: Timestamp) -> Option<String> {
    OffsetDateTime::from(at).format(HTTP_DATE).ok()
}
