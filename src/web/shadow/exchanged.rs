//! A request that the old backend has answered, and its answer.

use bytes::Bytes;
use poem::http::header::{AUTHORIZATION, CONTENT_LENGTH, HeaderValue};
use poem::http::{HeaderMap, Method, StatusCode, Uri};
use poem::{Body, Request};

use crate::compare::{Answer, Carried, masked_path};
use crate::model::ClientInfo;

/// A request, as it came from the client.
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) client: ClientInfo,
    /// What it is for, where the contract has such an operation.
    pub(super) operation: Option<String>,
}

/// See the module.
pub(super) struct Exchanged {
    pub(super) asked: Asked,
    pub(super) body: Vec<u8>,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) answer: Vec<u8>,
}

impl Asked {
    /// A copy of a request without its body. `None` where nothing could be compared: no handler answers these.
    pub(super) fn of(request: &Request, operation: Option<&str>) -> Option<Self> {
        if matches!(*request.method(), Method::HEAD | Method::OPTIONS) {
            return None;
        }
        Some(Self {
            method: request.method().clone(),
            uri: request.uri().clone(),
            headers: request.headers().clone(),
            client: request.extensions().get::<ClientInfo>()?.clone(),
            operation: operation.map(str::to_owned),
        })
    }

    /// What it is called where differences are told.
    pub(super) fn told(&self) -> String {
        let by_path = || {
            let method = if is_known(&self.method) {
                self.method.as_str()
            } else {
                "OTHER"
            };
            format!("{method} {}", masked_path(self.uri.path()))
        };
        self.operation.clone().unwrap_or_else(by_path)
    }
}

/// Whether a method is one of HTTP's own: clients may send any word.
fn is_known(method: &Method) -> bool {
    [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE].contains(method)
}

impl Exchanged {
    /// The answer of the old backend.
    pub(super) fn expected(&self) -> Answer<'_> {
        Answer {
            status: self.status.as_u16(),
            headers: &self.headers,
            body: &self.answer,
        }
    }

    /// Whether neither side knows its path. Anybody may invent such paths, and each would be another difference.
    pub(super) fn is_about_nothing(&self) -> bool {
        let is_unknown = matches!(self.status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED);
        self.asked.operation.is_none() && is_unknown
    }

    /// Whether its sender holds a token that means nothing here: that of a session which began before anybody looked.
    pub(super) fn is_of_unknown_session(&self, carried: &Carried) -> bool {
        self.tokens().any(|token| !carried.knows(token))
    }

    /// Forgets its token where the old backend refuses it and we would not: the session has ended at another node, or in
    /// a request that was left out. Returns whether it is so.
    pub(super) fn has_ended_unseen(&self, ours: StatusCode, carried: &Carried) -> bool {
        let has_ended = self.status == StatusCode::UNAUTHORIZED && ours.is_success() && self.tokens().next().is_some();
        if has_ended {
            self.tokens().for_each(|token| carried.forget(token));
        }
        has_ended
    }

    /// What stands in `Authorization`; an empty text where it is no text.
    fn tokens(&self) -> impl Iterator<Item = &str> {
        let values = self.asked.headers.get_all(AUTHORIZATION).iter();
        values.map(|value| {
            value
                .to_str()
                .ok()
                .and_then(|value| value.rsplit(' ').next())
                .unwrap_or_default()
        })
    }

    /// The same request with the tokens of this side.
    pub(super) fn request(&self, carried: &Carried) -> Request {
        let mut headers = self.asked.headers.clone();
        for value in headers.values_mut() {
            let applied = value.to_str().ok().map(|text| carried.apply(text));
            if let Some(Ok(other)) = applied.map(|applied| HeaderValue::try_from(applied.as_ref())) {
                *value = other;
            }
        }
        let body = match std::str::from_utf8(&self.body) {
            Ok(text) => Bytes::from(carried.apply(text).into_owned()),
            Err(_) => Bytes::from(self.body.clone()),
        };
        if headers.contains_key(CONTENT_LENGTH) {
            headers.insert(CONTENT_LENGTH, body.len().into());
        }
        let uri = carried.apply(&self.asked.uri.to_string()).parse();
        let mut request = Request::builder()
            .method(self.asked.method.clone())
            .uri(uri.unwrap_or_else(|_| self.asked.uri.clone()))
            .body(Body::from_bytes(body));
        *request.headers_mut() = headers;
        request.set_data(self.asked.client.clone());
        request
    }
}
