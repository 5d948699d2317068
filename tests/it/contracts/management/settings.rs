//! `POST /v1/auth/user`: a user's settings.

use latchkey::model::UserId;
use serde_json::{Value, json};

use super::{USER, invalid, profile, update, with_ana};
use crate::support::TestApp;
use crate::support::http::Answer;

/// What is kept of the settings, without numbers and owner.
#[track_caller]
fn settings(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{answer:?}");
    brief(&answer.at("/user"))
}

fn brief(user: &Value) -> Value {
    let mut all = user["settings"].clone();
    for one in all.as_array_mut().into_iter().flatten() {
        if let Some(members) = one.as_object_mut() {
            members.retain(|name, _| name != "id" && name != "userId");
        }
    }
    all
}

fn setting(category: &str, group: &str, name: &str, value: &str) -> Value {
    json!({
        "category": category,
        "group": group,
        "name": name,
        "value": value,
        "type": null,
        "description": null,
        "readOnly": false,
    })
}

async fn put(app: &TestApp, token: &str, settings: Value) -> Answer {
    update(app, token, json!({ "settings": settings })).await
}

async fn add_read_only(app: &TestApp, owner: UserId, name: &str) {
    let insert = format!(
        "INSERT INTO settings (user_id, category, group_name, name, value, read_only) \
         VALUES ({}, 'limits', '', '{name}', '10', TRUE)",
        owner.0
    );
    app.database.execute(&insert).await;
}

#[tokio::test]
async fn a_setting_is_added_once_and_found_again_by_category_group_and_name() {
    let (app, _, token) = with_ana().await;
    let first = json!([
        setting("ui", "grid", "size", "50"),
        setting("ui", "list", "size", "20"),
        setting("api", "grid", "size", "99"),
        setting("ui", "grid", "Size", "1"),
    ]);
    assert_eq!(settings(&put(&app, &token, first.clone()).await), first);
    let answer = put(&app, &token, json!([setting("ui", "list", "size", "25")])).await;
    let mut expected = first;
    expected[1]["value"] = json!("25");
    assert_eq!(settings(&answer), expected);
    let ids = answer.at("/user/settings");
    let again = put(&app, &token, expected.clone()).await;
    assert_eq!(again.at("/user/settings"), ids, "the numbers stay");
}

#[tokio::test]
async fn a_setting_without_category_and_group_has_empty_ones() {
    let (app, _, token) = with_ana().await;
    let sent = json!([{"name": "theme", "value": "dark"}, {"category": null, "group": null, "name": "theme", "value": "light"}]);
    let expected = json!([setting("", "", "theme", "light")]);
    assert_eq!(settings(&put(&app, &token, sent).await), expected);
}

#[tokio::test]
async fn a_value_that_is_null_or_absent_empties_the_setting_and_does_not_remove_it() {
    let (app, _, token) = with_ana().await;
    for sent in [json!({"name": "theme", "value": null}), json!({"name": "theme"})] {
        put(&app, &token, json!([{"name": "theme", "value": "dark"}])).await;
        let mut expected = setting("", "", "theme", "");
        expected["value"] = Value::Null;
        assert_eq!(settings(&put(&app, &token, json!([sent])).await), json!([expected]));
    }
}

#[tokio::test]
async fn type_and_description_are_taken_when_a_setting_is_new_and_the_rest_never() {
    let (app, _, token) = with_ana().await;
    let new = json!([{
        "id": 999_999,
        "name": "theme",
        "value": "dark",
        "type": "string",
        "description": "Colours",
        "readOnly": true,
        "userId": "somebody else",
    }]);
    let mut expected = setting("", "", "theme", "dark");
    expected["type"] = json!("string");
    expected["description"] = json!("Colours");
    let answer = put(&app, &token, new).await;
    assert_eq!(settings(&answer), json!([expected]));
    assert_eq!(answer.at("/user/settings/0/userId"), answer.at("/user/id"));
    assert_ne!(answer.at("/user/settings/0/id"), 999_999);
    let later = json!([{"name": "theme", "value": "light", "type": "int", "description": "Other", "readOnly": true}]);
    expected["value"] = json!("light");
    assert_eq!(settings(&put(&app, &token, later).await), json!([expected]));
}

#[tokio::test]
async fn settings_that_are_not_mentioned_stay() {
    let (app, _, token) = with_ana().await;
    let kept = json!([{"name": "theme", "value": "dark"}]);
    let expected = settings(&put(&app, &token, kept).await);
    for change in [
        json!({}),
        json!({"settings": null}),
        json!({"settings": []}),
        json!({"city": "Dhaka"}),
    ] {
        assert_eq!(settings(&update(&app, &token, change).await), expected);
    }
}

#[tokio::test]
async fn a_read_only_setting_is_left_as_it_is_and_no_reason_to_refuse_the_rest() {
    let (app, ana, token) = with_ana().await;
    add_read_only(&app, ana, "sessions").await;
    let mut read_only = setting("limits", "", "sessions", "10");
    read_only["readOnly"] = json!(true);
    let mut wish = read_only.clone();
    wish["value"] = json!("1000");
    wish["readOnly"] = json!(false);
    let answer = put(&app, &token, json!([wish, setting("", "", "theme", "dark")])).await;
    assert_eq!(settings(&answer), json!([read_only, setting("", "", "theme", "dark")]));
}

