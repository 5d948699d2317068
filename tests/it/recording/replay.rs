//! `latchkey replay`.

use serde_json::Value;

use super::old_app::{OLD, Ways, start, use_it};
use super::{Outcome, RecordingProxy, SECRETS};
use crate::cli::support::Installation;
use crate::cutover::old_backend::OldBackend;

/// A recording of this old backend, as `old.ndjson` or `old.har`, and the secrets that it lacks.
fn record(site: &Installation, old: &OldBackend, file: &str, flags: &[&str]) -> Outcome {
    let proxy = RecordingProxy::start(site, file, &old.url(), flags)?;
    use_it(proxy.address)?;
    assert_eq!(proxy.stop("INT")?.0, Some(0));
    std::fs::write(site.path("secrets.json"), SECRETS)?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_replays_against_what_was_recorded_without_a_difference() -> Outcome {
    let old = start(OLD).await;
    let another = start(Ways { mark: "new", ..OLD }).await;
    for file in ["old.ndjson", "old.har"] {
        let site = Installation::on_sqlite()?;
        record(&site, &old, file, &[])?;
        for target in [&old, &another] {
            let arguments = ["replay", file, "--target", &target.url(), "--secrets", "secrets.json"];
            let replayed = site.run(&arguments)?;
            assert_eq!(replayed.code, Some(0), "{}{}", replayed.out, replayed.err);
            let sum = "same: 4, different: 0, skipped: 0, not answered: 0\n";
            assert!(replayed.out.ends_with(sum), "{}", replayed.out);
        }
    }
    // Tokens of the other server are not sent to it: it has given out those of its own.
    let sent = another
        .asked()
        .into_iter()
        .filter_map(|asked| asked.headers.get("authorization").cloned());
    let sent: Vec<_> = sent.collect();
    assert!(!sent.is_empty());
    for token in sent {
        assert!(token.to_str()?.starts_with("Bearer new"), "{token:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unmasked_recording_needs_no_secrets_and_carries_tokens_over() -> Outcome {
    let old = start(OLD).await;
    let another = start(Ways { mark: "new", ..OLD }).await;
    let site = Installation::on_sqlite()?;
    record(&site, &old, "old.har", &["--unmasked"])?;
    let replayed = site.run(&["replay", "old.har", "--target", &another.url()])?;
    assert_eq!(replayed.code, Some(0), "{}{}", replayed.out, replayed.err);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_difference_is_named_with_its_place_and_without_its_value() -> Outcome {
    let old = start(OLD).await;
    let changed = start(Ways {
        mark: "new",
        role: "manager",
    })
    .await;
    let site = Installation::on_sqlite()?;
    record(&site, &old, "old.ndjson", &[])?;
    let (old, changed) = (old.url(), changed.url());
    let arguments = [
        "replay",
        "old.ndjson",
        "--target",
        &changed,
        "--secrets",
        "secrets.json",
    ];
    let expected = [
        "│ 1 ┆ POST /api/login ┆ value  ┆ /data/user/role ┆ \"xxxxx\"  ┆ \"xxxxxxx\" │",
        "│ 2 ┆ POST /api/login ┆ same   ┆                 ┆ 401      ┆ 401       │",
        "│ 3 ┆ GET /api/me     ┆ value  ┆ /role           ┆ \"xxxxx\"  ┆ \"xxxxxxx\" │",
    ];
    let files = ["--json", "report.json", "--html", "report.html"];
    for against in [&[][..], &["--against", &old]] {
        let replayed = site.run(&[&arguments[..], &files, against].concat())?;
        assert_eq!(replayed.code, Some(1), "{replayed:?}");
        let without_widths = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        for line in expected {
            assert!(
                without_widths(&replayed.out).contains(&without_widths(line)),
                "{line}\n{}",
                replayed.out
            );
        }
        assert_eq!(replayed.err, "latchkey: requests without the expected response: 2\n");
        let report: Value = serde_json::from_str(&std::fs::read_to_string(site.path("report.json"))?)?;
        assert_eq!(report["counts"]["different"], 2);
        assert_eq!(report["exchanges"][0]["differences"][0]["place"], "/data/user/role");
        let page = std::fs::read_to_string(site.path("report.html"))?;
        assert!(page.contains("/data/user/role") && !page.contains("manager"), "{page}");
    }
    let ignored = ["--ignore", "/data/user", "--ignore", "/role"];
    let replayed = site.run(&[&arguments[..], &ignored].concat())?;
    assert_eq!(replayed.code, Some(0), "{}", replayed.out);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lacks_a_secret_is_skipped_and_what_depends_on_it_too() -> Outcome {
    let old = start(OLD).await;
    let site = Installation::on_sqlite()?;
    record(&site, &old, "old.ndjson", &[])?;
    let url = old.url();
    let arguments = ["replay", "old.ndjson", "--target", &url];
    let replayed = site.run(&arguments)?;
    assert_eq!(replayed.code, Some(1), "{}", replayed.out);
    for reason in [
        "nothing is known for {{password:1}}",
        "nothing is known for {{token:1}}",
    ] {
        assert!(replayed.out.contains(reason), "{}", replayed.out);
    }
    assert_eq!(old.asked().len(), 4, "those of the recording alone");
    let allowed = site.run(&[&arguments[..], &["--allow-skipped"]].concat())?;
    assert_eq!(allowed.code, Some(0), "{}", allowed.out);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_is_told_without_what_was_sent() -> Outcome {
    let mut old = start(OLD).await;
    let site = Installation::on_sqlite()?;
    record(&site, &old, "old.ndjson", &["--unmasked"])?;
    old.kill().await;
    let replayed = site.run(&["replay", "old.ndjson", "--target", &old.url()])?;
    assert_eq!(replayed.code, Some(1));
    assert!(replayed.out.contains("Connection refused"), "{}", replayed.out);
    assert!(replayed.out.ends_with("not answered: 4\n"), "{}", replayed.out);
    Ok(())
}

#[test]
fn what_is_no_recording_is_refused_without_a_word_of_it() -> Outcome {
    let site = Installation::on_sqlite()?;
    std::fs::write(site.path("a.ndjson"), "{\"request\": {\"password\": \"hunter2\"}}\n")?;
    std::fs::write(site.path("empty.ndjson"), "\n")?;
    std::fs::write(site.path("secrets.json"), "[\"hunter2\"]")?;
    std::fs::write(
        site.path("b.ndjson"),
        "{\"request\": {\"method\": \"GET\", \"path\": \"/\"}}\n",
    )?;
    for (arguments, expected) in [
        (
            &["a.ndjson"][..],
            "latchkey: a.ndjson cannot be replayed: line 1, column 23: it is no recorded exchange\n",
        ),
        (
            &["none.har"],
            "latchkey: none.har cannot be replayed: it cannot be read: no such file or directory\n",
        ),
        (
            &["empty.ndjson"],
            "latchkey: there is no request to send in empty.ndjson\n",
        ),
        (
            &["b.ndjson", "--secrets", "secrets.json"],
            "latchkey: the secrets in secrets.json: it must be a JSON object of names and texts, such as \
             {\"password:1\": \"...\"}\n",
        ),
    ] {
        let refused = site.run(&[&["replay", "--target", "http://127.0.0.1:9"], arguments].concat())?;
        assert_eq!((refused.code, refused.err.as_str()), (Some(2), expected));
    }
    Ok(())
}
