//! A subscriber logs in, lists their sessions, and logs out.

use latchkey_account::apis::sessions_api::list_sessions;
use latchkey_ispcrm::apis::authentication_api::{login, logout};
use latchkey_ispcrm::apis::configuration::Configuration;
use latchkey_ispcrm::models::{
    ErrorMessage, ErrorResponse, LoginRequest, LoginResponse, LoginSubscriber, LogoutResponse, login_response,
    logout_response,
};

use crate::Ending;
use crate::account::with_token;
use crate::refusal::refusal;

/// Runs the story.
pub async fn story(server: &str) -> Ending {
    let mut ispcrm = Configuration {
        base_path: server.into(),
        ..Configuration::new()
    };

    let answer = login(&ispcrm, LoginRequest::new("subscriber123".into(), "password123".into())).await?;
    let token = answer.token.clone();
    let subscriber = LoginSubscriber::new(1, "12345".into(), "subscriber123".into(), "John".into(), "Doe".into());
    assert_eq!(
        answer,
        LoginResponse::new(login_response::Message::LoginSuccessful, token.clone(), subscriber)
    );

    let sessions = list_sessions(&with_token(server, &token)).await?.sessions;
    let [session] = sessions.as_slice() else {
        panic!("there are other sessions: {sessions:?}")
    };
    assert_eq!((session.contract.as_str(), session.current), ("ispcrm", true));

    ispcrm.bearer_access_token = Some(token);
    assert_eq!(
        logout(&ispcrm).await?,
        LogoutResponse::new(logout_response::Message::LogoutSuccessful)
    );

    let (status, body) = refusal!(latchkey_ispcrm, logout(&ispcrm), ErrorResponse);
    assert_eq!(status, 401);
    assert_eq!(body, ErrorResponse::new(ErrorMessage::InvalidCredentials));
    Ok(())
}
