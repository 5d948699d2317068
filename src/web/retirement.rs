//! Tells clients of an API that was taken over from its old backend that it is deprecated (`Deprecation`, RFC 9745), when
//! it goes (`Sunset`, RFC 8594), and where to read about it. Only while this server alone answers, so that no client is told
//! to move before the contract has.

use poem::Response;
use poem::http::header::{ACCESS_CONTROL_EXPOSE_HEADERS, HeaderName, HeaderValue, LINK};

use crate::auth::AuthService;
use crate::model::{CutoverMode, Timestamp};

const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
const SUNSET: HeaderName = HeaderName::from_static("sunset");

/// What a contract's clients are told.
#[derive(Debug, Clone)]
pub struct Retirement {
    contract: &'static str,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// The names, for pages of other sites.
    names: String,
}

impl Retirement {
    /// `None` where there is nothing to tell. `sunset` is an HTTP date, and `link` an address.
    pub fn of(
        contract: &'static str,
        deprecation: Option<Timestamp>,
        sunset: Option<&str>,
        link: Option<&str>,
    ) -> Option<Self> {
        let deprecation = deprecation.map(|since| (DEPRECATION, format!("@{}", since.seconds())));
        let sunset = sunset.map(|at| (SUNSET, at.to_owned()));
        let link = link.map(|page| (LINK, format!("<{page}>; rel=\"deprecation\"")));
        let told = [deprecation, sunset, link].into_iter().flatten();
        let headers: Vec<_> = told
            .filter_map(|(name, value)| Some((name, HeaderValue::try_from(value).ok()?)))
            .collect();
        let names: Vec<_> = headers.iter().map(|(name, _)| name.as_str()).collect();
        let names = names.join(", ");
        (!headers.is_empty()).then_some(Self {
            contract,
            headers,
            names,
        })
    }

    /// Adds it to a response of the contract, if this server alone answers for it.
    pub async fn announce(&self, auth: &AuthService, response: &mut Response) {
        if auth.cutover(self.contract).await.mode != CutoverMode::Done {
            return;
        }
        let headers = response.headers_mut();
        for (name, value) in &self.headers {
            headers.append(name, value.clone());
        }
        if let Some(exposed) = headers.get_mut(ACCESS_CONTROL_EXPOSE_HEADERS) {
            let all = [exposed.as_bytes(), self.names.as_bytes()].join(&b", "[..]);
            *exposed = HeaderValue::try_from(all).unwrap_or_else(|_| exposed.clone());
        }
    }
}
