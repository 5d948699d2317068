//! The JSON reader: it accepts what `serde_json` accepts, but for members that stand twice and for too many levels.
//! What it accepts survives being written and read again, with its numbers as numbers and as texts.

#![no_main]

use std::fmt;

use latchkey::contracts::kit::json::{MAX_DEPTH, parse};
use latchkey::contracts::kit::{member_names, number_texts};
use libfuzzer_sys::fuzz_target;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// The name by which `serde_json::Value` is told to read a text as JSON once more. Nothing else treats it specially.
const RAW_VALUE: &str = "$serde_json::private::RawValue";
/// Names that members are restored to.
const NAMES: [&str; 3] = ["email", "userName", "A"];

fuzz_target!(|bytes: &[u8]| {
    let strict = parse(bytes).ok();
    let shape = serde_json::from_slice::<Shape>(bytes).ok();
    let is_strict = |shape: &Shape| !shape.has_twins && shape.depth <= MAX_DEPTH;
    assert_eq!(strict.is_some(), shape.as_ref().is_some_and(is_strict), "{shape:?}");
    let texts = number_texts::parse(bytes).ok();
    assert_eq!(texts.is_some(), strict.is_some(), "the two readers disagree");
    let (Some(value), Some(texts)) = (strict, texts) else {
        return;
    };
    if !contains(bytes, RAW_VALUE) && !contains(bytes, "\\u") {
        assert_eq!(serde_json::from_slice::<Value>(bytes).ok().as_ref(), Some(&value));
    }
    let written = serde_json::to_vec(&value).unwrap();
    let again = parse(&written).unwrap();
    assert!(is_same(&again, &value), "{again} for {value}");
    assert!(is_same(&texts, &value), "{texts} for {value}");
    check_member_names(&value);
});

/// Restoring names drops nothing, changes nothing the second time, and fails only where two spellings meet.
fn check_member_names(value: &Value) {
    assert_eq!(member_names::restore(value.clone(), &[]).as_ref(), Some(value));
    match member_names::restore(value.clone(), &NAMES) {
        Some(restored) => {
            assert_eq!(leaves(&restored), leaves(value));
            assert_eq!(member_names::restore(restored.clone(), &NAMES), Some(restored));
        }
        None => assert!(has_two_spellings_anywhere(value), "{value}"),
    }
}

fn has_two_spellings_anywhere(value: &Value) -> bool {
    member_names::has_two_spellings(value) || children(value).any(has_two_spellings_anywhere)
}

/// How many values there are that hold no other.
fn leaves(value: &Value) -> usize {
    let below: usize = children(value).map(leaves).sum();
    below + usize::from(!value.is_array() && !value.is_object())
}

fn children(value: &Value) -> impl Iterator<Item = &Value> {
    let items = value.as_array().into_iter().flatten();
    items.chain(value.as_object().into_iter().flat_map(|members| members.values()))
}

/// Whether two values are the same; the one may have the texts of the other's numbers.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(number), Value::Number(other)) if number.is_f64() => is_close(number.as_f64(), other.as_f64()),
        (Value::String(text), Value::Number(number)) => is_close(text.parse().ok(), number.as_f64()),
        (Value::Array(items), Value::Array(others)) => {
            let mut pairs = items.iter().zip(others);
            items.len() == others.len() && pairs.all(|(item, other)| is_same(item, other))
        }
        (Value::Object(members), Value::Object(others)) => {
            let has_same = |(name, value)| others.get(name).is_some_and(|other| is_same(value, other));
            members.len() == others.len() && members.iter().all(has_same)
        }
        (one, other) => one == other,
    }
}

/// `serde_json` may be off by the last bit, unless a crate asks it not to be.
fn is_close(one: Option<f64>, other: Option<f64>) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return false;
    };
    (one - other).abs() <= (2.0 * f64::EPSILON * one.abs()).max(f64::MIN_POSITIVE)
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// What strictness depends on, found without the reader.
#[derive(Debug, Default)]
struct Shape {
    /// How many arrays and objects stand within one another.
    depth: usize,
    /// Whether an object has two members of one name.
    has_twins: bool,
}

impl Shape {
    fn hold(&mut self, inner: &Shape) {
        self.depth = self.depth.max(inner.depth + 1);
        self.has_twins |= inner.has_twins;
    }
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(ShapeVisitor)
    }
}

struct ShapeVisitor;

impl<'de> Visitor<'de> for ShapeVisitor {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::default())
    }

    fn visit_str<E>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Shape, A::Error> {
        let mut shape = Shape {
            depth: 1,
            has_twins: false,
        };
        while let Some(item) = items.next_element()? {
            shape.hold(&item);
        }
        Ok(shape)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Shape, A::Error> {
        let mut shape = Shape {
            depth: 1,
            has_twins: false,
        };
        let mut names: Vec<String> = Vec::new();
        while let Some((name, value)) = members.next_entry::<String, Shape>()? {
            shape.hold(&value);
            names.push(name);
        }
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        shape.has_twins |= names.len() < all;
        Ok(shape)
    }
}
