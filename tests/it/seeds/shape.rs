//! Comparing the shape of two JSON values: names, order and types of all members.

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// `sent` has the members of `printed`, in the same order and of the same types, all the way down. Only the members in
/// `unset` may be `null`: nobody has set them.
#[track_caller]
pub fn assert_alike(printed: &Value, sent: &Value, unset: &[&str]) {
    let mut differences = Vec::new();
    compare(printed, sent, "", unset, &mut differences);
    assert!(differences.is_empty(), "{differences:#?}\nin {sent:#}");
}

fn compare(printed: &Value, sent: &Value, place: &str, unset: &[&str], differences: &mut Vec<String>) {
    match (printed, sent) {
        (_, Value::Null) if unset.contains(&place) => {}
        (Value::Object(printed), Value::Object(sent)) => {
            let (expected, found): (Vec<_>, Vec<_>) = (printed.keys().collect(), sent.keys().collect());
            if expected != found {
                differences.push(format!("{place}: members {found:?} instead of {expected:?}"));
            }
            for (name, printed) in printed {
                if let Some(sent) = sent.get(name) {
                    compare(printed, sent, &format!("{place}/{name}"), unset, differences);
                }
            }
        }
        (Value::Array(printed), Value::Array(sent)) => {
            let Some(printed) = printed.first() else { return };
            if sent.is_empty() {
                differences.push(format!("{place}: an empty array instead of one like [{printed}]"));
            }
            for sent in sent {
                compare(printed, sent, &format!("{place}/*"), unset, differences);
            }
        }
        (printed, sent) => {
            let (expected, found) = (kind(printed), kind(sent));
            if expected != found && !(expected == "a string" && sent.is_string()) {
                differences.push(format!("{place}: {found} instead of {expected}"));
            }
        }
    }
}

/// The type of a value, as precisely as a page's example shows it.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a fraction",
        Value::Number(_) => "an integer",
        Value::String(text) if is_token(text) => "a token",
        Value::String(text) if is_date_time(text) => "a date-time in UTC",
        Value::String(text) if is_plain_date(text) => "a date and time without a zone",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn is_token(text: &str) -> bool {
    // Pages shorten tokens.
    text.starts_with("eyJ") && (text.ends_with("...") || text.split('.').count() == 3)
}

fn is_date_time(text: &str) -> bool {
    text.ends_with('Z') && OffsetDateTime::parse(text, &Rfc3339).is_ok()
}

fn is_plain_date(text: &str) -> bool {
    let (date, time) = text.split_once(' ').unwrap_or_default();
    is_date_time(&format!("{date}T{time}Z"))
}

mod tests {
    use serde_json::json;

    use super::compare;

    #[test]
    fn a_difference_in_name_order_or_type_is_found_wherever_it_is() {
        let printed = json!({"a": [{"b": 1, "c": "2019-08-24T14:15:22Z"}], "d": "text"});
        for (sent, difference) in [
            (json!({"a": [{"b": 2, "c": "2026-01-01T00:00:00Z"}], "d": ""}), None),
            (
                json!({"a": [{"b": 2, "c": "2026-01-01T00:00:00Z"}], "d": null}),
                Some("/d: null instead of a string"),
            ),
            (
                json!({"a": [{"b": 2, "c": "1 May"}], "d": ""}),
                Some("/a/*/c: a string instead of a date-time in UTC"),
            ),
            (
                json!({"a": [{"b": 2.5, "c": null}], "d": ""}),
                Some("/a/*/b: a fraction instead of an integer"),
            ),
            (
                json!({"a": [], "d": ""}),
                Some("/a: an empty array instead of one like [{\"b\":1,\"c\":\"2019-08-24T14:15:22Z\"}]"),
            ),
            (
                json!({"d": "", "a": [{"b": 2, "c": null}]}),
                Some(": members [\"d\", \"a\"] instead of [\"a\", \"d\"]"),
            ),
            (
                json!({"a": [{"b": 2}], "d": ""}),
                Some("/a/*: members [\"b\"] instead of [\"b\", \"c\"]"),
            ),
        ] {
            let mut differences = Vec::new();
            compare(&printed, &sent, "", &["/a/*/c"], &mut differences);
            assert_eq!(differences.first().map(String::as_str), difference, "{sent}");
        }
    }
}
