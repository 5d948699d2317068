//! Pages: how a cursor looks to clients, and the parameters of every list.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::contracts::kit::query::{CursorText, Limit, Parameter, USUAL_LIMIT};
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::model::{Cursor, Timestamp};

/// The cursor of examples.
pub const NEXT: &str = "eyJpZCI6NTB9";

/// The parameters of every list.
pub struct PageParameters {
    /// How many.
    pub limit: Option<Parameter<Limit>>,
    /// Where it begins.
    pub cursor: Option<Parameter<CursorText>>,
}

impl PageParameters {
    /// How many, and behind what.
    pub fn read(self, check: &mut Validator) -> (u64, Option<Cursor>) {
        let limit = check.parameter("limit", self.limit).unwrap_or(USUAL_LIMIT);
        let cursor = check.parameter("cursor", self.cursor).and_then(|text| {
            let cursor = decode(&text);
            if cursor.is_none() {
                check.fail::<()>("cursor", "must be the `next` of the page before");
            }
            cursor
        });
        (limit, cursor)
    }
}

/// The parameters of a list that is in the order of numbers.
pub fn after_number(parameters: PageParameters) -> Result<(u64, i64), FieldErrors> {
    let mut check = Validator::default();
    let (limit, cursor) = parameters.read(&mut check);
    let after = match cursor {
        Some(Cursor::Id(id) | Cursor::Time(_, id) | Cursor::Name(_, id)) => id,
        None => 0,
    };
    check.finish(Some((limit, after)))
}

/// Where a list that is in the order of time goes on.
pub fn after_time(cursor: Option<Cursor>) -> Option<(Timestamp, i64)> {
    match cursor? {
        Cursor::Time(at, id) => Some((Timestamp::from_millis(at), id)),
        Cursor::Id(_) | Cursor::Name(..) => None,
    }
}

/// A cursor as clients see it: nothing that they should look into.
pub fn encode(cursor: &Cursor) -> String {
    let json = match cursor {
        Cursor::Id(id) => json!({ "id": id }),
        Cursor::Time(at, id) => json!({ "at": at, "id": id }),
        Cursor::Name(name, id) => json!({ "name": name, "id": id }),
    };
    URL_SAFE_NO_PAD.encode(json.to_string())
}

fn decode(text: &str) -> Option<Cursor> {
    let json: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let id = json["id"].as_i64()?;
    Some(match (json["at"].as_i64(), json["name"].as_str()) {
        (Some(at), _) => Cursor::Time(at, id),
        (None, Some(name)) if !name.contains('\0') => Cursor::Name(name.to_owned(), id),
        (None, Some(_)) => return None,
        (None, None) => Cursor::Id(id),
    })
}

#[cfg(test)]
mod tests {
    use super::{NEXT, decode, encode};
    use crate::model::Cursor;

    #[test]
    fn a_cursor_comes_back_as_it_was_and_nothing_else_is_one() {
        for cursor in [
            Cursor::Id(50),
            Cursor::Time(-1, 7),
            Cursor::Name("ana lima".to_owned(), 3),
        ] {
            assert_eq!(decode(&encode(&cursor)), Some(cursor));
        }
        assert_eq!(encode(&Cursor::Id(50)), NEXT);
        for text in ["", "50", "e30", "eyJpZCI6IjUwIn0", "%"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
