//! The authorization table, cell by cell: every operation, as every kind of caller, on what lies inside and outside.

use std::collections::BTreeSet;

use latchkey::auth::{AdminOperation, AdminPermission, Reach, Rule};
use latchkey::contracts::admin::CONTRACT;
use latchkey::model::{Permissions, Realm};
use serde_json::Value;

use super::caller::{Caller, all_permissions};
use super::is_problem;
use super::requests::{Place, request};
use crate::support::TestApp;
use crate::support::http::Answer;

/// The numbers of accounts that requests are about begin here.
const FIRST: usize = 1000;

/// All permissions but one.
fn all_but(one: AdminPermission) -> Vec<String> {
    let mut all = all_permissions();
    all.retain(|name| name != one.name());
    all
}

/// Whether a page has something of this provider that an answer lists.
fn lists(answer: &Answer, isp_id: i64) -> bool {
    let items = answer.at("/items");
    let items = items.as_array().cloned().unwrap_or_default();
    items.iter().any(|item| item["isp_id"] == isp_id)
}

#[test]
fn every_operation_of_the_document_has_its_row_and_every_row_its_operation() {
    let document: Value = serde_json::from_str(CONTRACT.document).expect("a document is JSON");
    let paths = document["paths"].as_object().expect("paths");
    let operations = paths
        .values()
        .flat_map(|path| path.as_object().expect("operations").values());
    let documented: BTreeSet<&str> = operations
        .map(|one| one["operationId"].as_str().expect("an identifier"))
        .collect();
    let rows: BTreeSet<&str> = AdminOperation::ALL.iter().map(|one| one.id()).collect();
    assert_eq!(documented, rows);
    assert_eq!(AdminOperation::ALL.len(), rows.len(), "a row stands twice");
}

#[test]
fn every_operation_names_its_permission_in_its_description() {
    let document: Value = serde_json::from_str(CONTRACT.document).expect("a document is JSON");
    for path in document["paths"].as_object().expect("paths").values() {
        for one in path.as_object().expect("operations").values() {
            let id = one["operationId"].as_str().expect("an identifier");
            let row = AdminOperation::ALL
                .into_iter()
                .find(|row| row.id() == id)
                .expect("a row");
            let needs = format!("Needs `{}`.", row.rule().permission.name());
            let said = one["description"].as_str().expect("a description");
            assert!(said.ends_with(&needs), "{id}: {said}");
        }
    }
}

#[tokio::test]
async fn nobody_without_a_good_credential_is_told_anything() {
    let app = TestApp::start().await;
    let subscriber = app.token("subscriber").await;
    for (number, operation) in (FIRST..).zip(AdminOperation::ALL) {
        let request = request(&app, operation, Place::Inside, number).await;
        let answer = request.send(&app, |call| call).await;
        is_problem(&answer, 401, "token_missing", "A bearer token or an API key is needed.");
        let answer = request.send(&app, |call| call.bearer(&subscriber)).await;
        is_problem(&answer, 401, "token_invalid", "The bearer token is not valid.");
        let answer = request.send(&app, |call| call.api_key("api_unknown")).await;
        is_problem(&answer, 401, "api_key_invalid", "The API key is not valid.");
    }
}

#[tokio::test]
async fn the_permission_of_the_row_is_what_a_user_needs_and_all_that_is_needed() {
    let app = TestApp::start().await;
    let nobody = app.holder(1, &[]).await;
    let administrator = app.administrator(2).await;
    for (number, operation) in (FIRST..).step_by(10).zip(AdminOperation::ALL) {
        let Rule { permission, .. } = operation.rule();
        let others = app
            .caller(number + 1, |new| new.permissions = all_but(permission))
            .await;
        let holder = app.holder(number + 2, &[permission.name()]).await;
        let by_role = app
            .caller(number + 3, |new| new.roles = vec!["holders".to_owned()])
            .await;
        app.app
            .auth
            .permit_role("holders", &[permission.name().to_owned()])
            .await
            .expect("the role gets its permission");
        let denied = format!("You need the permission {}.", permission.name());
        for (offset, caller, may) in [
            (4, &nobody, false),
            (5, &others, false),
            (6, &holder, true),
            (7, &by_role, true),
            (8, &administrator, true),
        ] {
            let request = request(&app, operation, Place::Outside, number + offset).await;
            let answer = request.send(&app, |call| call.bearer(&caller.token)).await;
            match may {
                true => assert_eq!(answer.status, request.success, "{operation:?} {answer:?}"),
                false => is_problem(&answer, 403, "permission_denied", &denied),
            }
        }
    }
}

