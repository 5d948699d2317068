//! What the router chooses from.

use std::sync::Arc;

use poem::endpoint::BoxEndpoint;
use poem::http::Method;
use poem::{EndpointExt, IntoEndpoint, Response};

use super::path::Template;

/// An operation of a contract or a page of ours: where it is, and what answers there.
pub struct Route {
    /// Its method. A `GET` route answers `HEAD` as well (RFC 9110 section 9.3.2).
    pub method: Method,
    /// Its path. `{name}` stands for any one segment.
    pub path: String,
    /// The operation id from the contract's document, or the page's name. It is what the access log shows.
    pub operation_id: Arc<str>,
    /// What answers.
    pub endpoint: BoxEndpoint<'static, Response>,
    /// Its number among all routes of the router that it was added to, from 0.
    pub number: usize,
}

impl Route {
    /// A route with this endpoint.
    pub fn new<E>(method: Method, path: impl Into<String>, operation_id: &str, endpoint: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        let path = path.into();
        Self {
            endpoint: with_parameter(&path, endpoint.map_to_response().boxed()),
            method,
            path,
            operation_id: operation_id.into(),
            number: 0,
        }
    }

    /// A page.
    pub fn get<E>(path: impl Into<String>, operation_id: &str, endpoint: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        Self::new(Method::GET, path, operation_id, endpoint)
    }

    /// A form that is sent.
    pub fn post<E>(path: impl Into<String>, operation_id: &str, endpoint: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        Self::new(Method::POST, path, operation_id, endpoint)
    }
}

/// Extractors find the parameter of a path only below a router of poem's, so such an endpoint gets one of its own.
/// All others are called directly: poem's router would move the request through several more endpoints.
fn with_parameter(path: &str, endpoint: BoxEndpoint<'static, Response>) -> BoxEndpoint<'static, Response> {
    if !Template::is_template(path) {
        return endpoint;
    }
    let endpoint = Arc::new(endpoint);
    match poem::Route::new().try_at(poem_path(path), endpoint.clone()) {
        Ok(router) => router.boxed(),
        // The caller that mounts it learns that the path is wrong.
        Err(_) => endpoint.map_to_response().boxed(),
    }
}

/// A path as poem's router writes it, with the name that poem-openapi gives to the first parameter.
pub fn poem_path(path: &str) -> String {
    let segments = path.split('/').map(|segment| match segment.starts_with('{') {
        true => ":param0",
        false => segment,
    });
    segments.collect::<Vec<_>>().join("/")
}

/// The routes of a contract.
pub struct Routes(pub Vec<Route>);

impl Routes {
    /// Puts a value into the data of their requests.
    #[must_use]
    pub fn data<T: Clone + Send + Sync + 'static>(self, value: T) -> Self {
        let routes = self.0.into_iter().map(|route| Route {
            endpoint: route.endpoint.data(value.clone()).boxed(),
            ..route
        });
        Self(routes.collect())
    }
}
