//! Copies of the documents, changed in one way each: what breaks clients is found, and what does not is not held
//! against anybody.

use serde_json::{Value, json};

use super::differences;
use latchkey::contracts::all;

fn document(ident: &str) -> Value {
    let contract = all().find(|contract| contract.ident == ident).expect("a contract");
    serde_json::from_str(contract.document).expect("a document")
}

/// What is found when a document is changed like this: `!` before what breaks.
#[track_caller]
fn found(ident: &str, change: impl FnOnce(&mut Value)) -> Vec<String> {
    let old = document(ident);
    let mut new = old.clone();
    change(&mut new);
    assert_ne!(old, new, "the change changes nothing");
    let found = differences(&old, &new).0.into_iter();
    found
        .map(|one| format!("{}{one}", if one.breaks { "!" } else { "" }))
        .collect()
}

fn at<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Value {
    document
        .pointer_mut(pointer)
        .unwrap_or_else(|| panic!("nothing at {pointer}"))
}

fn remove(document: &mut Value, pointer: &str, member: &str) {
    let parent = at(document, pointer).as_object_mut().expect("an object");
    parent
        .remove(member)
        .unwrap_or_else(|| panic!("no {member} at {pointer}"));
}

/// Makes a member of a type optional.
fn loosen(document: &mut Value, schema: &str, member: &str) {
    let required = at(document, &format!("/components/schemas/{schema}/required"));
    required.as_array_mut().expect("a list").retain(|one| one != member);
}

const LOGIN: &str = "/paths/~1api~1v1~1auth~1login/post";
const REQUEST: &str = "/components/schemas/LoginRequest";
const ME: &str = "/components/schemas/Me/properties";

#[test]
fn a_document_differs_in_nothing_from_itself() {
    for contract in all() {
        let document = document(contract.ident);
        assert!(differences(&document, &document).0.is_empty(), "{}", contract.ident);
    }
}

#[test]
fn what_breaks_who_sends_is_found() {
    let place = "POST /api/v1/auth/login, request";
    let member = |json: Value| move |one: &mut Value| at(one, &format!("{REQUEST}/properties"))["captcha"] = json;
    let required = |one: &mut Value| {
        member(json!({ "type": "string" }))(one);
        at(one, &format!("{REQUEST}/required"))
            .as_array_mut()
            .expect("a list")
            .push(json!("captcha"));
    };
    assert_eq!(
        found("staff", required),
        [format!("!{place}, captcha: is new and required")]
    );

    let gone = |one: &mut Value| remove(one, &format!("{REQUEST}/properties"), "password");
    assert_eq!(found("staff", gone), [format!("!{place}, password: is gone")]);

    let shorter = |one: &mut Value| at(one, REQUEST)["properties"]["email"]["maxLength"] = json!(64);
    assert_eq!(
        found("staff", shorter),
        [format!("!{place}, email: has maxLength 64 now, was 255")]
    );

    let longer = |one: &mut Value| at(one, REQUEST)["properties"]["email"]["minLength"] = json!(3);
    assert_eq!(
        found("staff", longer),
        [format!("!{place}, email: has minLength 3 now, was 1")]
    );

    let pattern = |one: &mut Value| at(one, REQUEST)["properties"]["email"]["pattern"] = json!("@");
    assert_eq!(
        found("staff", pattern),
        [format!("!{place}, email: has pattern \"@\" now, was null")]
    );

    let listed = |one: &mut Value| at(one, REQUEST)["properties"]["email"]["enum"] = json!(["a@b.c"]);
    assert_eq!(
        found("staff", listed),
        [format!("!{place}, email: has a list of values now")]
    );

    let closed = |one: &mut Value| at(one, REQUEST)["additionalProperties"] = json!(false);
    assert_eq!(
        found("staff", closed),
        [format!("!{place}, other members: are not allowed any more")]
    );

    let media = |one: &mut Value| {
        let schema = at(one, LOGIN)["requestBody"]["content"]["application/json"].take();
        at(one, LOGIN)["requestBody"]["content"] = json!({ "application/xml": schema });
    };
    assert_eq!(
        found("staff", media),
        [
            format!("!{place}: is not of type application/json any more"),
            format!("{place}: may be of type application/xml now"),
        ]
    );

    let body = |one: &mut Value| at(one, "/paths/~1v1~1auth~1logout/post/requestBody")["required"] = json!(true);
    assert_eq!(
        found("management", body),
        ["!POST /v1/auth/logout, request: is required now"]
    );

    let parameter = |one: &mut Value| at(one, "/paths/~1v1~1auth~1user/get/parameters/0")["required"] = json!(true);
    assert_eq!(
        found("management", parameter),
        ["!GET /v1/auth/user, query request: is required now"]
    );

    let secured = |one: &mut Value| at(one, LOGIN)["security"] = json!([{ "Bearer": [] }]);
    assert_eq!(
        found("staff", secured),
        ["!POST /api/v1/auth/login: needs a credential now"]
    );

    let no_key = |one: &mut Value| at(one, "/paths/~1v1~1auth~1user/get")["security"] = json!([{ "Bearer": [] }]);
    assert_eq!(
        found("management", no_key),
        ["!GET /v1/auth/user: does not take the credential {\"ApiKey\":[]} any more"]
    );
}

