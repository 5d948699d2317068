//! The portal's buttons: who may press them.

use super::buttons::{BACK, CLEARED, FORM, Signed, end};
use super::portal::{header, message, page};
use super::{Outcome, TestSite, whole};

fn foreign() -> String {
    message(
        "403 Forbidden",
        "",
        "That did not work",
        "The request did not come from your account page, so nothing was changed. Open the page again and repeat what \
         you wanted to do.",
    )
}

#[tokio::test]
async fn a_form_without_the_text_of_our_page_is_refused() -> Outcome {
    let jane = Signed::twice().await?;
    let guard = jane.cookie.form_guard();
    for body in [
        String::new(),
        "guard=".to_owned(),
        format!("guard={}", "A".repeat(guard.len())),
        format!("guard={guard}x"),
        format!("Guard={guard}"),
        format!("guard={guard}&guard={guard}"),
    ] {
        let form = jane.send("/portal/end-all", FORM, body.clone());
        assert_eq!(page(form.send().await).await?, foreign(), "{body}");
    }
    assert_eq!(jane.devices().await?, 2);
    Ok(())
}

#[tokio::test]
async fn a_form_from_another_site_is_refused_even_with_the_text() -> Outcome {
    let jane = Signed::twice().await?;
    for (name, value) in [
        ("origin", "https://isp.example:8080"),
        ("origin", "http://isp.example"),
        ("origin", "http://isp.example:8080.evil.example"),
        ("origin", "null"),
        ("origin", ""),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        for path in [end(&jane.first), "/portal/end-all".to_owned()] {
            let form = jane.press(&path).header(name, value);
            assert_eq!(page(form.send().await).await?, foreign(), "{name}: {value} at {path}");
        }
    }
    assert_eq!(jane.devices().await?, 2);
    Ok(())
}

#[tokio::test]
async fn a_form_that_the_browser_says_is_ours_is_taken() -> Outcome {
    let jane = Signed::twice().await?;
    let form = jane
        .press(&end(&jane.first))
        .header("origin", "http://isp.example:8080");
    let answer = whole(form.header("sec-fetch-site", "same-origin").send().await).await?;
    assert_eq!(answer, BACK);
    Ok(())
}

#[tokio::test]
async fn one_sign_of_another_site_outweighs_all_signs_of_ours() -> Outcome {
    let jane = Signed::twice().await?;
    let ours = ("origin", "http://isp.example:8080");
    for headers in [
        [ours, ("sec-fetch-site", "cross-site")],
        [ours, ("sec-fetch-site", "same-site")],
        [ours, ("origin", "http://evil.example")],
        [("sec-fetch-site", "same-origin"), ("origin", "null")],
        [("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
    ] {
        let mut form = jane.press("/portal/end-all");
        for (name, value) in headers {
            form = form.header(name, value);
        }
        assert_eq!(page(form.send().await).await?, foreign(), "{headers:?}");
    }
    assert_eq!(jane.devices().await?, 2);
    Ok(())
}

#[tokio::test]
async fn a_browser_that_says_nothing_of_the_page_needs_the_text_of_our_page() -> Outcome {
    let jane = Signed::twice().await?;
    let without = jane.send("/portal/end-all", FORM, String::new());
    assert_eq!(page(without.send().await).await?, foreign());
    assert_eq!(jane.devices().await?, 2);
    let with = jane.press("/portal/end-all");
    assert_eq!(whole(with.send().await).await?, format!("{BACK}{CLEARED}"));
    Ok(())
}

#[tokio::test]
async fn an_origin_that_may_call_the_contracts_may_not_press_buttons() -> Outcome {
    let mut setup = TestSite::new().await?;
    setup.cors.0 = ["https://app.example".to_owned()].into();
    let jane = Signed::on(setup).await?;
    let form = jane.press("/portal/end-all").header("origin", "https://app.example");
    assert_eq!(page(form.send().await).await?, foreign());
    assert_eq!(jane.devices().await?, 2);
    Ok(())
}

#[tokio::test]
async fn over_https_our_own_origin_is_an_https_one() -> Outcome {
    let mut setup = TestSite::new().await?;
    setup.https = true;
    let jane = Signed::on(setup).await?;
    let prefixed = header(&jane.cookie).replace("latchkey_portal", "__Host-latchkey_portal");
    let form = |origin: &'static str| {
        let form = jane
            .site
            .post("/portal/end-all")
            .header("host", "isp.example")
            .header("origin", origin);
        let form = form.header("cookie", &prefixed).content_type(FORM);
        form.body(format!("guard={}", jane.cookie.form_guard()))
    };
    assert_eq!(page(form("http://isp.example").send().await).await?, foreign());
    let cleared = CLEARED.replace("latchkey_portal", "__Host-latchkey_portal");
    let answer = whole(form("https://isp.example").send().await).await?;
    assert_eq!(answer, format!("{BACK}{cleared}"));
    Ok(())
}

#[tokio::test]
async fn what_is_no_form_of_ours_is_not_read() -> Outcome {
    let jane = Signed::twice().await?;
    let text = "The request could not be understood, so nothing was changed. Open your account page again and repeat \
                what you wanted to do.";
    let no_form = message("415 Unsupported Media Type", "", "That did not work", text);
    let good = format!("guard={}", jane.cookie.form_guard());
    for content_type in ["application/json", "text/plain", "multipart/form-data; boundary=x", ""] {
        let form = jane.send("/portal/end-all", content_type, good.clone());
        assert_eq!(page(form.send().await).await?, no_form, "{content_type}");
    }
    let too_large = message("413 Payload Too Large", "", "That did not work", text);
    let form = jane.send("/portal/end-all", FORM, format!("{good}&x={}", "x".repeat(4 * 1024)));
    assert_eq!(page(form.send().await).await?, too_large);
    assert_eq!(jane.devices().await?, 2);
    let with_charset = "Application/X-WWW-Form-Urlencoded; charset=UTF-8";
    let form = jane.send(&end(&jane.first), with_charset, good);
    assert_eq!(whole(form.send().await).await?, BACK);
    Ok(())
}
