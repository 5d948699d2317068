//! What a text is, so that what a server makes up anew for each answer is compared by its form alone.

use serde_json::Value;
use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

/// How far apart two times may be that mean the same moment on two servers, in milliseconds.
const SAME_MOMENT: i64 = 5 * 60 * 1000;
/// Numbers from here on are seconds since the Unix epoch: 2001-09-09.
const FIRST_SECOND: i64 = 1_000_000_000;
/// And from here on milliseconds.
const FIRST_MILLISECOND: i64 = 1_000_000_000_000;
/// The shortest text that is taken for a token.
const SHORTEST_TOKEN: usize = 20;
/// What the names of members with tokens end in.
const TOKEN_NAMES: [&str; 3] = ["token", "jwt", "secret"];
/// The length of a UUID in its usual form.
const UUID: usize = 36;
/// The formats of dates with a time but without an offset that login APIs write.
const LOCAL_TIMES: [&[BorrowedFormatItem<'static>]; 2] = [
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second]"),
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]"),
];
/// Nanoseconds in a millisecond.
const NANOS_A_MILLI: i128 = 1_000_000;

/// The form of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A JSON Web Token (RFC 7519).
    Jwt,
    /// Any other token or key.
    Opaque,
    /// A UUID.
    Uuid,
    /// A time with its offset (RFC 3339), in milliseconds since the Unix epoch.
    Time(i64),
    /// A time without an offset; the same, as if it were UTC.
    LocalTime(i64),
    /// The digits of a number.
    Digits,
    /// Anything else.
    Text,
}

impl Form {
    pub(super) fn of(text: &str) -> Self {
        if let Ok(time) = OffsetDateTime::parse(text, &Rfc3339) {
            return Self::Time(millis(time));
        }
        if let Some(time) = local_time(text) {
            return Self::LocalTime(time);
        }
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::Digits;
        }
        if is_uuid(text) {
            return Self::Uuid;
        }
        if text.len() < SHORTEST_TOKEN || !text.chars().all(is_of_tokens) {
            return Self::Text;
        }
        if is_jwt(text) {
            return Self::Jwt;
        }
        // A long word is no token.
        let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
        let has_letter = text.bytes().any(|byte| byte.is_ascii_alphabetic());
        if has_digit && has_letter {
            Self::Opaque
        } else {
            Self::Text
        }
    }

    /// Whether clients send it back: what the two sides have in its place belongs together.
    pub(super) fn is_carried(self) -> bool {
        match self {
            Self::Jwt | Self::Opaque | Self::Uuid => true,
            Self::Time(_) | Self::LocalTime(_) | Self::Digits | Self::Text => false,
        }
    }
}

/// Whether two texts are of one form, and mean the same if they are.
pub(super) fn same_text(expected: &str, actual: &str) -> Sameness {
    if expected == actual {
        return Sameness::Same;
    }
    let same = |is_same| if is_same { Sameness::Same } else { Sameness::OtherValue };
    match (Form::of(expected), Form::of(actual)) {
        (Form::Jwt, Form::Jwt) | (Form::Opaque, Form::Opaque) | (Form::Uuid, Form::Uuid) => Sameness::Same,
        (Form::Time(one), Form::Time(other)) | (Form::LocalTime(one), Form::LocalTime(other)) => {
            same(is_same_moment(one, other, SAME_MOMENT))
        }
        (Form::Digits, Form::Digits) | (Form::Text, Form::Text) => Sameness::OtherValue,
        // A word may happen to look like something else: only what can be nothing else is of another form.
        (Form::Text | Form::Digits | Form::Opaque, Form::Text | Form::Digits | Form::Opaque) => Sameness::OtherValue,
        (Form::Jwt | Form::Opaque | Form::Uuid | Form::Time(_) | Form::LocalTime(_) | Form::Digits | Form::Text, _) => {
            Sameness::OtherForm
        }
    }
}

/// The same for numbers.
pub(super) fn same_number(expected: &Value, actual: &Value) -> bool {
    match (expected.as_i64(), actual.as_i64()) {
        (Some(one), Some(other)) if one == other => true,
        (Some(one), Some(other)) if one >= FIRST_MILLISECOND && other >= FIRST_MILLISECOND => {
            is_same_moment(one, other, SAME_MOMENT)
        }
        (Some(one), Some(other)) if one >= FIRST_SECOND && other >= FIRST_SECOND => {
            is_same_moment(one, other, SAME_MOMENT / 1000)
        }
        (Some(_), Some(_)) => false,
        (Some(_) | None, _) => expected.as_f64() == actual.as_f64(),
    }
}

/// Whether both are times of one form, and the second is this many milliseconds later, to the few minutes that servers
/// may be apart.
pub fn is_later_by(expected: &Value, actual: &Value, later: i64) -> bool {
    let is_shifted = |one: i64, other: i64| is_same_moment(one.saturating_add(later), other, SAME_MOMENT);
    if let (Some(one), Some(other)) = (expected.as_str(), actual.as_str()) {
        return match (Form::of(one), Form::of(other)) {
            (Form::Time(one), Form::Time(other)) | (Form::LocalTime(one), Form::LocalTime(other)) => {
                is_shifted(one, other)
            }
            (
                Form::Jwt | Form::Opaque | Form::Uuid | Form::Time(_) | Form::LocalTime(_) | Form::Digits | Form::Text,
                _,
            ) => false,
        };
    }
    match (expected.as_i64(), actual.as_i64()) {
        (Some(one), Some(other)) if one >= FIRST_MILLISECOND && other >= FIRST_MILLISECOND => is_shifted(one, other),
        (Some(one), Some(other)) if one >= FIRST_SECOND && other >= FIRST_SECOND => {
            is_shifted(one.saturating_mul(1000), other.saturating_mul(1000))
        }
        (Some(_) | None, _) => false,
    }
}

