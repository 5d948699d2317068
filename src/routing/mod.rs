//! The router: it finds the route for a method and a path. Contracts and our own pages are both lists of [`Route`]s, and
//! one [`Router`] has them all.
//!
//! All matching of paths is in [`Router::at`]. To match paths more leniently, change it there and nowhere else.

mod methods;
mod path;
mod route;
mod router;

pub use methods::Methods;
pub use route::{Route, Routes, poem_path};
pub use router::{Found, RouteError, Router};
