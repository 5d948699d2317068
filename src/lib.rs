//! Latchkey: one account core that answers every login API a company's existing clients already speak.
//!
//! # Map
//!
//! | module | holds | may import |
//! |---|---|---|
//! | [`cli`] | one file a subcommand | `server`, `telemetry`, `app`, `config`, `contracts` (the list), `import`, `recording`, `webhooks`, `auth`, `model`, `settings`, `upstream` |
//! | [`server`] | acceptor, TLS, shutdown, periodic jobs, talking to systemd | `app`, `config`, `webhooks`, `auth`, `model` |
//! | [`telemetry`] | logs, and where traces are sent | `config`, `model`, `settings`, `traces` |
//! | [`app`] | the composition root, the only module that sees everything | everything below |
//! | [`contracts`] | the published login APIs, one folder each, and the one list of them | `import`, `auth`, `http`, `model`, `routing`, `settings`, `upstream` |
//! | [`web`] | what is not a contract: pipeline, Swagger UI, portal, health, metrics | `auth`, `compare`, `http`, `metrics`, `model`, `routing`, `traces`, `upstream` |
//! | [`http`] | entity tags, responses that pages of any origin may read | nothing of this crate |
//! | [`routing`] | the router of paths and methods | nothing of this crate |
//! | [`recording`] | recording what an old backend answers, and sending it again | `compare`, `model`, `upstream` |
//! | [`import`] | reading accounts of other systems from files and requests | `auth`, `model` |
//! | [`upstream`] | the client of old backends | `traces` |
//! | [`compare`] | comparing the answers of two servers | nothing of this crate |
//! | [`webhooks`] | posting audit events to endpoints | `auth`, `model`, `traces` |
//! | [`auth`] | the rules, one use case a file | `store`, `metrics`, `model`, `traces` |
//! | [`store`] | the database: the only place that knows sea-orm | `metrics`, `model`, `traces` |
//! | [`metrics`] | what is counted and measured, for Prometheus | nothing of this crate |
//! | [`traces`] | the spans of traces | nothing of this crate |
//! | [`model`] | plain data and parsed newtypes | nothing of this crate |
//! | [`config`] | configuration, one file a section | `settings` |
//! | [`settings`] | types of settings, and how a contract declares its own | `model` |
//!
//! `settings` is below `config` and `contracts`: a contract declares its settings and `config` reads them, and neither
//! imports the other.
//!
//! Imports run one way, down this table, and no file imports in a circle; `tests/it/layers/` checks both. A contract never
//! sees another contract.

#![forbid(unsafe_code)]

pub mod app;
pub mod auth;
pub mod cli;
pub mod compare;
pub mod config;
pub mod contracts;
pub mod http;
pub mod import;
pub mod metrics;
pub mod model;
pub mod recording;
pub mod routing;
pub mod server;
pub mod settings;
pub mod store;
pub mod telemetry;
pub mod traces;
pub mod upstream;
pub mod web;
pub mod webhooks;
