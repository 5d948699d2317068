//! This API, spoken as a client: how the old backend is asked. Its login wants an API key, which `header_files` adds.

use poem_openapi::types::{ParseFromJSON, ToJSON};
use serde_json::{Value, json};

use super::wire::{LoginRequest, WireUser};
use crate::auth::Question;
use crate::contracts::kit::field::Field;
use crate::contracts::kit::upstream::{Ask, LoginClient};
use crate::model::{EmailAddress, NewUser, PersonalProfile, Realm, User, Username};

/// The client.
pub static CLIENT: LoginClient<User> = LoginClient {
    operation: "login",
    name: "username",
    login,
    token: |login| login.pointer("/token")?.as_str().map(str::to_owned),
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
    let user = WireUser::parse_from_json(me.pointer("/user").cloned()).ok()?;
    let names = [user.first_name.0.as_deref(), user.last_name.0.as_deref()];
    let full = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Some(NewUser {
        username: Username::parse(Realm::Users, &user.user_name).ok()?,
        email: EmailAddress::parse(user.email.as_str()).ok()?,
        name: if full.is_empty() { user.user_name } else { full },
        roles: user.roles,
        permissions: Vec::new(),
        isp_id: None,
        branch_id: None,
        personal: PersonalProfile {
            title: user.title.0,
            first_name: user.first_name.0,
            last_name: user.last_name.0,
            department: user.department.0,
            birth_date: user.birth_date.0.map(|date| date.0),
            phone: user.phone_number.0,
            mobile: user.mobile.0,
            address: user.address.0,
            postal_code: user.postal_code.0,
            region: user.region.0,
            city: user.city.0,
            country: user.country.0,
            country_code: user.country_code.0,
            last_dismiss_messages: user.last_dismiss_messages.0.map(|date| date.0),
        },
        business: Default::default(),
        password_hash: None,
    })
}
