//! What a service manager and the server tell each other, in the protocols of systemd. Other managers speak them, too.
//!
//! `notify.rs` tells that the server is ready, reloads, stops or still works: sd_notify(3). `watchdog.rs` decides
//! whether it still works. `activation.rs` takes the sockets that the manager listens on: sd_listen_fds(3).
//!
//! The manager asks for each by environment variables. Without them nothing here does anything, so that the same program
//! runs in a terminal and in a container. The libraries read the variables; nothing else here does.

mod activation;
pub mod notify;
mod watchdog;

pub use activation::{Inherited, inherited};
pub use watchdog::feed_watchdog;
