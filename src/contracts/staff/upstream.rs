//! This API, spoken as a client: how the old backend is asked.

use poem_openapi::types::ToJSON;
use serde_json::Value;

use super::wire::LoginRequest;
use crate::auth::Question;
use crate::contracts::kit::field::Field;
use crate::contracts::kit::members::Members;
use crate::contracts::kit::upstream::{Ask, LoginClient};
use crate::model::{EmailAddress, NewUser, PersonalProfile, Realm, User, Username};

/// The client.
pub static CLIENT: LoginClient<User> = LoginClient {
    operation: "login",
    name: "email",
    login,
    token: "/data/token",
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
    let user = Members::at(login, "/data/user")?;
    // What it does not say of the account, it does not say.
    let me = me.and_then(|me| Members::at(me, "/data")).unwrap_or(user);
    Some(NewUser {
        // Logins are by e-mail address, so there is none.
        username: Username::parse(Realm::Users, &format!("u{}", user.text("id")?)).ok()?,
        email: EmailAddress::parse(&user.text("email")?).ok()?,
        name: user.text("name").unwrap_or_default(),
        roles: user.text("role").into_iter().collect(),
        permissions: me.texts("permissions"),
        isp_id: me.number("isp_id"),
        branch_id: me.number("branch_id"),
        personal: PersonalProfile {
            phone: me.text("phone"),
            ..PersonalProfile::default()
        },
        business: Default::default(),
        password_hash: None,
    })
}
