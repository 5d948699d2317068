//! Names: what a login takes for one, and what becomes of those that were added before there were rules.

mod odd;
mod older;
mod spellings;
mod stored;
