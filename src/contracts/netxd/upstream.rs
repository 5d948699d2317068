//! This API, spoken as a client: how the old backend is asked. It has no logout and no other operation: what the login does
//! not say of the account stands in the claims of its token.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poem_openapi::types::ToJSON;
use serde_json::Value;

use super::wire::GetTokenRequest;
use crate::auth::Question;
use crate::contracts::kit::field::Field;
use crate::contracts::kit::members::Members;
use crate::contracts::kit::upstream::{Ask, LoginClient};
use crate::model::{BusinessProfile, EmailAddress, NewUser, Realm, User, Username};

/// The client.
pub static CLIENT: LoginClient<User> = LoginClient {
    operation: "getToken",
    name: "emailid",
    login,
    token: "/authResponse/JWT",
    me: None,
    account: |login, _| account(login),
    logout: None,
};

fn login(question: &Question<'_>) -> Ask {
    let request = GetTokenRequest {
        emailid: Field::of(question.name),
        password: Field::of(question.password.text()),
        device_id: Field::of(question.device.unwrap_or_default()),
    };
    Ask::post("/rpc/admin/UserService/GetToken", request.to_json())
}

fn account(login: &Value) -> Option<NewUser> {
    let answer = Members::at(login, "/authResponse")?;
    let payload = claims(&answer.text("JWT")?)?;
    let claims = Members::at(&payload, "")?;
    let claim = |name| claims.text(name).unwrap_or_default();
    let roles = Members::at(login, "")?.text("userRoles").unwrap_or_default();
    let name = answer.text("userName")?;
    Some(NewUser {
        username: match name.contains('@') {
            true => Username::parse(Realm::Users, &format!("u{}", claim("UserID"))).ok()?,
            false => Username::parse(Realm::Users, &name).ok()?,
        },
        email: EmailAddress::parse(&claim("UserEmail")).ok()?,
        name,
        roles: roles
            .split(',')
            .map(str::trim)
            .filter(|role| !role.is_empty())
            .map(str::to_owned)
            .collect(),
        permissions: Vec::new(),
        isp_id: None,
        branch_id: None,
        personal: Default::default(),
        business: BusinessProfile {
            scope: answer.text("type").unwrap_or_default(),
            legal_rep_id: claim("LegalRepID"),
            customer_id: claim("CustomerID"),
            customer_name: claim("CustomerName"),
            vendor_id: claim("VendorID"),
            bank_id: claim("BankID"),
            bank_name: claim("BankName"),
        },
        password_hash: None,
    })
}

/// The claims of a token that came from the old backend itself, over a verified connection.
fn claims(token: &str) -> Option<Value> {
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}
