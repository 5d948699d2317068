//! `POST /v1/auth/user`: what a user may change of themselves. Their settings are tested in `settings.rs`.

use serde_json::{Map, Value, json};

use super::{USER, invalid, key, profile, update, with_ana};
use crate::support::accounts::ANA;
use crate::support::clock::seconds;
use crate::support::http::Answer;

/// The members that are short texts.
const TEXTS: [&str; 12] = [
    "title",
    "firstName",
    "lastName",
    "department",
    "phoneNumber",
    "mobile",
    "address",
    "postalCode",
    "region",
    "city",
    "country",
    "countryCode",
];
/// The members that are dates.
const DATES: [&str; 2] = ["birthDate", "lastDismissMessages"];

/// Every member that is the user's own, with a value.
fn everything() -> Map<String, Value> {
    let texts = TEXTS
        .iter()
        .map(|name| ((*name).to_owned(), json!(format!("new {name}"))));
    let dates = DATES
        .iter()
        .map(|name| ((*name).to_owned(), json!("2019-08-24T14:15:22Z")));
    let image = ("image".to_owned(), json!("A".repeat(50_000)));
    texts.chain(dates).chain([image]).collect()
}

/// The members of a user that these name.
fn of(user: &Value, names: &Map<String, Value>) -> Map<String, Value> {
    let pick = |name: &String| (name.clone(), user[name].clone());
    names.keys().map(pick).collect()
}

#[track_caller]
fn updated(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.at("/user")
}

#[tokio::test]
async fn the_answer_is_the_whole_user_after_the_change() {
    let (app, _, token) = with_ana().await;
    app.pass(seconds(60));
    let answer = update(&app, &token, json!({"city": "Dhaka", "firstName": "Ana"})).await;
    let user = profile(app.get(USER).bearer(&token)).await;
    let expected = json!({"success": true, "code": 0, "message": "User updated", "user": user});
    answer.is(200, &expected, &[]);
    assert_eq!((&user["city"], &user["firstName"]), (&json!("Dhaka"), &json!("Ana")));
    assert_eq!(user["updatedAt"], "2026-01-01T00:01:00Z");
}

#[tokio::test]
async fn a_member_that_is_there_is_set_one_that_is_absent_stays_and_null_clears() {
    let (app, _, token) = with_ana().await;
    let all = everything();
    let user = updated(&update(&app, &token, Value::Object(all.clone())).await);
    assert_eq!(of(&user, &all), all, "set");
    let user = updated(&update(&app, &token, json!({})).await);
    assert_eq!(of(&user, &all), all, "stays");
    for name in all.keys() {
        let user = updated(&update(&app, &token, json!({ name: null })).await);
        assert!(user[name].is_null(), "{name} is cleared");
        let user = updated(&update(&app, &token, json!({ name: all[name] })).await);
        assert_eq!(of(&user, &all), all, "{name} is set, the others stay");
    }
    let nothing: Map<_, _> = all.keys().map(|name| (name.clone(), Value::Null)).collect();
    let user = updated(&update(&app, &token, Value::Object(nothing.clone())).await);
    assert_eq!(of(&user, &all), nothing, "cleared");
}

#[tokio::test]
async fn a_body_that_is_null_is_none_and_changes_nothing() {
    let (app, _, token) = with_ana().await;
    let before = profile(app.get(USER).bearer(&token)).await;
    let answer = app.post(USER, Value::Null).bearer(&token).send().await;
    assert_eq!(updated(&answer), before);
}

#[tokio::test]
async fn what_is_not_the_users_own_is_ignored_whatever_it_is() {
    let (app, ana, token) = with_ana().await;
    let books = format!(
        "UPDATE users SET rank = 3, notes = 'VIP', customer_number = 77 WHERE id = {}",
        ana.0
    );
    app.database.execute(&books).await;
    key(&app, ana, latchkey::model::Permissions::READ).await;
    let before = profile(app.get(USER).bearer(&token)).await;
    for value in [
        json!(null),
        json!("string"),
        json!(-1),
        json!(true),
        json!([]),
        json!({"a": 1}),
    ] {
        let foreign = [
            "id",
            "userName",
            "email",
            "roles",
            "rank",
            "customerId",
            "notes",
            "apiKeys",
            "createdAt",
            "updatedAt",
            "lastLogIn",
        ];
        let foreign: Map<_, _> = foreign
            .map(|name| (name.to_owned(), value.clone()))
            .into_iter()
            .collect();
        let user = updated(&update(&app, &token, Value::Object(foreign)).await);
        assert_eq!(user, before, "{value}");
    }
    let more = json!({"password": "stolen", "isp_id": 5, "permissions": ["all"], "First_Name": "x", "scope": "ADMIN"});
    assert_eq!(updated(&update(&app, &token, more).await), before);
    assert_eq!(app.token_of("management", &ANA).await.split('.').count(), 3);
}

