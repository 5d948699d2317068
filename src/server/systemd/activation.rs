//! Socket activation: the service manager listens, starts the server for the first connection or before, and hands its
//! sockets over. They stay open while the server restarts, so that clients wait for a moment instead of being refused.
//!
//! A socket is known by its `FileDescriptorName=`: `admin` is for [`Inherited::admin`], any other name for
//! [`Inherited::http`].

use crate::server::error::ServeError;
use crate::server::socket::BoundSocket;

/// The name of the socket in place of `http.admin_listen`.
#[cfg(unix)]
const ADMIN: &str = "admin";

/// The sockets of the service manager, which listens on them already.
#[derive(Default)]
pub struct Inherited {
    /// In place of `http.listen`.
    pub http: Option<BoundSocket>,
    /// In place of `http.admin_listen`.
    pub admin: Option<BoundSocket>,
}

/// Takes the sockets that were handed to this process, if any. It is to be called once, before there is anything that
/// reads the environment on another thread: the variables are removed, so that no other process takes the sockets, too.
///
/// # Errors
/// [`ServeError::Inherited`] if they are not what they should be: TCP, and one of each kind.
#[cfg(unix)]
pub fn inherited() -> Result<Inherited, ServeError> {
    use std::io;

    let names = sd_notify::listen_fds_with_names().map_err(ServeError::Inherited)?;
    let names: Vec<String> = names.map(|(_, name)| name).collect();
    let mut found = Inherited::default();
    if names.is_empty() {
        return Ok(found);
    }
    let mut sockets = listenfd::ListenFd::from_env();
    for (index, name) in names.into_iter().enumerate() {
        let Some(listener) = sockets.take_tcp_listener(index).map_err(ServeError::Inherited)? else {
            continue;
        };
        let socket = BoundSocket::inherited(listener).map_err(ServeError::Inherited)?;
        let place = if name == ADMIN {
            &mut found.admin
        } else {
            &mut found.http
        };
        if place.replace(socket).is_some() {
            let second = format!("there are two where one is expected; the second is named \"{name}\"");
            return Err(ServeError::Inherited(io::Error::other(second)));
        }
    }
    Ok(found)
}

/// Elsewhere, there is no such protocol.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn inherited() -> Result<Inherited, ServeError> {
    Ok(Inherited::default())
}
