//! Running commands in a folder of their own.

use std::error::Error;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use tempfile::TempDir;

use super::DEADLINE;
use super::database::{Database, execute};

/// A working directory with an empty database, in which commands run.
pub struct Installation {
    directory: TempDir,
    database: Option<Database>,
    environment: Vec<(String, String)>,
}

/// A command that has ended.
#[derive(Debug)]
pub struct Finished {
    /// Its exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// What it wrote to standard output.
    pub out: String,
    /// What it wrote to standard error.
    pub err: String,
}

impl Installation {
    /// On SQLite, in the working directory, unless `TEST_DATABASE_URL` names a server.
    pub fn new() -> Result<Self, Box<dyn Error>> {
        let installation = Self::on_sqlite()?;
        Ok(match Database::from_environment()? {
            Some(database) => Self {
                database: Some(database),
                ..installation
            },
            None => installation,
        })
    }

    /// On SQLite in any case, for what is said of its files.
    pub fn on_sqlite() -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            directory: TempDir::new()?,
            database: None,
            environment: Vec::new(),
        })
    }

    /// Changes the database behind the application's back.
    pub fn alter(&self, sql: &str) -> Result<(), Box<dyn Error>> {
        let url = match &self.database {
            Some(database) => database.url(),
            None => format!("sqlite://{}", self.path("latchkey.db").display()),
        };
        execute(&url, sql)
    }

    /// Sets an environment variable of every command.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A file of the working directory.
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.directory.path().join(name)
    }

    /// A command that has not been started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
        command.args(arguments).current_dir(self.directory.path());
        without_settings(&mut command);
        // The lowest there is: these tests are not about the strength of hashes.
        command.env("LATCHKEY_PASSWORDS_BCRYPT_COST", "10");
        if let Some(database) = &self.database {
            command.env("LATCHKEY_DATABASE_URL", database.url());
        }
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        command
    }

    /// Runs a command to its end, with nothing on standard input.
    pub fn run(&self, arguments: &[&str]) -> Result<Finished, Box<dyn Error>> {
        self.run_with(arguments, b"")
    }

    /// Runs a command to its end, with this on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &[u8]) -> Result<Finished, Box<dyn Error>> {
        finish(&mut self.command(arguments), input)
    }

    /// Runs a command that has to succeed, and returns what it wrote to standard output.
    pub fn succeed(&self, arguments: &[&str], input: &[u8]) -> Result<String, Box<dyn Error>> {
        let finished = self.run_with(arguments, input)?;
        match finished.code {
            Some(0) => Ok(finished.out),
            _ => Err(format!("{arguments:?}: {finished:?}").into()),
        }
    }

    /// Adds a user `ann`, ann@example.com, with this password.
    pub fn add_ann(&self, password: &str) -> Result<String, Box<dyn Error>> {
        let user = [
            "user",
            "add",
            "--username",
            "ann",
            "--email",
            "ann@example.com",
            "--name",
            "Ann Lee",
        ];
        let rest = ["--role", "admin", "--password-stdin"];
        self.succeed(&[&user[..], &rest[..]].concat(), password.as_bytes())
    }
}

/// Runs any command to its end, with this on standard input.
pub fn finish(command: &mut Command, input: &[u8]) -> Result<Finished, Box<dyn Error>> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    match child.stdin.take().ok_or("no standard input")?.write_all(input) {
        // A command that does not want its input may have ended already.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(error.into()),
        _ => {}
    }
    let out = read(child.stdout.take().ok_or("no standard output")?);
    let err = read(child.stderr.take().ok_or("no standard error")?);
    let (out, err) = match (out.recv_timeout(DEADLINE), err.recv_timeout(DEADLINE)) {
        (Ok(out), Ok(err)) => (out, err),
        _ => return Err(give_up(&mut child, command)),
    };
    Ok(Finished {
        code: child.wait()?.code(),
        out,
        err,
    })
}

/// A pipe that nobody reads: whatever is written to it fails.
pub fn closed_pipe() -> Result<ChildStdin, Box<dyn Error>> {
    let mut reader = Command::new("true").stdin(Stdio::piped()).spawn()?;
    let pipe = reader.stdin.take().ok_or("no pipe")?;
    reader.wait()?;
    Ok(pipe)
}

/// Reads to the end on a thread of its own, so that a full pipe stops nobody.
fn read(mut from: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.read_to_end(&mut bytes);
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    receiver
}

/// Takes the settings of the environment that the tests run in from a command.
pub fn without_settings(command: &mut Command) {
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LATCHKEY_")) {
        command.env_remove(name);
    }
}

fn give_up(child: &mut Child, command: &Command) -> Box<dyn Error> {
    let _ = child.kill();
    let _ = child.wait();
    format!("{command:?} did not end").into()
}