#[test]
fn what_breaks_who_reads_is_found() {
    let place = "GET /api/v1/auth/me, 200, data";
    let gone = |one: &mut Value| remove(one, ME, "phone");
    assert_eq!(found("staff", gone), [format!("!{place}, phone: is gone")]);

    let optional = |one: &mut Value| loosen(one, "Me", "phone");
    assert_eq!(
        found("staff", optional),
        [format!("!{place}, phone: may be missing now")]
    );

    let text = |one: &mut Value| at(one, ME)["id"]["type"] = json!("string");
    assert_eq!(
        found("staff", text),
        [format!("!{place}, id: is of type \"string\" now, was \"integer\"")]
    );

    let null = |one: &mut Value| at(one, ME)["name"]["nullable"] = json!(true);
    assert_eq!(found("staff", null), [format!("!{place}, name: may be null now")]);

    let items = |one: &mut Value| at(one, ME)["permissions"]["items"]["type"] = json!("integer");
    assert_eq!(
        found("staff", items),
        [format!(
            "!{place}, permissions[]: is of type \"integer\" now, was \"string\""
        )]
    );

    let mut old = document("staff");
    at(&mut old, ME)["role"]["enum"] = json!(["admin", "staff"]);
    let mut new = old.clone();
    at(&mut new, ME)["role"]["enum"] = json!(["admin", "staff", "reseller"]);
    let breaking = differences(&old, &new).breaking();
    assert_eq!(
        Vec::from_iter(breaking),
        [format!("{place}, role: may be \"reseller\" now")]
    );

    let renamed = |one: &mut Value| {
        let schema = at(one, "/components/schemas/Me").take();
        at(one, "/components/schemas")["Myself"] = schema;
        at(one, "/components/schemas/MeResponse")["properties"]["data"]["allOf"][0]["$ref"] =
            json!("#/components/schemas/Myself");
    };
    assert_eq!(
        found("staff", renamed),
        [format!("!{place}: is called Myself now, was Me")]
    );

    let media = |one: &mut Value| at(one, LOGIN)["responses"]["200"]["content"]["text/plain"] = json!({});
    assert_eq!(
        found("staff", media),
        ["!POST /api/v1/auth/login, 200: may be of type text/plain now"]
    );

    let success = |one: &mut Value| at(one, LOGIN)["responses"]["202"] = json!({ "description": "Later." });
    assert_eq!(found("staff", success), ["!POST /api/v1/auth/login, 202: is new"]);

    let header = |one: &mut Value| remove(one, &format!("{LOGIN}/responses/429/headers"), "Retry-After");
    assert_eq!(
        found("staff", header),
        ["!POST /api/v1/auth/login, 429, header Retry-After: is gone"]
    );
}