#[tokio::test]
async fn a_client_may_send_the_whole_user_back() {
    let (app, ana, token) = with_ana().await;
    key(&app, ana, latchkey::model::Permissions::READ).await;
    let mut change = everything();
    change.insert("image".to_owned(), json!("iVBORw0KGgo="));
    change.insert(
        "settings".to_owned(),
        json!([{"category": "ui", "name": "theme", "value": "dark"}]),
    );
    updated(&update(&app, &token, Value::Object(change)).await);
    let mut user = profile(app.get(USER).bearer(&token)).await;
    assert_eq!(updated(&update(&app, &token, user.clone()).await), user);
    user["city"] = json!("Khulna");
    assert_eq!(updated(&update(&app, &token, user.clone()).await), user);
}

#[tokio::test]
async fn dates_are_shown_in_utc_wherever_they_were_meant() {
    let (app, _, token) = with_ana().await;
    for (sent, shown) in [
        ("2019-08-24T14:15:22Z", "2019-08-24T14:15:22Z"),
        ("2019-08-24T14:15:22.5Z", "2019-08-24T14:15:22.5Z"),
        ("2019-08-24T14:15:22+06:00", "2019-08-24T08:15:22Z"),
        ("1931-02-28T23:30:00-03:30", "1931-03-01T03:00:00Z"),
        // As Newtonsoft writes and reads what has no offset.
        ("2019-08-24T14:15:22", "2019-08-24T14:15:22Z"),
        ("2019-08-24T14:15:22.1234567", "2019-08-24T14:15:22.123Z"),
        ("2019-08-24", "2019-08-24T00:00:00Z"),
    ] {
        for name in DATES {
            let user = updated(&update(&app, &token, json!({ name: sent })).await);
            assert_eq!(user[name], shown, "{sent}");
        }
    }
}

#[tokio::test]
async fn members_are_found_in_any_case_and_values_are_read_as_newtonsoft_reads_them() {
    let (app, _, token) = with_ana().await;
    let setting = json!({"NAME": "theme", "Value": 7, "TYPE": true});
    let change = json!({"FirstName": "Zed", "POSTALCODE": 1207, "birthDate": "2019-08-24", "Settings": [setting]});
    let user = updated(&app.post(USER, json!({"User": change})).bearer(&token).send().await);
    let found = [
        &user["firstName"],
        &user["postalCode"],
        &user["birthDate"],
        &user["settings"][0]["value"],
    ];
    assert_eq!(found, ["Zed", "1207", "2019-08-24T00:00:00Z", "7"]);
    assert_eq!(user["settings"][0]["type"], "true");
    // An empty text is no date, and clears it.
    let user = updated(&update(&app, &token, json!({"birthDate": ""})).await);
    assert_eq!(user["birthDate"], Value::Null);
    let twice = json!({"user": {"city": "Dhaka", "City": "Khulna"}});
    let answer = app.post(USER, twice).bearer(&token).send().await;
    let expected = json!({"success": false, "code": 1000, "message": "Malformed JSON"});
    answer.is(400, &expected, &[]);
}

