//! The methods of one path.

use poem::http::Method;

use super::route::Route;

/// The methods that OpenAPI 3.0 knows, in the order in which `Allow` lists them.
const ORDER: [Method; 8] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
    Method::TRACE,
];

/// The routes at one path, one a method, and whose they are.
pub struct Methods<O> {
    /// Whose they are.
    pub owner: O,
    /// The methods as the `Allow` header lists them.
    pub allow: String,
    routes: Vec<Route>,
}

impl<O> Methods<O> {
    pub(super) fn new(owner: O) -> Self {
        Self {
            owner,
            allow: String::new(),
            routes: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, route: Route) {
        self.routes.push(route);
        let allowed = ORDER.iter().filter(|method| self.route(method).is_some());
        self.allow = allowed.map(Method::as_str).collect::<Vec<_>>().join(", ");
    }

    /// The path, as the routes have it.
    pub fn path(&self) -> Option<&str> {
        self.routes.first().map(|route| route.path.as_str())
    }

    /// The route for a method. `HEAD` is that of `GET` where it has none of its own (RFC 9110 section 9.3.2).
    pub fn route(&self, method: &Method) -> Option<&Route> {
        let exact = |method: &Method| self.routes.iter().find(|route| route.method == *method);
        exact(method).or_else(|| (*method == Method::HEAD).then(|| exact(&Method::GET)).flatten())
    }
}
