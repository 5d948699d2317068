//! Setting how far a contract is.

use latchkey::auth::SetCutoverError;
use latchkey::model::{Cutover, CutoverMode, Share};
use poem::http::StatusCode;

use super::old_backend::OldBackend;
use super::{CONTRACT, FOLLOWED, taking_over, upstream};
use crate::support::TestApp;

const ME: &str = "/api/v1/auth/me";

fn cutover(mode: CutoverMode) -> Cutover {
    Cutover {
        mode,
        accounts: Share::ALL,
    }
}

/// The old backend answers with a status that nobody else has.
async fn old_backend() -> OldBackend {
    OldBackend::start(|_| StatusCode::IM_A_TEAPOT).await
}

async fn status(app: &TestApp) -> u16 {
    app.get(ME).send().await.status
}

#[tokio::test]
async fn all_nodes_follow_within_a_second_and_it_is_audited() {
    let old = old_backend().await;
    let node = taking_over(&old, "").await;
    let other = node
        .another_node_with(&upstream(&old, ""), crate::support::TEST_COST)
        .await;
    assert_eq!((status(&node).await, status(&other).await), (401, 401));
    let mark = node.mark().await;
    node.app
        .auth
        .set_cutover(CONTRACT, &cutover(CutoverMode::Proxy))
        .await
        .expect("it is set");
    assert_eq!(status(&node).await, 418);
    tokio::time::sleep(FOLLOWED).await;
    assert_eq!(status(&other).await, 418);
    node.app
        .auth
        .set_cutover(CONTRACT, &cutover(CutoverMode::Done))
        .await
        .expect("it is set");
    assert_eq!(status(&node).await, 401);
    let expected =
        ["proxy 100%", "done 100%"].map(|what| format!("0 cutover.changed success operator - - {what} staff - -"));
    assert_eq!(node.recorded(mark).await, expected);
}

#[tokio::test]
async fn what_is_configured_counts_when_it_changes_and_what_is_set_stays_until_then() {
    let old = old_backend().await;
    let node = taking_over(&old, "mode = \"proxy\"").await;
    let restart = async |keys: &str| {
        let again = node
            .another_node_with(&upstream(&old, keys), crate::support::TEST_COST)
            .await;
        let all = again.app.auth.cutovers().await.expect("a database");
        all.iter()
            .find(|one| one.contract == CONTRACT)
            .expect("the contract")
            .cutover
            .to_string()
    };
    assert_eq!(restart("mode = \"proxy\"").await, "proxy 100%");
    node.app
        .auth
        .set_cutover(CONTRACT, &cutover(CutoverMode::Off))
        .await
        .expect("it is set");
    assert_eq!(
        restart("mode = \"proxy\"").await,
        "off 100%",
        "nothing has changed in the configuration"
    );
    assert_eq!(restart("mode = \"done\"").await, "done 100%");
    assert_eq!(restart("mode = \"migrate\"\naccounts = \"10%\"").await, "migrate 10%");
    assert_eq!(
        restart("mode = \"migrate\"\naccounts = [\"bob\", \"Ann\"]").await,
        "migrate 2 accounts"
    );
    assert_eq!(restart("").await, "off 100%");
}

#[tokio::test]
async fn what_is_set_before_the_first_start_is_not_undone_by_it() {
    let old = old_backend().await;
    let node = TestApp::start().await;
    let unprepared = node.unprepared_node(&upstream(&old, "mode = \"proxy\""));
    unprepared
        .auth
        .set_cutover(CONTRACT, &cutover(CutoverMode::Done))
        .await
        .expect("it is set");
    unprepared.auth.prepare_cutovers().await.expect("a database");
    let all = unprepared.auth.cutovers().await.expect("a database");
    let of = all.iter().find(|one| one.contract == CONTRACT).expect("the contract");
    assert_eq!(of.cutover, cutover(CutoverMode::Done));
}

#[tokio::test]
async fn a_mode_that_needs_an_old_backend_is_refused_without_one() {
    let node = TestApp::start().await;
    let set = async |contract: &str, mode| node.app.auth.set_cutover(contract, &cutover(mode)).await;
    assert!(matches!(
        set(CONTRACT, CutoverMode::Proxy).await,
        Err(SetCutoverError::NoOldBackend)
    ));
    for mode in [CutoverMode::Off, CutoverMode::Done] {
        assert!(set(CONTRACT, mode).await.is_ok(), "{mode}");
    }
    for contract in ["admin", "nobody"] {
        assert!(
            matches!(
                set(contract, CutoverMode::Off).await,
                Err(SetCutoverError::NoSuchContract)
            ),
            "{contract}"
        );
    }
}