/// How two texts compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sameness {
    /// They mean the same.
    Same,
    /// They are of one form and mean something else.
    OtherValue,
    /// They are of two forms.
    OtherForm,
}

fn is_same_moment(one: i64, other: i64, within: i64) -> bool {
    one.abs_diff(other) <= within.unsigned_abs()
}

fn local_time(text: &str) -> Option<i64> {
    let parsed = LOCAL_TIMES
        .iter()
        .find_map(|format| PrimitiveDateTime::parse(text, format).ok());
    parsed.map(|time| millis(time.assume_utc()))
}

fn millis(time: OffsetDateTime) -> i64 {
    i64::try_from(time.unix_timestamp_nanos() / NANOS_A_MILLI).unwrap_or(i64::MAX)
}

fn is_uuid(text: &str) -> bool {
    let is_hyphen = |at| matches!(at, 8 | 13 | 18 | 23);
    let mut bytes = text.bytes().enumerate();
    text.len() == UUID
        && bytes.all(|(at, byte)| match is_hyphen(at) {
            true => byte == b'-',
            false => byte.is_ascii_hexdigit(),
        })
}

/// Whether a text is a JSON Web Token (RFC 7519).
pub fn is_jwt(text: &str) -> bool {
    // The first member of a header is in braces: `{"` in base64.
    text.starts_with("eyJ") && text.split('.').count() == 3
}

/// Whether tokens are made of it: base64 in both alphabets, the marks of RFC 6750 section 2.1, and the one between number
/// and secret of what Laravel Sanctum issues.
pub fn is_of_tokens(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '~' | '+' | '/' | '=' | '|')
}

/// Whether a member of this name holds a token, whatever that looks like.
pub(super) fn is_token_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    TOKEN_NAMES.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const UUIDS: [&str; 2] = [
        "0193f5a0-7c1e-7000-8000-000000000001",
        "6f1e0b1c-52a4-4a0e-9a33-d7f0a5b1c2d3",
    ];

    #[test]
    fn what_is_made_up_anew_is_compared_by_its_form() {
        for (one, other, expected) in [
            ("eyJh.eyJi.c1234567890123", "eyJx.eyJy.z1234567890123", Sameness::Same),
            ("0123456789abcdef0123", "zyxw9876543210abcdef", Sameness::Same),
            (UUIDS[0], UUIDS[1], Sameness::Same),
            ("2026-11-30T10:00:00Z", "2026-11-30T10:04:59+00:00", Sameness::Same),
            ("2026-11-30T10:00:00Z", "2026-11-30T10:05:01Z", Sameness::OtherValue),
            ("2026-11-30 10:00:00", "2026-11-30 10:00:01", Sameness::Same),
            ("2026-11-30 10:00:00", "2026-11-30T10:00:01Z", Sameness::OtherForm),
            ("2026-11-30 10:00:00", "soon", Sameness::OtherForm),
            ("eyJh.eyJi.c1234567890123", "0123456789abcdef0123", Sameness::OtherForm),
            ("Ann", "Ann", Sameness::Same),
            ("Ann", "Bob", Sameness::OtherValue),
            ("7", "17", Sameness::OtherValue),
            ("", "Ann", Sameness::OtherValue),
            (
                "averylongwordwithoutdigits",
                "anotherlongwordwithoutany",
                Sameness::OtherValue,
            ),
        ] {
            assert_eq!(same_text(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn times_of_one_form_may_be_later() {
        let day = 24 * 60 * 60 * 1000;
        for (one, other, expected) in [
            (json!("2026-11-30T10:00:00Z"), json!("2026-12-01T10:04:59Z"), true),
            (json!("2026-11-30T10:00:00Z"), json!("2026-12-01 10:00:00"), false),
            (json!("2026-11-30 10:00:00"), json!("2026-12-01 10:00:00"), true),
            (json!("2026-11-30 10:00:00"), json!("2026-11-30 10:00:00"), false),
            (json!(1_764_500_000), json!(1_764_586_400), true),
            (json!(1_764_500_000_000_i64), json!(1_764_586_400_000_i64), true),
            (json!(1_764_500_000), json!(1_764_586_400_000_i64), false),
            (json!(7), json!(86_400_007), false),
            (json!("Ann"), json!("Ann"), false),
        ] {
            assert_eq!(is_later_by(&one, &other, day), expected, "{one} {other}");
        }
    }

    #[test]
    fn numbers_that_are_times_may_be_minutes_apart() {
        for (one, other, expected) in [
            (json!(3600), json!(3600), true),
            (json!(3600), json!(3601), false),
            (json!(1.0), json!(1), true),
            (json!(1_764_500_000), json!(1_764_500_300), true),
            (json!(1_764_500_000), json!(1_764_500_301), false),
            (json!(1_764_500_000_000_i64), json!(1_764_500_300_000_i64), true),
            (json!(1_764_500_000_000_i64), json!(1_764_500_300_001_i64), false),
        ] {
            assert_eq!(same_number(&one, &other), expected, "{one} {other}");
        }
    }
}
