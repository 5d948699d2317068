//! Member names in any letter case, as .NET and Go read them.

use serde_json::{Map, Value};

/// Gives the members of an object and of all below the names of this list that they are meant to have. `None` when one
/// object has a member twice, in two spellings: two programs would read it differently.
///
/// The others keep their names; nobody reads them.
pub fn restore(value: Value, names: &[&str]) -> Option<Value> {
    match value {
        Value::Object(members) => {
            let mut restored = Map::new();
            for (name, value) in members {
                let meant = names.iter().find(|known| known.eq_ignore_ascii_case(&name));
                let name = meant.map_or(name, |known| (*known).to_owned());
                if restored.insert(name, restore(value, names)?).is_some() {
                    return None;
                }
            }
            Some(Value::Object(restored))
        }
        Value::Array(items) => {
            let items: Option<Vec<Value>> = items.into_iter().map(|item| restore(item, names)).collect();
            items.map(Value::Array)
        }
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::restore;

    #[test]
    fn a_member_gets_its_name_at_any_depth_and_may_not_stand_twice() {
        let names = ["user", "firstName"];
        let restored = restore(json!({ "USER": [{ "FirstNAME": "Zed", "Other": 1 }] }), &names);
        assert_eq!(restored, Some(json!({ "user": [{ "firstName": "Zed", "Other": 1 }] })));
        assert_eq!(
            restore(json!({ "user": { "firstName": 1, "firstname": 2 } }), &names),
            None
        );
    }
}
