//! The plan: complete requests, head and body.

use serde::Deserialize;

/// The placeholder of the token in the request of a chain.
pub const TOKEN: &str = "{token}";

/// The requests to send.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Plan {
    /// Requests that are sent once each, in this order, with this number in flight.
    Queue {
        /// The server's address and port.
        address: String,
        /// The number of requests in flight.
        in_flight: usize,
        /// The requests.
        requests: Vec<String>,
    },
    /// Concurrent clients that each exchange a token for the next one.
    Chains {
        /// The server's address and port.
        address: String,
        /// One per client.
        chains: Vec<Chain>,
    },
}

/// The exchanges of one client.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// The request.
    pub request: String,
    /// The first token.
    pub token: String,
    /// The JSON pointer to the next token in the response.
    pub pointer: String,
    /// The number of exchanges.
    pub times: usize,
}
