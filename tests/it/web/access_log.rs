//! What the log says of a request, in both formats.

use std::error::Error;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use poem::http::Method;
use tracing_subscriber::fmt::MakeWriter;

use super::{Outcome, TestSite};

/// Collects what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().map_err(|_| io::ErrorKind::Other)?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Log {
    /// The lines about requests, with `N` for how long each took.
    fn lines(&self) -> Result<Vec<String>, Box<dyn Error>> {
        let bytes = self.0.lock().map_err(|_| "a test panicked")?.clone();
        let text = String::from_utf8(bytes)?;
        Ok(text
            .lines()
            .filter(|line| line.contains("latchkey::web") || line.contains("stub"))
            .map(timeless)
            .collect())
    }
}

/// Replaces the number behind `duration_ms`.
fn timeless(line: &str) -> String {
    let Some((before, after)) = line.split_once("duration_ms") else {
        return line.to_owned();
    };
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | 'e');
    let (sign, digits) = after.split_at(after.find(number).unwrap_or(after.len()));
    format!("{before}duration_ms{sign}N{}", digits.trim_start_matches(number))
}

fn readable() -> (Log, tracing::subscriber::DefaultGuard) {
    let log = Log::default();
    let format = tracing_subscriber::fmt()
        .with_writer(log.clone())
        .with_ansi(false)
        .without_time();
    (log, tracing::subscriber::set_default(format.finish()))
}

fn structured() -> (Log, tracing::subscriber::DefaultGuard) {
    let log = Log::default();
    let format = tracing_subscriber::fmt().json().with_writer(log.clone()).without_time();
    (log, tracing::subscriber::set_default(format.finish()))
}

#[tokio::test]
async fn a_request_is_one_line_that_names_it_and_its_operation() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let (log, _guard) = readable();
    site.get("/api/me?token=secret")
        .header("authorization", "Bearer secret")
        .send()
        .await;
    assert_eq!(
        log.lines()?,
        [
            " WARN request{request_id=\"01010101010101010101010101010101\"}: it::web::stub: seen by a handler",
            " INFO request{request_id=\"01010101010101010101010101010101\"}: latchkey::web::access_log: answered \
             contract=\"one\" operation=\"me\" method=\"GET\" status=200 duration_ms=N",
        ]
    );
    Ok(())
}

#[tokio::test]
async fn a_request_is_one_json_object_with_the_same_members() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let (log, _guard) = structured();
    site.post("/api/Login")
        .header("x-request-id", "from-a-proxy")
        .send()
        .await;
    let span = "\"span\":{\"request_id\":\"from-a-proxy\",\"name\":\"request\"},\
                \"spans\":[{\"request_id\":\"from-a-proxy\",\"name\":\"request\"}]";
    assert_eq!(
        log.lines()?,
        [
            format!(
                "{{\"level\":\"WARN\",\"fields\":{{\"message\":\"seen by a handler\"}},\
                 \"target\":\"it::web::stub\",{span}}}"
            ),
            format!(
                "{{\"level\":\"INFO\",\"fields\":{{\"message\":\"answered\",\"contract\":\"one\",\
                 \"operation\":\"logIn\",\"method\":\"POST\",\"status\":200,\"duration_ms\":N}},\
                 \"target\":\"latchkey::web::access_log\",{span}}}"
            ),
        ]
    );
    Ok(())
}

#[tokio::test]
async fn what_a_client_makes_up_is_not_in_the_line() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let (log, _guard) = readable();
    let made_up = Method::from_bytes(b"FORGED")?;
    site.request(made_up.clone(), "/secret")
        .header("x-request-id", "forged\tline")
        .send()
        .await;
    site.request(made_up, "/api/secret")
        .header("x-request-id", "b")
        .send()
        .await;
    site.get("/api/Login").header("x-request-id", "c").send().await;
    let line = |id: &str, rest: &str| {
        format!(" INFO request{{request_id=\"{id}\"}}: latchkey::web::access_log: answered {rest} duration_ms=N")
    };
    assert_eq!(
        log.lines()?,
        [
            line("01010101010101010101010101010101", "method=\"OTHER\" status=404"),
            line("b", "contract=\"one\" method=\"OTHER\" status=404"),
            line("c", "contract=\"one\" method=\"GET\" status=405"),
        ]
    );
    Ok(())
}

#[tokio::test]
async fn a_failure_is_logged_once_with_all_its_causes_and_the_name_of_its_request() -> Outcome {
    let setup = TestSite::new().await?;
    setup.store.clone().close().await?;
    let site = setup.open()?;
    let (log, _guard) = structured();
    site.get("/readyz").header("x-request-id", "a").send().await;
    let lines = log.lines()?;
    let span = "\"span\":{\"request_id\":\"a\",\"name\":\"request\"},\
                \"spans\":[{\"request_id\":\"a\",\"name\":\"request\"}]";
    assert_eq!(
        lines.first().map(String::as_str).unwrap_or_default(),
        format!(
            "{{\"level\":\"ERROR\",\"fields\":{{\"message\":\"not ready\",\"error\":\"not available at the moment: \
             the database is not available: Failed to acquire connection from pool: Connection closed\"}},\
             \"target\":\"latchkey::web::failure\",{span}}}"
        )
    );
    assert_eq!(lines.len(), 1, "{lines:?}");
    Ok(())
}

#[tokio::test]
async fn health_checks_have_no_line() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let (log, _guard) = readable();
    for path in ["/livez", "/readyz"] {
        assert_eq!(site.get(path).send().await.0.status(), 200);
        assert_eq!(site.head(path).send().await.0.status(), 200);
    }
    assert_eq!(log.lines()?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn an_error_keeps_the_name_of_its_request_when_only_errors_are_logged() -> Outcome {
    let setup = TestSite::unprepared().await?;
    setup.store.migrate().await?;
    let site = setup.open()?;
    let log = Log::default();
    let format = tracing_subscriber::fmt()
        .with_writer(log.clone())
        .with_ansi(false)
        .without_time();
    let _guard = tracing::subscriber::set_default(format.with_max_level(tracing::Level::ERROR).finish());
    site.get("/readyz").header("x-request-id", "a").send().await;
    assert_eq!(
        log.lines()?,
        ["ERROR request{request_id=\"a\"}: latchkey::web::failure: not ready \
          error=\"not available at the moment: there is no signing key\""]
    );
    Ok(())
}
