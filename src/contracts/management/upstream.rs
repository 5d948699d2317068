//! This API, spoken as a client: how the old backend is asked. Its login wants an API key, which `header_files` adds.

use poem_openapi::types::ToJSON;
use serde_json::{Value, json};

use super::wire::LoginRequest;
use crate::auth::Question;
use crate::contracts::kit::field::Field;
use crate::contracts::kit::members::Members;
use crate::contracts::kit::upstream::{Ask, LoginClient};
use crate::model::{EmailAddress, NewUser, PersonalProfile, Realm, User, Username};

/// The client.
pub static CLIENT: LoginClient<User> = LoginClient {
    operation: "login",
    name: "username",
    login,
    token: "/token",
    me: Some(|token| Ask::get("/v1/auth/user").by(token)),
    account: |_, me| account(me?),
    logout: Some(|token| Ask::post("/v1/auth/logout", Some(json!({}))).by(token)),
};

fn login(question: &Question<'_>) -> Ask {
    let request = LoginRequest {
        username: Field::of(question.name),
        password: Field::of(question.password.text()),
    };
    Ask::post("/v1/auth/login", request.to_json())
}

fn account(me: &Value) -> Option<NewUser> {
    let user = Members::at(me, "/user")?;
    let username = user.text("userName")?;
    let names = [user.text("firstName"), user.text("lastName")];
    let full = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Some(NewUser {
        email: EmailAddress::parse(&user.text("email")?).ok()?,
        name: if full.is_empty() { username.clone() } else { full },
        username: Username::parse(Realm::Users, &username).ok()?,
        roles: user.texts("roles"),
        permissions: Vec::new(),
        isp_id: None,
        branch_id: None,
        personal: PersonalProfile {
            title: user.text("title"),
            first_name: user.text("firstName"),
            last_name: user.text("lastName"),
            department: user.text("department"),
            birth_date: user.time("birthDate"),
            phone: user.text("phoneNumber"),
            mobile: user.text("mobile"),
            address: user.text("address"),
            postal_code: user.text("postalCode"),
            region: user.text("region"),
            city: user.text("city"),
            country: user.text("country"),
            country_code: user.text("countryCode"),
            last_dismiss_messages: user.time("lastDismissMessages"),
        },
        business: Default::default(),
        password_hash: None,
    })
}
