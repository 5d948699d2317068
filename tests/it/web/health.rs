//! `/livez` and `/readyz`.

use super::{Outcome, TestSite, whole};
use crate::support::TestApp;

const ALIVE: &str = "200 OK\n\
    content-type: application/json\n\
    \n\
    {\"status\":\"ok\"}";

const NOT_READY: &str = "503 Service Unavailable\n\
    content-type: application/problem+json\n\
    retry-after: 5\n\
    \n\
    {\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503}";

#[tokio::test]
async fn a_site_with_its_database_is_alive_and_ready() -> Outcome {
    let site = TestSite::new().await?.open()?;
    assert_eq!(whole(site.get("/livez").send().await).await?, ALIVE);
    let ready = ALIVE.replace("\"ok\"", "\"ready\"");
    assert_eq!(whole(site.get("/readyz").send().await).await?, ready);
    Ok(())
}

#[tokio::test]
async fn a_site_whose_database_is_away_is_alive_but_not_ready() -> Outcome {
    let setup = TestSite::new().await?;
    setup.store.clone().close().await?;
    let site = setup.open()?;
    assert_eq!(whole(site.get("/livez").send().await).await?, ALIVE);
    assert_eq!(whole(site.get("/readyz").send().await).await?, NOT_READY);
    Ok(())
}

#[tokio::test]
async fn a_site_on_an_empty_database_is_not_ready() -> Outcome {
    let site = TestSite::unprepared().await?.open()?;
    assert_eq!(whole(site.get("/readyz").send().await).await?, NOT_READY);
    Ok(())
}

#[tokio::test]
async fn a_site_without_a_signing_key_is_not_ready() -> Outcome {
    let setup = TestSite::unprepared().await?;
    setup.store.migrate().await?;
    assert_eq!(whole(setup.open()?.get("/readyz").send().await).await?, NOT_READY);
    Ok(())
}

#[tokio::test]
async fn a_site_whose_database_takes_no_writes_is_not_ready() {
    let app = TestApp::start().await;
    app.database.execute("ALTER TABLE write_probe RENAME TO hidden").await;
    let answer = app.get("/readyz").send().await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")));
    app.database.execute("ALTER TABLE hidden RENAME TO write_probe").await;
    let same = app.get("/readyz").send().await;
    assert_eq!(same.status, 503, "an outcome counts for two seconds");
    assert_eq!(app.get("/livez").send().await.status, 200);
}