#[tokio::test]
async fn an_api_key_needs_the_bit_of_the_row_and_admin_and_an_owner_with_the_permission() {
    let app = TestApp::start().await;
    let (operator, nobody) = (app.operator(1).await, app.holder(2, &[]).await);
    let all = Permissions::NAMED.map(|(_, bit)| bit);
    let every = all.into_iter().reduce(Permissions::union).expect("bits");
    let of_nobody = app.key_with(nobody.id, every).await;
    for (number, operation) in (FIRST..).step_by(10).zip(AdminOperation::ALL) {
        let Rule {
            permission, key: bit, ..
        } = operation.rule();
        let without = |missing: Permissions| {
            let rest = all.into_iter().filter(|one| !missing.contains(*one));
            rest.reduce(Permissions::union).expect("bits")
        };
        let mut exact = bit.union(Permissions::ADMIN);
        if operation == AdminOperation::CreateApiKey || operation == AdminOperation::RotateApiKey {
            // The key that these make can read.
            exact = exact.union(Permissions::READ);
        }
        let lacks = "The API key needs the bit admin, and the one for this operation.";
        for (offset, bits, may) in [
            (1, exact, true),
            (2, without(Permissions::ADMIN), false),
            (3, without(bit), false),
            (5, without(Permissions::WRITE), !bit.contains(Permissions::WRITE)),
            (6, without(Permissions::CREATE), !bit.contains(Permissions::CREATE)),
        ] {
            let key = app.key_with(operator.id, bits).await;
            let request = request(&app, operation, Place::Outside, number + offset).await;
            let answer = request.send(&app, |call| call.api_key(&key)).await;
            match may {
                true => assert_eq!(answer.status, request.success, "{operation:?} {answer:?}"),
                false => is_problem(&answer, 403, "permission_denied", lacks),
            }
            // Beside a token, the key still limits.
            if !may {
                let answer = request
                    .send(&app, |call| call.bearer(&operator.token).api_key(&key))
                    .await;
                is_problem(&answer, 403, "permission_denied", lacks);
            }
        }
        let request = request(&app, operation, Place::Outside, number + 4).await;
        let answer = request.send(&app, |call| call.api_key(&of_nobody)).await;
        let denied = format!("You need the permission {}.", permission.name());
        is_problem(&answer, 403, "permission_denied", &denied);
    }
}

#[tokio::test]
async fn a_caller_who_is_confined_reaches_what_the_row_says() {
    let app = TestApp::start().await;
    let confined = app.confined(1, Place::Inside.isp_id()).await;
    for (number, operation) in (FIRST..).step_by(10).zip(AdminOperation::ALL) {
        let inside = request(&app, operation, Place::Inside, number + 1).await;
        let inside_answer = inside.send(&app, |call| call.bearer(&confined.token)).await;
        let outside = request(&app, operation, Place::Outside, number + 2).await;
        let outside_answer = outside.send(&app, |call| call.bearer(&confined.token)).await;
        if operation.rule().reach == Reach::UnconfinedOnly {
            let confined = "You are confined to a provider or a branch, and this belongs to all.";
            is_problem(&inside_answer, 403, "confined", confined);
            is_problem(&outside_answer, 403, "confined", confined);
            continue;
        }
        assert_eq!(inside_answer.status, inside.success, "{operation:?} {inside_answer:?}");
        outside_is_out_of_reach(operation, &outside_answer);
    }
}

