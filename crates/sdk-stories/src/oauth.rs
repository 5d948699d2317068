//! A service reads the metadata, introspects a token, revokes it, and introspects it again.

use latchkey_oauth::apis::configuration::{ApiKey, Configuration};
use latchkey_oauth::apis::discovery_api::metadata;
use latchkey_oauth::apis::tokens_api::{introspect, revoke};
use latchkey_oauth::models::introspection_response::TokenType;
use latchkey_oauth::models::{ErrorCode, ErrorResponse, IntrospectionResponse, RealmName};
use latchkey_staff::apis::authentication_api::login;
use latchkey_staff::models::LoginRequest;

use crate::Ending;
use crate::refusal::refusal;

const API_KEY: &str = "api_demo00000000000000000000";

/// Runs the story.
pub async fn story(server: &str) -> Ending {
    let anonymous = Configuration {
        base_path: server.into(),
        ..Configuration::new()
    };
    let key = ApiKey {
        prefix: None,
        key: API_KEY.into(),
    };
    let service = Configuration {
        api_key: Some(key),
        ..anonymous.clone()
    };

    let found = metadata(&anonymous).await?;
    assert_eq!(found.issuer, server);
    assert_eq!(found.introspection_endpoint, format!("{server}/oauth/introspect"));
    assert_eq!(found.revocation_endpoint, format!("{server}/oauth/revoke"));

    let staff = latchkey_staff::apis::configuration::Configuration {
        base_path: server.into(),
        ..Default::default()
    };
    let credentials = LoginRequest::new("admin@example.com".into(), "your-password".into());
    let token = login(&staff, credentials).await?.data.token;
    let good = introspect(&service, &token, None).await?;
    assert!(good.active);
    assert_eq!(good.username.as_deref(), Some("admin"));
    assert_eq!(good.aud, Some(RealmName::Users));
    assert_eq!(good.client_id.as_deref(), Some("staff"));
    assert_eq!(good.token_type, Some(TokenType::Bearer));

    let library = Configuration {
        basic_auth: Some((API_KEY.into(), Some(format!("cs_demo{}", "0".repeat(36))))),
        ..anonymous.clone()
    };
    assert_eq!(introspect(&library, &token, None).await?, good);

    revoke(&anonymous, &token, None).await?;
    assert_eq!(
        introspect(&service, &token, None).await?,
        IntrospectionResponse::new(false)
    );

    let stranger = ApiKey {
        prefix: None,
        key: "api_wrong".into(),
    };
    let stranger = Configuration {
        api_key: Some(stranger),
        ..anonymous
    };
    let (status, body) = refusal!(latchkey_oauth, introspect(&stranger, &token, None), ErrorResponse);
    assert_eq!(status, 401);
    assert_eq!(
        body,
        ErrorResponse::new(ErrorCode::InvalidClient, "The API key is not valid.".into())
    );
    Ok(())
}
