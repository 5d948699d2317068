//! A subscriber with three devices ends the session of one, then of another, and tries an unacceptable password.

use latchkey_account::apis::configuration::Configuration;
use latchkey_account::apis::password_api::change_password;
use latchkey_account::apis::sessions_api::{end_other_sessions, end_session, list_sessions};
use latchkey_account::models::{
    ChangePasswordRequest, ErrorCode, Problem, Session, ValidationProblem, validation_problem,
};
use latchkey_ispcrm::apis::authentication_api::login;
use latchkey_ispcrm::models::LoginRequest;

use crate::Ending;
use crate::refusal::refusal;

/// Runs the story.
pub async fn story(server: &str) -> Ending {
    let here = log_in(server).await?;
    let first = log_in(server).await?;
    let second = log_in(server).await?;

    let sessions = list_sessions(&here).await?.sessions;
    assert_eq!(
        (
            sessions.len(),
            sessions.iter().filter(|session| session.current).count()
        ),
        (3, 1)
    );
    let mine = current(list_sessions(&first).await?.sessions);
    let seen = sessions.iter().find(|session| session.id == mine.id);
    assert_eq!(
        seen,
        Some(&Session {
            current: false,
            ..mine.clone()
        })
    );

    end_session(&here, &mine.id.to_string()).await?;
    let (status, body) = refusal!(latchkey_account, list_sessions(&first), Problem);
    assert_eq!(status, 401);
    let expected = Problem {
        r#type: "/problems/token_invalid".into(),
        title: "Unauthorized".into(),
        status: 401,
        detail: "The bearer token is not valid.".into(),
        code: ErrorCode::TokenInvalid,
        request_id: body.request_id.clone(),
    };
    assert_eq!(body, expected);
    assert_eq!(list_sessions(&second).await?.sessions.len(), 2);

    end_other_sessions(&here).await?;
    let (status, _) = refusal!(latchkey_account, list_sessions(&second), Problem);
    assert_eq!(status, 401);
    let sessions = list_sessions(&here).await?.sessions;
    assert_eq!(sessions.len(), 1);

    let change = ChangePasswordRequest::new("password123".into(), "short".into());
    let (status, body) = refusal!(latchkey_account, change_password(&here, change), ValidationProblem);
    assert_eq!((status, body.code), (422, validation_problem::Code::InvalidFields));
    assert_eq!(
        body.errors["new_password"],
        ["The new_password field must have at least 15 characters."]
    );

    end_session(&here, &current(sessions).id.to_string()).await?;
    let (status, _) = refusal!(latchkey_account, list_sessions(&here), Problem);
    assert_eq!(status, 401);
    Ok(())
}

/// The account API with this token.
pub fn with_token(server: &str, token: &str) -> Configuration {
    Configuration {
        base_path: server.into(),
        bearer_access_token: Some(token.into()),
        ..Configuration::new()
    }
}

async fn log_in(server: &str) -> Result<Configuration, Box<dyn std::error::Error>> {
    let ispcrm = latchkey_ispcrm::apis::configuration::Configuration {
        base_path: server.into(),
        ..Default::default()
    };
    let answer = login(&ispcrm, LoginRequest::new("subscriber123".into(), "password123".into())).await?;
    Ok(with_token(server, &answer.token))
}

fn current(sessions: Vec<Session>) -> Session {
    sessions
        .into_iter()
        .find(|session| session.current)
        .expect("one of the sessions is the current one")
}