/// Checks what a caller who is confined is told of what lies outside.
fn outside_is_out_of_reach(operation: AdminOperation, answer: &Answer) {
    match operation {
        AdminOperation::ListAccounts(_) => {
            assert!(lists(answer, 1), "{answer:?}");
            assert!(!lists(answer, 2), "{answer:?}");
        }
        AdminOperation::ListLocks(_) => {
            // The account inside is locked, too.
            let items = answer.at("/items");
            assert_eq!(items.as_array().map(Vec::len), Some(1), "{answer:?}");
        }
        AdminOperation::CreateAccount(_) => is_problem(
            answer,
            403,
            "outside",
            "The account would lie outside of your provider or branch.",
        ),
        AdminOperation::CreateApiKey => {
            let errors = serde_json::json!({ "user_id": ["The user_id field is that of no user."] });
            assert_eq!(super::field_errors(answer), errors);
        }
        AdminOperation::ListApiKeys | AdminOperation::ListRoles | AdminOperation::ViewRole => {
            assert_eq!(answer.status, 200, "{answer:?}");
        }
        AdminOperation::ViewAccount(Realm::Users | Realm::Subscribers)
        | AdminOperation::UpdateAccount(_)
        | AdminOperation::DeleteAccount(_)
        | AdminOperation::RestoreAccount(_)
        | AdminOperation::ViewLock(_)
        | AdminOperation::Unlock(_)
        | AdminOperation::ListSettings
        | AdminOperation::PutSetting
        | AdminOperation::DeleteSetting
        | AdminOperation::CreateRole
        | AdminOperation::UpdateRole
        | AdminOperation::DeleteRole
        | AdminOperation::ViewApiKey
        | AdminOperation::RotateApiKey
        | AdminOperation::RevokeApiKey
        | AdminOperation::ListSessions
        | AdminOperation::EndSession
        | AdminOperation::EndSessions
        | AdminOperation::ListAuditEvents
        | AdminOperation::ListWebhooks
        | AdminOperation::ViewWebhook
        | AdminOperation::CreateWebhook
        | AdminOperation::UpdateWebhook
        | AdminOperation::DeleteWebhook
        | AdminOperation::EnableWebhook
        | AdminOperation::DisableWebhook
        | AdminOperation::RotateWebhookSecret
        | AdminOperation::ListCutovers
        | AdminOperation::ViewCutover
        | AdminOperation::ImportAccounts => is_problem(answer, 404, "not_found", "There is no such thing."),
    }
}

#[tokio::test]
async fn a_list_of_keys_has_those_of_users_inside_alone() {
    let app = TestApp::start().await;
    let confined = app.confined(1, 1).await;
    for (number, place) in [(2, Place::Inside), (3, Place::Outside)] {
        request(&app, AdminOperation::ViewApiKey, place, number).await;
    }
    let answer = app.get(super::API_KEYS).bearer(&confined.token).send().await;
    let items = answer.at("/items");
    let owners: Vec<i64> = items
        .as_array()
        .expect("a list")
        .iter()
        .map(|key| key["user_id"].as_i64().expect("a number"))
        .collect();
    // The demonstration key is that of a user of the provider 1.
    assert_eq!(owners, [1, confined.id.0 + 1]);
}

#[tokio::test]
async fn a_branch_confines_as_a_provider_does() {
    let app = TestApp::start().await;
    let caller: Caller = app
        .caller(1, |new| {
            new.permissions = all_permissions();
            new.isp_id = Some(1);
            new.branch_id = Some(2);
        })
        .await;
    let second = super::caller::person(2);
    let own = app.add_user(&second, |new| {
        new.isp_id = Some(1);
        new.branch_id = Some(2);
    });
    let own = own.await;
    let third = super::caller::person(3);
    let other = app.add_user(&third, |new| {
        new.isp_id = Some(1);
        new.branch_id = Some(3);
    });
    let other = other.await;
    let see = async |id: i64| {
        let path = format!("{}/{id}", super::USERS);
        app.get(&path).bearer(&caller.token).send().await.status
    };
    assert_eq!((see(own.0).await, see(other.0).await, see(1).await), (200, 404, 404));
}

#[tokio::test]
async fn without_an_account_only_an_unconfined_caller_reads_the_audit_log() {
    let app = TestApp::start().await;
    let (operator, confined) = (app.operator(1).await, app.confined(2, 1).await);
    let answer = app.get(super::AUDIT_EVENTS).bearer(&confined.token).send().await;
    let detail = "You are confined to a provider or a branch. Name an account.";
    is_problem(&answer, 403, "confined", detail);
    let answer = app.get(super::AUDIT_EVENTS).bearer(&operator.token).send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn a_refusal_is_in_the_audit_log_with_the_permission_that_is_missing() {
    let app = TestApp::start().await;
    let nobody = app.holder(1, &[]).await;
    app.get(super::USERS).bearer(&nobody.token).send().await;
    let operator = app.operator(2).await;
    let path = format!("{}?account=users/{}&limit=1", super::AUDIT_EVENTS, nobody.id.0);
    let answer = app.get(&path).bearer(&operator.token).send().await;
    assert_eq!(answer.at("/items/0/action"), "permission.refused", "{answer:?}");
    assert_eq!(answer.at("/items/0/detail"), "users.view", "{answer:?}");
    assert_eq!(answer.at("/items/0/contract"), "admin", "{answer:?}");
}
