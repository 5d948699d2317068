//! The last administrator stays.

use latchkey::auth::UpdateError;
use latchkey::model::{User, UserStatus, UserUpdate};
use serde_json::{Value, json};

use super::caller::Caller;
use super::{USERS, concurrently, is_problem};
use crate::support::TestApp;

const LAST: &str = "Nobody would be left who is enabled and has the role admin.";

/// The ways in which an administrator ceases to be one.
fn ways() -> [Option<Value>; 3] {
    [
        Some(json!({ "status": "disabled" })),
        Some(json!({ "roles": [] })),
        None,
    ]
}

async fn take_away(app: &TestApp, caller: &Caller, id: i64, way: Option<&Value>) -> crate::support::http::Answer {
    let path = format!("{USERS}/{id}");
    let call = match way {
        Some(body) => app.call("PATCH", &path).json(body),
        None => app.call("DELETE", &path),
    };
    call.bearer(&caller.token).send().await
}

#[tokio::test]
async fn the_last_administrator_is_neither_disabled_nor_demoted_nor_deleted() {
    for way in ways() {
        let app = TestApp::start().await;
        let last = app.administrator(1).await;
        // The demonstration's own is another one.
        let other = take_away(&app, &last, 1, way.as_ref()).await;
        assert!(matches!(other.status, 200 | 204), "{other:?}");
        let answer = take_away(&app, &last, last.id.0, way.as_ref()).await;
        is_problem(&answer, 409, "last_administrator", LAST);
        assert!(app.accepts(&last.token).await, "nothing has changed");
    }
}

#[tokio::test]
async fn of_the_last_two_who_take_each_other_away_one_stays() {
    for round in 0..8 {
        let app = TestApp::start().await;
        let node = app.another_node().await;
        let (one, two) = (app.administrator(1).await, app.administrator(2).await);
        let gone = take_away(&app, &one, 1, None).await;
        assert_eq!(gone.status, 204, "{gone:?}");
        let way = ways()[round % 3].clone();
        let race = [(&app, &one, two.id.0), (&node, &two, one.id.0)];
        let race = race.into_iter().map(|(app, caller, id)| {
            let way = way.clone();
            async move { take_away(app, caller, id, way.as_ref()).await.status }
        });
        let mut statuses = concurrently(race).await;
        statuses.sort_unstable();
        // The one who lost is refused as what they have become, or because the other one is the last.
        assert!(matches!(statuses[..], [200 | 204, 401 | 403 | 409]), "{statuses:?}");
        let left = app.app.auth.an_administrator().await.expect("the database answers");
        assert!(left.is_some());
    }
}

#[tokio::test]
async fn an_operator_takes_the_last_one_away_only_by_force() {
    let app = TestApp::start().await;
    let admin = latchkey::model::UserId(1);
    let disable = UserUpdate {
        status: Some(UserStatus::Disabled),
        ..UserUpdate::default()
    };
    let auth = &app.app.auth;
    let refused = auth.update_account::<User>(admin, &disable, true).await;
    assert!(matches!(refused, Err(UpdateError::LastAdministrator)), "{refused:?}");
    let refused = auth.remove_account(admin.reference(), true).await;
    assert!(matches!(refused, Err(UpdateError::LastAdministrator)), "{refused:?}");
    auth.update_account::<User>(admin, &disable, false)
        .await
        .expect("by force");
    assert_eq!(auth.an_administrator().await.expect("an answer"), None);
}
