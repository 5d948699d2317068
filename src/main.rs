//! The program: a runtime around [`latchkey::cli::run`].

#![forbid(unsafe_code)]

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

/// Where memory comes from. Requests take and give back large blocks all the time, which is what the system's allocator
/// does slowest.
#[cfg(all(unix, feature = "jemalloc"))]
#[global_allocator]
static MEMORY: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// How long look-ups of host names that nobody waits for any more may delay the end of the process.
const LEFTOVERS: Duration = Duration::from_millis(100);

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            // Not `eprintln!`, which panics when nobody reads standard error.
            let _ = writeln!(std::io::stderr(), "latchkey: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(latchkey::cli::run(std::env::args_os()));
    runtime.shutdown_timeout(LEFTOVERS);
    code
}
