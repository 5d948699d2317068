//! This API, spoken as a client: how the old backend is asked.

use poem_openapi::types::ToJSON;
use serde_json::Value;

use super::wire::LoginRequest;
use crate::auth::Question;
use crate::contracts::kit::field::Field;
use crate::contracts::kit::members::Members;
use crate::contracts::kit::upstream::{Ask, LoginClient};
use crate::model::{EmailAddress, NewSubscriber, Realm, Subscriber, Username};

/// The client.
pub static CLIENT: LoginClient<Subscriber> = LoginClient {
    operation: "login",
    name: "username",
    login,
    token: "/data/token",
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
    let subscriber = Members::at(login, "/data/subscriber")?;
    let fullname = subscriber.text("fullname").unwrap_or_default();
    // The page has both names in one text.
    let (firstname, lastname) = fullname.split_once(' ').unwrap_or((&fullname, ""));
    Some(NewSubscriber {
        // It has no customer number.
        customer_id: subscriber.text("id")?,
        firstname: firstname.to_owned(),
        lastname: lastname.trim().to_owned(),
        username: Username::parse(Realm::Subscribers, &subscriber.text("username")?).ok()?,
        email: subscriber
            .text("email")
            .and_then(|email| EmailAddress::parse(&email).ok()),
        phone: subscriber.text("phone"),
        package_name: subscriber.text("package_name"),
        expiration_date: subscriber.time("expiration_date"),
        isp_id: None,
        branch_id: None,
        password_hash: None,
    })
}
