//! This API, spoken as a client: how the old backend is asked.

use poem_openapi::types::ToJSON;
use serde_json::Value;

use super::wire::LoginRequest;
use crate::auth::Question;
use crate::contracts::kit::field::Field;
use crate::contracts::kit::members::Members;
use crate::contracts::kit::upstream::{Ask, LoginClient};
use crate::model::{NewSubscriber, Realm, Subscriber, Username};

/// The client.
pub static CLIENT: LoginClient<Subscriber> = LoginClient {
    operation: "login",
    name: "username",
    login,
    token: "/token",
    me: None,
    account: |login, _| account(login),
    logout: Some(|token| Ask::post("/api/v1/subscriber/Logout", None).by(token)),
};

fn login(question: &Question<'_>) -> Ask {
    let request = LoginRequest {
        username: Field::of(question.name),
        password: Field::of(question.password.text()),
    };
    Ask::post("/api/v1/subscriber/Login", request.to_json())
}

fn account(login: &Value) -> Option<NewSubscriber> {
    let subscriber = Members::at(login, "/subscriber")?;
    Some(NewSubscriber {
        customer_id: subscriber.text("customer_id")?,
        username: Username::parse(Realm::Subscribers, &subscriber.text("username")?).ok()?,
        firstname: subscriber.text("firstname").unwrap_or_default(),
        lastname: subscriber.text("lastname").unwrap_or_default(),
        email: None,
        phone: None,
        package_name: None,
        expiration_date: None,
        isp_id: None,
        branch_id: None,
        password_hash: None,
    })
}
