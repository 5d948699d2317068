//! Hashes of other software in the application: who gets in, and what is stored then.

use super::known;
use crate::support::admin::{ADMIN, ADMIN_PASSWORD};
use crate::support::{MANY_GUESSES, TestApp};

#[tokio::test]
async fn a_hash_of_any_form_lets_its_owner_in_and_is_renewed() {
    let app = TestApp::with(MANY_GUESSES).await;
    for known in known() {
        app.import_admin_hash(&known.hash).await;
        let wrong = [
            format!("{}!", known.password),
            known.password.to_uppercase(),
            "x".to_owned(),
        ];
        for wrong in wrong.iter().filter(|wrong| **wrong != known.password) {
            // PHP's bcrypt reads 72 bytes.
            if known.form == "bcrypt" && known.password.len() > 72 && wrong.starts_with(&known.password) {
                continue;
            }
            assert_eq!(app.log_in(ADMIN, wrong).await.status, 401, "{known:?} {wrong}");
        }
        assert_eq!(app.admin_hash().await, known.hash, "a login that fails renews nothing");
        assert_eq!(app.log_in(ADMIN, &known.password).await.status, 200, "{known:?}");
        let renewed = app.admin_hash().await;
        let is_own = renewed.starts_with("$2b$04$") || renewed.starts_with("$bcrypt-sha256$v=2,t=2b,r=4$");
        assert!(is_own || known.form == "bcrypt", "{renewed}");
        assert_eq!(
            app.log_in(ADMIN, &known.password).await.status,
            200,
            "{known:?} {renewed}"
        );
    }
    assert_eq!(app.log_in(ADMIN, ADMIN_PASSWORD).await.status, 401);
}

#[tokio::test]
async fn a_password_is_changed_from_a_hash_of_any_form() {
    let app = TestApp::with(MANY_GUESSES).await;
    for known in known().iter().step_by(6) {
        app.import_admin_hash(&known.hash).await;
        let token = crate::support::admin::text(&app.log_in(ADMIN, &known.password).await, "/data/token");
        assert!(app.accepts(&token).await, "{known:?}");
    }
}
