//! The command line, over the real binary: what it prints, what it refuses, and its exit codes; and the server, over a
//! real socket.
//!
//! Every test runs in a folder of its own ([`support::Installation`]) with a database of its own and none of our variables in
//! its environment. Nothing waits for luck: a server is used when it says that it is ready, a process is waited for
//! until it ends, and whatever takes a minute has failed. A new subcommand gets a file here.

mod accepting;
mod administration;
mod api_keys;
mod audit;
mod backup;
mod blocked_log;
mod completions;
mod configuration;
mod connections;
mod cutover;
mod deadlines;
mod demo;
mod doctor;
mod ending;
mod framing;
mod full_disk;
mod healthcheck;
mod http2;
mod init;
mod keys;
mod logging;
mod migrate;
mod monitoring;
mod openapi;
mod output;
mod passwords;
mod reading;
mod reference;
mod serve;
mod sessions;
mod settings;
mod subscribers;
pub mod support;
#[cfg(unix)]
mod systemd;
mod tls;
mod traces;
mod updates;
mod usage;
mod users;
mod webhooks;

use std::error::Error;

type Outcome = Result<(), Box<dyn Error>>;
