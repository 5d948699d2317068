//! The load generator for requests that must be sent exactly once: logins, refreshes, logouts. It reads a plan from
//! standard input, and fails when a response is not 200.

#![expect(clippy::print_stdout, reason = "the benchmark reads it")]

mod http;
mod plan;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::Connection;
use plan::{Chain, Plan};
use references::{Failure, Outcome};
use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::Instant;

type Single = Vec<Duration>;

// One thread, to leave the cores to the server.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let plan: Plan = serde_json::from_reader(std::io::stdin())?;
    let mut clients = JoinSet::new();
    let began = Instant::now();
    match plan {
        Plan::Queue {
            address,
            in_flight,
            requests,
        } => {
            let queue = Arc::new(Mutex::new(VecDeque::from(requests)));
            for _ in 0..in_flight {
                clients.spawn(take_from(queue.clone(), address.clone()));
            }
        }
        Plan::Chains { address, chains } => {
            for chain in chains {
                clients.spawn(follow(chain, address.clone()));
            }
        }
    }
    let mut single = Vec::new();
    while let Some(client) = clients.join_next().await {
        single.extend(client??);
    }
    println!("{}", Outcome::of(single, began.elapsed()).line()?);
    Ok(())
}

/// A client that sends the next request of the queue, until there is none.
async fn take_from(queue: Arc<Mutex<VecDeque<String>>>, address: String) -> Result<Single, Failure> {
    let (mut connection, mut single) = (Connection::new(address), Vec::new());
    // Release the lock before waiting for the response.
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    while let Some(request) = next() {
        let began = Instant::now();
        connection.ask(&request).await?;
        single.push(began.elapsed());
    }
    Ok(single)
}

/// A client that repeats a request, each time with the token of the last response.
async fn follow(chain: Chain, address: String) -> Result<Single, Failure> {
    let (mut connection, mut single) = (Connection::new(address), Vec::new());
    let mut token = chain.token;
    for _ in 0..chain.times {
        let request = chain.request.replace(plan::TOKEN, &token);
        let began = Instant::now();
        let body = connection.ask(&request).await?;
        single.push(began.elapsed());
        let answer: Value = serde_json::from_slice(&body)?;
        token = answer
            .pointer(&chain.pointer)
            .and_then(Value::as_str)
            .ok_or("there is no token in the answer")?
            .to_owned();
    }
    Ok(single)
}
