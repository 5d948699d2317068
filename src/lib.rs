//! Latchkey: one account core that answers every login API a company's existing clients already speak.
//!
//! # Map
//!
//! | module | holds | may import |
//! |---|---|---|
//! | [`model`] | plain data and parsed newtypes | nothing of this crate |
//! | [`store`] | the database: the only place that knows sea-orm | `model` |
//! | [`identity`] | the rules, one use case a file | `store`, `model` |
//! | [`contracts`] | the published login APIs, one folder each, and the one list of them | `identity`, `model` |
//! | [`config`] | configuration, one file a section | nothing of this crate |
//!
//! Imports run one way, downwards in this table never upwards, and `tests/it/layers.rs` reads the `use` lines to keep
//! it so. A contract never sees another contract.

#![forbid(unsafe_code)]

pub mod app;
pub mod cli;
pub mod config;
pub mod contracts;
pub mod identity;
pub mod model;
pub mod store;
pub mod web;
