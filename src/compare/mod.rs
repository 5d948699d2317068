//! Comparing what two servers answer to the same request: an old backend, whose answer is expected, and this server.
//!
//! An answer has a status, headers and a body (`answer.rs`). Two bodies of JSON are compared member by member (`body.rs`),
//! and two values by what they are: tokens, times and identifiers that a server makes up anew are compared by their form
//! alone, all others by their value (`form.rs`). What differs is told with its values masked (`difference.rs`), because
//! answers are full of what nobody may read. A session has another token on each side: `carried.rs` puts those of one side
//! in the place of the other's, in the requests that follow.
//!
//! Nothing here knows what an answer means. To compare one more header, add it in `answer.rs`; to treat one more kind of
//! value by its form, add it in `form.rs`.

mod answer;
mod body;
mod carried;
mod difference;
mod form;

pub use answer::{Answer, differences};
pub use carried::Carried;
pub use difference::{Difference, Kind, masked_path};
pub use form::{is_jwt, is_later_by, is_of_tokens};
