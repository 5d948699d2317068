//! What the vendor's own clients rely on in the document of the management contract.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Document, documents, logins};

fn document() -> Document {
    documents()
        .into_iter()
        .find(|document| document.contract.ident == "management")
        .expect("there is such a contract")
}

#[test]
fn the_published_schema_names_are_kept() {
    let document = document();
    for (path, method, request, answer) in [
        ("/v1/auth/login", "post", Some("LoginRequest"), "LoginResponse"),
        ("/v1/auth/user", "get", None, "GetLoggedInUserResponse"),
        (
            "/v1/auth/user",
            "post",
            Some("UpdateUserSettingsRequest"),
            "UpdateUserSettingsResponse",
        ),
        ("/v1/auth/logout", "post", Some("LogoutRequest"), "LogoutResponse"),
    ] {
        let operation = &document.json["paths"][path][method];
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/Management.{name}") });
        let answers = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        assert_eq!(*answers, reference(answer), "{method} {path}");
        let Some(request) = request else { continue };
        let types = super::members(&operation["requestBody"]["content"]);
        for (media_type, media) in types {
            assert_eq!(media["schema"], reference(request), "{method} {path}, {media_type}");
        }
    }
    for name in document.schemas().keys() {
        assert!(name.starts_with("Management."), "{name}");
    }
}

#[test]
fn either_a_bearer_token_or_an_api_key_suffices_everywhere() {
    let document = document();
    let schemes = &document.json["components"]["securitySchemes"];
    let names: BTreeSet<&str> = super::members(schemes).keys().map(String::as_str).collect();
    assert_eq!(names, BTreeSet::from(["ApiKey", "Bearer"]));
    let key = &schemes["ApiKey"];
    assert_eq!(
        (&key["type"], &key["in"], &key["name"]),
        (&json!("apiKey"), &json!("header"), &json!("x-api-key"))
    );
    let bearer = &schemes["Bearer"];
    assert_eq!((&bearer["type"], &bearer["scheme"]), (&json!("http"), &json!("bearer")));
    for operation in document.operations() {
        assert_eq!(operation.schemes(), [["Bearer"], ["ApiKey"]], "{}", operation.name());
    }
}

#[test]
fn the_query_parameter_that_means_nothing_is_listed() {
    let document = document();
    let parameters = document.json["paths"]["/v1/auth/user"]["get"]["parameters"].as_array();
    let parameters = parameters.expect("parameters");
    assert_eq!(parameters.len(), 1);
    assert_eq!(
        (&parameters[0]["name"], &parameters[0]["in"]),
        (&json!("request"), &json!("query"))
    );
    assert_eq!(parameters[0]["required"], false);
}

#[test]
fn the_other_contracts_have_a_bearer_token_or_nothing() {
    for document in logins() {
        let ident = document.contract.ident;
        if ident == "management" {
            continue;
        }
        let schemes = document.json["components"].get("securitySchemes");
        let names: Vec<&str> =
            schemes.map_or_else(Vec::new, |all| super::members(all).keys().map(String::as_str).collect());
        assert!(
            names == ["Bearer"] || (ident == "netxd" && names.is_empty()),
            "{ident}: {names:?}"
        );
    }
}
