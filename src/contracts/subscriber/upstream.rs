//! This API, spoken as a client: how the old backend is asked.

use poem_openapi::types::{ParseFromJSON, ToJSON};
use serde_json::Value;

use super::wire::{LoginRequest, LoginSubscriber};
use crate::auth::Question;
use crate::contracts::kit::field::Field;
use crate::contracts::kit::upstream::{Ask, LoginClient};
use crate::model::{EmailAddress, NewSubscriber, Realm, Subscriber, Username, date_and_time};

/// The client.
pub static CLIENT: LoginClient<Subscriber> = LoginClient {
    operation: "login",
    name: "username",
    login,
    token: |login| login.pointer("/data/token")?.as_str().map(str::to_owned),
    me: None,
    account: |login, _| account(login),
    logout: Some(|token| Ask::post("/api/v1/subscriber/logout", None).by(token)),
};

fn login(question: &Question<'_>) -> Ask {
    let request = LoginRequest {
        username: Field::of(question.name),
        password: Field::of(question.password.text()),
    };
    Ask::post("/api/v1/subscriber/login", request.to_json())
}

fn account(login: &Value) -> Option<NewSubscriber> {
    let subscriber = LoginSubscriber::parse_from_json(login.pointer("/data/subscriber").cloned()).ok()?;
    // The page has both names in one text.
    let (firstname, lastname) = subscriber
        .fullname
        .split_once(' ')
        .unwrap_or((&subscriber.fullname, ""));
    Some(NewSubscriber {
        // It has no customer number.
        customer_id: subscriber.id.to_string(),
        firstname: firstname.to_owned(),
        lastname: lastname.trim().to_owned(),
        username: Username::parse(Realm::Subscribers, &subscriber.username).ok()?,
        email: subscriber
            .email
            .0
            .and_then(|email| EmailAddress::parse(email.as_str()).ok()),
        phone: subscriber.phone.0,
        package_name: subscriber.package_name.0,
        expiration_date: subscriber.expiration_date.0.and_then(|date| date_and_time(&date).ok()),
        isp_id: None,
        branch_id: None,
        password_hash: None,
    })
}
