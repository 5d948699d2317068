//! What a document says outside its schemas, then and now.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value};

use super::Differences;
use super::schema::{Schemas, Side};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Compares two versions of a document.
pub fn compare(old: &Value, new: &Value, found: &mut Differences) {
    let mut comparing = Comparing { old, new, found };
    comparing.rest("the document", old, new, &["info", "paths", "components", "tags"], &[]);
    for part in ["info", "tags"] {
        if old[part] != new[part] {
            comparing.found.add(part, "says something else", false);
        }
    }
    comparing.schemes();
    let (before, after) = (operations(old), operations(new));
    for (name, was) in &before {
        match after.iter().find(|(other, _)| name == other) {
            Some((_, is)) => comparing.operation(name, was, is),
            None => comparing.found.add(name, "is gone", true),
        }
    }
    for (name, _) in after
        .iter()
        .filter(|(name, _)| !before.iter().any(|(other, _)| name == other))
    {
        comparing.found.add(name, "is new", false);
    }
}

fn operations(document: &Value) -> Vec<(String, &Value)> {
    let mut all = Vec::new();
    for (path, item) in members(&document["paths"]) {
        for (method, operation) in members(item).filter(|(method, _)| METHODS.contains(&method.as_str())) {
            all.push((format!("{} {path}", method.to_uppercase()), operation));
        }
    }
    all
}

struct Comparing<'a> {
    old: &'a Value,
    new: &'a Value,
    found: &'a mut Differences,
}

