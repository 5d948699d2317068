//! Tests: known answers of every form, what is refused, the bounds, and equal work.

mod answers;
mod bcrypt_inside;
mod bounds;
mod printing;
mod refusal_work;
mod refused;
mod vectors;
mod wrapping;
