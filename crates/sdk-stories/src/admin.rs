//! An administrator adds a user with a role, changes the user as long as nobody else has, and looks through the pages
//! of users. The user gets an API key and its successor. An import is tried out. In the end the user and the role are
//! deleted.

use latchkey_admin::apis::api_keys_api::{create_api_key, rotate_api_key};
use latchkey_admin::apis::configuration::{ApiKey, Configuration};
use latchkey_admin::apis::imports_api::import_accounts;
use latchkey_admin::apis::roles_api::{create_role, delete_role, get_role};
use latchkey_admin::apis::users_api::{create_user, delete_user, get_user, list_users, update_user};
use latchkey_admin::models::create_api_key_request::Permissions;
use latchkey_admin::models::{
    ApiKeyBit, CreateApiKeyRequest, CreateRole, CreateUser, ErrorCode, ImportReport, Problem, RefusedLine,
    RotateApiKey, UpdateUser, User, UserList,
};
use latchkey_staff::apis::authentication_api::{login, logout};
use latchkey_staff::models::LoginRequest;

use crate::Ending;
use crate::refusal::refusal;

/// Runs the story.
pub async fn story(server: &str) -> Ending {
    let anonymous = Configuration {
        base_path: server.into(),
        ..Configuration::new()
    };
    let mut staff = latchkey_staff::apis::configuration::Configuration {
        base_path: server.into(),
        ..Default::default()
    };
    let credentials = LoginRequest::new("admin@NetXD.com".into(), "Test@1234".into());
    let token = login(&staff, credentials).await?.data.token;
    staff.bearer_access_token = Some(token.clone());
    let administrator = Configuration {
        bearer_access_token: Some(token),
        ..anonymous.clone()
    };

    let role = CreateRole {
        permissions: Some(Some(vec!["users.view".into()])),
        ..CreateRole::new("desk-rust".into())
    };
    let role = create_role(&administrator, role, None).await?;
    let ana = CreateUser {
        roles: Some(Some(vec![role.name.clone()])),
        ..CreateUser::new("ana-rust".into(), "ana@rust.example".into(), "Ana Lima".into())
    };
    // A number of the story's own, so that it can run again on the same server.
    let once = format!("the-user-of-role-{}", role.id);
    let user = create_user(&administrator, ana.clone(), Some(&once)).await?;
    assert_eq!(user.roles, ["desk-rust"]);
    assert_eq!(user.role_permissions, ["users.view"]);
    assert_eq!(create_user(&administrator, ana.clone(), Some(&once)).await?, user);
    let other = CreateUser {
        email: "other@rust.example".into(),
        ..ana
    };
    let (status, body) = refusal!(latchkey_admin, create_user(&administrator, other, None), Problem);
    assert_eq!((status, body.code), (409, ErrorCode::UsernameTaken));

    // The functions return no headers, and so no entity tags.
    let changed = update_user(&administrator, user.id, phone(Some("01712345678")), Some("*")).await?;
    let expected = User {
        phone: Some("01712345678".into()),
        updated_at: changed.updated_at,
        ..user.clone()
    };
    assert_eq!(changed, expected);
    let stale = update_user(&administrator, user.id, phone(None), Some("\"0\""));
    let (status, body) = refusal!(latchkey_admin, stale, Problem);
    assert_eq!(status, 412);
    let expected = Problem {
        r#type: "/problems/precondition_failed".into(),
        title: "Precondition Failed".into(),
        status: 412,
        detail: "It was changed meanwhile. Read it again, and decide anew.".into(),
        code: ErrorCode::PreconditionFailed,
        request_id: body.request_id.clone(),
    };
    assert_eq!(body, expected);
    let cleared = update_user(&administrator, user.id, phone(None), None).await?;
    assert_eq!(cleared.phone, None);

    let found = list(&administrator, None, Some("ana-rust")).await?;
    assert_eq!((found.items, found.next), (vec![cleared], None));
    let mut ids = Vec::new();
    let mut next: Option<String> = None;
    loop {
        let page = list(&administrator, next.as_deref(), None).await?;
        ids.extend(page.items.iter().map(|user| user.id));
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    assert!(
        ids.is_sorted_by(|one, other| one < other) && ids.contains(&user.id),
        "{ids:?}"
    );

    let wanted = CreateApiKeyRequest::new(user.id, "Desk".into(), vec![Permissions::Read, Permissions::Admin]);
    let old = create_api_key(&administrator, wanted, None).await?;
    let with_old = with_key(&anonymous, &old.key);
    assert_eq!(get_user(&with_old, user.id).await?.username, "ana-rust");
    let current = rotate_api_key(&administrator, old.api_key.id, RotateApiKey::new(0)).await?;
    assert_eq!(current.api_key.permissions, [ApiKeyBit::Read, ApiKeyBit::Admin]);
    let (status, body) = refusal!(latchkey_admin, get_user(&with_old, user.id), Problem);
    assert_eq!((status, body.code), (401, ErrorCode::ApiKeyInvalid));
    let with_current = with_key(&anonymous, &current.key);
    let more = create_role(&with_current, CreateRole::new("more".into()), None);
    let (status, body) = refusal!(latchkey_admin, more, Problem);
    assert_eq!((status, body.code), (403, ErrorCode::PermissionDenied));

    let lines = "{\"username\":\"eva\",\"customer_id\":\"eva-1\"}\n{\"username\":\"max\"}\n";
    let report = import_accounts(&administrator, "subscribers", lines, None, None, Some(true)).await?;
    let expected = ImportReport {
        dry_run: true,
        rows: 2,
        added: 1,
        refused: 1,
        without_password: 1,
        refusals: vec![RefusedLine {
            line: 2,
            username: Some("max".into()),
            reason: "has no customer_id".into(),
        }],
        ..ImportReport::default()
    };
    assert_eq!(report, expected);

    delete_user(&administrator, user.id, None).await?;
    delete_role(&administrator, role.id, None).await?;
    assert!(get_user(&administrator, user.id).await?.deleted_at.is_some());
    let (status, body) = refusal!(latchkey_admin, get_role(&administrator, role.id), Problem);
    assert_eq!((status, body.code), (404, ErrorCode::NotFound));
    logout(&staff).await?;
    Ok(())
}

/// A page of two users, of those whose username begins so.
async fn list(
    administrator: &Configuration,
    cursor: Option<&str>,
    username: Option<&str>,
) -> Result<UserList, Box<dyn std::error::Error>> {
    let none = None::<&str>;
    Ok(list_users(
        administrator,
        Some(2),
        cursor,
        none,
        username,
        none,
        none,
        none,
        none,
        None,
        None,
        None,
    )
    .await?)
}

fn phone(number: Option<&str>) -> UpdateUser {
    UpdateUser {
        phone: Some(number.map(str::to_owned)),
        ..UpdateUser::new()
    }
}

fn with_key(anonymous: &Configuration, key: &str) -> Configuration {
    Configuration {
        api_key: Some(ApiKey {
            prefix: None,
            key: key.into(),
        }),
        ..anonymous.clone()
    }
}
