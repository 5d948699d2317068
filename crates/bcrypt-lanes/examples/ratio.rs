//! How much several lanes bring over one, and over the `bcrypt` crate: passwords per second of a core, all in one
//! process and in turns, so that what else the machine does hits all alike.
//!
//! `cargo run --release -p bcrypt-lanes --example ratio -- [cost] [turns] [least ratio of five lanes to one]`; ends with an error when
//! the ratio is below.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is for people to read")]

use std::process::ExitCode;

use bcrypt_lanes::{Job, Lanes, MAX_LANES};
use rustix::time::{ClockId, clock_gettime};

const PASSWORD: &[u8] = b"correct horse battery staple";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let cost = arguments.next().and_then(|number| number.parse().ok()).unwrap_or(8);
    let turns: usize = arguments.next().and_then(|number| number.parse().ok()).unwrap_or(15);
    let least: f64 = arguments.next().and_then(|number| number.parse().ok()).unwrap_or(0.0);
    let Ok(parts) = bcrypt::hash_with_salt(PASSWORD, cost, *b"sixteen  of salt") else {
        return ExitCode::FAILURE;
    };
    let hash = parts.to_string();

    // Index 0 is the crate.
    let mut seconds = vec![Vec::new(); MAX_LANES + 1];
    for _ in 0..turns {
        for (lanes, seconds) in seconds.iter_mut().enumerate() {
            seconds.push(time(|| match lanes {
                0 => bcrypt::verify(PASSWORD, &hash).unwrap_or(false),
                lanes => verify(&hash, lanes),
            }));
        }
    }
    // Of the best turns: whatever else runs can only take time away. On a core that shares its units with another one
    // (SMT), lanes lose more to a busy neighbour than a single one, which leaves most of them idle anyway.
    let ratio = MAX_LANES as f64 * least_of(&seconds[1]) / least_of(&seconds[MAX_LANES]);
    let rates: Vec<f64> = seconds
        .into_iter()
        .enumerate()
        .map(|(lanes, seconds)| lanes.max(1) as f64 / median(seconds))
        .collect();
    println!("passwords of cost {cost} per second of a core, median of {turns} turns");
    println!("bcrypt crate {:8.2}", rates[0]);
    for lanes in 1..=MAX_LANES {
        let (of_crate, of_one) = (rates[lanes] / rates[0], rates[lanes] / rates[1]);
        println!(
            "{lanes} lanes      {:8.2}   {of_crate:.2} of the crate   {of_one:.2} of one lane",
            rates[lanes]
        );
    }
    println!("{MAX_LANES} lanes to one, best turns: {ratio:.2}");
    if ratio < least {
        eprintln!("{MAX_LANES} lanes bring {ratio:.2} times one lane, and {least:.2} are asked for");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn verify(hash: &str, count: usize) -> bool {
    let mut lanes = Lanes::new(count);
    for number in 0..count {
        if let Ok(job) = Job::parse(hash, PASSWORD) {
            lanes.join(job, number).ok();
        }
    }
    let mut right = 0;
    while !lanes.is_empty() {
        right += lanes.step().filter(|finished| finished.matches).count();
    }
    right == count
}

/// The processor time of this thread.
fn time(work: impl FnOnce() -> bool) -> f64 {
    let now = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
    };
    let start = now();
    if !work() {
        eprintln!("a right password was refused");
    }
    now() - start
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn least_of(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}
