//! A small old backend with sessions of its own: a login that gives a token and a cookie, and what they are for.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use poem::Response;
use poem::http::StatusCode;
use serde_json::{Value, json};

use crate::cli::support::{Connection, post};
use crate::cutover::old_backend::{Asked, OldBackend};

/// Its only password.
pub const PASSWORD: &str = "correct horse battery";
pub const LOGIN: &str = "/api/login";
pub const ME: &str = "/api/me";

/// What one of these backends is like.
#[derive(Clone, Copy)]
pub struct Ways {
    /// What all of its tokens begin with.
    pub mark: &'static str,
    /// The role in its answers.
    pub role: &'static str,
}

pub const OLD: Ways = Ways {
    mark: "old",
    role: "staff",
};

/// Starts one.
pub async fn start(ways: Ways) -> OldBackend {
    let (given, count) = (Mutex::new(Vec::<String>::new()), AtomicUsize::new(0));
    OldBackend::start(move |asked| {
        let body: Value = serde_json::from_str(&asked.text).unwrap_or_default();
        match (asked.method.as_str(), asked.uri.path()) {
            ("POST", LOGIN) if body["password"] == PASSWORD => {
                let number = count.fetch_add(1, Ordering::SeqCst);
                let token = format!("{}0123456789abcdef{number:04}", ways.mark);
                given.lock().expect("no panic").push(token.clone());
                let user = json!({ "id": 1, "name": "Ann Lee", "role": ways.role });
                let session = format!("sid=session-{token}; Path=/; HttpOnly");
                answered(
                    200,
                    &json!({ "data": { "user": user, "token": token } }),
                    Some(&session),
                )
            }
            ("POST", LOGIN) => answered(401, &json!({ "message": "Invalid credentials" }), None),
            ("GET", ME) if is_known(asked, &given.lock().expect("no panic")) => {
                answered(200, &json!({ "name": "Ann Lee", "role": ways.role }), None)
            }
            ("GET", ME) => answered(403, &json!({ "message": "Who are you?" }), None),
            ("GET", "/page") => Response::builder()
                .content_type("text/html")
                .body("<input name=\"csrf\" value=\"never-to-be-seen\">"),
            _ => answered(404, &json!({ "message": "Not found" }), None),
        }
    })
    .await
}

/// Both the token and the cookie must be of one login.
fn is_known(asked: &Asked, given: &[String]) -> bool {
    let header = |name: &str| asked.headers.get(name).and_then(|value| value.to_str().ok());
    let Some(token) = header("authorization").and_then(|value| value.strip_prefix("Bearer ")) else {
        return false;
    };
    given.iter().any(|one| one == token) && header("cookie") == Some(&format!("sid=session-{token}"))
}

fn answered(status: u16, body: &Value, cookie: Option<&str>) -> Response {
    let mut response = Response::builder().status(StatusCode::from_u16(status).expect("a status"));
    if let Some(cookie) = cookie {
        response = response.header("set-cookie", cookie);
    }
    response.content_type("application/json").body(body.to_string())
}

/// What a client does: it logs in, mistypes its password once, looks at itself, and at a page.
pub fn use_it(address: SocketAddr) -> Result<(), Box<dyn std::error::Error>> {
    let login = |password: &str| json!({ "email": "ann@example.com", "password": password }).to_string();
    let send = |request: &str| -> Result<(u16, Value), Box<dyn std::error::Error>> {
        let mut connection = Connection::open(address)?;
        connection.write(request)?;
        let answer = connection.read()?;
        Ok((answer.status, answer.body))
    };
    let (status, body) = send(&post(LOGIN, &login(PASSWORD)))?;
    let token = body["data"]["token"].as_str().ok_or("no token")?.to_owned();
    assert_eq!(status, 200);
    assert_eq!(send(&post(LOGIN, &login("wrong")))?.0, 401);
    let get = |path: &str| {
        format!(
            "GET {path} HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {token}\r\nCookie: sid=session-{token}\r\n\r\n"
        )
    };
    assert_eq!(send(&get(ME))?.0, 200);
    assert_eq!(send(&get("/page"))?.0, 200);
    Ok(())
}
