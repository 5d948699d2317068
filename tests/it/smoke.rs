//! temporary
use crate::support::TestApp;

#[tokio::test]
async fn every_contract_logs_in() {
    let app = TestApp::start().await;
    for contract in ["ispcrm", "staff", "subscriber", "management", "netxd"] {
        let token = app.token(contract).await;
        println!("{contract} {token}");
    }
    let token = app.token("staff").await;
    let answer = app.get("/api/v1/auth/me").bearer(&token).send().await;
    println!("{answer:?}");
    assert_eq!(answer.status, 200);
}
