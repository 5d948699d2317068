//! Sending requests, looking at answers.

use poem::endpoint::BoxEndpoint;
use poem::http::{HeaderMap, Method, Uri};
use poem::{Body, Endpoint, Request, Response};
use serde_json::Value;

/// A request under way to the application.
pub struct Call<'a> {
    endpoint: &'a BoxEndpoint<'static, Response>,
    request: Request,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl<'a> Call<'a> {
    pub fn new(endpoint: &'a BoxEndpoint<'static, Response>, method: &str, path: &str) -> Self {
        let request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).expect("a method"))
            .uri(path.parse::<Uri>().expect("a path"))
            .finish();
        Self { endpoint, request }
    }

    /// Adds a header; twice the same name adds two.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.request
            .headers_mut()
            .append(name, value.parse().expect("a header value"));
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

    /// Adds a body and its content type.
    pub fn body(mut self, content_type: &str, body: impl Into<Body>) -> Self {
        self.request.set_body(body);
        self.header("content-type", content_type)
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
        Answer { status, headers, text }
    }
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// A part of the JSON body.
    pub fn at(&self, pointer: &str) -> Value {
        self.json()
            .pointer(pointer)
            .cloned()
            .unwrap_or_else(|| panic!("no {pointer} in {}", self.text))
    }

    /// A header's only value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.get_all(name).iter();
        let first = all.next();
        assert!(all.next().is_none(), "two headers {name}");
        first.map(|value| value.to_str().expect("a readable header"))
    }

    /// Status and whole body.
    #[track_caller]
    pub fn assert(&self, status: u16, body: &Value) {
        assert_eq!((self.status, &self.json()), (status, body), "{self:?}");
    }

    /// Asserts `WWW-Authenticate`.
    #[track_caller]
    pub fn assert_challenge(&self, challenge: Option<&str>) {
        assert_eq!(self.header("www-authenticate"), challenge, "{self:?}");
    }
}
