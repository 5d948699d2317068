//! This API, spoken as a client: how the old backend is asked.

use poem_openapi::types::{ParseFromJSON, ToJSON};
use serde_json::Value;

use super::wire::{LoginRequest, LoginUser, Me};
use crate::auth::Question;
use crate::contracts::kit::field::Field;
use crate::contracts::kit::upstream::{Ask, LoginClient};
use crate::model::{EmailAddress, NewUser, PersonalProfile, Realm, User, Username};

/// The client.
pub static CLIENT: LoginClient<User> = LoginClient {
    operation: "login",
    name: "email",
    login,
    token: |login| login.pointer("/data/token")?.as_str().map(str::to_owned),
    me: Some(|token| Ask::get("/api/v1/auth/me").by(token)),
    account,
    logout: Some(|token| Ask::post("/api/v1/auth/logout", None).by(token)),
};

fn login(question: &Question<'_>) -> Ask {
    let request = LoginRequest {
        email: Field::of(question.name),
        password: Field::of(question.password.text()),
    };
    Ask::post("/api/v1/auth/login", request.to_json())
}

fn account(login: &Value, me: Option<&Value>) -> Option<NewUser> {
    let user = LoginUser::parse_from_json(login.pointer("/data/user").cloned()).ok()?;
    let me = me.and_then(|me| Me::parse_from_json(me.pointer("/data").cloned()).ok());
    let (phone, isp_id, branch_id, permissions) = match me {
        Some(me) => (me.phone.0, me.isp_id.0, me.branch_id.0, me.permissions),
        None => Default::default(),
    };
    Some(NewUser {
        // Logins are by e-mail address, so there is none.
        username: Username::parse(Realm::Users, &format!("u{}", user.id)).ok()?,
        email: EmailAddress::parse(user.email.as_str()).ok()?,
        name: user.name,
        roles: vec![user.role],
        permissions,
        isp_id,
        branch_id,
        personal: PersonalProfile {
            phone,
            ..PersonalProfile::default()
        },
        business: Default::default(),
        password_hash: None,
    })
}
