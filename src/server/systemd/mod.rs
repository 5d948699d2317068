//! The protocols of systemd, which other service managers speak too.
//!
//! `notify.rs` sends readiness, reload, stop and watchdog notifications: sd_notify(3). `watchdog.rs` decides whether the
//! server still works. `activation.rs` takes the sockets that the manager listens on: sd_listen_fds(3).
//!
//! The manager asks for each by environment variables, which the libraries read. Without them nothing here does anything,
//! so the same program runs in a terminal and in a container.

mod activation;
pub mod notify;
mod watchdog;

pub use activation::{Inherited, inherited};
pub use watchdog::feed_watchdog;
