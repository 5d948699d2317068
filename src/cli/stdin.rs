//! Passwords on standard input: an argument would be visible to every process of the machine, and in the shell's
//! history.

use std::io::{self, BufRead, Read};

use super::error::CliError;
use crate::model::Password;

/// More than any password; a stream without end must not be read to its end.
const MOST_BYTES: u64 = 8 * 1024;

/// Reads the first line of standard input. Its line end, `\n` or `\r\n`, is taken off once; every other byte belongs to
/// the password.
pub fn password() -> Result<Password, CliError> {
    let mut line = Vec::new();
    let mut input = io::stdin().lock().take(MOST_BYTES);
    input.read_until(b'\n', &mut line).map_err(CliError::Input)?;
    if line.last() == Some(&b'\n') {
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
    }
    let text = String::from_utf8(line).map_err(|_| CliError::PasswordNotText)?;
    Ok(Password::parse(text)?)
}
