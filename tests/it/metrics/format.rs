//! The formats of metrics.

use crate::support::TestApp;

#[tokio::test]
async fn a_scraper_gets_openmetrics_if_it_asks_for_it() {
    let app = TestApp::start().await;
    let accept = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2";
    let answer = app.watch("/metrics").header("accept", accept).send().await;
    let media_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert_eq!((answer.status, answer.header("content-type")), (200, Some(media_type)));
    assert!(answer.text.ends_with("# EOF\n"), "{}", answer.text);
    assert!(
        answer.text.contains("# TYPE latchkey_logins counter\n"),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn every_family_has_a_type_and_one_sentence_of_help() {
    let app = TestApp::start().await;
    let answer = app.watch("/metrics").send().await;
    let of = |what: &str| -> Vec<(String, String)> {
        let lines = answer.text.lines().filter_map(|line| line.strip_prefix(what));
        let split = lines.filter_map(|line| line.split_once(' '));
        split.map(|(name, rest)| (name.to_owned(), rest.to_owned())).collect()
    };
    let (help, types) = (of("# HELP "), of("# TYPE "));
    assert!(types.len() > 12, "{types:?}");
    let names = |all: &[(String, String)]| all.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&help), names(&types));
    for (name, sentence) in &help {
        assert!(
            sentence.ends_with('.') && !sentence.ends_with(".."),
            "{name}: {sentence}"
        );
    }
    let version = format!("version=\"{}\"", env!("CARGO_PKG_VERSION"));
    let build = answer
        .text
        .lines()
        .find(|line| line.starts_with("latchkey_build_info{"));
    assert!(
        build.is_some_and(|build| build.contains(&version) && build.ends_with(" 1")),
        "{build:?}"
    );
}
