//! A server that runs while a test does.

use std::error::Error;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;

use serde_json::Value;

use super::{DEADLINE, Installation};

/// A running server, killed when it is dropped.
pub struct Server {
    child: Child,
    log: Receiver<String>,
    /// The address it listens on.
    pub address: SocketAddr,
    /// The line that said so, as JSON.
    pub ready: Value,
    /// What it logged before that.
    pub before_ready: Vec<String>,
}

impl Server {
    /// Starts `serve` on a free port of 127.0.0.1, and waits until it says that it is ready.
    pub fn start(installation: &Installation, flags: &[&str]) -> Result<Self, Box<dyn Error>> {
        let arguments = [&["serve", "--listen", "127.0.0.1:0"], flags].concat();
        Self::start_command(installation.command(&arguments).stdout(Stdio::null()))
    }

    /// The same with a command that was prepared, whose standard error is read here.
    pub fn start_command(command: &mut Command) -> Result<Self, Box<dyn Error>> {
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let log = lines(child.stderr.take().ok_or("no standard error")?);
        let mut seen = Vec::new();
        loop {
            match log.recv_timeout(DEADLINE) {
                Ok(line) if line.contains("ready to answer requests") => {
                    let ready: Value = serde_json::from_str(&line)?;
                    let address = ready["address"].as_str().ok_or("the line has no address")?.parse()?;
                    return Ok(Self {
                        child,
                        log,
                        address,
                        ready,
                        before_ready: seen,
                    });
                }
                Ok(line) => seen.push(line),
                Err(_) => {
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(format!("the server was not ready: {seen:?}").into());
                }
            }
        }
    }

    /// Its standard output, if the command was prepared with a pipe there.
    pub fn output(&mut self) -> Option<impl Read + use<>> {
        self.child.stdout.take()
    }

    /// Sends it a signal, by its name.
    pub fn signal(&self, name: &str) -> Result<(), Box<dyn Error>> {
        let sent = Command::new("sh")
            .args(["-c", &format!("kill -{name} {}", self.child.id())])
            .status()?;
        if sent.success() {
            Ok(())
        } else {
            Err("kill failed".into())
        }
    }

    /// Waits until it logs a line that has this in it.
    pub fn wait_for(&self, part: &str) -> Result<(), Box<dyn Error>> {
        while !self.log.recv_timeout(DEADLINE)?.contains(part) {}
        Ok(())
    }

    /// Waits for its end, and returns how it ended and what it has logged since it was ready.
    pub fn wait(mut self) -> Result<(ExitStatus, Vec<String>), Box<dyn Error>> {
        let mut log = Vec::new();
        loop {
            match self.log.recv_timeout(DEADLINE) {
                Ok(line) => log.push(line),
                Err(RecvTimeoutError::Disconnected) => return Ok((self.child.wait()?, log)),
                Err(RecvTimeoutError::Timeout) => return Err(format!("the server did not end: {log:?}").into()),
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(from: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}
