//! Runs a hot path many times, and little else, so that `scripts/instructions` can count its instructions.
//!
//!     hot-path FOLDER PATH TIMES
//!
//! The database is created in FOLDER, which is empty. PATH is one of
//!
//! - `token`: verifies an uncached token. It is valid but of the other realm, so that its session is not looked up;
//! - `session`: verifies a cached token and its session;
//! - `me`: the whole request for the current user, from the outermost layer to the body of the response.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use latchkey::app::{App, Parts};
use latchkey::auth::{SystemClock, SystemRandom};
use latchkey::cli::demo;
use latchkey::config::{Config, Overrides};
use latchkey::contracts;
use latchkey::model::{PlainToken, User};
use latchkey::store::{Store, StoreOptions};
use poem::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use poem::http::{Method, StatusCode};
use poem::{Endpoint, Request, Response};
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(work), Some(times)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("usage: hot-path FOLDER WORK TIMES".into());
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run(Path::new(&folder), &work, times.parse()?))
}

async fn run(folder: &Path, work: &str, times: u32) -> Outcome<()> {
    let (app, store) = app(folder).await?;
    let site = app.endpoint()?;
    let body = json!({"email": "admin@example.com", "password": "your-password"});
    let token = PlainToken::new(log_in(&site, "/api/v1/auth/login", body).await?);
    // From now on the session can be cached.
    store.flush().await?;
    match work {
        "token" => {
            let body = json!({"username": "subscriber123", "password": "password123"});
            let other = PlainToken::new(log_in(&site, "/api/v1/subscriber/login", body).await?);
            for _ in 0..times {
                if app.auth.verify::<User>(&other).await.is_ok() {
                    return Err("a subscriber's token was taken for a user's".into());
                }
            }
        }
        "session" => {
            for _ in 0..times {
                app.auth.verify::<User>(&token).await?;
            }
        }
        "me" => {
            let bearer = format!("Bearer {}", token.expose());
            for _ in 0..times {
                let request = Request::builder()
                    .method(Method::GET)
                    .uri("/api/v1/auth/me".parse()?)
                    .header(HOST, "localhost")
                    .header(AUTHORIZATION, &bearer)
                    .finish();
                let response = site.get_response(request).await;
                if response.status() != StatusCode::OK {
                    return Err(format!("me was answered with {}", response.status()).into());
                }
                response.into_body().into_bytes().await?;
            }
        }
        other => return Err(format!("there is no work {other}").into()),
    }
    Ok(())
}

/// The application with the demonstration accounts, at the lowest hashing cost.
async fn app(folder: &Path) -> Outcome<(App, Store)> {
    let declared = contracts::settings(contracts::all());
    let config = Config::load_from(None, folder, [], Overrides::default(), &declared)?;
    let options = StoreOptions {
        url: format!("sqlite://{}", folder.join("counting.db").display()),
        max_connections: 2,
        acquire_timeout: Duration::from_secs(60),
        memory: config.database.cache_bytes(),
    };
    let store = Store::connect(&options).await?;
    let parts = Parts {
        store: store.clone(),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        bcrypt_cost: 4,
        contracts: contracts::all().copied().collect(),
    };
    let app = App::assemble(parts, &config)?;
    app.migrate().await?;
    app.auth.prepare_signing_keys().await?;
    demo::seed(&app.auth).await?;
    Ok((app, store))
}

/// Logs in and returns the token.
async fn log_in(site: &impl Endpoint<Output = Response>, path: &str, body: Value) -> Outcome<String> {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path.parse()?)
        .header(HOST, "localhost")
        .header(CONTENT_TYPE, "application/json")
        .body(body.to_string());
    let answer = site.get_response(request).await.into_body().into_string().await?;
    let answer: Value = serde_json::from_str(&answer)?;
    let token = answer.pointer("/data/token").or_else(|| answer.pointer("/token"));
    let token = token.and_then(Value::as_str);
    Ok(token.ok_or_else(|| format!("no token in {answer}"))?.to_owned())
}
