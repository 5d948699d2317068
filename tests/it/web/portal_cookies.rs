//! The portal: to whom it shows anything.

use std::time::Duration;

use latchkey::model::{FoldedName, Subscriber, SubscriberStatus, clear_cookie, cookie_name, set_cookie};

use super::accounts::JANE;
use super::portal::{header, page, signed_out};
use super::{Outcome, TestSite};

#[tokio::test]
async fn without_a_good_cookie_nobody_is_signed_in() -> Outcome {
    let setup = TestSite::new().await?;
    setup.add(&JANE).await?;
    let good = header(&setup.cookie(&setup.log_in("jane", None).await?).await?);
    let site = setup.open()?;
    let unknown = format!("latchkey_portal={}", "A".repeat(43));
    for cookie in [
        String::new(),
        "latchkey_portal".to_owned(),
        "latchkey_portal=".to_owned(),
        unknown.clone(),
        format!("{good}; {unknown}"),
        format!("{good}; {good}"),
        good.replace("latchkey", "Latchkey"),
        good.replace("latchkey_portal", "__Host-latchkey_portal"),
        good.replace('=', "=\"") + "\"",
    ] {
        let shown = page(site.get("/portal").header("cookie", &cookie).send().await).await?;
        assert_eq!(shown, signed_out(), "{cookie}");
    }
    let two = site
        .get("/portal")
        .header("cookie", &good)
        .header("cookie", &unknown)
        .send()
        .await;
    assert_eq!(page(two).await?, signed_out());
    assert_eq!(page(site.get("/portal").send().await).await?, signed_out());

    let among_others = site
        .get("/portal")
        .header("cookie", format!("a=b; {good};c"))
        .send()
        .await;
    among_others.assert_status_is_ok();
    Ok(())
}

#[tokio::test]
async fn over_https_the_cookie_must_have_its_prefix() -> Outcome {
    let mut setup = TestSite::new().await?;
    setup.https = true;
    setup.add(&JANE).await?;
    let cookie = header(&setup.cookie(&setup.log_in("jane", None).await?).await?);
    let site = setup.open()?;
    let plain = site.get("/portal").header("cookie", &cookie).send().await;
    assert_eq!(page(plain).await?, signed_out());
    let prefixed = cookie.replace("latchkey_portal", "__Host-latchkey_portal");
    site.get("/portal")
        .header("cookie", prefixed)
        .send()
        .await
        .assert_status_is_ok();
    Ok(())
}

#[tokio::test]
async fn a_session_that_is_over_opens_nothing() -> Outcome {
    let setup = TestSite::new().await?;
    setup.add(&JANE).await?;
    let ended = setup.log_in("jane", None).await?;
    let expired = setup.log_in("jane", None).await?;
    let cookies = [setup.cookie(&ended).await?, setup.cookie(&expired).await?];
    setup.auth.log_out(&ended, &super::accounts::client_info(None)).await?;
    setup.wait(Duration::from_secs(90 * 24 * 60 * 60));
    let site = setup.open()?;
    for cookie in cookies {
        let shown = site.get("/portal").header("cookie", header(&cookie)).send().await;
        assert_eq!(page(shown).await?, signed_out());
    }
    Ok(())
}

#[tokio::test]
async fn a_disabled_subscriber_is_signed_out_at_once() -> Outcome {
    let setup = TestSite::new().await?;
    setup.add(&JANE).await?;
    let cookie = setup.cookie(&setup.log_in("jane", None).await?).await?;
    let auth = setup.auth.clone();
    let site = setup.open()?;
    site.get("/portal")
        .header("cookie", header(&cookie))
        .send()
        .await
        .assert_status_is_ok();
    let jane = FoldedName::of("jane");
    auth.set_account_status::<Subscriber>(&jane, SubscriberStatus::Disabled)
        .await?;
    let shown = site.get("/portal").header("cookie", header(&cookie)).send().await;
    assert_eq!(page(shown).await?, signed_out());
    Ok(())
}

#[test]
fn a_cookie_is_given_and_taken_away_with_the_same_attributes() {
    for (https, name) in [(true, "__Host-latchkey_portal"), (false, "latchkey_portal")] {
        assert_eq!(cookie_name(https), name);
        let given = format!("{name}=value; HttpOnly; Secure; SameSite=Lax; Path=/");
        assert_eq!(set_cookie(https, "value"), given);
        let taken = format!("{name}=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/");
        assert_eq!(clear_cookie(https), taken);
    }
}
