//! Member names in any letter case, as .NET and Go read them.

use std::collections::HashSet;

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

/// Whether an object has two members whose names differ in letter case alone. Even where only one of them is read, another
/// program on the way would read the other.
pub fn has_two_spellings(value: &Value) -> bool {
    let Value::Object(members) = value else {
        return false;
    };
    let mut seen = HashSet::with_capacity(members.len());
    !members.keys().all(|name| seen.insert(name.to_ascii_lowercase()))
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeSet;

    use poem_openapi::registry::Registry;
    use poem_openapi::types::Type;
    use serde_json::json;

    use super::{has_two_spellings, restore};
    use crate::contracts::kit::example::RequestExamples;

    /// Checks that a body lists the names of its members and of all below, as its schema has them.
    pub fn lists_its_members<T: RequestExamples + Type>() {
        let mut registry = Registry::new();
        T::register(&mut registry);
        let schemas = registry.schemas.values();
        let in_schema: BTreeSet<&str> = schemas
            .flat_map(|schema| &schema.properties)
            .map(|(name, _)| *name)
            .collect();
        assert_eq!(T::MEMBERS.iter().copied().collect::<BTreeSet<_>>(), in_schema);
    }

    #[test]
    fn two_names_that_differ_in_case_alone_are_two_spellings() {
        assert!(has_two_spellings(&json!({ "email": 1, "password": 2, "Email": 3 })));
        assert!(!has_two_spellings(&json!({ "email": 1, "emails": 2 })));
        assert!(!has_two_spellings(&json!([{ "a": 1 }, { "A": 1 }])));
    }

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
