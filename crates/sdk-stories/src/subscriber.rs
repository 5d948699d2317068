//! A subscriber logs in on two devices, refreshes a token, and logs out on both.

use latchkey_subscriber::apis::authentication_api::{login, logout, logout_all, refresh_token};
use latchkey_subscriber::apis::configuration::Configuration;
use latchkey_subscriber::models::{
    ErrorMessage, ErrorResponse, LoginData, LoginRequest, LoginResponse, LoginSubscriber, LogoutAllResponse,
    RefreshResponse, SubscriberStatus, TokenData, login_data, login_response, logout_all_response, token_data,
};

use crate::Ending;
use crate::refusal::refusal;

const MONTH: i64 = 30 * 24 * 60 * 60;

/// Runs the story.
pub async fn story(server: &str) -> Ending {
    let mut phone = Configuration {
        base_path: server.into(),
        ..Configuration::new()
    };
    let credentials = LoginRequest::new("subscriber1".into(), "kettle-otter-velvet".into());

    let answer = login(&phone, credentials.clone()).await?;
    let token = answer.data.token.clone();
    let subscriber = LoginSubscriber {
        id: 2,
        username: "subscriber1".into(),
        fullname: "John Doe".into(),
        email: Some("subscriber1@example.com".into()),
        phone: Some("01712345678".into()),
        package_name: Some("10MB Package".into()),
        expiration_date: Some("2099-12-31 23:59:59".into()),
        status: SubscriberStatus::Active,
    };
    let data = LoginData::new(subscriber, token.clone(), login_data::TokenType::Bearer, MONTH);
    assert_eq!(
        answer,
        LoginResponse::new(true, login_response::Message::LoginSuccessful, data)
    );

    phone.bearer_access_token = Some(token.clone());
    let answer = refresh_token(&phone).await?;
    let next = answer.data.token.clone();
    assert_ne!(next, token);
    assert_eq!(
        answer,
        RefreshResponse::new(true, TokenData::new(next.clone(), token_data::TokenType::Bearer, MONTH))
    );
    phone.bearer_access_token = Some(next);

    let second = login(&phone, credentials).await?.data.token;
    let tablet = Configuration {
        bearer_access_token: Some(second),
        ..phone.clone()
    };
    let everywhere = LogoutAllResponse::new(true, logout_all_response::Message::SuccessfullyLoggedOutFromAllDevices);
    assert_eq!(logout_all(&tablet).await?, everywhere);

    for device in [&phone, &tablet] {
        let (status, body) = refusal!(latchkey_subscriber, logout(device), ErrorResponse);
        assert_eq!(status, 401);
        assert_eq!(body, ErrorResponse::new(false, ErrorMessage::Unauthenticated));
    }

    let disabled = LoginRequest::new("subscriber2".into(), "kettle-otter-velvet".into());
    let (status, body) = refusal!(latchkey_subscriber, login(&phone, disabled), ErrorResponse);
    assert_eq!(status, 403);
    let message = ErrorMessage::YourAccountIsDisabledPleaseContactSupport;
    assert_eq!(body, ErrorResponse::new(false, message));
    Ok(())
}
