//! An administrator logs in, reads the current user, refreshes the token, and logs out.

use latchkey_staff::apis::authentication_api::{login, logout, me, refresh};
use latchkey_staff::apis::configuration::Configuration;
use latchkey_staff::models::{
    ErrorMessage, ErrorResponse, LoginData, LoginRequest, LoginResponse, LoginUser, LogoutResponse, Me, MeResponse,
    RefreshResponse, TokenData, login_data, login_response, logout_response, token_data,
};

use crate::Ending;
use crate::refusal::refusal;

/// Runs the story.
pub async fn story(server: &str) -> Ending {
    let mut staff = Configuration {
        base_path: server.into(),
        ..Configuration::new()
    };

    let answer = login(
        &staff,
        LoginRequest::new("admin@example.com".into(), "your-password".into()),
    )
    .await?;
    let token = answer.data.token.clone();
    let user = LoginUser::new(1, "Admin User".into(), "admin@example.com".into(), "admin".into());
    let data = LoginData::new(user, token.clone(), login_data::TokenType::Bearer, 3600);
    assert_eq!(
        answer,
        LoginResponse::new(true, login_response::Message::LoginSuccessful, data)
    );

    staff.bearer_access_token = Some(token.clone());
    let admin = Me {
        id: 1,
        name: "Admin User".into(),
        email: "admin@example.com".into(),
        phone: Some("01712345678".into()),
        role: "admin".into(),
        isp_id: Some(1),
        branch_id: Some(1),
        permissions: ["subscribers.view", "subscribers.create", "packages.view"]
            .map(String::from)
            .into(),
    };
    assert_eq!(me(&staff).await?, MeResponse::new(true, admin.clone()));

    let answer = refresh(&staff).await?;
    let next = answer.data.token.clone();
    assert_ne!(next, token);
    let data = TokenData::new(next.clone(), token_data::TokenType::Bearer, 3600);
    assert_eq!(answer, RefreshResponse::new(true, data));
    staff.bearer_access_token = Some(next);
    assert_eq!(me(&staff).await?.data, admin);

    assert_eq!(
        logout(&staff).await?,
        LogoutResponse::new(true, logout_response::Message::SuccessfullyLoggedOut)
    );

    let (status, body) = refusal!(latchkey_staff, me(&staff), ErrorResponse);
    assert_eq!(status, 401);
    assert_eq!(body, ErrorResponse::new(false, ErrorMessage::Unauthenticated));
    Ok(())
}
