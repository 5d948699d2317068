//! What a schema of OpenAPI 3.0 allows, then and now.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use super::Differences;

/// Who suffers when a schema changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// A client sends what fits the schema.
    Request,
    /// A client reads what fits it.
    Answer,
}

/// What became of what a schema allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Became {
    Wider,
    Narrower,
    /// Neither of the two, or nobody can tell.
    Other,
    /// It allows what it allowed.
    Same,
}

/// Keywords that say something to people only, or to nobody.
const WORDS: [&str; 5] = ["title", "description", "example", "externalDocs", "deprecated"];
/// Keywords by which something gets wider when they grow, and ones by which it gets narrower.
const MAXIMA: [&str; 4] = ["maxLength", "maximum", "maxItems", "maxProperties"];
const MINIMA: [&str; 4] = ["minLength", "minimum", "minItems", "minProperties"];
/// Keywords that narrow by being there.
const NARROWING: [&str; 2] = ["pattern", "format"];
/// The same for flags.
const NARROWING_FLAGS: [&str; 3] = ["exclusiveMinimum", "exclusiveMaximum", "uniqueItems"];
/// Keywords with a function of their own below.
const HANDLED: [&str; 7] = [
    "type",
    "nullable",
    "enum",
    "items",
    "properties",
    "required",
    "additionalProperties",
];

/// Compares schemas of two documents.
pub struct Schemas<'a> {
    pub old: &'a Value,
    pub new: &'a Value,
    pub side: Side,
    pub found: &'a mut Differences,
    /// Pairs of types that are being compared already: types may contain themselves.
    pub seen: HashSet<(String, String)>,
}

