//! A bank administrator gets a token, lists their sessions, and mistypes the password.

use latchkey_account::apis::sessions_api::list_sessions;
use latchkey_netxd::apis::configuration::Configuration;
use latchkey_netxd::apis::login_api::get_token;
use latchkey_netxd::models::{AuthResponse, ErrorCode, ErrorDetail, ErrorResponse, GetTokenRequest, GetTokenResponse};

use crate::Ending;
use crate::account::with_token;
use crate::refusal::refusal;

/// Runs the story.
pub async fn story(server: &str) -> Ending {
    let netxd = Configuration {
        base_path: server.into(),
        ..Configuration::new()
    };
    let credentials = GetTokenRequest::new("admin@NetXD.com".into(), "Test@1234".into(), "917038".into());

    let answer = get_token(&netxd, credentials.clone()).await?;
    let found = answer.auth_response.clone();
    let expected = AuthResponse {
        user_name: "netxd-admin".into(),
        qr_token: "Ledger:None".into(),
        ip: "127.0.0.1".into(),
        r#type: "ADMIN".into(),
        otp_enabled: false,
        ..found.clone()
    };
    assert_eq!(
        answer,
        GetTokenResponse::new(expected, "ROLE_SUPER_ADMIN,ROLE_ADMIN".into())
    );

    let sessions = list_sessions(&with_token(server, &found.jwt)).await?.sessions;
    let [session] = sessions.as_slice() else {
        panic!("there are other sessions: {sessions:?}")
    };
    let device = session.device.as_deref();
    assert_eq!(
        (session.contract.as_str(), device, session.current),
        ("netxd", Some("917038"), true)
    );
    assert_eq!((session.expires_at - session.created_at).num_hours(), 2);
    assert_eq!(session.expires_at.timestamp(), found.expiration_time);

    let mistyped = GetTokenRequest {
        password: "mistyped".into(),
        ..credentials
    };
    let (status, body) = refusal!(latchkey_netxd, get_token(&netxd, mistyped), ErrorResponse);
    assert_eq!(status, 401);
    let detail = ErrorDetail::new(ErrorCode::InvalidCredentials, "Invalid credentials".into());
    assert_eq!(body, ErrorResponse::new(detail));
    Ok(())
}
