//! The claims that the page's sample token has, in its order.

use serde_json::{Map, Value, json};

use crate::auth::TokenFacts;
use crate::model::User;

/// `iss`
pub const ISSUER: &str = "jwt-auth";
/// `sub`
pub const SUBJECT: &str = "User";
/// Where other tokens have `jti`.
pub const TOKEN_ID: &str = "Jti";
/// The `name` of every role in the sample token.
const ROLE_NAME: &str = "PL";

/// The claims of a token for this user.
pub fn claims(user: &User, token: &TokenFacts) -> Map<String, Value> {
    let business = &user.business;
    let roles: Vec<Value> = user
        .roles
        .iter()
        .map(|role| json!({ "name": ROLE_NAME, "role": role }))
        .collect();
    let claims: [(&str, Value); 18] = [
        ("Scope", business.scope.clone().into()),
        ("UserID", user.id.0.to_string().into()),
        ("LegalRepID", business.legal_rep_id.clone().into()),
        ("CustomerID", business.customer_id.clone().into()),
        ("UserEmail", user.email.clone().into()),
        ("TokenID", "".into()),
        ("UserName", user.username.clone().into()),
        ("CustomerName", business.customer_name.clone().into()),
        (TOKEN_ID, token.token_id.to_string().into()),
        ("Key", "".into()),
        ("Roles", roles.into()),
        ("exp", token.expires_at.seconds().into()),
        ("iss", ISSUER.into()),
        ("sub", SUBJECT.into()),
        ("TokenEnabled", false.into()),
        ("VendorID", business.vendor_id.clone().into()),
        ("BankName", business.bank_name.clone().into()),
        ("BankID", business.bank_id.clone().into()),
    ];
    claims
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
