//! What to send. Requests are whole, head and body, as they go out.

use serde::Deserialize;

/// What stands in a chain's request for the token.
pub const TOKEN: &str = "{token}";

/// Who sends what.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Plan {
    /// Requests that are sent once each, in this order, so many at a time.
    Queue {
        /// The server's address and port.
        address: String,
        /// How many are under way.
        in_flight: usize,
        /// The requests.
        requests: Vec<String>,
    },
    /// Clients that each exchange a token for the next one, all at the same time.
    Chains {
        /// The server's address and port.
        address: String,
        /// A client each.
        chains: Vec<Chain>,
    },
}

/// One client's exchanges.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// The request.
    pub request: String,
    /// The first token.
    pub token: String,
    /// Where the next one is in the answer, as a JSON pointer.
    pub pointer: String,
    /// How often it is exchanged.
    pub times: usize,
}