impl Comparing<'_> {
    fn schema(&mut self, side: Side, place: &str, old: &Value, new: &Value) {
        let (seen, found) = (HashSet::new(), &mut *self.found);
        Schemas {
            old: self.old,
            new: self.new,
            side,
            found,
            seen,
        }
        .compare(place, old, new);
    }

    /// How callers show who they are: what a scheme is may not change, but what is said of it.
    fn schemes(&mut self) {
        let schemes = |document: &Value| document["components"]["securitySchemes"].clone();
        let (before, after) = (schemes(self.old), schemes(self.new));
        for (name, was) in members(&before) {
            let place = format!("security scheme {name}");
            match after.get(name) {
                Some(is) => self.rest(&place, was, is, &[], &["description"]),
                None => self.found.add(&place, "is gone", true),
            }
        }
        for (name, _) in members(&after).filter(|(name, _)| before.get(name.as_str()).is_none()) {
            self.found.add(&format!("security scheme {name}"), "is new", false);
        }
    }

    fn operation(&mut self, name: &str, old: &Value, new: &Value) {
        let handled = ["parameters", "requestBody", "responses", "security"];
        // Generators name methods after the identifier and classes after the tags, so these break when they change.
        self.rest(name, old, new, &handled, &["summary", "description"]);
        self.parameters(name, &old["parameters"], &new["parameters"]);
        self.body(name, &old["requestBody"], &new["requestBody"]);
        self.answers(name, &old["responses"], &new["responses"]);
        self.security(name, &old["security"], &new["security"]);
    }

    fn parameters(&mut self, name: &str, old: &Value, new: &Value) {
        let key = |one: &Value| {
            format!(
                "{name}, {} {}",
                one["in"].as_str().unwrap_or(""),
                one["name"].as_str().unwrap_or("")
            )
        };
        let all = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let (before, after) = (all(old), all(new));
        for was in &before {
            let place = key(was);
            let Some(is) = after.iter().find(|is| key(is) == place) else {
                self.found.add(&place, "is gone", true);
                continue;
            };
            self.required(&place, was, is);
            self.rest(
                &place,
                was,
                is,
                &["schema", "required"],
                &["description", "example", "examples"],
            );
            self.schema(Side::Request, &place, &was["schema"], &is["schema"]);
        }
        for is in after.iter().filter(|is| !before.iter().any(|was| key(was) == key(is))) {
            match is["required"] == true {
                true => self.found.add(&key(is), "is new and required", true),
                false => self.found.add(&key(is), "is new", false),
            }
        }
    }

    fn body(&mut self, name: &str, old: &Value, new: &Value) {
        let place = format!("{name}, request");
        match (old.is_null(), new.is_null()) {
            (true, true) => {}
            (true, false) => self.found.add(&place, "has a body now", new["required"] == true),
            (false, true) => self.found.add(&place, "has no body any more", true),
            (false, false) => {
                self.required(&place, old, new);
                self.rest(&place, old, new, &["content", "required"], &["description"]);
                self.content(Side::Request, &place, &old["content"], &new["content"]);
            }
        }
    }

    /// A client sends one of the types that there were, and can read none but those.
    fn content(&mut self, side: Side, place: &str, old: &Value, new: &Value) {
        for (media, was) in members(old) {
            match new.get(media) {
                Some(is) => {
                    self.rest(place, was, is, &["schema"], &["example", "examples"]);
                    self.schema(side, place, &was["schema"], &is["schema"]);
                }
                None => self.found.add(place, format!("is not of type {media} any more"), true),
            }
        }
        for (media, _) in members(new).filter(|(media, _)| old.get(media.as_str()).is_none()) {
            self.found
                .add(place, format!("may be of type {media} now"), side == Side::Answer);
        }
    }

    /// A client that does not know an error treats it as the first of its hundred (RFC 9110 section 15), so a new one
    /// breaks nobody; another success is something that it cannot read.
    fn answers(&mut self, name: &str, old: &Value, new: &Value) {
        let is_error = |status: &str| status.starts_with(['4', '5']);
        for (status, was) in members(old) {
            let place = format!("{name}, {status}");
            let Some(is) = new.get(status) else {
                self.found.add(&place, "is gone", !is_error(status));
                continue;
            };
            self.rest(&place, was, is, &["content", "headers"], &["description"]);
            self.content(Side::Answer, &place, &was["content"], &is["content"]);
            self.headers(&place, &was["headers"], &is["headers"]);
        }
        for (status, _) in members(new).filter(|(status, _)| old.get(status.as_str()).is_none()) {
            self.found
                .add(&format!("{name}, {status}"), "is new", !is_error(status));
        }
    }

    fn headers(&mut self, place: &str, old: &Value, new: &Value) {
        for (header, was) in members(old) {
            let place = format!("{place}, header {header}");
            let (before, after) = (self.old, self.new);
            let was = resolved(before, was);
            // Names of headers are compared without regard to case (RFC 9110 section 5.1).
            let named = members(new).find(|(name, _)| name.eq_ignore_ascii_case(header));
            let Some(is) = named.map(|(_, is)| resolved(after, is)) else {
                self.found.add(&place, "is gone", true);
                continue;
            };
            match (was["required"] == true, is["required"] == true) {
                (true, false) => self.found.add(&place, "may be missing now", true),
                (false, true) => self.found.add(&place, "is always there now", false),
                _ => {}
            }
            self.rest(
                &place,
                was,
                is,
                &["schema", "required"],
                &["description", "example", "examples", "deprecated"],
            );
            self.schema(Side::Answer, &place, &was["schema"], &is["schema"]);
        }
        let is_new = |header: &str| !members(old).any(|(known, _)| known.eq_ignore_ascii_case(header));
        for (header, _) in members(new).filter(|(header, _)| is_new(header)) {
            self.found.add(&format!("{place}, header {header}"), "is new", false);
        }
    }

    /// One of the alternatives suffices; where there is none, nothing is needed.
    fn security(&mut self, name: &str, old: &Value, new: &Value) {
        let all = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let (before, after) = (all(old), all(new));
        let open = |alternatives: &[Value]| {
            alternatives.is_empty() || alternatives.iter().any(|one| members(one).next().is_none())
        };
        match (open(&before), open(&after)) {
            (true, false) => return self.found.add(name, "needs a credential now", true),
            (false, true) => return self.found.add(name, "needs no credential any more", false),
            _ => {}
        }
        for gone in before.iter().filter(|one| !after.contains(one)) {
            self.found
                .add(name, format!("does not take the credential {gone} any more"), true);
        }
        for added in after.iter().filter(|one| !before.contains(one)) {
            self.found.add(name, format!("takes the credential {added} now"), false);
        }
    }

    fn required(&mut self, place: &str, old: &Value, new: &Value) {
        match (old["required"] == true, new["required"] == true) {
            (false, true) => self.found.add(place, "is required now", true),
            (true, false) => self.found.add(place, "may be left out now", false),
            _ => {}
        }
    }

    /// All members but those that are looked at elsewhere: words may change, anything else breaks.
    fn rest(&mut self, place: &str, old: &Value, new: &Value, handled: &[&str], words: &[&str]) {
        let keys = |value| members(value).map(|(key, _)| key.clone()).collect();
        let (one, other): (BTreeSet<String>, BTreeSet<String>) = (keys(old), keys(new));
        for key in one.union(&other).map(String::as_str) {
            if old[key] == new[key] || handled.contains(&key) {
                continue;
            }
            match words.contains(&key) {
                true => self.found.add(place, format!("has another {key}"), false),
                false => self
                    .found
                    .add(place, format!("has {key} {} now, was {}", new[key], old[key]), true),
            }
        }
    }
}

/// What a `$ref` leads to; anything else is itself.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let reference = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    reference.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}
