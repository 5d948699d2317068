//! Escapes untrusted text for one line of a terminal or a log.

use std::fmt::{self, Write};

/// Whether a character only shows itself. Control characters end lines or control the terminal; the others here end
/// lines for some programs, or change the direction of text.
fn is_harmless(character: char) -> bool {
    let reorders_or_breaks = matches!(
        character,
        '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    !character.is_control() && !reorders_or_breaks
}

/// The text, with every other character escaped as in Rust: `\n`, `\u{1b}`.
pub fn printable(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    // Writing to a String cannot fail.
    let _ = Printable(&mut safe).write_str(text);
    safe
}

/// Escapes text on its way to another writer.
pub struct Printable<'a, W: ?Sized>(pub &'a mut W);

impl<W: Write + ?Sized> Write for Printable<'_, W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            if is_harmless(character) {
                self.0.write_char(character)?;
            } else {
                write!(self.0, "{}", character.escape_default())?;
            }
        }
        Ok(())
    }
}