#[test]
fn what_breaks_everybody_is_found() {
    let gone = |one: &mut Value| remove(one, "/paths", "/api/v1/auth/me");
    assert_eq!(found("staff", gone), ["!GET /api/v1/auth/me: is gone"]);

    let method = |one: &mut Value| {
        let operation = at(one, LOGIN).take();
        at(one, "/paths")["/api/v1/auth/login"] = json!({ "put": operation });
    };
    assert_eq!(
        found("staff", method),
        ["!POST /api/v1/auth/login: is gone", "PUT /api/v1/auth/login: is new"]
    );

    let identifier = |one: &mut Value| at(one, LOGIN)["operationId"] = json!("signIn");
    assert_eq!(
        found("staff", identifier),
        ["!POST /api/v1/auth/login: has operationId \"signIn\" now, was \"login\""]
    );

    let scheme = |one: &mut Value| at(one, "/components/securitySchemes/ApiKey")["name"] = json!("api-key");
    assert_eq!(
        found("management", scheme),
        ["!security scheme ApiKey: has name \"api-key\" now, was \"x-api-key\""]
    );

    let unknown = |one: &mut Value| at(one, ME)["id"]["multipleOf"] = json!(2);
    assert_eq!(
        found("staff", unknown),
        ["!GET /api/v1/auth/me, 200, data, id: has multipleOf 2 now, was null"]
    );
}

#[test]
fn what_breaks_nobody_is_sorted_as_such() {
    let words = |one: &mut Value| {
        at(one, LOGIN)["summary"] = json!("Sign in");
        at(one, ME)["id"]["description"] = json!("The user's number.");
        at(one, "/info")["version"] = json!("9.9.9");
    };
    assert_eq!(
        found("staff", words),
        [
            "info: says something else",
            "POST /api/v1/auth/login: has another summary",
            "GET /api/v1/auth/me, 200, data, id: has another description",
        ]
    );

    let more = |one: &mut Value| {
        at(one, ME)["locale"] = json!({ "type": "string" });
        at(one, &format!("{REQUEST}/properties"))["device"] = json!({ "type": "string" });
        at(one, &format!("{REQUEST}/properties/email"))["maxLength"] = json!(320);
        at(one, LOGIN)["responses"]["451"] = json!({ "description": "Not here." });
        at(one, LOGIN)["responses"]["429"]["headers"]["RateLimit"] = json!({ "schema": { "type": "string" } });
        at(one, "/paths")["/api/v1/auth/new"] = json!({ "get": { "responses": {} } });
    };
    assert_eq!(
        found("staff", more),
        [
            "POST /api/v1/auth/login, request, email: has maxLength 320 now, was 255",
            "POST /api/v1/auth/login, request, device: is new",
            "POST /api/v1/auth/login, 429, header RateLimit: is new",
            "POST /api/v1/auth/login, 451: is new",
            "GET /api/v1/auth/me, 200, data, locale: is new",
            "GET /api/v1/auth/new: is new",
        ]
    );

    let stricter = |one: &mut Value| {
        at(one, ME)["name"]["maxLength"] = json!(255);
        remove(one, &format!("{ME}/phone"), "nullable");
    };
    assert_eq!(
        found("staff", stricter),
        [
            "GET /api/v1/auth/me, 200, data, name: has maxLength 255 now, was null",
            "GET /api/v1/auth/me, 200, data, phone: may not be null any more",
        ]
    );

    let loosened = |one: &mut Value| {
        loosen(one, "LoginRequest", "email");
        remove(one, &format!("{REQUEST}/properties/password"), "pattern");
    };
    assert_eq!(
        found("staff", loosened),
        [
            "POST /api/v1/auth/login, request, email: may be missing now",
            "POST /api/v1/auth/login, request, password: has pattern null now, was \"^[^\\\\x00]*$\"",
        ]
    );
}
