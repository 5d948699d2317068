//! Mechanics that contracts share: reading JSON and forms strictly, bearer headers and API keys, field errors, turning
//! failures into answers, building documents, calling operations. Never a product's words - those stay in the product's
//! folder.

pub mod access;
mod admin_meanings;
pub mod api_key;
pub mod bearer;
pub mod body;
pub mod body_stream;
pub mod cacheable_json;
pub mod coerced;
pub mod date_time;
pub mod demo_error;
pub mod description;
pub mod document;
pub mod entity;
pub mod error_response;
pub mod example;
pub mod failure;
pub mod field;
pub mod field_errors;
pub mod field_type;
pub mod form;
pub mod formatted;
pub mod handler_error;
pub mod header;
pub mod json;
pub mod json_or_form;
pub mod json_response;
pub mod limits;
pub mod literal;
pub mod meanings;
pub mod member_names;
pub mod members;
pub mod names;
mod normalize;
pub mod nullable;
pub mod number_texts;
mod operation;
pub mod operations;
pub mod problem;
pub mod query;
pub mod text;
pub mod upstream;
pub mod validate;
