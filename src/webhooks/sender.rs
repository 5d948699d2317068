//! Signing messages and posting them.

use std::net::IpAddr;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook};
use url::Host;

use super::failure::SendFailure;
use super::message::Message;
use super::resolver::CheckedResolver;
use crate::auth::{AddressRules, SigningSecret};
use crate::model::{Timestamp, error_chain};
use crate::traces::{Span, put_into};

/// How long a receiver may take, from looking it up to the end of its answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection is kept for the next message.
const IDLE: Duration = Duration::from_secs(30);
/// How much of an answer is read, so that the connection can be used again. Nobody looks at it.
const MAX_ANSWER: usize = 16 * 1024;
/// Receivers see who calls.
const USER_AGENT: &str = concat!("Latchkey/", env!("CARGO_PKG_VERSION"));

/// Posts messages. It follows no redirect, asks no proxy, and connects to no address that the rules forbid.
pub struct Sender {
    rules: AddressRules,
    /// Without TLS, for addresses that are allowed by name.
    plain: Option<Client>,
    /// `None` where this node has no certificate authorities.
    encrypted: Option<Client>,
}

impl Sender {
    /// Reads the certificate authorities that the system trusts.
    pub fn new(rules: AddressRules) -> Self {
        Self {
            plain: client(&rules, false),
            encrypted: client(&rules, true),
            rules,
        }
    }

    /// Posts a message, signed with each of these secrets. Returns the status, which is 2xx.
    pub(super) async fn send(
        &self,
        url: &str,
        message: &Message,
        secrets: &[SigningSecret],
        now: Timestamp,
    ) -> Result<u16, SendFailure> {
        let url = Url::parse(url).map_err(|_| SendFailure::Url)?;
        let client = self.client_for(&url)?;
        let request = client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header(HEADER_WEBHOOK_ID, &message.id)
            .header(HEADER_WEBHOOK_TIMESTAMP, now.seconds())
            .header(HEADER_WEBHOOK_SIGNATURE, signatures(message, secrets, now)?)
            .body(message.body.clone());
        let span = Span::begin_trace("webhook");
        span.set("http.request.method", "POST");
        let work = async {
            let mut headers = HeaderMap::new();
            put_into(&mut headers);
            request.headers(headers).send().await
        };
        let answered = span.around(work).await;
        if let Ok(answer) = &answered {
            span.set("http.response.status_code", i64::from(answer.status().as_u16()));
        }
        let answer = span.end(answered)?;
        let status = answer.status();
        drain(answer).await;
        match status.is_success() {
            true => Ok(status.as_u16()),
            false => Err(SendFailure::Status(status.as_u16())),
        }
    }

    /// The client for this URL. A host that is a name is checked when it is looked up.
    fn client_for(&self, url: &Url) -> Result<&Client, SendFailure> {
        let is_encrypted = url.scheme() == "https";
        let address = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) | None => None,
        };
        if address.is_some_and(|address| !self.rules.permit(address, is_encrypted)) {
            return Err(SendFailure::AddressNotAllowed);
        }
        let client = if is_encrypted { &self.encrypted } else { &self.plain };
        client.as_ref().ok_or(SendFailure::NoAuthorities)
    }
}

fn client(rules: &AddressRules, is_encrypted: bool) -> Option<Client> {
    let resolver = CheckedResolver {
        rules: rules.clone(),
        is_encrypted,
    };
    let client = Client::builder()
        .user_agent(USER_AGENT)
        .redirect(Policy::none())
        .referer(false)
        .no_proxy()
        .http1_only()
        .timeout(TIMEOUT)
        .pool_idle_timeout(IDLE)
        .dns_resolver(resolver)
        .build();
    if let Err(error) = &client {
        tracing::warn!(error = error_chain(error), "webhooks cannot be sent");
    }
    client.ok()
}

/// One signature for each secret, separated by spaces.
fn signatures(message: &Message, secrets: &[SigningSecret], now: Timestamp) -> Result<String, SendFailure> {
    let sign = |secret: &SigningSecret| {
        let webhook = Webhook::from_bytes(secret.expose().to_vec())?;
        webhook.sign(&message.id, now.seconds(), message.body.as_bytes())
    };
    let all: Result<Vec<String>, _> = secrets.iter().map(sign).collect();
    Ok(all.map_err(|_| SendFailure::Secret)?.join(" "))
}

/// Reads the answer, as far as it is short. The status counts, whatever comes behind it.
async fn drain(mut answer: Response) {
    let mut length = 0;
    while let Ok(Some(part)) = answer.chunk().await {
        length += part.len();
        if length > MAX_ANSWER {
            return;
        }
    }
}
