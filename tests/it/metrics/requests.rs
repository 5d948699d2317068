//! Requests.

use super::Scrape;
use crate::support::TestApp;
use crate::support::login::Login;

#[tokio::test]
async fn requests_are_counted_by_contract_operation_and_status() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    for expected in [200, 401] {
        let token = if expected == 200 {
            token.as_str()
        } else {
            "no.such.token"
        };
        assert_eq!(app.get("/api/v1/auth/me").bearer(token).send().await.status, expected);
    }
    app.get("/livez").send().await;
    app.call("DELETE", "/api/v1/auth/me").send().await;
    app.get("/v1/no/such/path").send().await;
    app.get("/no-such-page").send().await;
    let scrape = Scrape::of(&app).await;
    assert_eq!(
        scrape.counted("latchkey_http_requests_total"),
        [
            ("contract=\"management\",operation=\"unmatched\",status=\"404\"", 1.0),
            ("contract=\"site\",operation=\"livez\",status=\"200\"", 1.0),
            ("contract=\"site\",operation=\"unmatched\",status=\"404\"", 1.0),
            ("contract=\"staff\",operation=\"login\",status=\"200\"", 1.0),
            ("contract=\"staff\",operation=\"me\",status=\"200\"", 1.0),
            ("contract=\"staff\",operation=\"me\",status=\"401\"", 1.0),
            ("contract=\"staff\",operation=\"unmatched\",status=\"405\"", 1.0),
        ]
    );
    let labels = "contract=\"staff\",operation=\"me\"";
    let count = format!("latchkey_http_request_duration_seconds_count{{{labels}}}");
    let all = format!("latchkey_http_request_duration_seconds_bucket{{{labels},le=\"+Inf\"}}");
    let slowest = format!("latchkey_http_request_duration_seconds_bucket{{{labels},le=\"5\"}}");
    assert_eq!(
        (scrape.get(&count), scrape.get(&all), scrape.get(&slowest)),
        (2.0, 2.0, 2.0)
    );
}

#[tokio::test]
async fn made_up_paths_methods_names_and_devices_add_no_series() {
    let app = TestApp::with("[throttle]\nnetwork_failures = 30").await;
    let netxd = Login::of("netxd");
    let use_up = async |from: usize, to: usize| {
        for number in from..to {
            app.get(&format!("/made/up/{number}")).send().await;
            app.get(&format!("/v1/{number}")).send().await;
            app.call(&format!("METHOD{number}"), "/api/v1/auth/me").send().await;
            let mut body = netxd.body(&format!("nobody{number}@example.com"), "wrong");
            body["deviceID"] = format!("device{number}").into();
            netxd.call(&app).json(&body).send().await;
        }
    };
    // Enough for every outcome, the refusal of the network's limit included.
    use_up(0, 60).await;
    let before = Scrape::of(&app).await.0;
    use_up(60, 200).await;
    let after = Scrape::of(&app).await.0;
    let new: Vec<_> = after.keys().filter(|sample| !before.contains_key(*sample)).collect();
    assert_eq!((new, after.len()), (Vec::new(), before.len()));
}