#[tokio::test]
async fn a_date_that_could_not_be_shown_in_utc_is_no_date() {
    let (app, _, token) = with_ana().await;
    for (sent, shown) in [
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999Z"),
    ] {
        let user = updated(&update(&app, &token, json!({"birthDate": sent})).await);
        assert_eq!(user["birthDate"], shown);
    }
    for sent in [
        "0000-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "10000-01-01T00:00:00Z",
        "2019-02-29T00:00:00Z",
        "2019-08-24T24:00:00Z",
        "2019-02-29",
        "2019-08-24T14:15",
        " ",
    ] {
        let sentence = "The user.birthDate field must be a date and time such as 2019-08-24T14:15:22Z.";
        let expected = invalid(json!({"user.birthDate": [sentence]}));
        let answer = update(&app, &token, json!({"birthDate": sent})).await;
        answer.is(422, &expected, &[]);
    }
}

#[tokio::test]
async fn a_text_with_a_nul_is_refused_wherever_it_stands() {
    let (app, _, token) = with_ana().await;
    let mut change = Map::new();
    let mut errors = Map::new();
    let nul = "a\0b";
    for place in ["category", "group", "name", "value", "type", "description"] {
        change.entry("settings").or_insert_with(|| json!([{}]))[0][place] = nul.into();
        errors.insert(format!("user.settings.0.{place}"), Value::Null);
    }
    for name in TEXTS.iter().chain(&["image"]) {
        change.insert((*name).to_owned(), nul.into());
        errors.insert(format!("user.{name}"), Value::Null);
    }
    for (field, sentences) in &mut errors {
        *sentences = json!([format!("The {field} field must not contain a NUL character.")]);
    }
    let answer = update(&app, &token, Value::Object(change)).await;
    assert_eq!(
        (answer.status, answer.at("/errors")),
        (422, Value::Object(errors)),
        "{answer:?}"
    );
}

#[tokio::test]
async fn everything_that_is_wrong_is_listed_with_its_place() {
    let (app, _, token) = with_ana().await;
    let mut change = Map::new();
    let mut errors = Map::new();
    for (name, value, what) in TEXTS
        .iter()
        .map(|name| (*name, json!([7]), "must be a string"))
        .chain([("image", json!(["x"]), "must be a string")])
        .chain(DATES.map(|name| {
            (
                name,
                json!("24.8.2019"),
                "must be a date and time such as 2019-08-24T14:15:22Z",
            )
        }))
        .chain([("settings", json!({"name": "a"}), "must be an array of objects")])
    {
        change.insert(name.to_owned(), value);
        errors.insert(
            format!("user.{name}"),
            json!([format!("The user.{name} field {what}.")]),
        );
    }
    let answer = update(&app, &token, Value::Object(change)).await;
    assert_eq!((answer.status, answer.at("/code")), (422, json!(1003)), "{answer:?}");
    assert_eq!(answer.at("/errors"), Value::Object(errors));
}

#[tokio::test]
async fn a_short_text_has_at_most_255_characters_and_an_image_as_many_as_fit() {
    let (app, _, token) = with_ana().await;
    for name in TEXTS {
        let user = updated(&update(&app, &token, json!({ name: "\u{e4}".repeat(255) })).await);
        assert_eq!(user[name].as_str().map(|text| text.chars().count()), Some(255));
        let sentence = format!("The user.{name} field must not be greater than 255 characters.");
        let expected = invalid(json!({ format!("user.{name}"): [sentence] }));
        let answer = update(&app, &token, json!({ name: "\u{e4}".repeat(256) })).await;
        answer.is(422, &expected, &[]);
    }
    updated(&update(&app, &token, json!({"image": "A".repeat(65_000)})).await);
}

#[tokio::test]
async fn a_user_that_is_no_object_is_refused() {
    let (app, _, token) = with_ana().await;
    for (user, what) in [
        (json!(null), "is required"),
        (json!("ana"), "must be an object"),
        (json!([]), "must be an object"),
        (json!(7), "must be an object"),
    ] {
        let expected = invalid(json!({"user": [format!("The user field {what}.")]}));
        update(&app, &token, user).await.is(422, &expected, &[]);
    }
}

#[tokio::test]
async fn a_change_with_anything_wrong_in_it_changes_nothing() {
    let (app, _, token) = with_ana().await;
    let before = profile(app.get(USER).bearer(&token)).await;
    app.pass(seconds(60));
    let answer = update(&app, &token, json!({"city": "Dhaka", "title": [7]})).await;
    assert_eq!(answer.status, 422);
    assert_eq!(profile(app.get(USER).bearer(&token)).await, before);
}
