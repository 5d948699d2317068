//! Files at places that programs know: the contact for vulnerabilities, the icon, the pages about problems.

use super::{NOT_FOUND, Outcome, TestSite, whole};

#[tokio::test]
async fn whom_to_tell_of_a_vulnerability_is_said_where_it_is_configured() -> Outcome {
    let path = "/.well-known/security.txt";
    let site = TestSite::new().await?.open()?;
    assert_eq!(whole(site.get(path).send().await).await?, NOT_FOUND);

    let mut setup = TestSite::new().await?;
    setup.security_contact = Some("mailto:security@example.com".to_owned());
    setup.address = Some("https://login.example.com".to_owned());
    let answer = setup.open()?.get(path).send().await;
    let tag = answer.0.header("etag").unwrap_or_default().to_owned();
    let expected = format!(
        "200 OK\ncache-control: no-cache\ncontent-type: text/plain; charset=utf-8\netag: {tag}\n\n\
         Contact: mailto:security@example.com\nExpires: 2025-07-30T00:00:00Z\n\
         Canonical: https://login.example.com/.well-known/security.txt\n"
    );
    assert_eq!(whole(answer).await?, expected);
    Ok(())
}

#[tokio::test]
async fn the_icon_is_where_pages_and_browsers_look_for_it() -> Outcome {
    let site = TestSite::new().await?.open()?;
    for path in ["/favicon.svg", "/favicon.ico"] {
        let answer = site.get(path).send().await;
        answer.assert_status_is_ok();
        answer.assert_header("content-type", "image/svg+xml");
    }
    Ok(())
}

#[tokio::test]
async fn a_type_of_problem_has_a_page() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let answer = site.get("/problems/wrong_password").send().await;
    answer.assert_status_is_ok();
    answer.assert_header("content-type", "text/html; charset=utf-8");
    let page = answer.0.into_body().into_string().await?;
    for text in [
        "Error 403, Forbidden",
        "<h1>wrong_password</h1>",
        "The current password is wrong.",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert_eq!(whole(site.get("/problems/unknown").send().await).await?, NOT_FOUND);
    Ok(())
}