#[tokio::test]
async fn everybody_has_settings_of_their_own() {
    let (app, _, token) = with_ana().await;
    put(&app, &token, json!([setting("ui", "", "theme", "dark")])).await;
    let admin = app.token("management").await;
    put(&app, &admin, json!([setting("ui", "", "theme", "light")])).await;
    let of_ana = profile(app.get(USER).bearer(&token)).await;
    assert_eq!(brief(&of_ana), json!([setting("ui", "", "theme", "dark")]));
}

#[tokio::test]
async fn two_hundred_settings_are_kept_and_one_more_is_refused() {
    let (app, ana, token) = with_ana().await;
    add_read_only(&app, ana, "counts too").await;
    let named = |numbers: std::ops::Range<usize>| -> Value {
        numbers
            .map(|number| json!({"name": format!("setting {number}")}))
            .collect()
    };
    let answer = put(&app, &token, named(0..199)).await;
    assert_eq!(settings(&answer).as_array().map(Vec::len), Some(200));
    let before = profile(app.get(USER).bearer(&token)).await;
    let sentence = "The user.settings field must not lead to more than 200 settings or 65536 bytes.";
    let change = json!({"city": "Dhaka", "settings": named(198..200)});
    let answer = update(&app, &token, change).await;
    answer.is(422, &invalid(json!({"user.settings": [sentence]})), &[]);
    assert_eq!(profile(app.get(USER).bearer(&token)).await, before, "all or nothing");
    let answer = put(
        &app,
        &token,
        json!([{"name": "setting 5", "value": "known ones may change"}]),
    )
    .await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn settings_have_64_kib_together_names_and_descriptions_included() {
    let (app, _, token) = with_ana().await;
    let half = json!([{
        "category": "c".repeat(100),
        "group": "g".repeat(100),
        "name": "n".repeat(100),
        "value": "v".repeat(40_000),
        "type": "t".repeat(100),
        "description": "\u{e4}".repeat(300),
    }]);
    let used = 100 + 100 + 100 + 40_000 + 100 + 600;
    assert_eq!(put(&app, &token, half).await.status, 200);
    let rest = |bytes: usize| json!([{"name": "x", "value": "v".repeat(bytes - 1)}]);
    let answer = put(&app, &token, rest(65_536 - used + 1)).await;
    let sentence = "The user.settings field must not lead to more than 200 settings or 65536 bytes.";
    answer.is(422, &invalid(json!({"user.settings": [sentence]})), &[]);
    assert_eq!(put(&app, &token, rest(65_536 - used)).await.status, 200);
}

#[tokio::test]
async fn what_is_wrong_with_a_setting_is_said_with_its_position() {
    let (app, _, token) = with_ana().await;
    let sent = json!([
        {"name": "fine"},
        {"category": [1], "group": {}, "value": [50], "type": [], "description": {}},
        {"name": "  "},
        {"name": [5]},
        {"name": "n".repeat(256), "category": "c".repeat(256)},
    ]);
    let expected = [
        ("1.category", "must be a string"),
        ("1.group", "must be a string"),
        ("1.value", "must be a string"),
        ("1.type", "must be a string"),
        ("1.description", "must be a string"),
        ("1.name", "is required"),
        ("2.name", "is required"),
        ("3.name", "must be a string"),
        ("4.category", "must not be greater than 255 characters"),
        ("4.name", "must not be greater than 255 characters"),
    ];
    let errors = expected.map(|(place, what)| {
        let field = format!("user.settings.{place}");
        let sentence = format!("The {field} field {what}.");
        (field, json!([sentence]))
    });
    let answer = put(&app, &token, sent).await;
    answer.is(422, &invalid(Value::Object(errors.into_iter().collect())), &[]);
    for items in [json!([1]), json!(["theme"]), json!([{"name": "fine"}, null])] {
        let sentence = "The user.settings field must be an array of objects.";
        let answer = put(&app, &token, items).await;
        answer.is(422, &invalid(json!({"user.settings": [sentence]})), &[]);
    }
}

/// That many characters of four bytes each, in an order that no database can shorten.
fn incompressible(seed: u32, length: usize) -> String {
    let mut state = seed;
    let next = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_u32(0x20000 + (state >> 16) % 0xA000).expect("a character of Extension B")
    });
    next.take(length).collect()
}

#[tokio::test]
async fn category_group_and_name_have_2000_bytes_together() {
    let (app, _, token) = with_ana().await;
    let (category, group) = (incompressible(1, 166), incompressible(2, 166));
    let fits = setting(&category, &group, &incompressible(3, 168), "fits");
    assert_eq!(settings(&put(&app, &token, json!([fits])).await), json!([fits]));
    let long = setting(&category, &group, &incompressible(3, 169), "does not");
    let expected = invalid(json!({
        "user.settings.0.name": ["The user.settings.0.name field is too long together with category and group."]
    }));
    put(&app, &token, json!([long])).await.is(422, &expected, &[]);
}

#[tokio::test]
async fn the_larger_body_is_for_the_image_alone() {
    let (app, _, token) = with_ana().await;
    let setting = |description: String| json!([{"category": "c", "group": "g", "name": "n", "value": "1", "description": description}]);
    assert_eq!(put(&app, &token, setting(String::new())).await.status, 200);
    // An existing setting keeps its description, but a longer one is refused like any other.
    let answer = put(&app, &token, setting("x".repeat(65_537))).await;
    let sentence = "The user.settings.0.description field must not be greater than 65536 characters.";
    let expected = invalid(json!({ "user.settings.0.description": [sentence] }));
    answer.is(422, &expected, &[]);
    assert_eq!(put(&app, &token, setting("x".repeat(65_536))).await.status, 200);
}
