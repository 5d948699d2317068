//! What the portal calls a device.

use super::accounts::JANE;
use super::portal::header;
use super::{Outcome, TestSite};

/// Programs as they introduce themselves, and what they are called.
const DEVICES: [(&str, &str); 22] = [
    (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
        "Chrome on Android",
    ),
    (
        "Mozilla/5.0 (Linux; Android 14; SM-S921B Build/UP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 \
         Chrome/131.0.0.0 Mobile Safari/537.36",
        "App on Android",
    ),
    (
        "Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 \
         Chrome/125.0.0.0 Mobile Safari/537.36",
        "Samsung Internet on Android",
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 \
         Mobile/15E148 Safari/604.1",
        "Safari on iPhone",
    ),
    (
        "Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.6778.73 \
         Mobile/15E148 Safari/604.1",
        "Chrome on iPad",
    ),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 \
         Safari/605.1.15",
        "Safari on Mac",
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 \
         Safari/537.36 Edg/131.0.0.0",
        "Edge on Windows",
    ),
    (
        "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
        "Firefox on Linux",
    ),
    (
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
        "Chrome on ChromeOS",
    ),
    (
        "Dalvik/2.1.0 (Linux; U; Android 13; Pixel 7 Build/TQ3A.230805.001)",
        "App on Android",
    ),
    ("okhttp/4.12.0", "App"),
    (
        "Selfcare/7 CFNetwork/1568.200.51 Darwin/24.1.0",
        "Selfcare on an Apple device",
    ),
    ("Selfcare/7 (Android 14)", "Selfcare on Android"),
    ("OpenAPI-Generator/0.1.0/python", "OpenAPI-Generator"),
    ("Not quite plain/1", "Unknown device"),
    ("(Windows NT 10.0)", "Unknown device on Windows"),
    ("AnAppWithANameThatIsFarTooLongToBeShown/1", "Unknown device"),
    ("curl/8.5.0", "curl"),
    ("PostmanRuntime/7.42.0", "Postman"),
    ("python-requests/2.32.3", "Python"),
    ("<script>alert(1)</script>", "Unknown device"),
    ("", "Unknown device"),
];

#[tokio::test]
async fn a_device_is_called_what_its_user_agent_says_as_far_as_that_is_known() -> Outcome {
    let setup = TestSite::new().await?;
    setup.add(&JANE).await?;
    let mut expected = Vec::new();
    let mut last = None;
    for (user_agent, name) in DEVICES {
        let sent = (!user_agent.is_empty()).then_some(user_agent);
        last = Some(setup.log_in("jane", sent).await?);
        setup.wait(std::time::Duration::from_secs(1));
        expected.push(name);
    }
    let cookie = setup.cookie(&last.ok_or("nobody logged in")?).await?;
    let site = setup.open()?;
    let shown = site.get("/portal").header("cookie", header(&cookie)).send().await;
    let page = shown.0.into_body().into_string().await?;

    // The newest comes first.
    expected.reverse();
    let names: Vec<&str> = page
        .split("<h3>")
        .skip(1)
        .map(|after| after.split_once('<').map_or("", |(name, _)| name.trim()))
        .collect();
    assert_eq!(names, expected);
    assert!(!page.contains("alert"), "{page}");
    Ok(())
}
