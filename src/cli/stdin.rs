//! Passwords from standard input. Arguments would be visible to every process of the machine, and in the shell's
//! history.

use std::io::{self, BufRead, Read};

use super::error::CliError;
use crate::model::Password;

/// The limit of what is read, longer than any password: the input may be endless.
const MAX_BYTES: u64 = 8 * 1024;

/// Reads the first line of standard input. One line end, `\n` or `\r\n`, is removed; every other byte belongs to the
/// password.
pub fn password() -> Result<Password, CliError> {
    let mut line = Vec::new();
    let mut input = io::stdin().lock().take(MAX_BYTES);
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
