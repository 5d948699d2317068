//! With the client of everything: an administrator logs in through one API, sees the session through another, and logs
//! out.

use latchkey_client::apis::account_sessions_api::account_list_sessions;
use latchkey_client::apis::configuration::Configuration;
use latchkey_client::apis::staff_authentication_api::{staff_login, staff_logout, staff_me};
use latchkey_client::models::{StaffErrorMessage, StaffErrorResponse, StaffLoginRequest};

use crate::Ending;
use crate::refusal::refusal;

/// Runs the story.
pub async fn story(server: &str) -> Ending {
    let mut all = Configuration {
        base_path: server.into(),
        ..Configuration::new()
    };
    let credentials = StaffLoginRequest::new("admin@example.com".into(), "your-password".into());
    let answer = staff_login(&all, credentials).await?;
    all.bearer_access_token = Some(answer.data.token);

    let sessions = account_list_sessions(&all).await?.sessions;
    let current: Vec<_> = sessions.iter().filter(|session| session.current).collect();
    assert_eq!(current.len(), 1);
    assert_eq!(current[0].contract, "staff");

    staff_logout(&all).await?;
    let (status, body) = refusal!(latchkey_client, staff_me(&all), StaffErrorResponse);
    assert_eq!(status, 401);
    assert_eq!(body, StaffErrorResponse::new(false, StaffErrorMessage::Unauthenticated));
    Ok(())
}
