//! Processes of the real binary, and a way to talk to them.

mod database;
mod http;
mod http_server;
mod installation;
mod server;

pub use http::{Answer, Connection, post, send};
pub use http_server::{HttpServer, Sent};
pub use installation::{Finished, Installation, closed_pipe, finish, without_settings};
pub use server::Server;

use std::time::Duration;

/// How long anything may take. Generous: what hits it is broken, not slow.
pub const DEADLINE: Duration = Duration::from_secs(60);
