//! The portal's buttons: what they do.

use super::accounts::{JANE, Someone};
use super::buttons::{BACK, CLEARED, FORM, Signed, end};
use super::portal::{header, page, signed_out};
use super::{NOT_FOUND, Outcome, TestSite, whole};

#[tokio::test]
async fn another_device_is_signed_out() -> Outcome {
    let jane = Signed::twice().await?;
    let answer = whole(jane.press(&end(&jane.first)).send().await).await?;
    assert_eq!(answer, BACK);
    assert_eq!(jane.devices().await?, 1);
    // A second press, as by a page that was open all the time, does no harm.
    let answer = whole(jane.press(&end(&jane.first)).send().await).await?;
    assert_eq!(answer, BACK);
    Ok(())
}

#[tokio::test]
async fn signing_out_this_device_takes_its_cookie_away() -> Outcome {
    let jane = Signed::twice().await?;
    let answer = whole(jane.press(&end(&jane.second)).send().await).await?;
    assert_eq!(answer, format!("{BACK}{CLEARED}"));
    let shown = page(
        jane.site
            .get("/portal")
            .header("cookie", header(&jane.cookie))
            .send()
            .await,
    )
    .await?;
    assert_eq!(shown, signed_out());
    Ok(())
}

#[tokio::test]
async fn all_devices_are_signed_out_together() -> Outcome {
    let jane = Signed::twice().await?;
    let answer = whole(jane.press("/portal/end-all").send().await).await?;
    assert_eq!(answer, format!("{BACK}{CLEARED}"));
    assert_eq!(jane.devices().await?, 0);
    let again = page(jane.press("/portal/end-all").send().await).await?;
    assert_eq!(again, signed_out());
    Ok(())
}

#[tokio::test]
async fn nobody_can_sign_out_somebody_elses_device() -> Outcome {
    let setup = TestSite::new().await?;
    setup
        .add(&Someone {
            username: "joe",
            ..JANE
        })
        .await?;
    let joes = setup.log_in("joe", None).await?;
    let cookie = setup.cookie(&joes).await?;
    let jane = Signed::on(setup).await?;
    assert_eq!(whole(jane.press(&end(&joes)).send().await).await?, BACK);
    jane.site
        .get("/portal")
        .header("cookie", header(&cookie))
        .send()
        .await
        .assert_status_is_ok();
    assert_eq!(jane.devices().await?, 2);
    Ok(())
}

#[tokio::test]
async fn a_button_without_a_session_says_so() -> Outcome {
    let jane = Signed::twice().await?;
    let form = jane.site.post("/portal/end-all").content_type(FORM).body("guard=x");
    assert_eq!(page(form.send().await).await?, signed_out());
    Ok(())
}

#[tokio::test]
async fn a_session_has_one_address() -> Outcome {
    let jane = Signed::twice().await?;
    let id = "abcdef00-0000-4000-8000-000000000000";
    let not_hers = whole(jane.press(&format!("/portal/sessions/{id}/end")).send().await).await?;
    assert_eq!(not_hers, BACK);
    for other in [
        id.to_uppercase(),
        id.replace('-', ""),
        format!("{{{id}}}"),
        format!("{id}0"),
        format!("{id}/x"),
        String::new(),
    ] {
        let answer = whole(jane.press(&format!("/portal/sessions/{other}/end")).send().await).await?;
        assert_eq!(answer, NOT_FOUND, "{other}");
    }
    Ok(())
}
