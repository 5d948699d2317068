#![forbid(unsafe_code)]
pub mod model;
pub mod store;
pub mod identity;
pub mod contracts;
pub mod config;
