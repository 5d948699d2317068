//! `GET /v1/auth/user`

use latchkey::model::{Permissions, PersonalProfile, Timestamp};
use serde_json::{Value, json};

use super::{LOGIN, USER, guid, key, profile, with_ana};
use crate::support::accounts::ANA;
use crate::support::clock::{START, seconds};
use crate::support::{DEMO_KEY, TestApp};

/// Beginning and end of a secret.
fn masked(secret: &str) -> String {
    format!("{}\u{2026}{}", &secret[..8], &secret[secret.len() - 4..])
}

fn personal() -> PersonalProfile {
    let text = |text: &str| Some(text.to_owned());
    PersonalProfile {
        title: text("Dr."),
        first_name: text("Ana"),
        last_name: text("Lima"),
        department: text("Support"),
        birth_date: Some(Timestamp::from_millis(86_399_999)),
        phone: text("+880 1712 345678"),
        mobile: text("+880 1812 345678"),
        address: text("12 Lake Road"),
        postal_code: text("1205"),
        region: text("Dhaka Division"),
        city: text("Dhaka"),
        country: text("Bangladesh"),
        country_code: text("BD"),
        last_dismiss_messages: Some(Timestamp::from_seconds(START - 1)),
    }
}

#[tokio::test]
async fn all_27_members_are_there_in_the_order_of_the_page() {
    let app = TestApp::start().await;
    let ana = app
        .add_user(&ANA, |new| {
            new.personal = personal();
            new.roles = ["staff", "ROLE_ADMIN"].map(str::to_owned).to_vec();
        })
        .await;
    let books = format!(
        "UPDATE users SET rank = 3, notes = 'VIP', customer_number = 77 WHERE id = {}",
        ana.0
    );
    app.database.execute(&books).await;
    app.pass(seconds(60));
    let permissions = Permissions::READ.union(Permissions::CREATE);
    let key = app
        .add_key(ana, permissions, |new| {
            new.description = Some("Nightly import".to_owned());
            new.expires_at = Some(Timestamp::from_millis(START * 1000 + 86_400_500));
        })
        .await;
    let token = app.token_of("management", &ANA).await;
    let setting = json!({
        "category": "ui",
        "group": "grid",
        "name": "pageSize",
        "value": "50",
        "type": "int",
        "description": "Rows of a page",
    });
    app.pass(seconds(60));
    super::update(&app, &token, json!({"settings": [setting], "image": "iVBORw0KGgo="})).await;
    let answer = app.get(USER).bearer(&token).send().await;
    let (id, setting_id) = (guid(&app, "ana").await, answer.at("/user/settings/0/id"));
    assert!(setting_id.is_i64(), "{setting_id}");
    let expected = json!({
        "success": true,
        "code": 0,
        "message": "User found",
        "user": {
            "id": id,
            "userName": "ana",
            "email": "ana@example.com",
            "phoneNumber": "+880 1712 345678",
            "title": "Dr.",
            "firstName": "Ana",
            "lastName": "Lima",
            "department": "Support",
            "birthDate": "1970-01-01T23:59:59.999Z",
            "createdAt": "2026-01-01T00:00:00Z",
            "updatedAt": "2026-01-01T00:02:00Z",
            "lastDismissMessages": "2025-12-31T23:59:59Z",
            "lastLogIn": "2026-01-01T00:01:00Z",
            "rank": 3,
            "image": "iVBORw0KGgo=",
            "address": "12 Lake Road",
            "postalCode": "1205",
            "region": "Dhaka Division",
            "city": "Dhaka",
            "country": "Bangladesh",
            "countryCode": "BD",
            "mobile": "+880 1812 345678",
            "notes": "VIP",
            "customerId": 77,
            "roles": ["staff", "ROLE_ADMIN"],
            "apiKeys": [{
                "id": key.id.0,
                "name": "import",
                "key": masked(key.key.expose()),
                "clientSecret": masked(key.client_secret.expose()),
                "createdDate": "2026-01-01T00:01:00Z",
                "expireDate": "2026-01-02T00:00:00.5Z",
                "ownerId": id,
                "revoked": false,
                "permissions": 9,
                "description": "Nightly import",
            }],
            "settings": [{
                "id": setting_id,
                "category": "ui",
                "group": "grid",
                "name": "pageSize",
                "value": "50",
                "type": "int",
                "description": "Rows of a page",
                "readOnly": false,
                "userId": id,
            }],
        },
    });
    answer.is(200, &expected, &[]);
}

