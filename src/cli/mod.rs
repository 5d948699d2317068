//! temporary
pub mod demo;
