//! `/livez` and `/readyz`.

use super::{Outcome, TestSite, whole};

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