impl Schemas<'_> {
    /// Compares two schemas, each in its document.
    pub fn compare(&mut self, place: &str, old: &Value, new: &Value) {
        let (old, new) = (unwrapped(old), unwrapped(new));
        if let (Some(one), Some(other)) = (old["$ref"].as_str(), new["$ref"].as_str()) {
            if one != other {
                let what = format!("is called {} now, was {}", name(other), name(one));
                self.add(place, &what, Became::Other);
            }
            if !self.seen.insert((one.to_owned(), other.to_owned())) {
                return;
            }
        }
        let (old, new) = (resolved(self.old, old), resolved(self.new, new));
        self.compare_resolved(place, old, new);
    }

    fn compare_resolved(&mut self, place: &str, old: &Value, new: &Value) {
        let flag = |schema: &Value, name: &str| schema[name].as_bool().unwrap_or_default();
        if old["type"] != new["type"] {
            let became = match (old["type"].as_str(), new["type"].as_str()) {
                (Some("integer"), Some("number")) | (Some(_), None) => Became::Wider,
                (Some("number"), Some("integer")) | (None, Some(_)) => Became::Narrower,
                _ => Became::Other,
            };
            self.add(
                place,
                &format!("is of type {} now, was {}", new["type"], old["type"]),
                became,
            );
        }
        match (flag(old, "nullable"), flag(new, "nullable")) {
            (false, true) => self.add(place, "may be null now", Became::Wider),
            (true, false) => self.add(place, "may not be null any more", Became::Narrower),
            _ => {}
        }
        self.compare_enum(place, old, new);
        self.compare_keywords(place, old, new);
        self.compare_members(place, old, new);
        if old.get("items").is_some() || new.get("items").is_some() {
            self.compare(&format!("{place}[]"), &old["items"], &new["items"]);
        }
    }

    fn compare_enum(&mut self, place: &str, old: &Value, new: &Value) {
        let values = |schema: &Value| schema["enum"].as_array().cloned();
        let (old, new) = match (values(old), values(new)) {
            (None, None) => return,
            (None, Some(_)) => return self.add(place, "has a list of values now", Became::Narrower),
            (Some(_), None) => return self.add(place, "has no list of values any more", Became::Wider),
            (Some(old), Some(new)) => (old, new),
        };
        for value in new.iter().filter(|value| !old.contains(value)) {
            self.add(place, &format!("may be {value} now"), Became::Wider);
        }
        for value in old.iter().filter(|value| !new.contains(value)) {
            self.add(place, &format!("may not be {value} any more"), Became::Narrower);
        }
    }

    fn compare_keywords(&mut self, place: &str, old: &Value, new: &Value) {
        let keys = |value: &Value| {
            value
                .as_object()
                .into_iter()
                .flatten()
                .map(|(key, _)| key.clone())
                .collect()
        };
        let (one, other): (BTreeSet<String>, BTreeSet<String>) = (keys(old), keys(new));
        for key in one.union(&other).map(String::as_str) {
            let (was, is) = (&old[key], &new[key]);
            if was == is || HANDLED.contains(&key) || key == "$ref" {
                continue;
            }
            // Where there is no bound, it is an infinite one.
            let grew = |none: f64| is.as_f64().unwrap_or(none) > was.as_f64().unwrap_or(none);
            let became = match key {
                key if WORDS.contains(&key) => Became::Same,
                key if MAXIMA.contains(&key) && grew(f64::INFINITY) => Became::Wider,
                key if MINIMA.contains(&key) && !grew(f64::NEG_INFINITY) => Became::Wider,
                key if MAXIMA.contains(&key) || MINIMA.contains(&key) => Became::Narrower,
                key if NARROWING.contains(&key) && was.is_null() => Became::Narrower,
                key if NARROWING.contains(&key) && is.is_null() => Became::Wider,
                key if NARROWING_FLAGS.contains(&key) && *is == true => Became::Narrower,
                key if NARROWING_FLAGS.contains(&key) => Became::Wider,
                _ => Became::Other,
            };
            let what = match became {
                Became::Same => format!("has another {key}"),
                _ => format!("has {key} {is} now, was {was}"),
            };
            self.add(place, &what, became);
        }
    }

    fn compare_members(&mut self, place: &str, old: &Value, new: &Value) {
        let required = |schema: &Value, member: &str| {
            let mut all = schema["required"].as_array().into_iter().flatten();
            all.any(|one| one == member)
        };
        let members = |schema: &Value| schema["properties"].as_object().cloned().unwrap_or_default();
        let (before, after) = (members(old), members(new));
        for (name, was) in &before {
            let place = format!("{place}, {name}");
            let Some(is) = after.get(name) else {
                // What was sent is understood no longer; what was read is there no longer.
                self.add(&place, "is gone", Became::Other);
                continue;
            };
            match (required(old, name), required(new, name)) {
                (false, true) => self.add(&place, "is always there now", Became::Narrower),
                (true, false) => self.add(&place, "may be missing now", Became::Wider),
                _ => {}
            }
            self.compare(&place, was, is);
        }
        for name in after.keys().filter(|name| !before.contains_key(*name)) {
            let place = format!("{place}, {name}");
            match required(new, name) {
                true if self.side == Side::Request => self.add(&place, "is new and required", Became::Narrower),
                // Readers pass over members that they do not know, unless a schema forbids those.
                true | false => self.add(&place, "is new", Became::Same),
            }
        }
        self.compare_other_members(place, &old["additionalProperties"], &new["additionalProperties"]);
    }

    fn compare_other_members(&mut self, place: &str, old: &Value, new: &Value) {
        let place = format!("{place}, other members");
        // That any are allowed is what is meant where nothing is said.
        let any = |value: &Value| value.is_null() || *value == true;
        match (old, new) {
            (old, new) if old == new || any(old) && any(new) => {}
            (_, Value::Bool(false)) => self.add(&place, "are not allowed any more", Became::Narrower),
            (Value::Bool(false), _) => self.add(&place, "are allowed now", Became::Wider),
            (old, _) if any(old) => self.add(&place, "have a schema now", Became::Narrower),
            (_, new) if any(new) => self.add(&place, "have no schema any more", Became::Wider),
            (old, new) => self.compare(&place, old, new),
        }
    }

    fn add(&mut self, place: &str, what: &str, became: Became) {
        let breaks = match (became, self.side) {
            (Became::Same, _) | (Became::Wider, Side::Request) | (Became::Narrower, Side::Answer) => false,
            (Became::Other, _) | (Became::Narrower, Side::Request) | (Became::Wider, Side::Answer) => true,
        };
        self.found.add(place, what, breaks);
    }
}

/// A reference with words beside it is written as an `allOf` of one.
fn unwrapped(schema: &Value) -> &Value {
    match schema["allOf"].as_array().map(Vec::as_slice) {
        Some([only]) => only,
        _ => schema,
    }
}

/// What a `$ref` leads to; anything else is itself.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str().and_then(|path| path.strip_prefix('#')) {
        Some(pointer) => document.pointer(pointer).unwrap_or(&Value::Null),
        None => schema,
    }
}

fn name(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}
