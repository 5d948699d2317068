//! A console with an API key reads and updates its owner's profile; the owner then logs in with a password, too.

use latchkey_management::apis::authentication_api::{get_user, login, logout, update_user};
use latchkey_management::apis::configuration::{ApiKey, Configuration};
use latchkey_management::models::management_get_logged_in_user_response::Message as UserFound;
use latchkey_management::models::management_login_response::Message as LoggedIn;
use latchkey_management::models::management_logout_response::Message as LoggedOut;
use latchkey_management::models::management_validation_error_response::Message as Invalid;
use latchkey_management::models::{
    ManagementErrorCode, ManagementErrorResponse, ManagementLoginRequest, ManagementLoginResponse,
    ManagementLogoutResponse, ManagementSettingUpdate, ManagementSuccessCode, ManagementUpdateUserSettingsRequest,
    ManagementUser, ManagementUserUpdate, ManagementValidationErrorCode, ManagementValidationErrorResponse,
};

use crate::Ending;
use crate::refusal::refusal;

/// Runs the story.
pub async fn story(server: &str) -> Ending {
    let anonymous = Configuration {
        base_path: server.into(),
        ..Configuration::new()
    };
    let console = Configuration {
        api_key: key("api_demo00000000000000000000"),
        ..anonymous.clone()
    };

    let answer = get_user(&console, None).await?;
    assert_eq!(
        (answer.success, answer.code, answer.message),
        (true, ManagementSuccessCode::Variant0, UserFound::UserFound)
    );
    let user = answer.user;
    assert_eq!(
        (user.user_name.as_str(), user.email.as_str()),
        ("admin", "admin@example.com")
    );
    assert_eq!(user.roles, ["admin"]);

    let birth_date = "1990-05-17T00:00:00Z".parse()?;
    let theme = ManagementSettingUpdate {
        category: Some(Some("console".into())),
        group: Some(Some("look".into())),
        value: Some(Some("dark".into())),
        ..ManagementSettingUpdate::new("theme".into())
    };
    let update = ManagementUserUpdate {
        title: Some(Some("Dr".into())),
        birth_date: Some(Some(birth_date)),
        settings: Some(Some(vec![theme])),
        ..ManagementUserUpdate::new()
    };
    let changed = update_user(&console, request(update)).await?.user;
    let expected = ManagementUser {
        title: Some("Dr".into()),
        birth_date: Some(birth_date),
        updated_at: changed.updated_at,
        settings: changed.settings.clone(),
        ..user.clone()
    };
    assert_eq!(changed, expected);
    let theme = changed.settings.iter().find(|setting| setting.name == "theme");
    assert_eq!(theme.and_then(|setting| setting.value.as_deref()), Some("dark"));
    let clear = ManagementUserUpdate {
        title: Some(None),
        birth_date: Some(None),
        ..ManagementUserUpdate::new()
    };
    let cleared = update_user(&console, request(clear)).await?.user;
    assert_eq!((cleared.title, cleared.birth_date), (None, None));

    let ok = ManagementSuccessCode::Variant0;
    let credentials = ManagementLoginRequest::new("admin".into(), "your-password".into());
    let answer = login(&console, Some(credentials)).await?;
    let token = answer.token.clone();
    assert_eq!(
        answer,
        ManagementLoginResponse::new(true, ok, LoggedIn::LoginSuccessful, token.clone(), 1800)
    );

    let person = Configuration {
        bearer_access_token: Some(token),
        ..anonymous.clone()
    };
    assert_eq!(get_user(&person, None).await?.user.id, user.id);
    let goodbye = ManagementLogoutResponse::new(true, ok, LoggedOut::LogoutSuccessful);
    assert_eq!(logout(&person, None).await?, goodbye);

    let (status, body) = refusal!(latchkey_management, get_user(&person, None), ManagementErrorResponse);
    assert_eq!(status, 401);
    assert_eq!(
        body,
        ManagementErrorResponse::new(false, ManagementErrorCode::Variant1200, "Unauthenticated".into())
    );

    let stranger = Configuration {
        api_key: key("api_wrong"),
        ..anonymous
    };
    let (status, body) = refusal!(latchkey_management, get_user(&stranger, None), ManagementErrorResponse);
    assert_eq!(status, 401);
    assert_eq!(
        body,
        ManagementErrorResponse::new(false, ManagementErrorCode::Variant1201, "Invalid API key".into())
    );

    let long = ManagementUserUpdate {
        title: Some(Some("x".repeat(256))),
        ..ManagementUserUpdate::new()
    };
    let call = update_user(&console, request(long));
    let (status, body) = refusal!(latchkey_management, call, ManagementValidationErrorResponse);
    assert_eq!(status, 422);
    let sentence = "The user.title field must not be greater than 255 characters.";
    let errors = [("user.title".to_owned(), vec![sentence.to_owned()])].into();
    assert_eq!(
        body,
        ManagementValidationErrorResponse::new(
            false,
            ManagementValidationErrorCode::Variant1003,
            Invalid::ValidationFailed,
            errors
        )
    );
    Ok(())
}

fn key(key: &str) -> Option<ApiKey> {
    Some(ApiKey {
        prefix: None,
        key: key.into(),
    })
}

fn request(update: ManagementUserUpdate) -> Option<ManagementUpdateUserSettingsRequest> {
    Some(ManagementUpdateUserSettingsRequest::new(update))
}
