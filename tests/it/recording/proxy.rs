//! A running `latchkey record`.

use std::error::Error;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, Command, Stdio};

use crate::cli::support::Installation;

/// Killed when it is dropped.
pub struct RecordingProxy {
    child: Child,
    notes: BufReader<ChildStderr>,
    /// Where it listens.
    pub address: SocketAddr,
}

impl RecordingProxy {
    /// Starts it on a free port, and waits until it listens.
    pub fn start(site: &Installation, file: &str, upstream: &str, flags: &[&str]) -> Result<Self, Box<dyn Error>> {
        let arguments = ["record", file, "--upstream", upstream, "--listen", "127.0.0.1:0"];
        let mut command = site.command(&[&arguments, flags].concat());
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let mut notes = BufReader::new(child.stderr.take().ok_or("no standard error")?);
        let mut note = String::new();
        notes.read_line(&mut note)?;
        let address = note.split("http://").nth(1).and_then(|rest| rest.split(' ').next());
        let address = address.and_then(|address| address.parse().ok());
        let Some(address) = address else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("it did not start: {note}").into());
        };
        Ok(Self { child, notes, address })
    }

    /// Ends it with a signal. Returns its exit code and what else it said.
    pub fn stop(mut self, signal: &str) -> Result<(Option<i32>, String), Box<dyn Error>> {
        let id = self.child.id().to_string();
        Command::new("sh")
            .args(["-c", &format!("kill -{signal} {id}")])
            .status()?;
        let mut said = String::new();
        self.notes.read_to_string(&mut said)?;
        Ok((self.child.wait()?.code(), said))
    }
}

impl Drop for RecordingProxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
