//! Our own pages: where each one is, and what it is called in the log.

use poem::endpoint::BoxEndpoint;
use poem::http::Method;
use poem::{EndpointExt, IntoEndpoint, Response};
use uuid::Uuid;

/// Where a page is.
#[derive(Debug)]
enum Place {
    /// Exactly here.
    Exact(String),
    /// `<before><uuid><after>`; the page finds the [`Uuid`] in the request's data.
    Id { before: &'static str, after: &'static str },
}

/// A page of ours, with its one method.
pub struct Route {
    place: Place,
    method: Method,
    /// What the log calls it.
    pub operation: &'static str,
    /// Makes it.
    pub endpoint: BoxEndpoint<'static, Response>,
}

/// How a request fits a page.
#[derive(Debug, PartialEq, Eq)]
pub enum Fit {
    /// Not at all: the path is another one.
    No,
    /// This is the page, for other methods.
    WrongMethod,
    /// This is the page; with the identifier from the path, where there is one in it.
    Yes(Option<Uuid>),
}

impl Route {
    /// A page that is looked at.
    pub fn get<E>(path: impl Into<String>, operation: &'static str, page: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        Self::new(Place::Exact(path.into()), Method::GET, operation, page)
    }

    /// A form that is sent.
    pub fn post<E>(path: impl Into<String>, operation: &'static str, page: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        Self::new(Place::Exact(path.into()), Method::POST, operation, page)
    }

    /// A form that is sent for the thing whose identifier stands between these parts of the path.
    pub fn post_id<E>(before: &'static str, after: &'static str, operation: &'static str, page: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        Self::new(Place::Id { before, after }, Method::POST, operation, page)
    }

    fn new<E>(place: Place, method: Method, operation: &'static str, page: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        Self {
            place,
            method,
            operation,
            endpoint: page.map_to_response().boxed(),
        }
    }

    /// Whether a request asks for this page.
    pub fn fit(&self, method: &Method, path: &str) -> Fit {
        let id = match &self.place {
            Place::Exact(exact) if exact == path => None,
            Place::Exact(_) => return Fit::No,
            Place::Id { before, after } => match identifier(path, before, after) {
                Some(id) => Some(id),
                None => return Fit::No,
            },
        };
        let fits = *method == self.method || (*method == Method::HEAD && self.method == Method::GET);
        if fits { Fit::Yes(id) } else { Fit::WrongMethod }
    }

    /// The methods as the `Allow` header lists them.
    pub fn allow(&self) -> &'static str {
        if self.method == Method::GET {
            "GET, HEAD"
        } else {
            "POST"
        }
    }
}

/// A thing has one path: the identifier counts in its canonical form only, in lower case and with hyphens.
fn identifier(path: &str, before: &str, after: &str) -> Option<Uuid> {
    let text = path.strip_prefix(before)?.strip_suffix(after)?;
    let id = Uuid::try_parse(text).ok()?;
    (id.hyphenated().to_string() == text).then_some(id)
}
