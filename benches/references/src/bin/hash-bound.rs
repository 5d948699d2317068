//! The bound of logins: threads that verify one password after another with the `bcrypt` crate. Arguments: threads,
//! passwords per thread, cost.

#![expect(clippy::print_stdout, reason = "the benchmark reads it")]

use std::thread;

use references::{Failure, Outcome, argument};
use tokio::time::Instant;

const PASSWORD: &str = "correct horse battery staple";

fn main() -> Result<(), Failure> {
    let (threads, each): (usize, usize) = (argument(1, "threads")?, argument(2, "passwords")?);
    let hash = bcrypt::hash(PASSWORD, argument(3, "cost")?)?;
    let began = Instant::now();
    let running: Vec<_> = (0..threads)
        .map(|_| {
            let hash = hash.clone();
            thread::spawn(move || verify(&hash, each))
        })
        .collect();
    let mut single = Vec::new();
    for thread in running {
        single.extend(thread.join().map_err(|_| "a thread panicked")??);
    }
    println!("{}", Outcome::of(single, began.elapsed()).line()?);
    Ok(())
}

fn verify(hash: &str, times: usize) -> Result<Vec<std::time::Duration>, Failure> {
    (0..times)
        .map(|_| {
            let began = Instant::now();
            match bcrypt::verify(PASSWORD, hash)? {
                true => Ok(began.elapsed()),
                false => Err("the right password was refused".into()),
            }
        })
        .collect()
}
