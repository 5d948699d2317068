//! Mechanics that contracts share: reading JSON and forms strictly, bearer headers and API keys, field errors, turning
//! failures into answers, building documents, calling operations. Never a product's words - those stay in the product's
//! folder.

pub mod answer;
pub mod api_key;
pub mod bearer;
pub mod body;
pub mod check;
pub mod date_time;
pub mod demonstrate;
pub mod document;
pub mod failure;
pub mod field;
pub mod field_errors;
pub mod form;
pub mod json;
pub mod kind;
pub mod nullable;
pub mod operations;
pub mod reject;
pub mod reply;
pub mod text;
mod tidy;
