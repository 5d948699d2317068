//! Sending requests, looking at answers.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use poem::endpoint::BoxEndpoint;
use poem::http::header::HOST;
use poem::http::uri::Scheme;
use poem::http::{HeaderMap, HeaderName, Method, Uri};
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Body, Endpoint, Request, RequestParts, Response};
use serde_json::Value;

/// A header of an answer: its name and value.
pub type Sent = (&'static str, &'static str);

/// The challenge to somebody who sent no token.
pub const NO_TOKEN: Sent = ("www-authenticate", "Bearer");
/// The challenge to somebody whose token is no good.
pub const BAD_TOKEN: Sent = ("www-authenticate", "Bearer error=\"invalid_token\"");
/// How long to wait for a database that is away.
pub const LATER: Sent = ("retry-after", "5");

/// The headers that mean something to a client. [`Answer::is`] finds out about each that was not asked for.
const TELLING: [&str; 6] = [
    "www-authenticate",
    "retry-after",
    "allow",
    "location",
    "set-cookie",
    "accept-encoding",
];

/// A request under way to the application.
pub struct Call<'a> {
    endpoint: &'a BoxEndpoint<'static, Response>,
    request: Request,
    about: String,
}

/// What came back.
#[derive(Clone)]
pub struct Answer {
    /// What it came back to.
    to: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl<'a> Call<'a> {
    pub fn new(endpoint: &'a BoxEndpoint<'static, Response>, method: &str, path: &str) -> Self {
        let request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).expect("a method"))
            .uri(path.parse::<Uri>().expect("a path"))
            .header("host", "login.example.com")
            .finish();
        Self {
            endpoint,
            request,
            about: format!("{method} {path}"),
        }
    }

    /// Says, for the message of a test that fails, which of many similar calls this is.
    pub fn about(mut self, what: impl fmt::Debug) -> Self {
        self.about.push_str(&format!(", {what:?}"));
        self
    }

    /// Adds a header; twice the same name adds two, but there is only one host.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a header's name");
        let value = value.parse().expect("a header's value");
        if name == HOST {
            self.request.headers_mut().remove(&name);
        }
        self.request.headers_mut().append(name, value);
        self
    }

    /// Adds `Authorization: Bearer`.
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// Adds `x-api-key`.
    pub fn api_key(self, key: &str) -> Self {
        self.header("x-api-key", key)
    }

    /// Comes from this address.
    pub fn from(mut self, address: &str) -> Self {
        let (mut parts, body) = (poem::http::Request::new(()).into_parts().0, self.request.take_body());
        parts.method = self.request.method().clone();
        parts.uri = self.request.uri().clone();
        parts.headers = self.request.headers().clone();
        let socket = SocketAddr::new(address.parse::<IpAddr>().expect("an address"), 49152);
        let remote = RemoteAddr(Addr::from(socket));
        let parts = RequestParts::from((parts, LocalAddr::default(), remote, Scheme::HTTP));
        self.request = Request::from_parts(parts, body);
        self
    }

    /// Adds a body and its content type.
    pub fn body(self, content_type: &str, body: impl Into<Body>) -> Self {
        self.untyped(body).header("content-type", content_type)
    }

    /// Adds a body without a content type.
    pub fn untyped(mut self, body: impl Into<Body>) -> Self {
        self.request.set_body(body);
        self
    }

    /// Adds a JSON body.
    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// Sends it.
    pub async fn send(self) -> Answer {
        let response = self.endpoint.get_response(self.request).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.into_body().into_string().await.expect("an answer in UTF-8");
        Answer {
            to: self.about,
            status,
            headers,
            text,
        }
    }
}

/// Readable in the message of a test that fails.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            to,
            status,
            headers,
            text,
        } = self;
        write!(f, "the answer to {to}: {status} {headers:?} {text}")
    }
}

impl Answer {
    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// A part of the JSON body.
    #[track_caller]
    pub fn at(&self, pointer: &str) -> Value {
        self.json()
            .pointer(pointer)
            .cloned()
            .unwrap_or_else(|| panic!("no {pointer} in {self:?}"))
    }

    /// A text in the JSON body.
    #[track_caller]
    pub fn text_at(&self, pointer: &str) -> String {
        let found = self.at(pointer);
        found
            .as_str()
            .unwrap_or_else(|| panic!("{found} in {self:?}"))
            .to_owned()
    }

    /// A header's only value.
    #[track_caller]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.get_all(name).iter();
        let first = all.next();
        assert!(all.next().is_none(), "two headers {name} in {self:?}");
        first.map(|value| value.to_str().expect("a readable header"))
    }

    /// Puts the name of a part of the body in the place of its text, and gives the text: for what differs from run to
    /// run, such as a token.
    #[track_caller]
    pub fn take(mut self, pointer: &str, name: &str) -> (Self, String) {
        let (mut body, text) = (self.json(), self.text_at(pointer));
        if let Some(part) = body.pointer_mut(pointer) {
            *part = name.into();
        }
        self.text = body.to_string();
        (self, text)
    }

    /// [`Answer::take`] for a bearer token.
    #[track_caller]
    pub fn take_token(self, pointer: &str) -> (Self, String) {
        let (answer, token) = self.take(pointer, "TOKEN");
        assert_eq!(token.split('.').count(), 3, "not a JSON Web Token: {token}");
        (answer, token)
    }

    /// The whole answer of a contract: status, body with its members in this order, these telling headers and no
    /// others, and the two headers that every one of them has.
    #[track_caller]
    pub fn is(&self, status: u16, body: &Value, headers: &[Sent]) {
        let body = in_ascii(&body.to_string());
        assert_eq!((self.status, self.text.as_str()), (status, body.as_str()), "{self:?}");
        self.has_headers(headers);
        assert_eq!(self.header("content-type"), Some("application/json"), "{self:?}");
        assert_eq!(self.header("cache-control"), Some("no-store"), "{self:?}");
    }

    /// All headers but the request's id, which is never the same twice.
    pub fn lasting_headers(&self) -> HeaderMap {
        let mut headers = self.headers.clone();
        headers.remove("x-request-id");
        headers
    }

    /// Status and whole body, of an answer that is not a contract's.
    #[track_caller]
    pub fn assert(&self, status: u16, body: &Value) {
        assert_eq!((self.status, &self.json()), (status, body), "{self:?}");
    }

    /// These telling headers, and no others.
    #[track_caller]
    pub fn has_headers(&self, headers: &[Sent]) {
        let sent = TELLING.iter().filter_map(|name| Some((*name, self.header(name)?)));
        assert_eq!(sent.collect::<Vec<_>>(), headers, "{self:?}");
    }
}

/// A JSON text as contracts send it: what is not ASCII is escaped.
pub fn in_ascii(json: &str) -> String {
    let escaped = json.chars().map(|character| match character.is_ascii() {
        true => character.to_string(),
        false => character
            .encode_utf16(&mut [0; 2])
            .iter()
            .map(|unit| format!("\\u{unit:04x}"))
            .collect(),
    });
    escaped.collect()
}
