//! Comparing two bodies of JSON, member by member.

use serde_json::{Map, Value};

use super::difference::{Difference, Kind, NOTHING, masked};
use super::form::{Sameness, is_token_name, same_number, same_text};

/// How deep is compared. No login API nests deeper.
const MAX_DEPTH: usize = 16;
/// How much of the name of a member is told, in characters.
const MAX_NAME: usize = 40;
/// Names below a place that is longer than this are not told, in bytes. A place is part of a key in the database.
const LONGEST_PLACE: usize = 400;
/// How many differences are told of one pair of answers.
pub(super) const MAX_DIFFERENCES: usize = 50;

/// Adds what differs between two values at a place.
pub(super) fn compare(place: &str, expected: &Value, actual: &Value, found: &mut Vec<Difference>) {
    compare_at(place, (expected, actual), MAX_DEPTH, found);
}

fn compare_at(place: &str, (expected, actual): (&Value, &Value), depth: usize, found: &mut Vec<Difference>) {
    if depth == 0 || found.len() >= MAX_DIFFERENCES {
        return;
    }
    let differs = |kind| Difference {
        kind,
        place: place.to_owned(),
        expected: masked(expected),
        actual: masked(actual),
    };
    match (expected, actual) {
        (Value::Object(one), Value::Object(other)) => compare_members(place, (one, other), depth, found),
        (Value::Array(one), Value::Array(other)) => {
            if one.len() != other.len() {
                found.push(differs(Kind::Value));
            }
            let place = format!("{place}/*");
            for pair in one.iter().zip(other) {
                compare_at(&place, pair, depth - 1, found);
            }
        }
        (Value::String(one), Value::String(other)) => match same_text(one, other) {
            Sameness::Same => {}
            Sameness::OtherValue => found.push(differs(Kind::Value)),
            Sameness::OtherForm => found.push(differs(Kind::Type)),
        },
        (Value::Number(_), Value::Number(_)) if same_number(expected, actual) => {}
        (Value::Number(_), Value::Number(_)) => found.push(differs(Kind::Value)),
        (Value::Bool(one), Value::Bool(other)) if one == other => {}
        (Value::Bool(_), Value::Bool(_)) => found.push(differs(Kind::Value)),
        (Value::Null, Value::Null) => {}
        (
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_),
            _,
        ) => found.push(differs(Kind::Type)),
    }
}

fn compare_members(
    place: &str,
    (expected, actual): (&Map<String, Value>, &Map<String, Value>),
    depth: usize,
    found: &mut Vec<Difference>,
) {
    let below = |name: &str| match place.len() < LONGEST_PLACE {
        true => format!("{place}/{}", shown(name)),
        false => place.to_owned(),
    };
    for (name, one) in expected {
        match actual.get(name) {
            Some(Value::String(_)) if one.is_string() && is_token_name(name) => {}
            Some(other) => compare_at(&below(name), (one, other), depth - 1, found),
            None => found.push(Difference {
                kind: Kind::Missing,
                place: below(name),
                expected: masked(one),
                actual: NOTHING.to_owned(),
            }),
        }
    }
    for (name, other) in actual {
        if !expected.contains_key(name) {
            found.push(Difference {
                kind: Kind::Unexpected,
                place: below(name),
                expected: NOTHING.to_owned(),
                actual: masked(other),
            });
        }
    }
}

/// A name as a step of a pointer (RFC 6901). Its author must not choose how much of it is kept.
fn shown(name: &str) -> String {
    let mut shown: String = name
        .chars()
        .take(MAX_NAME)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if name.chars().nth(MAX_NAME).is_some() {
        shown.push('…');
    }
    shown.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(expected: Value, actual: Value) -> Vec<(Kind, String, String, String)> {
        let mut found = Vec::new();
        compare("", &expected, &actual, &mut found);
        found
            .into_iter()
            .map(|one| (one.kind, one.place, one.expected, one.actual))
            .collect()
    }

    #[test]
    fn members_that_are_missing_unexpected_or_something_else_are_told_with_their_place() {
        let expected = json!({ "data": { "id": 7, "name": "Ann", "a/b": null, "since": "2026-11-30 10:00:00" } });
        let actual = json!({ "data": { "id": "7", "name": "Bob", "since": "2026-11-30 10:01:00", "new": [1] } });
        let told = |kind, place: &str, expected: &str, actual: &str| {
            (kind, place.to_owned(), expected.to_owned(), actual.to_owned())
        };
        let mut found = found(expected, actual);
        found.sort();
        assert_eq!(
            found,
            [
                told(Kind::Missing, "/data/a~1b", "null", "-"),
                told(Kind::Unexpected, "/data/new", "-", "an array of 1"),
                told(Kind::Type, "/data/id", "0", "\"0\""),
                told(Kind::Value, "/data/name", "\"Xxx\"", "\"Xxx\""),
            ]
        );
    }

    #[test]
    fn a_token_is_whatever_stands_where_one_belongs() {
        let expected = json!({ "accessToken": "1|a", "JWT": "x", "token_type": "bearer", "resetToken": "a" });
        let actual = json!({ "accessToken": "eyJ.a.b", "JWT": "y", "token_type": "Bearer", "resetToken": null });
        let mut places: Vec<_> = found(expected, actual)
            .into_iter()
            .map(|(kind, place, ..)| (kind, place))
            .collect();
        places.sort();
        assert_eq!(
            places,
            [
                (Kind::Type, "/resetToken".to_owned()),
                (Kind::Value, "/token_type".to_owned())
            ]
        );
    }

    #[test]
    fn of_a_name_little_is_told_and_nothing_that_a_database_refuses() {
        let place = |name: String| found(json!({ name: 1 }), json!({})).remove(0).1;
        assert_eq!(place("a\0b\nc".to_owned()), "/a b c");
        assert_eq!(place("x".repeat(5000)), format!("/{}…", "x".repeat(40)));
        let deep = |end: Value| (0..14).fold(end, |inner, _| json!({ "é".repeat(5000): inner }));
        assert!(found(deep(json!(1)), deep(json!(2))).remove(0).1.len() < 600);
    }

    #[test]
    fn items_are_compared_in_their_order_and_counted() {
        let places = |expected, actual| -> Vec<(Kind, String)> {
            let found = found(expected, actual).into_iter();
            found.map(|(kind, place, ..)| (kind, place)).collect()
        };
        assert_eq!(places(json!([1, 2]), json!([1, 2])), []);
        assert_eq!(places(json!([1, 2]), json!([2, 2])), [(Kind::Value, "/*".to_owned())]);
        assert_eq!(
            places(json!({ "a": [{ "b": 1 }] }), json!({ "a": [{ "b": 2 }, 3] })),
            [(Kind::Value, "/a".to_owned()), (Kind::Value, "/a/*/b".to_owned())]
        );
    }

    #[test]
    fn however_much_differs_little_is_told() {
        let many = |value: i64| json!((0..1000).map(|_| value).collect::<Vec<_>>());
        assert_eq!(found(many(1), many(2)).len(), MAX_DIFFERENCES);
        let deep = |end: Value| (0..100).fold(end, |inner, _| json!([inner]));
        assert_eq!(found(deep(json!(1)), deep(json!(2))), []);
    }
}
