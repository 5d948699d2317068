//! Placeholders: `{{password:1}}`, where a recording does not have a secret, and what is known to belong in their place.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use serde_json::Value;

use crate::model::os_reason;

/// A placeholder in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placeholder<'t> {
    /// Its name: `password:1`.
    pub name: &'t str,
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'t> {
    /// Text that means itself.
    Literal(&'t str),
    /// A placeholder.
    Placeholder(Placeholder<'t>),
}

impl Placeholder<'_> {
    /// How it is written.
    pub fn text(word: &str, number: usize) -> String {
        format!("{{{{{word}:{number}}}}}")
    }

    /// Whether a JSON Web Token belongs in its place.
    pub fn is_jwt(self) -> bool {
        self.name.starts_with("jwt:")
    }
}

impl fmt::Display for Placeholder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{{{}}}}}", self.name)
    }
}

/// The parts of a text.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some((before, name, after)) = first(rest) {
        if !before.is_empty() {
            parts.push(Part::Literal(before));
        }
        parts.push(Part::Placeholder(Placeholder { name }));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(rest));
    }
    parts
}

/// Whether there is a placeholder in a text.
pub fn is_in(text: &str) -> bool {
    first(text).is_some()
}

/// The first placeholder, with what is before and after it.
fn first(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(found) = text.get(from..)?.find("{{") {
        let start = from + found;
        let inner = text.get(start + 2..)?;
        if let Some((name, after)) = inner.split_once("}}")
            && is_name(name)
        {
            return Some((text.get(..start)?, name, after));
        }
        from = start + 1;
    }
    None
}

fn is_name(name: &str) -> bool {
    name.split_once(':').is_some_and(|(word, number)| {
        let is_word = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
        is_word && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// What belongs in the place of placeholders, as the operator says.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secrets(pub(super) HashMap<String, String>);

/// Why a file has no secrets.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableSecrets {
    /// It cannot be read.
    #[error("it cannot be read: {}", os_reason(.0))]
    Io(#[source] std::io::Error),
    /// It is something else. What it says is not repeated.
    #[error("it must be a JSON object of names and texts, such as {{\"password:1\": \"...\"}}")]
    Form,
}

impl Secrets {
    /// Reads a file with a JSON object. Braces around names are optional.
    ///
    /// # Errors
    /// [`UnreadableSecrets`].
    pub fn read(path: &Path) -> Result<Self, UnreadableSecrets> {
        Self::parse(&std::fs::read_to_string(path).map_err(UnreadableSecrets::Io)?).ok_or(UnreadableSecrets::Form)
    }

    fn parse(text: &str) -> Option<Self> {
        let secrets: HashMap<String, Value> = serde_json::from_str(text).ok()?;
        let secrets = secrets.into_iter().map(|(name, value)| {
            let name = name.trim_start_matches('{').trim_end_matches('}').to_owned();
            let value = match value {
                Value::String(text) => text,
                Value::Number(number) => number.to_string(),
                Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
            };
            is_name(&name).then_some((name, value))
        });
        secrets.collect::<Option<_>>().map(Self)
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_into_its_parts() {
        let name = |name| Part::Placeholder(Placeholder { name });
        assert_eq!(
            parts("a {{b}} {{token:1}}{{jwt:20}} {{{cookie:3}}"),
            [
                Part::Literal("a {{b}} "),
                name("token:1"),
                name("jwt:20"),
                Part::Literal(" {"),
                name("cookie:3"),
            ]
        );
        for text in ["", "{{", "{{a:}}", "{{:1}}", "{{A:1}}", "{{a:1}", "{{a:1 }}"] {
            assert!(!is_in(text), "{text}");
        }
    }

    #[test]
    fn secrets_are_names_and_texts() {
        let read = Secrets::parse(r#"{"password:1": "x", "{{number:1}}": 7}"#).unwrap();
        assert_eq!((read.0["password:1"].as_str(), read.0["number:1"].as_str()), ("x", "7"));
        assert!(!format!("{read:?}").contains('x'));
        for text in ["[]", r#"{"password": "x"}"#, r#"{"password:1": null}"#, "{"] {
            assert_eq!(Secrets::parse(text), None, "{text}");
        }
    }
}
