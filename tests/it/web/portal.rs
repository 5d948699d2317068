//! The portal: what it shows.

use std::error::Error;
use std::time::Duration;

use latchkey::auth::PortalCookie;
use poem::test::TestResponse;

use super::accounts::{JANE, Someone};
use super::{NOT_FOUND, Outcome, TestSite, whole};

/// What every page of the portal is sent with.
pub const HEADERS: &str = "content-security-policy: default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'\n\
    content-type: text/html; charset=utf-8\n\
    referrer-policy: same-origin\n";

/// A whole page, without the versions of the stylesheet and the script.
pub async fn page(response: TestResponse) -> Result<String, Box<dyn Error>> {
    let mut text = whole(response).await?;
    for file in ["style.css", "copy.js"] {
        if let Some((before, after)) = text.split_once(&format!("{file}?v=")) {
            let (_, rest) = after.split_once('"').ok_or("a link without an end")?;
            text = format!("{before}{file}\"{rest}");
        }
    }
    Ok(text)
}

/// A page that says one thing.
pub fn message(status: &str, more: &str, title: &str, text: &str) -> String {
    let mut headers: Vec<String> = HEADERS.lines().map(str::to_owned).collect();
    headers.extend(more.lines().map(str::to_owned));
    headers.sort();
    let page = include_str!("pages/message.html")
        .replace("TITLE", title)
        .replace("TEXT", text);
    format!("{status}\n{}\n\n{}", headers.join("\n"), page.trim_end())
}

/// What somebody sees who is not signed in.
pub fn signed_out() -> String {
    message(
        "401 Unauthorized",
        "",
        "You are not signed in",
        "Open your account from the app: it signs you in here. If you were signed in before, that has ended.",
    )
}

/// The `Cookie` header with this cookie.
pub fn header(cookie: &PortalCookie) -> String {
    format!("latchkey_portal={}", cookie.0.expose())
}

#[tokio::test]
async fn it_greets_a_subscriber_and_shows_package_and_devices() -> Outcome {
    let setup = TestSite::new().await?;
    setup.add(&JANE).await?;
    setup
        .log_in("jane", Some("Dalvik/2.1.0 (Linux; U; Android 13; Pixel 7)"))
        .await?;
    setup.wait(Duration::from_secs(26 * 60 * 60 + 95));
    let session = setup
        .log_in("jane", Some("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Firefox/133.0"))
        .await?;
    let cookie = setup.cookie(&session).await?;
    let site = setup.open()?;
    let shown = page(site.get("/portal").header("cookie", header(&cookie)).send().await).await?;
    let expected = include_str!("pages/account.html").replace("GUARD", &cookie.form_guard());
    assert_eq!(shown, format!("200 OK\n{HEADERS}\n{}", expected.trim_end()));
    Ok(())
}

#[tokio::test]
async fn it_escapes_what_it_shows_and_does_without_what_is_missing() -> Outcome {
    let setup = TestSite::new().await?;
    let nameless = Someone {
        username: "<b>&\"'",
        names: ("", ""),
        package: None,
        expires: None,
    };
    setup.add(&nameless).await?;
    let cookie = setup.cookie(&setup.log_in(nameless.username, None).await?).await?;
    let site = setup.open()?;
    let shown = page(site.get("/portal").header("cookie", header(&cookie)).send().await).await?;
    for part in [
        "<h1>Hello, &#60;b&#62;&#38;&#34;&#39;</h1>",
        "<dt>Package</dt><dd>None yet</dd>",
        "<dt>Expires</dt><dd>No date set</dd>",
        "<h3>Unknown device <span class=\"badge good\">This device</span></h3>",
    ] {
        assert!(shown.contains(part), "{part} is not in {shown}");
    }
    Ok(())
}

#[tokio::test]
async fn it_shows_only_the_devices_of_its_visitor() -> Outcome {
    let setup = TestSite::new().await?;
    setup.add(&JANE).await?;
    setup
        .add(&Someone {
            username: "joe",
            ..JANE
        })
        .await?;
    setup.log_in("joe", Some("curl/8.5.0")).await?;
    let cookie = setup.cookie(&setup.log_in("jane", Some("Wget/1.21")).await?).await?;
    let site = setup.open()?;
    let shown = page(site.get("/portal").header("cookie", header(&cookie)).send().await).await?;
    assert_eq!(shown.matches("<li>").count(), 1);
    assert!(!shown.contains("curl"), "{shown}");
    Ok(())
}

#[tokio::test]
async fn with_the_database_away_it_says_so() -> Outcome {
    let setup = TestSite::new().await?;
    setup.add(&JANE).await?;
    let cookie = setup.cookie(&setup.log_in("jane", None).await?).await?;
    setup.store.clone().close().await?;
    let site = setup.open()?;
    let shown = site.get("/portal").header("cookie", header(&cookie)).send().await;
    let expected = message(
        "503 Service Unavailable",
        "retry-after: 5",
        "Not available",
        "Your account page is not available at the moment. Try again in a few seconds.",
    );
    assert_eq!(page(shown).await?, expected);
    Ok(())
}

#[tokio::test]
async fn browsers_keep_its_stylesheet_under_the_address_that_pages_link_to_only() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let shown = site.get("/portal").send().await.0.into_body().into_string().await?;
    let link = shown
        .split('"')
        .find(|text| text.starts_with("/style.css?v="))
        .ok_or("no stylesheet")?;
    let kept = site.get(link).send().await;
    kept.assert_status_is_ok();
    kept.assert_header("content-type", "text/css; charset=utf-8");
    kept.assert_header_all("cache-control", ["public, max-age=31536000, immutable"]);
    for other in ["/style.css", "/style.css?v=other"] {
        let checked = site.get(other).send().await;
        checked.assert_status_is_ok();
        checked.assert_header_all("cache-control", ["no-cache"]);
    }
    Ok(())
}

#[tokio::test]
async fn somebody_elses_portal_takes_the_place_of_ours() -> Outcome {
    let mut setup = TestSite::new().await?;
    setup.portal_enabled = false;
    let site = setup.open()?;
    assert_eq!(whole(site.get("/portal").send().await).await?, NOT_FOUND);
    assert_eq!(whole(site.post("/portal/end-all").send().await).await?, NOT_FOUND);
    Ok(())
}
