//! Masking: a placeholder such as `{{token:1}}` in the place of each secret of an exchange. Equal secrets get the same
//! one, so that a replay can put in what it gets or is given for it.
//!
//! A secret is known by the name of what holds it (`kind.rs`), by how it looks (`look.rs`), or because it was one before.
//! Headers, queries and bodies each have a file. A body of a kind that cannot be looked into, such as a page or an
//! image, is left out as a whole.

mod body;
mod headers;
mod kind;
mod look;
mod target;

use std::collections::HashMap;

use super::exchange::{Body, Recorded};
use super::placeholder::{self, Part, Placeholder};
use crate::compare::is_jwt;
use kind::Kind;

/// The shortest secret that is also looked for where nothing says that there is one. Shorter ones, such as a cookie `1`,
/// are common texts.
const SHORTEST_ELSEWHERE: usize = 8;

/// Masks the exchanges of one recording, in their order.
#[derive(Debug, Default)]
pub struct Masker {
    /// All secrets with their placeholders. Numbers are others than texts of the same digits.
    known: HashMap<(bool, String), String>,
    /// Those that are secret wherever they stand alone, with their placeholders.
    elsewhere: HashMap<String, String>,
    /// Those that are looked for within texts, with their placeholders. What looks like a token is found by that.
    within: Vec<(String, String)>,
    counts: HashMap<&'static str, usize>,
}

impl Masker {
    /// The exchange with placeholders.
    pub fn mask(&mut self, mut recorded: Recorded) -> Recorded {
        let request = &mut recorded.request;
        self.mask_headers(&mut request.headers);
        request.target = self.mask_target(&request.target);
        request.body = self.mask_body(&request.headers, std::mem::replace(&mut request.body, Body::NONE));
        if let Some(answer) = &mut recorded.answer {
            self.mask_headers(&mut answer.headers);
            answer.body = self.mask_body(&answer.headers, std::mem::replace(&mut answer.body, Body::NONE));
        }
        recorded
    }

    /// The placeholder of a secret. Nothing stands for itself.
    fn placeholder(&mut self, kind: Kind, secret: &str) -> String {
        if secret.is_empty() {
            return String::new();
        }
        let is_number = kind == Kind::Number;
        if let Some(known) = self.known.get(&(is_number, secret.to_owned())) {
            return known.clone();
        }
        // Tokens of one form are replaced by others of that form: a difference there is worth knowing.
        let word = if !is_number && is_jwt(secret) {
            "jwt"
        } else {
            kind.word()
        };
        let count = self.counts.entry(word).or_default();
        *count += 1;
        let placeholder = Placeholder::text(word, *count);
        self.known.insert((is_number, secret.to_owned()), placeholder.clone());
        let is_long = secret.len() >= SHORTEST_ELSEWHERE;
        if is_long && !look::is_token(secret) {
            self.within.push((secret.to_owned(), placeholder.clone()));
        }
        if is_long || kind == Kind::Password {
            self.elsewhere.insert(secret.to_owned(), placeholder.clone());
        }
        placeholder
    }

    /// A text that holds a secret if it looks like it, or if it was one before.
    fn mask_text(&mut self, text: &str) -> String {
        if let Some(known) = self.elsewhere.get(text) {
            return known.clone();
        }
        // JSON within JSON, or within a field of a form.
        if text.starts_with(['{', '['])
            && let Some(masked) = self.mask_json_text(text)
        {
            return masked;
        }
        let mut masked = text.to_owned();
        for (secret, placeholder) in &self.within {
            if masked.contains(secret.as_str()) {
                masked = in_literals(&masked, |literal| literal.replace(secret.as_str(), placeholder));
            }
        }
        in_literals(&masked, |literal| {
            let tokens: Vec<&str> = look::tokens_in(literal).collect();
            tokens.into_iter().fold(literal.to_owned(), |text, token| {
                let placeholder = self.placeholder(Kind::Token, token);
                text.replace(token, &placeholder)
            })
        })
    }

    /// A text under a name: all of it is a secret where the name says so.
    fn mask_named(&mut self, name: &str, text: &str) -> String {
        match Kind::of(name) {
            Some(kind) => self.placeholder(kind, text),
            None => self.mask_text(text),
        }
    }
}

/// Changes what is not a placeholder: a secret may be one of the words of these.
fn in_literals(text: &str, mut change: impl FnMut(&str) -> String) -> String {
    let parts = placeholder::parts(text).into_iter().map(|part| match part {
        Part::Literal(literal) => change(literal),
        Part::Placeholder(found) => found.to_string(),
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

    #[test]
    fn equal_secrets_have_one_placeholder_and_others_have_others() {
        let mut masker = Masker::default();
        assert_eq!(masker.mask_named("password", "hunter2"), "{{password:1}}");
        assert_eq!(masker.mask_named("Password", "hunter3"), "{{password:2}}");
        assert_eq!(masker.mask_named("token", JWT), "{{jwt:1}}");
        assert_eq!(masker.mask_named("token", "1|abc"), "{{token:1}}");
        assert_eq!(masker.mask_named("access_token", JWT), "{{jwt:1}}");
        assert_eq!(masker.mask_named("name", "hunter2"), "{{password:1}}");
        assert_eq!(masker.mask_named("password", ""), "");
    }

    #[test]
    fn secrets_within_other_texts_are_masked() {
        let mut masker = Masker::default();
        assert_eq!(
            masker.mask_text(&format!("the token {JWT} is bad")),
            "the token {{jwt:1}} is bad"
        );
        masker.mask_named("password", "correct horse");
        assert_eq!(masker.mask_text("not correct horse!"), "not {{password:1}}!");
        assert_eq!(masker.mask_text("Ann Lee"), "Ann Lee");
    }

    #[test]
    fn words_of_placeholders_may_be_secrets_and_common_texts_are_none() {
        let mut masker = Masker::default();
        masker.mask_named("password", "hunter22");
        assert_eq!(masker.mask_named("password", "password"), "{{password:2}}");
        assert_eq!(
            masker.mask_text("not hunter22, password"),
            "not {{password:1}}, {{password:2}}"
        );
        assert_eq!(masker.placeholder(Kind::Cookie, "en"), "{{cookie:1}}");
        assert_eq!(masker.mask_text("en"), "en");
        assert_eq!(masker.placeholder(Kind::Number, "12345678"), "{{number:1}}");
        assert_eq!(masker.mask_named("pin", "12345678"), "{{password:3}}");
    }
}
