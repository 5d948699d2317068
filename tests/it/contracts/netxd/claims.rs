//! The token's claims, which the page's sample token prescribes.

use latchkey::model::BusinessProfile;
use serde_json::{Value, json};

use super::{NETXD_ADMIN, get_token, token};
use crate::support::TestApp;
use crate::support::accounts::ANA;
use crate::support::clock::START;
use crate::support::jwt::{claims, header};

/// The claims of the page's sample token, in its order.
const PRINTED: [&str; 18] = [
    "Scope",
    "UserID",
    "LegalRepID",
    "CustomerID",
    "UserEmail",
    "TokenID",
    "UserName",
    "CustomerName",
    "Jti",
    "Key",
    "Roles",
    "exp",
    "iss",
    "sub",
    "TokenEnabled",
    "VendorID",
    "BankName",
    "BankID",
];

/// The claims that the page prints.
fn printed(claims: &Value) -> Value {
    let all = PRINTED.iter().map(|name| ((*name).to_owned(), claims[name].clone()));
    Value::Object(all.collect())
}

#[tokio::test]
async fn the_printed_claims_come_first_and_in_the_printed_order() {
    let app = TestApp::start().await;
    let claims = claims(&token(&app, &NETXD_ADMIN, "1").await);
    let names: Vec<&String> = claims.as_object().expect("an object").keys().collect();
    assert_eq!(names[..18], PRINTED);
    // What the service needs to verify the token is added behind.
    assert_eq!(names[18..], ["aud", "iat", "nbf", "sid"]);
}

#[tokio::test]
async fn what_is_not_set_is_an_empty_text() {
    let app = TestApp::start().await;
    let claims = claims(&token(&app, &NETXD_ADMIN, "1").await);
    let expected = json!({
        "Scope": "ADMIN",
        "UserID": "2",
        "LegalRepID": "",
        "CustomerID": "",
        "UserEmail": "admin@NetXD.com",
        "TokenID": "",
        "UserName": "netxd-admin",
        "CustomerName": "",
        "Jti": claims["Jti"],
        "Key": "",
        "Roles": [{"name": "PL", "role": "ROLE_SUPER_ADMIN"}, {"name": "PL", "role": "ROLE_ADMIN"}],
        "exp": START + 7200,
        "iss": "jwt-auth",
        "sub": "User",
        "TokenEnabled": false,
        "VendorID": "",
        "BankName": "",
        "BankID": "",
    });
    assert_eq!(printed(&claims), expected);
}

#[tokio::test]
async fn what_the_books_know_is_in_the_token() {
    let app = TestApp::start().await;
    let id = app
        .add_user(&ANA, |new| {
            new.business = BusinessProfile {
                scope: "VENDOR".to_owned(),
                legal_rep_id: "L-1".to_owned(),
                customer_id: "C-2".to_owned(),
                customer_name: "Acme & Sons".to_owned(),
                vendor_id: "V-3".to_owned(),
                bank_id: "B-4".to_owned(),
                bank_name: "First Bank".to_owned(),
            };
        })
        .await;
    let claims = claims(&token(&app, &ANA, "1").await);
    let expected = json!({
        "Scope": "VENDOR",
        "UserID": id.0.to_string(),
        "LegalRepID": "L-1",
        "CustomerID": "C-2",
        "UserEmail": "ana@example.com",
        "TokenID": "",
        "UserName": "ana",
        "CustomerName": "Acme & Sons",
        "Jti": claims["Jti"],
        "Key": "",
        "Roles": [],
        "exp": START + 7200,
        "iss": "jwt-auth",
        "sub": "User",
        "TokenEnabled": false,
        "VendorID": "V-3",
        "BankName": "First Bank",
        "BankID": "B-4",
    });
    assert_eq!(printed(&claims), expected);
}

#[tokio::test]
async fn the_token_says_what_the_answer_beside_it_says() {
    let app = TestApp::start().await;
    let answer = get_token(&app, &NETXD_ADMIN, "1").send().await;
    let claims = claims(&answer.text_at("/authResponse/JWT"));
    for (claim, pointer) in [
        ("Scope", "/authResponse/type"),
        ("UserName", "/authResponse/userName"),
        ("exp", "/authResponse/expirationTime"),
    ] {
        assert_eq!(claims[claim], answer.at(pointer), "{claim}");
    }
    let roles = claims["Roles"].as_array().expect("an array").iter();
    let roles: Vec<_> = roles.filter_map(|role| role["role"].as_str()).collect();
    assert_eq!(answer.at("/userRoles"), roles.join(","));
}

#[tokio::test]
async fn every_token_has_an_identifier_of_its_own() {
    let app = TestApp::start().await;
    let (one, other) = (
        token(&app, &NETXD_ADMIN, "1").await,
        token(&app, &NETXD_ADMIN, "2").await,
    );
    let (one, other) = (claims(&one)["Jti"].clone(), claims(&other)["Jti"].clone());
    for id in [&one, &other] {
        let id = id.as_str().expect("a text");
        let is_hex = id.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c));
        assert!(id.len() == 32 && is_hex, "{id}");
    }
    assert_ne!(one, other);
}

#[tokio::test]
async fn the_header_says_that_it_is_a_signed_json_web_token() {
    let app = TestApp::start().await;
    let header = header(&token(&app, &NETXD_ADMIN, "1").await);
    assert_eq!((&header["typ"], &header["alg"]), (&json!("JWT"), &json!("HS256")));
}