#[tokio::test]
async fn what_is_not_set_is_null_and_lists_are_empty() {
    let (app, _, token) = with_ana().await;
    let user = profile(app.get(USER).bearer(&token)).await;
    let set = ["id", "userName", "email", "createdAt", "updatedAt", "lastLogIn"];
    let members = user.as_object().expect("an object");
    assert_eq!(members.len(), 27);
    for (name, value) in members {
        let expected = match name.as_str() {
            "roles" | "apiKeys" | "settings" => json!([]),
            name if set.contains(&name) => continue,
            _ => Value::Null,
        };
        assert_eq!(value, &expected, "{name}");
    }
}

#[tokio::test]
async fn the_id_is_a_guid_that_stays() {
    let (app, _, token) = with_ana().await;
    let user = profile(app.get(USER).bearer(&token)).await;
    let id = user["id"].as_str().expect("a text");
    let parsed = uuid::Uuid::try_parse(id).expect("a GUID");
    assert_eq!(parsed.to_string(), id);
    app.pass(seconds(60));
    let again = profile(app.get(USER).bearer(&token)).await;
    assert_eq!(again["id"], id);
    let other = profile(app.get(USER).api_key(DEMO_KEY)).await;
    assert_ne!(other["id"], id);
}

#[tokio::test]
async fn the_last_login_is_the_newest_through_whichever_contract() {
    let (app, ana, token) = with_ana().await;
    let key = key(&app, ana, Permissions::READ).await;
    for (at, contract) in [("00:01:00", "staff"), ("00:02:00", "netxd"), ("00:03:00", "management")] {
        app.pass(seconds(60));
        app.token_of(contract, &ANA).await;
        let user = profile(app.get(USER).bearer(&token)).await;
        assert_eq!(user["lastLogIn"], format!("2026-01-01T{at}Z"));
    }
    // Neither a key nor a login that failed is a login.
    app.pass(seconds(60));
    let body = json!({"username": "ana", "password": "wrong"});
    app.post(LOGIN, body).api_key(key.key.expose()).send().await;
    let user = profile(app.get(USER).api_key(key.key.expose())).await;
    assert_eq!(user["lastLogIn"], "2026-01-01T00:03:00Z");
}

#[tokio::test]
async fn every_key_of_ones_own_is_listed_revoked_ones_too_and_nobody_elses() {
    let (app, ana, token) = with_ana().await;
    let (first, second) = (
        key(&app, ana, Permissions::READ).await,
        key(&app, ana, Permissions::from_bits(15)).await,
    );
    app.app.auth.revoke_api_key(first.id).await.expect("a database");
    let user = profile(app.get(USER).bearer(&token)).await;
    let shown = |at: usize| (&user["apiKeys"][at]["id"], &user["apiKeys"][at]["revoked"]);
    assert_eq!(user["apiKeys"].as_array().map(Vec::len), Some(2));
    assert_eq!(shown(0), (&json!(first.id.0), &json!(true)));
    assert_eq!(shown(1), (&json!(second.id.0), &json!(false)));
    assert!(user["apiKeys"][0]["expireDate"].is_null());
    assert!(user["apiKeys"][0]["description"].is_null());
}

#[tokio::test]
async fn the_parameter_called_request_means_nothing() {
    let (app, _, token) = with_ana().await;
    let plain = profile(app.get(USER).bearer(&token)).await;
    for query in [
        "request",
        "request=",
        "request=%7B%22id%22%3A2%7D",
        "request=a&request=b",
        "request=%zz",
        "request=%ff",
        "Request=x",
    ] {
        let call = app.get(&format!("{USER}?{query}")).bearer(&token);
        assert_eq!(profile(call).await, plain);
    }
}
