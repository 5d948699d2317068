//! Two contracts that say what they were asked.

use std::sync::Arc;

use latchkey::model::ClientInfo;
use latchkey::routing::{Route, Routes};
use latchkey::web::Mounted;
use poem::endpoint::make;
use poem::http::StatusCode;
use poem::{Endpoint, EndpointExt, Request, Response};
use serde_json::{Value, json};

/// `one` has `/api/Login`, `/api/me` and everything below `/api/`; `two` has `/api/login`, which differs by case only,
/// `/api/inner/list` with everything below `/api/inner/`, and `/two/panic`, which panics.
pub fn both() -> Vec<Mounted> {
    let one = document(
        "The first contract",
        json!({
            "/api/Login": { "post": { "operationId": "logIn" } },
            "/api/me": { "summary": "Oneself", "get": { "operationId": "me" }, "put": { "operationId": "changeMe" } },
        }),
    );
    let two = document(
        "The second \"contract\" </script>",
        json!({
            "/api/login": { "post": { "operationId": "login" } },
            "/api/inner/list": { "delete": { "operationId": "emptyList" } },
            "/two/error": { "get": { "operationId": "error" } },
            "/two/panic": { "get": { "operationId": "panic" } },
        }),
    );
    vec![
        mounted("one", Some("/api/"), one),
        mounted("two", Some("/api/inner/"), two),
    ]
}

/// A contract with this document.
pub fn mounted(ident: &'static str, owns_paths_below: Option<&'static str>, document: String) -> Mounted {
    Mounted {
        takeover: None,
        retirement: None,
        ident,
        owns_paths_below,
        ignores_path_case: false,
        operations: operations(
            &document,
            make(move |request| async move { answer(ident, &request) }).map_to_response(),
        ),
        // A contract's is made once in a process.
        document: document.leak(),
        demonstrate: None,
        not_found: Box::new(move || said(StatusCode::NOT_FOUND, format!("{ident} knows no such path"))),
        method_not_allowed: Box::new(move |allow| {
            let mut response = said(StatusCode::METHOD_NOT_ALLOWED, format!("{ident} takes other methods"));
            if let Ok(allow) = allow.parse() {
                response.headers_mut().insert("allow", allow);
            }
            response
        }),
    }
}

/// The operations of a document, all with one endpoint.
pub fn operations(document: &str, endpoint: impl Endpoint<Output = Response> + 'static) -> Routes {
    let document: Value = serde_json::from_str(document).unwrap_or_default();
    let endpoint = Arc::new(endpoint);
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let (Ok(method), Some(id)) = (method.to_uppercase().parse(), operation["operationId"].as_str()) else {
                continue;
            };
            routes.push(Route::new(method, path, id, endpoint.clone()));
        }
    }
    Routes(routes)
}

/// A document with these paths.
pub fn document(title: &str, paths: Value) -> String {
    let info = json!({ "title": title, "description": "Logs in & out.", "version": "1" });
    json!({ "openapi": "3.0.0", "info": info, "paths": paths }).to_string()
}

fn answer(ident: &str, request: &Request) -> poem::Result<Response> {
    match request.uri().path() {
        "/two/error" => return Err(poem::error::NotFoundError.into()),
        "/two/panic" => panic!("asked to"),
        _ => {}
    }
    let client_info = request
        .data::<ClientInfo>()
        .map(|client_info| (client_info.address.to_string(), client_info.user_agent.clone()));
    tracing::warn!("seen by a handler");
    Ok(said(
        StatusCode::OK,
        format!(
            "{ident} saw {} {} from {client_info:?}",
            request.method(),
            request.uri()
        ),
    ))
}

fn said(status: StatusCode, text: String) -> Response {
    Response::builder().status(status).body(text)
}
